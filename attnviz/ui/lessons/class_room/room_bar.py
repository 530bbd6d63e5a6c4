"""What stands over a lesson in a room: its code, and for the teacher how to join and to end it."""

import html
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from attnviz.lessons.room import Room, spelled
from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.lessons.class_room.badge import remember_badge
from attnviz.ui.state import address, keys
from attnviz.ui.state.class_room import badge, class_room, end_room, open_room
from attnviz.ui.state.open_lesson import LESSON, PLACE, ROOM, OpenLesson
from attnviz.ui.state.pages import opens_here_alone
from attnviz.ui.state.qr_code import qr_code
from attnviz.ui.state.visit import present, visit

_SHEET = Path(__file__).with_name("class_room.css")


def ask_the_class(opened: OpenLesson) -> None:
    """Draw the button that opens a room; a lesson without a question has none."""
    if any(view.question for view in opened.lesson.views):
        st.button(
            "Ask the class",
            key=keys.ASK_THE_CLASS,
            type="tertiary",
            icon=":material/groups:",
            help="For a teacher: the class joins by a code, and the screen shows what it answers.",
            on_click=_open,
            args=(opened.text, opened.place),
        )


def _open(lesson: str, place: int) -> None:
    if open_room(lesson, place):
        address.put("projector", True)


def _end() -> None:
    end_room()
    address.put("projector", False)


def room_bar(opened: OpenLesson) -> None:
    """Show the room that a lesson is taken in."""
    room = class_room()
    if room is None:
        return
    st.html(_SHEET)
    remember_badge(opened.place)
    with st.container(border=True, key=keys.ROOM_BAR):
        if room.teaches(badge()):
            room.place = opened.place
            _for_teacher(room, opened)
        else:
            _for_learner(room, opened)


def _for_teacher(room: Room, opened: OpenLesson) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _joined(room)
        if room.begun:
            with st.popover("How to join"):
                _how_to_join(room, opened)
        large = address.current()[0].projector
        present(keys.PROJECTOR, large)
        st.toggle(
            "Large, for a projector",
            large,
            key=keys.PROJECTOR,
            on_change=when_shown(keys.PROJECTOR, _project),
        )
        st.button("End the room", type="tertiary", on_click=_end)
    if not room.begun:
        _how_to_join(room, opened)


def _how_to_join(room: Room, opened: OpenLesson) -> None:
    app = app_address(st.context.url or "", visit().page)
    page = "" if opened.view.page == "overview" else opened.view.page
    link = f"{app}{page}?{urlencode({ROOM: room.code})}"
    lessons = html.escape(f"{app}lessons")
    st.html(
        f'<div class="room_ways"><img alt="QR code of the room" src="{qr_code(link)}"><div>'
        f'<p class="claim">Scan, or open <b>{lessons}</b> and type the code '
        f"<b>{spelled(room.code)}</b>.</p>"
        '<p class="claim">Nobody gives a name. Answers are kept in the memory of this server '
        "alone, until the room ends, and for two hours at most.</p></div></div>"
    )
    if opens_here_alone(app):
        st.caption("This app runs on this computer only, so nobody can join from another.")


def app_address(url: str, page: str) -> str:
    """Return the address of the app, which ends with a slash.

    Args:
        url: The address of a page, which on the overview may lack it.
        page: The page's key in `PAGES`.
    """
    alone = url.rstrip("/")
    return f"{alone if page == 'overview' else alone.rpartition('/')[0]}/"


def _project(large: bool) -> None:
    address.put("projector", large is True)


@st.fragment(run_every=2.0)
def _joined(room: Room) -> None:
    """Show the code, and how many have joined."""
    if class_room() is None:
        st.rerun()  # its time is over
    learners = room.tally(room.place).learners
    who = "1 learner" if learners == 1 else f"{learners} learners"
    code = f'<b class="code">{spelled(room.code)}</b>'
    st.html(f'<p class="room_head">Room {code} <span>{who}</span></p>', width="content")


def _for_learner(room: Room, opened: OpenLesson) -> None:
    alone = html.escape(f"?{urlencode({LESSON: opened.text, PLACE: opened.place})}")
    st.html(
        f'<p class="room_head">You are in the room <b class="code">{spelled(room.code)}</b> '
        f'<a class="quiet_link" href="{alone}">Leave it</a></p>'
    )
