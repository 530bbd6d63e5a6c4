"""Whatever a link says for a lesson or a draft: it is one, or it is refused in a few words."""

from collections.abc import Callable

import pytest

from attnviz.lessons import lesson_of
from attnviz.lessons.lesson import VERSION, Lesson, read_lesson
from attnviz.scenario.values import LONGEST_SHOWN, InvalidValue, shortened
from attnviz.ui.state.draft import Draft, read_draft
from tests.lessons.hostile import DEPTHS, lessons, text_of

# What is told names what is allowed, such as all settings.
_LONGEST_TOLD = 1200


def told(read: Callable[[str], Lesson | Draft], text: str) -> str:
    """Return what is told of a text that is refused; "" of one that is read, and stays it."""
    try:
        made = read(text)
    except ValueError as error:
        return str(error)
    for view in made.views:
        again = {"version": VERSION, "title": "t", "views": [view.data()]}
        assert Lesson("t", "", (view,)) == read_lesson(again)
        assert len(set(view.controls)) == len(view.controls)
    return ""


@pytest.mark.parametrize("read", [lesson_of, read_draft])
def test_what_is_hostile_is_read_or_refused_in_a_few_words(
    read: Callable[[str], Lesson | Draft],
) -> None:
    refusals = [told(read, text_of(data)) for data in lessons(seed=1, count=1000)]
    refused = [text for text in refusals if text]
    assert max(map(len, refused)) <= _LONGEST_TOLD
    assert 300 < len(refused) < 1000


@pytest.mark.parametrize("depth", DEPTHS)
def test_what_is_nested_deep_is_told_by_its_outside(depth: int) -> None:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    assert shortened(value) == "[[[[[[[[[...]]]]]]]]]"
    assert "note=[[[[[[[[[...]]]]]]]]] is not allowed" in str(InvalidValue("note", value, "text"))


def test_a_value_is_told_as_python_writes_it_or_its_beginning() -> None:
    for value in (3, "many", None, [1, 2.5, "a"], ("x",), {"a": [None]}, "'"):
        assert shortened(value) == repr(value)
    for long in ("x" * 1000, ["x" * 50] * 50, {chr(n): n for n in range(0x4E00, 0x5000)}):
        assert shortened(long) == f"{repr(long)[:LONGEST_SHOWN]}…"
