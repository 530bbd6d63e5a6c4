"""The lessons that come with the package, one JSON file each, and those that come from outside."""

import hashlib
import json
from collections import OrderedDict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from attnviz.lessons.lesson import Lesson, read_lesson
from attnviz.lessons.reading import ORDER
from attnviz.scenario.packing import Damaged, data_of, json_bytes, pack, unpack

_FOLDER = Path(__file__).parent / "shipped"
# In the order in which they are best taken.
SHIPPED = tuple(name for chapter in ORDER for name in chapter.lessons)
MOST_OPENED = 100
"""How many lessons that were opened from files are kept."""


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


def lesson_file(lesson: Lesson) -> bytes:
    """Return a lesson as a file that `open_file` reads."""
    return json_bytes(lesson.data())


def lesson_in_file(content: bytes) -> Lesson:
    """Return the lesson of a file.

    Raises:
        ValueError: if there is none; it says what is wrong.
    """
    try:
        return read_lesson(data_of(content))
    except Damaged as error:
        raise ValueError(f"The lesson of this file cannot be read: {error}.") from None
    except ValueError as error:
        raise ValueError(f"The lesson of this file cannot be shown: {error}.") from None


def open_file(content: bytes) -> str:
    """Open the lesson of a file, and return what a link says for it.

    A lesson that is too long for a link is kept by this process under a name, with the others that
    were opened last.

    Raises:
        ValueError: if there is none; it says what is wrong.
    """
    lesson = lesson_in_file(content)
    try:
        return lesson_text(lesson)
    except ValueError:
        name = f"file-{hashlib.sha256(lesson_file(lesson)).hexdigest()[:20]}"
        with _opening:
            _opened[name] = lesson
            _opened.move_to_end(name)
            while len(_opened) > MOST_OPENED:
                _opened.popitem(last=False)
        return name


_opened: OrderedDict[str, Lesson] = OrderedDict()
_opening = Lock()


@cache
def _shipped_lesson(name: str) -> Lesson:
    data = shipped(name)
    views = [{key: view[key] for key in view if key != "checks"} for view in data["views"]]
    return read_lesson({**data, "views": views})


def lesson_of(text: str) -> Lesson:
    """Return the lesson that a link names.

    Args:
        text: The name of a shipped lesson, what `open_file` returned, or a `lesson_text`.

    Raises:
        ValueError: if there is none; it says what is wrong.
    """
    if text in SHIPPED:
        return _shipped_lesson(text)
    if text.startswith("file-"):
        if (opened := _opened.get(text)) is None:
            raise ValueError("The lesson of this link is in a file: open it on the page Lessons.")
        return opened
    try:
        return read_lesson(unpack(text))
    except Damaged as error:
        raise ValueError(f"The lesson of this link cannot be read: {error}.") from None
    except ValueError as error:
        raise ValueError(f"The lesson of this link cannot be shown: {error}.") from None
