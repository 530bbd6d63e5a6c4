"""The lesson that a learner has open: it is in the link, so it survives reload and Back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from attnviz.lessons import lesson_of
from attnviz.lessons.lesson import Lesson, View
from attnviz.ui.state import keys

LESSON, PLACE = "lesson", "at"


@dataclass(frozen=True)
class OpenLesson:
    """A lesson and the place in it.

    Attributes:
        text: What the link says for the lesson.
        lesson: The lesson.
        place: Number of the view that is shown, from 1.
    """

    text: str
    lesson: Lesson
    place: int

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self.lesson.views[self.place - 1]

    @property
    def query(self) -> dict[str, str]:
        """What the link says for lesson and place."""
        return self.at(self.place)

    def at(self, place: int) -> dict[str, str]:
        """Return what the link says for another view of the lesson, by its number from 1."""
        return {LESSON: self.text, PLACE: str(place)}


def open_lesson() -> OpenLesson | None:
    """Return the lesson of this session, if one is open."""
    text = st.session_state.get(keys.LESSON)
    return (
        None
        if text is None
        else OpenLesson(text, lesson_of(text), st.session_state[keys.PLACE_IN_LESSON])
    )


class Enough(Exception):
    """No more of a page is shown."""


def end_of_first_picture(page: str) -> None:
    """End the body of a page here, where a lesson shows no more of it.

    Raises:
        Enough: then; `shell` goes on with what stands around the page.
    """
    opened = open_lesson()
    if opened is not None and opened.view.page == page and not opened.view.whole:
        raise Enough


def alone(page: str, **parts: Callable[[], None]) -> None:
    """Draw the part of a page that a lesson shows alone, and end the body of the page there.

    Args:
        page: The page.
        **parts: What draws each of its parts, by the name that a view has for it.

    Raises:
        Enough: then; `shell` goes on with what stands around the page.
    """
    opened = open_lesson()
    if opened is not None and opened.view.page == page and opened.view.part:
        parts[opened.view.part]()
        raise Enough


def open_by_link(texts: dict[str, str]) -> list[str]:
    """Open the lesson that a link names, or none; return what is wrong with it, in words."""
    state: Any = st.session_state
    state.pop(keys.LESSON, None)
    if LESSON not in texts:
        return [f"{PLACE} is a place in a lesson, and there is none."] if PLACE in texts else []
    try:
        lesson = lesson_of(texts[LESSON])
    except ValueError as error:
        return [str(error)]
    state[keys.LESSON], state[keys.PLACE_IN_LESSON] = texts[LESSON], 1
    place, views = texts.get(PLACE, "1"), len(lesson.views)
    if place not in {str(number) for number in range(1, views + 1)}:
        return [f"The lesson has the views 1 to {views}; the first is shown."]
    state[keys.PLACE_IN_LESSON] = int(place)
    return []
