"""The shipped lessons are short, fit a link, and what they claim holds on live traces."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from attnviz.learning.fit import train
from attnviz.learning.shipped import shipped as shipped_training
from attnviz.learning.trained import Training
from attnviz.lessons import SHIPPED, lesson_of, lesson_text, shipped
from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.lesson import View
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
    assert all(view.question.why for view in lesson.views if view.question)
    assert any(view.question for view in lesson.views)
    assert len(lesson_text(lesson)) < 2000
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


@pytest.mark.parametrize(("name", "number"), [v for v in VIEWS if view_of(*v).question])
def test_a_question_has_right_and_wrong_answers(name: str, number: int) -> None:
    view = view_of(name, number)
    assert view.question is not None
    training = training_of(view.settings)
    traces = [run(settings, training) for settings in view.question.traces(view.settings)]
    asked = view.question.ask(traces, view.settings.sample - 1, view.settings.head)
    has_good_answers(asked)


def has_good_answers(asked: Asked | Drawing) -> None:
    """Hold that not everything is right, and that equal bars are not."""
    if isinstance(asked, Drawing):
        count = len(asked.bars)
        equal = [100 // count + (n < 100 % count) for n in range(count)]
        assert asked.judged(equal) == "wrong"
        return
    assert 0 < len(asked.right) < len(asked.options)
    assert len(set(asked.options)) == len(asked.options)


def test_the_two_heads_differ_as_the_lesson_says() -> None:
    one, two = (view_of("two_heads", number) for number in (2, 3))
    assert replace(one.settings, head=2) == two.settings
