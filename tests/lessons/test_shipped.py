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
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
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


def traced(view: View, **changes: str) -> Trace:
    """Return a view's trace, with changes that leave its weights as they are."""
    changed = Settings.from_query({**view.settings.to_query(), **changes})
    return run(changed, training_of(view.settings))


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
        trace = traced(view, **check.get("with", {}))
        if check["measure"] in COMPARED:
            value = COMPARED[check["measure"]](traced(view), trace)
        else:
            value = MEASURES[check["measure"]](trace)
        assert {"above", "below", "equals"} & set(check)
        assert set(check) <= {"measure", "with", "above", "below", "equals"}
        assert value > check.get("above", -np.inf), check
        assert value < check.get("below", np.inf), check
        assert value == pytest.approx(check.get("equals", value), abs=1e-6), check


def asked_of(view: View, settings: Settings) -> Asked | Drawing:
    """Return what a view's question asks at settings, with the training that a server shows."""
    assert view.question is not None
    wanted = view.question.traces(settings)
    training = training_of(max(wanted, key=lambda one: one.shown_epoch))
    traces = [run(one, training if one.shown_epoch else None) for one in wanted]
    return view.question.ask(traces, settings.sample - 1, settings.head)


@pytest.mark.parametrize(("name", "number"), VIEWS)
def test_a_question_has_right_and_wrong_answers(name: str, number: int) -> None:
    view = view_of(name, number)
    has_good_answers(asked_of(view, view.settings))


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
            shown_training = view.settings.shown_epoch == 0 or shipped_training(view.settings)
            assert shown_training, "it would have to be trained"
            has_good_answers(asked_of(view, view.settings))
    shown = [{(view.page, view.settings) for view in one.views} for one in (lesson, *taken)]
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
