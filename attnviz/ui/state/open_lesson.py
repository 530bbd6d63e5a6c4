"""The lesson that a learner has open: it is in the link, so it survives reload and Back."""

from collections.abc import Callable
from dataclasses import dataclass

from attnviz.lessons import lesson_of
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.room import Elsewhere
from attnviz.ui.state.class_room import enter_room
from attnviz.ui.state.visit import visit

LESSON, PLACE, ROOM = "lesson", "at", "room"
_UNREACHABLE = "That one cannot be reached now: to try again, scan or type the code once more."


@dataclass(frozen=True)
class OpenLesson:
    """A lesson and the place in it.

    Attributes:
        text: What the link says for the lesson.
        lesson: The lesson.
        place: Number of the view that is shown, from 1.
        room: The code of the room in which it is taken; "" for none.
    """

    text: str
    lesson: Lesson
    place: int
    room: str = ""

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self.lesson.views[self.place - 1]

    @property
    def query(self) -> dict[str, str]:
        """What the link says for lesson, place and room."""
        return self.at(self.place)

    def at(self, place: int) -> dict[str, str]:
        """Return what the link says for another view of the lesson, by its number from 1."""
        room = {ROOM: self.room} if self.room else {}
        return {LESSON: self.text, PLACE: str(place)} | room


def open_lesson() -> OpenLesson | None:
    """Return the lesson of this session, if one is open."""
    here = visit()
    if not here.lesson:
        return None
    return OpenLesson(here.lesson, lesson_of(here.lesson), here.place, here.room)


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
    here = visit()
    here.lesson = here.room = ""
    code, texts, told = _in_room(texts)
    if LESSON not in texts:
        lost = [f"{PLACE} is a place in a lesson, and there is none."] if PLACE in texts else []
        return told + lost
    try:
        lesson = lesson_of(texts[LESSON])
    except ValueError as error:
        return [*told, str(error)]
    here.lesson, here.place, here.room = texts[LESSON], 1, code
    place, views = texts.get(PLACE, "1"), len(lesson.views)
    if place not in {str(number) for number in range(1, views + 1)}:
        return [*told, f"The lesson has the views 1 to {views}; the first is shown."]
    here.place = int(place)
    return told


def _in_room(texts: dict[str, str]) -> tuple[str, dict[str, str], list[str]]:
    """Enter the room that a link names; without a lesson, the link is to what its teacher shows.

    Returns:
        Its code, "" for none; what the link says, with the room's lesson; what is wrong, in words.
    """
    if ROOM not in texts:
        return "", texts, []
    try:
        room = enter_room(texts[ROOM])
    except ValueError as error:
        # Its link would lead there, if there were a way.
        lost = f" {_UNREACHABLE}" if isinstance(error, Elsewhere) else ""
        goes_on = " The lesson goes on without it." if LESSON in texts else ""
        return "", texts, [f"{error}{lost}{goes_on}"]
    if texts.get(LESSON) == room.lesson:
        return room.code, texts, []
    return room.code, texts | {LESSON: room.lesson, PLACE: str(room.place)}, []
