"""Where a learner types the code of a room."""

import html
from urllib.parse import urlencode

import streamlit as st

from attnviz.lessons import lesson_of
from attnviz.lessons.room import Elsewhere, spelled
from attnviz.topics.pens import in_markdown
from attnviz.ui.lessons.lesson_list import for_room
from attnviz.ui.state import keys
from attnviz.ui.state.class_room import rooms
from attnviz.ui.state.open_lesson import ROOM

_MOST_TYPED = 40


def join_room() -> None:
    """Show the field for a room's code, and the link to its lesson once it is there."""
    with (
        st.form(keys.JOIN_ROOM, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        text = st.text_input(
            "In class: the code of the room", key=keys.ROOM_CODE, max_chars=_MOST_TYPED, width=240
        )
        st.form_submit_button("Join")
    if not text.strip():
        return
    try:
        room = rooms().find(text)
        lesson = lesson_of(room.lesson)
    except Elsewhere as error:
        st.warning(in_markdown(f"{error} Its link leads there."))
        _link("lessons", "".join(text.split()).lower(), "Go to the room")
    except ValueError as error:
        st.warning(in_markdown(str(error)))
    else:
        page = lesson.views[room.place - 1].page
        _link(page, room.code, f"Open “{lesson.title}” in the room {spelled(room.code)}")


def _link(page: str, code: str, label: str) -> None:
    """Show a link that loads its page anew, as that of a lesson does."""
    path = "./" if page == "overview" else page
    address = html.escape(f"{path}?{urlencode({ROOM: code} | for_room())}")
    st.html(f'<a class="lesson_link" href="{address}">{html.escape(label)}</a>')
