"""An author's own question: read by type, judged as a computed one is."""

from typing import Any

import pytest

from attnviz.lessons import lesson_of, lesson_text
from attnviz.lessons.lesson import VERSION, Lesson, View, read_lesson
from attnviz.lessons.question import MOST_OPTIONS, OwnQuestion, read_question
from attnviz.topics.claim import Formula, Strong

GOOD = {"kind": "own", "prompt": "Why?", "options": ["This.", "That."], "right": [0]}


def test_the_authors_answers_are_judged_and_said() -> None:
    question = OwnQuestion(
        "What is **$d$** for?", ("It is $\\sqrt{d}$", "Nothing", "A length"), (0, 2)
    )
    asked = question.ask((), 0, 0)
    assert [asked.judged(choice) for choice in range(3)] == ["right", "wrong", "right"]
    assert str(asked.prompt) == "What is d for?"
    assert asked.options[0].spans[1] == "\\sqrt{d}"  # type: ignore[union-attr]  # a claim
    assert isinstance(asked.options[0].spans[1], Formula)  # type: ignore[union-attr]  # a claim
    assert str(asked.answer) == (
        "“It is \\sqrt{d}”, “A length” are right: each of them is an answer."
    )
    one = OwnQuestion("Why?", ["**So**", "Not so"], [0]).ask((), 0, 0)
    assert str(one.answer) == "“So” is right."
    assert isinstance(one.answer.spans[1], Strong)  # type: ignore[union-attr]  # a claim


def test_an_own_question_goes_through_a_link() -> None:
    made = Lesson("t", "", (View("walk", question=OwnQuestion("p", ["a", "b"], [1], why="w")),))
    assert lesson_of(lesson_text(made)) == made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"prompt": 3}, "question=3"),
        ({"prompt": " "}, "the question needs words"),
        ({"prompt": "p" * 501}, "at most 500"),
        ({"options": "ab"}, "a list"),
        ({"options": ["a"]}, f"2 to {MOST_OPTIONS} answers"),
        ({"options": [f"{n}" for n in range(9)]}, f"2 to {MOST_OPTIONS} answers"),
        ({"options": ["a", "a"]}, "each of them once"),
        ({"options": ["a", ""]}, "each answer needs words"),
        ({"options": ["a", ["b"]]}, "answer=['b']"),
        ({"options": ["a", "b" * 201]}, "at most 200"),
        ({"right": []}, "at least one of the answers"),
        ({"right": [2]}, "at least one of the answers"),
        ({"right": [-1]}, "at least one of the answers"),
        ({"right": [True]}, "at least one of the answers"),
        ({"right": [0, 0]}, "at least one of the answers"),
        ({"right": ["0"]}, "at least one of the answers"),
        ({"right": {"0": 0}}, "a list"),
        ({"step": "weights"}, "with prompt, options and right"),
        ({"why": ["w"]}, "why=['w']"),
    ],
)
def test_what_it_cannot_be_is_told(change: dict[str, Any], said: str) -> None:
    data = GOOD | change
    with pytest.raises(ValueError, match="is not allowed") as refused:
        read_question(data)
    assert said in str(refused.value)
    with pytest.raises(ValueError, match="View 1"):
        read_lesson({"version": VERSION, "views": [{"page": "walk", "question": data}]})


@pytest.mark.parametrize("missing", ["prompt", "options", "right"])
def test_what_it_lacks_is_told(missing: str) -> None:
    data = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(ValueError, match="with prompt, options and right"):
        read_question(data)
