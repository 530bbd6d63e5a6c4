"""Lessons as a list of links: each loads its first page anew, as whoever gets the link does."""

import html
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from attnviz.lessons import SHIPPED, lesson_of, open_file
from attnviz.lessons.marked import marked
from attnviz.scenario.packing import LARGEST
from attnviz.topics.pens import in_markdown
from attnviz.topics.words import plural
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.state import address, keys
from attnviz.ui.state.open_lesson import LESSON, PLACE
from attnviz.ui.state.uploads import asking_for_files, out_of_a_frame


def for_room() -> dict[str, str]:
    """Return what a link says so that what is shown to a room goes on to be shown to it."""
    return {"projector": "true"} if address.current()[0].projector else {}


def lesson_path(text: str, *, for_others: bool = False) -> str:
    """Return the address of a lesson's first view beside that of any page.

    It names the place, as the address bar will: else there were an entry more to go back through.

    Args:
        text: What a link says for the lesson.
        for_others: Whether it is copied, and so is for another screen than this one.
    """
    page = lesson_of(text).views[0].page
    query = {LESSON: text, PLACE: "1"} | ({} if for_others else for_room())
    return f"{'./' if page == 'overview' else page}?{urlencode(query)}"


def lesson_from_file() -> None:
    """Show where a lesson's file is opened, and its link once it is."""
    out_of_a_frame()
    with asking_for_files(keys.LESSON_IN_FILE):
        sent = st.file_uploader(
            "Open a lesson's file", type="json", max_upload_size=1, key=keys.LESSON_IN_FILE
        )
    if sent is None:
        return
    try:
        text = open_file(sent.read(LARGEST + 1))
    except ValueError as error:
        st.warning(in_markdown(str(error)))
        return
    lesson_list([text])


def lesson_list(texts: Sequence[str] = tuple(SHIPPED)) -> None:
    """Show lessons with their titles as links."""
    for text in texts:
        lesson = lesson_of(text)
        questions = sum(view.question is not None for view in lesson.views)
        path, title = html.escape(lesson_path(text)), html.escape(lesson.title)
        with st.container(gap=None):
            st.html(f'<a class="lesson_link" href="{path}">{title}</a>')
            paragraphs(marked(lesson.note))
            views = plural(len(lesson.views), "view")
            st.caption(f"{views}, {plural(questions, 'question')}")
