"""The lesson that a teacher is making: in the session, in the tab, and on its own page in the link.

A view keeps its number while it is moved, replaced or has others removed around it: the fields of
the author's page go by it, so that nothing that stands in one is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import streamlit as st

from attnviz.lessons import lesson_of
from attnviz.lessons.lesson import MOST_VIEWS, VERSION, Lesson, View, read_lesson
from attnviz.scenario.packing import LONGEST, data_of, json_bytes, packed, unpack
from attnviz.scenario.values import InvalidValue
from attnviz.ui.state import kept, keys
from attnviz.ui.state.visit import visit

DRAFT = "draft"
_numbers: Iterator[int] = count()


@dataclass(frozen=True)
class Draft:
    """A lesson in the making: as `Lesson`, and it may have no view yet.

    Attributes:
        title: The lesson's title.
        note: Its note.
        views: Its views.
        learned: What is said at its end.
        numbers: A number for each view, which is its own.
    """

    title: str = ""
    note: str = ""
    views: tuple[View, ...] = ()
    learned: str = ""
    numbers: tuple[int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if len(self.numbers) != len(self.views):
            object.__setattr__(self, "numbers", tuple(next(_numbers) for _ in self.views))

    def data(self) -> dict[str, Any]:
        """Return the draft as texts, lists and dicts: what `read_draft` reads."""
        learned = {"learned": self.learned} if self.learned else {}
        return {
            "version": VERSION,
            "title": self.title,
            "note": self.note,
            "views": [view.data() for view in self.views],
            **learned,
        }


def draft() -> Draft:
    """Return the draft of this session."""
    state: Any = st.session_state
    return state.get(keys.DRAFT, Draft())


def keep(changed: Draft) -> None:
    """Make this the draft."""
    st.session_state[keys.DRAFT] = changed


def turn() -> int:
    """Return a number that changes when the fields of the lesson itself must show it anew."""
    state: Any = st.session_state
    return state.get(keys.DRAFT_TURN, 0)


def begin(made: Draft) -> None:
    """Begin with another draft, from a callback; the one before it can be taken up again."""
    st.session_state[keys.DRAFT_BEFORE] = draft()
    keep(made)
    st.session_state[keys.DRAFT_TURN] = turn() + 1


def before() -> Draft:
    """Return the draft that this one took the place of; an empty one if there was none."""
    state: Any = st.session_state
    return state.get(keys.DRAFT_BEFORE, Draft())


def add(view: View) -> None:
    """Add a view as the next one, from a callback; a lesson that is full stays as it is.

    The page that is opened next begins with the defaults: see `Visit.added`.
    """
    made = draft()
    if len(made.views) < MOST_VIEWS:
        views, numbers = (*made.views, view), (*made.numbers, next(_numbers))
        keep(replace(made, views=views, numbers=numbers))
        visit().added = dict(visit().chosen)


def opened() -> int | None:
    """Return the place of the view, from 0, that was opened to be changed; None if none is."""
    number = st.session_state.get(keys.DRAFT_OPENED)
    return None if number is None else place_of(number)


def place_of(number: int) -> int | None:
    """Return the place of a view, from 0; None if a press just before has removed it."""
    numbers = draft().numbers
    return numbers.index(number) if number in numbers else None


def open_view(number: int) -> None:
    """Open a view on its page to change it, from a callback."""
    place = place_of(number)
    if place is None:
        return
    view = draft().views[place]
    st.session_state[keys.DRAFT_OPENED] = number
    visit().target = view.page
    if view.beside is not None:
        kept.keep(view.beside)
        visit().both_move = view.both_move


def replace_opened(view: View) -> None:
    """Put a view in place of the one that was opened, if that is still there."""
    made, place = draft(), opened()
    if place is not None:
        views = (*made.views[:place], view, *made.views[place + 1 :])
        keep(replace(made, views=views))
        visit().added = dict(visit().chosen)


def close_view() -> None:
    """Let the view that was opened stay as it was."""
    st.session_state.pop(keys.DRAFT_OPENED, None)


def move(number: int, by: int) -> None:
    """Move a view, from a callback."""
    made, place = draft(), place_of(number)
    if place is None:
        return
    order = list(range(len(made.views)))
    order.insert(place + by, order.pop(place))
    views, numbers = (tuple(made.views[n] for n in order), tuple(made.numbers[n] for n in order))
    keep(replace(made, views=views, numbers=numbers))


def remove(number: int) -> None:
    """Remove a view, from a callback."""
    made = draft()
    left = [(v, n) for v, n in zip(made.views, made.numbers, strict=True) if n != number]
    views, numbers = (tuple(v for v, _ in left), tuple(n for _, n in left))
    keep(replace(made, views=views, numbers=numbers))


def draft_of(lesson: Lesson) -> Draft:
    """Return a lesson as a draft."""
    return Draft(lesson.title, lesson.note, lesson.views, lesson.learned)


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
    """Read a draft from what a link says for it, or for a lesson.

    Raises:
        ValueError: if it is none.
    """
    return _read(unpack(text)) if "." in text else draft_of(lesson_of(text))


def kept_text() -> str | None:
    """Return the draft as the tab keeps it; "" for an empty one, None before there is any."""
    if keys.DRAFT not in st.session_state:
        return None
    made = draft()
    return "" if made == Draft() else json_bytes(made.data()).decode()


def take_kept(text: str) -> None:
    """Take the draft that the tab has kept; beside another one it can be taken up again.

    Raises:
        ValueError: if it is none.
    """
    made = _read(data_of(text.encode()))
    if draft() == Draft():
        keep(made)
        st.session_state[keys.DRAFT_TURN] = turn() + 1
    elif made != draft():
        st.session_state[keys.DRAFT_BEFORE] = made


def _read(data: Any) -> Draft:
    empty = isinstance(data, dict) and data.get("views") == []
    lesson = read_lesson({**data, "views": [{"page": "overview"}]} if empty else data)
    made = draft_of(lesson)
    return replace(made, views=(), numbers=()) if empty else made


def save() -> int:
    """Write the draft into the link, if it is short enough; return how long the link's text is.

    One that is too long for a link is in none, so that the tab's own is taken after a reload.
    """
    made = draft()
    text = packed(made.data())
    before = st.query_params.get(DRAFT)
    if len(text) > LONGEST:
        st.query_params.pop(DRAFT, None)
    elif made != Draft() and before != text:
        st.query_params[DRAFT] = text
    if st.query_params.get(DRAFT) != before:
        visit().written = st.query_params.to_dict()
    return len(text)


def finished() -> Lesson:
    """Return the draft as a lesson.

    Raises:
        ValueError: if it has no title or no view.
    """
    made = draft()
    if not made.title.strip():
        raise InvalidValue("title", made.title, "any text: the lesson needs a title")
    return Lesson(made.title, made.note, made.views, made.learned)
