"""The shipped lessons are short, fit a link, and what they claim holds on live traces."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from attnviz.learning.faithfulness import faithfulness
from attnviz.learning.fit import train
from attnviz.learning.shipped import shipped as shipped_training
from attnviz.learning.trained import Training
from attnviz.lessons import SHIPPED, lesson_of, lesson_text, shipped
from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.posing import Needed, needed, posed
from attnviz.scenario.settings import Settings
from attnviz.trace.cell import SIDES
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from attnviz.trace.sides import with_weights_of
from tests.lessons.measures import COMPARED, MEASURES

VIEWS = [(name, number) for name in SHIPPED for number in range(1, len(lesson_of(name).views) + 1)]


@cache
def training_of(settings: Settings) -> Training | None:
    """Return the training that a server would show."""
    if settings.shown_epoch == 0:
        return None
    return shipped_training(settings) or train(settings)


def view_of(name: str, number: int) -> View:
    return lesson_of(name).views[number - 1]


def traced(view: View, side: str = SIDES[1], **changes: str) -> Trace:
    """Return a view's trace, of a comparison that of one side; changes leave its weights."""
    sides = view.sides
    own = sides[0] if side == SIDES[0] else sides[-1]
    shared = with_weights_of(*sides) if len(sides) > 1 else None
    changed = Settings.from_query({**own.to_query(), **changes})
    return run(changed, training_of(own if shared is None else sides[0]))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_lesson_is_short_and_asks(name: str) -> None:
    lesson = lesson_of(name)
    assert 3 <= len(lesson.views) <= 5
    assert all(view.note for view in lesson.views)
    for view in lesson.views:
        assert view.question is not None
        assert view.question.why
        assert len(view.controls) <= 3
        assert not view.whole
    assert lesson.learned
    assert len(lesson_text(lesson)) < 2600
    assert lesson_of(lesson_text(lesson)) == lesson


@pytest.mark.parametrize(("name", "number"), VIEWS)
def test_what_a_view_claims_holds(name: str, number: int) -> None:
    view = view_of(name, number)
    checks: list[dict[str, Any]] = shipped(name)["views"][number - 1]["checks"]
    assert checks
    for check in checks:
        assert ("side" in check) == (view.beside is not None)
        side = check.get("side", SIDES[1])
        trace = traced(view, side, **check.get("with", {}))
        if check["measure"] in COMPARED:
            value = COMPARED[check["measure"]](traced(view, side), trace)
        else:
            value = MEASURES[check["measure"]](trace)
        assert {"above", "below", "equals"} & set(check)
        assert set(check) <= {"measure", "side", "with", "above", "below", "equals"}
        assert value > check.get("above", -np.inf), check
        assert value < check.get("below", np.inf), check
        assert value == pytest.approx(check.get("equals", value), abs=1e-6), check


def needed_by(view: View) -> tuple[Needed, ...]:
    assert view.question is not None
    return needed(view.question, view.sides)


def asked_of(view: View) -> Asked | Drawing:
    """Return what a view's question asks, with the trainings that a server shows."""
    assert view.question is not None
    made = [
        run(of, training_of(one.trained) if of.shown_epoch else None)
        for one in needed_by(view)
        for of in one.settings
    ]
    return posed(view.question, view.sides, made)


@pytest.mark.parametrize(("name", "number"), VIEWS)
def test_a_question_has_right_and_wrong_answers(name: str, number: int) -> None:
    view = view_of(name, number)
    has_good_answers(asked_of(view))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_lesson_can_be_taken_again_on_new_numbers(name: str) -> None:
    lesson, taken = lesson_of(name), list[Lesson]()
    while (again := (taken[-1] if taken else lesson).taken_again()) is not None:
        taken.append(again)
        assert lesson_of(lesson_text(again)) == again
    assert len(taken) == 2
    for again in taken:
        assert len(again.views) >= 2
        for view in again.views:
            assert not view.note
            for one in needed_by(view):
                assert not one.trained.shown_epoch or shipped_training(one.trained), "untrained"
            has_good_answers(asked_of(view))
    shown = [{(view.page, view.sides) for view in one.views} for one in (lesson, *taken)]
    assert not (shown[0] & shown[1]) | (shown[1] & shown[2]) | (shown[0] & shown[2])


def has_good_answers(asked: Asked | Drawing) -> None:
    """Hold that not everything is right, and that equal bars are not."""
    if isinstance(asked, Drawing):
        count = len(asked.bars)
        equal = [100 // count + (n < 100 % count) for n in range(count)]
        assert asked.judged(equal) == "wrong"
        return
    assert 0 < len(asked.right) < len(asked.options)
    assert len(set(asked.options)) == len(asked.options)
    assert not str(asked.prompt).startswith("0 of"), "nothing to ask about"


def test_the_two_heads_differ_as_the_lesson_says() -> None:
    one, two = (view_of("two_heads", number) for number in (2, 3))
    assert replace(one.settings, head=2) == two.settings


def test_weights_and_what_matters_are_in_no_layer_in_the_same_order() -> None:
    agree = []
    for layer in (Settings(), Settings(mode="multi_head", num_heads=4)):
        training = shipped_training(layer)
        assert training is not None
        agree.append(faithfulness(training, 15, users=100).correlation)
    target, heads = agree
    assert target is not None
    assert heads is not None
    assert target < 0.3 < 0.4 < heads < 0.7
