"""The lessons that come with the package, one JSON file each, and lessons that come by link."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from attnviz.lessons.lesson import Lesson, read_lesson
from attnviz.lessons.reading import ORDER
from attnviz.scenario.packing import Damaged, pack, unpack

_FOLDER = Path(__file__).parent / "shipped"
# In the order in which they are best taken.
SHIPPED = tuple(name for chapter in ORDER for name in chapter.lessons)


def shipped(name: str) -> dict[str, Any]:
    """Return the file of a shipped lesson; its checks are what the tests hold it to."""
    data: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def lesson_text(lesson: Lesson) -> str:
    """Return what a link says for a lesson.

    Raises:
        ValueError: if it is too long for a link.
    """
    return pack(lesson.data())


@cache
def _shipped_lesson(name: str) -> Lesson:
    data = shipped(name)
    views = [{key: view[key] for key in view if key != "checks"} for view in data["views"]]
    return read_lesson({**data, "views": views})


def lesson_of(text: str) -> Lesson:
    """Return the lesson that a link names: a shipped one by its name, any other by `lesson_text`.

    Raises:
        ValueError: if there is none; it says what is wrong.
    """
    if text in SHIPPED:
        return _shipped_lesson(text)
    try:
        return read_lesson(unpack(text))
    except Damaged as error:
        raise ValueError(f"The lesson of this link cannot be read: {error}.") from None
    except ValueError as error:
        raise ValueError(f"The lesson of this link cannot be shown: {error}.") from None
