"""The lesson that a teacher is making: in the session, and on its own page in the link."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from attnviz.lessons import lesson_of
from attnviz.lessons.lesson import MOST_VIEWS, Lesson, View, read_lesson
from attnviz.scenario.packing import pack, unpack
from attnviz.scenario.settings import Settings
from attnviz.scenario.values import InvalidValue
from attnviz.ui.state import keys

DRAFT = "draft"


@dataclass(frozen=True)
class Draft:
    """A lesson in the making: as `Lesson`, and it may have no view yet."""

    title: str = ""
    note: str = ""
    views: tuple[View, ...] = ()
    learned: str = ""


def draft() -> Draft:
    """Return the draft of this session."""
    state: Any = st.session_state
    return state.get(keys.DRAFT, Draft())


def keep(changed: Draft) -> None:
    """Make this the draft."""
    st.session_state[keys.DRAFT] = changed


def turn() -> int:
    """Return a number that changes when fields must show the draft anew."""
    state: Any = st.session_state
    return state.get(keys.DRAFT_TURN, 0)


def _show(changed: Draft) -> None:
    keep(changed)
    st.session_state[keys.DRAFT_TURN] = turn() + 1


def add(page: str, settings: Settings) -> None:
    """Add a view as the next one, from a callback; a lesson that is full stays as it is."""
    made = draft()
    if len(made.views) < MOST_VIEWS:
        _show(replace(made, views=(*made.views, View(page, settings))))


def move(place: int, by: int) -> None:
    """Move a view, from a callback; places count from 0. One that is not there stays away."""
    views = list(draft().views)
    if place < len(views):
        views.insert(place + by, views.pop(place))
        _show(replace(draft(), views=tuple(views)))


def remove(place: int) -> None:
    """Remove a view, from a callback."""
    views = draft().views
    _show(replace(draft(), views=views[:place] + views[place + 1 :]))


def start_from(text: str) -> None:
    """Begin with a lesson that there is already; `text` is what a link says for it."""
    lesson = lesson_of(text)
    _show(Draft(lesson.title, lesson.note, lesson.views, lesson.learned))


def restore() -> str:
    """Take the draft from the link if the session has none; return what is wrong with it."""
    if keys.DRAFT in st.session_state or DRAFT not in st.query_params:
        return ""
    try:
        keep(read_draft(st.query_params[DRAFT]))
    except ValueError as error:
        return f"The draft of this link cannot be read: {error}."
    return ""


def read_draft(text: str) -> Draft:
    """Read a draft from what a link says for it.

    Raises:
        ValueError: if it is none.
    """
    data = unpack(text)
    empty = isinstance(data, dict) and data.get("views") == []
    lesson = read_lesson({**data, "views": [{"page": "overview"}]} if empty else data)
    return Draft(lesson.title, lesson.note, () if empty else lesson.views, lesson.learned)


def save() -> None:
    """Write the draft into the link, so that a reload does not lose it.

    Raises:
        ValueError: if it is too long for a link.
    """
    made = draft()
    views = [view.data() for view in made.views]
    learned = {"learned": made.learned} if made.learned else {}
    text = pack({"title": made.title, "note": made.note, "views": views, **learned})
    if made != Draft() and st.query_params.get(DRAFT) != text:
        st.query_params[DRAFT] = text


def finished() -> Lesson:
    """Return the draft as a lesson.

    Raises:
        ValueError: if it has no title or no view.
    """
    made = draft()
    if not made.title.strip():
        raise InvalidValue("title", made.title, "any text: the lesson needs a title")
    return Lesson(made.title, made.note, made.views, made.learned)
