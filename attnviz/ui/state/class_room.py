"""The room that a session is in, and the badge by which the session is known there."""

import os
import re
import secrets
from functools import cache

import streamlit as st

from attnviz.lessons.room import Room, Rooms
from attnviz.ui.state import keys
from attnviz.ui.state.visit import visit

SERVER = "ATTNVIZ_SERVER"
"""The variable of the environment that names this server among several."""
_BADGE = re.compile(r"[A-Za-z0-9_-]{22}")


@cache
def rooms() -> Rooms:
    """Return the rooms of this server.

    Raises:
        ValueError: if the server has a name that cannot be in a code.
    """
    return Rooms(os.environ.get(SERVER, ""))


def badge() -> str:
    """Return by what this session is known in rooms; its tab remembers it."""
    found: str = st.session_state.setdefault(keys.BADGE, secrets.token_urlsafe(16))
    return found


def is_badge(value: object) -> bool:
    """Whether a value can be a badge."""
    return isinstance(value, str) and _BADGE.fullmatch(value) is not None


def take_badge(remembered: str) -> None:
    """Take the badge that the tab remembers from before a reload."""
    if (room := class_room()) is not None:
        room.move(badge(), remembered)
    st.session_state[keys.BADGE] = remembered


def class_room() -> Room | None:
    """Return the room that this session is in; None for none, and for one that has ended."""
    code = visit().room
    try:
        return rooms().find(code) if code else None
    except ValueError:
        return None


def enter_room(text: str) -> Room:
    """Let this session into the room of a code, and return it.

    Raises:
        ValueError: if there is none, or it is full; it says why.
    """
    room = rooms().find(text)
    room.join(badge())
    return room


def open_room(lesson: str, place: int) -> bool:
    """Open a room for a lesson, from a callback, and return whether it is; if not, why is told.

    Args:
        lesson: What a link says for the lesson.
        place: The view that is shown, from 1.
    """
    try:
        visit().room = rooms().open(lesson, place, badge()).code
    except ValueError as error:
        visit().messages.append(str(error))
        return False
    return True


def end_room() -> None:
    """End the room of this session, from a callback of its teacher."""
    if (room := class_room()) is not None:
        rooms().end(room, badge())
    visit().room = ""


def leave_ended_room() -> list[str]:
    """Go on without a room that has ended; return why it is gone, in words."""
    here = visit()
    try:
        if here.room:
            rooms().find(here.room)
    except ValueError as error:
        here.room = ""
        return [f"{error} The lesson goes on without it."]
    return []
