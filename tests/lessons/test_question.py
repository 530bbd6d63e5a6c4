"""Questions are judged against live tensors."""

from dataclasses import replace

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.lessons.question import Asked, ChangeQuestion, Question, ShapeQuestion, WeightQuestion
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.traces import traced, with_weights


def asked(question: Question, trace: Trace, head: int = 0) -> Asked:
    """Return a question about a trace, with the trace's own training for changed settings."""
    training = shipped(trace.settings)
    wanted = question.traces(trace.settings)[1:]
    return question.ask([trace, *(run(settings, training) for settings in wanted)], 0, head)


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_every_shape_is_among_the_options_once(mode: str) -> None:
    trace = traced(mode=mode)
    for name, record in {**trace.steps, **trace.score_steps}.items():
        made = asked(ShapeQuestion(name), trace)
        (right,) = made.right
        assert made.options[right] == f"({', '.join(map(str, record.shape))})"
        assert len(made.options) == len(set(made.options)) >= 3


def test_the_heaviest_click_is_right() -> None:
    trace = traced()
    made = asked(WeightQuestion(), trace)
    weights = trace["weights"].value[0, 0]
    assert made.right == {int(weights.argmax())}
    assert made.options[2] == "3 · fire steel"
    assert made.answer == "fire steel gets the most weight: 0.59."


def test_each_head_has_its_own() -> None:
    trace = traced(mode="multi_head")
    for head in (1, 2):
        weights = trace["weights"].value[0, head - 1, 0]
        made = asked(WeightQuestion(), trace, head)
        assert made.right == {int(weights.argmax())}
        assert made.prompt.endswith(f"in head {head}?")


def test_any_of_a_tie_is_right_and_that_is_said() -> None:
    flat = asked(WeightQuestion(), with_weights(traced(), 0.1))
    assert flat.right == set(range(10))
    assert "All positions share the most weight, 0.10 each" in flat.answer
    two = np.zeros(10)
    two[[1, 4]] = 0.5
    made = asked(WeightQuestion(), with_weights(traced(), two))
    assert made.right == {1, 4}
    assert "2 positions share the most weight" in made.answer


def test_without_a_number_nothing_is_wrong() -> None:
    made = asked(WeightQuestion(), with_weights(traced(), np.nan))
    assert made.right == set(range(10))
    assert made.answer == "No weight is a number here."


def test_self_attention_has_no_heaviest_click() -> None:
    with pytest.raises(ValueError, match="where the candidate asks"):
        asked(WeightQuestion(), traced(mode="multi_head", query="history"))


@pytest.mark.parametrize(
    ("view", "step", "change", "changes"),
    [
        ({}, "weights", {"candidate": "moka pot"}, True),
        ({}, "score", {"candidate": "sea novel"}, True),
        ({}, "key", {"candidate": "moka pot"}, False),
        ({}, "scores", {"normalization": "none"}, False),
        ({"recipe": "article", "mode": "attention"}, "weights", {"candidate": "moka pot"}, False),
        ({"mode": "multi_head"}, "weights", {"num_heads": "4"}, True),
        ({"mode": "multi_head", "num_heads": 8}, "output", {"scale": "false"}, False),
        ({"padding": 0.0}, "score", {"mask_padding": "false"}, False),
    ],
)
def test_both_sides_of_a_change_are_computed(
    view: dict[str, object], step: str, change: dict[str, str], changes: bool
) -> None:
    made = asked(ChangeQuestion(step, change), traced(**view))
    assert made.right == {0 if changes else 1}
    assert made.answer.startswith("Computed both ways, ")
    assert made.answer.endswith("stays the same.") != changes


def test_the_score_of_both_sides_is_said() -> None:
    trace = traced()
    other = run(replace(trace.settings, candidate="sea novel"), shipped(trace.settings))
    assert trace.score is not None
    assert other.score is not None
    answer = asked(ChangeQuestion("score", {"candidate": "sea novel"}), trace).answer
    assert f"from {trace.score[0]:.3f} to {other.score[0]:.3f}" in answer


def test_a_step_that_the_walk_lacks_is_told() -> None:
    with pytest.raises(ValueError, match="step='concat' is not allowed"):
        asked(ShapeQuestion("concat"), traced())
    with pytest.raises(ValueError, match="step='nothing' is not allowed"):
        asked(ChangeQuestion("nothing", {"scale": "true"}), traced())


def test_a_change_that_does_not_go_with_the_view_is_told() -> None:
    question = ChangeQuestion("score", {"num_heads": "8"})
    with pytest.raises(ValueError, match="num_heads=8 is not allowed"):
        question.traces(Settings(mode="multi_head", embedding_dim=4))
