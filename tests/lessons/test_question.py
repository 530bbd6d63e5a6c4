"""Questions are judged against live tensors."""

from dataclasses import replace

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.lessons.asked import Asked
from attnviz.lessons.question import ChangeQuestion, ShapeQuestion, WeightQuestion
from attnviz.lessons.supposed import SAME_TRAINING, SAME_WEIGHTS, supposed
from attnviz.scenario.settings import KINDS, Settings
from attnviz.scenario.values import Choice
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.traces import traced, with_weights


def asked(
    question: ShapeQuestion | WeightQuestion | ChangeQuestion, trace: Trace, head: int = 0
) -> Asked:
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
    assert made.answer == "Most weight, 0.59, is on fire steel."


def test_each_head_has_its_own() -> None:
    trace = traced(mode="multi_head")
    for head in (1, 2):
        weights = trace["weights"].value[0, head - 1, 0]
        made = asked(WeightQuestion(), trace, head)
        assert made.right == {int(weights.argmax())}
        assert str(made.prompt).endswith(f"in head {head}?")


def test_any_of_a_tie_is_right_and_that_is_said() -> None:
    flat = asked(WeightQuestion(), with_weights(traced(), 0.1))
    assert flat.right == set(range(10))
    assert flat.options[8:] == ("9 · padding", "10 · padding")
    assert "All positions share the most weight, 0.10 each" in str(flat.answer)
    two = np.zeros(10)
    two[[1, 4]] = 0.5
    made = asked(WeightQuestion(), with_weights(traced(), two))
    assert made.right == {1, 4}
    assert "2 positions share the most weight" in str(made.answer)


def test_without_a_number_nothing_is_wrong() -> None:
    made = asked(WeightQuestion(), with_weights(traced(), np.nan))
    assert made.right == set(range(8))  # the clicks
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
    assert str(made.answer).startswith("Computed both ways, ")
    assert str(made.answer).endswith("stays the same.") != changes


def test_the_score_of_both_sides_is_said() -> None:
    trace = traced()
    other = run(replace(trace.settings, candidate="sea novel"), shipped(trace.settings))
    assert trace.score is not None
    assert other.score is not None
    answer = asked(ChangeQuestion("score", {"candidate": "sea novel"}), trace).answer
    assert f"from {trace.score[0]:.3f} to {other.score[0]:.3f}" in str(answer)


def test_a_step_that_the_walk_lacks_is_told() -> None:
    with pytest.raises(ValueError, match="step='concat' is not allowed"):
        asked(ShapeQuestion("concat"), traced())
    with pytest.raises(ValueError, match="step='nothing' is not allowed"):
        asked(ChangeQuestion("nothing", {"scale": "true"}), traced())


def test_a_change_that_does_not_go_with_the_view_is_told() -> None:
    question = ChangeQuestion("score", {"num_heads": "8"})
    with pytest.raises(ValueError, match="num_heads=8 is not allowed"):
        question.traces(Settings(mode="multi_head", embedding_dim=4))


def test_padding_is_no_answer_unless_it_is_right() -> None:
    assert [
        str(option).split(" · ")[0] for option in asked(WeightQuestion(), traced()).options
    ] == [str(place) for place in range(1, 9)]
    most = np.full(10, 0.05)
    most[9] = 0.55
    made = asked(WeightQuestion(), with_weights(traced(), most))
    assert made.options[-1] == "10 · padding"
    assert made.right == {len(made.options) - 1}
    assert made.near == set()  # no click of the candidate's interest is like it


def test_an_answer_is_judged_by_degrees() -> None:
    made = asked(WeightQuestion(), traced())  # of a cool box
    judged = {str(option).split(" · ")[1]: made.judged(n) for n, option in enumerate(made.options)}
    assert judged["fire steel"] == "right"
    assert judged["sleeping bag"] == judged["hammock"] == "near"
    assert set(judged.values()) == {"right", "near", "wrong"}
    assert [name for name, how in judged.items() if how == "near"] == ["sleeping bag", "hammock"]
    assert made.why_near == "It is about camping, as the candidate is."


def test_a_change_that_can_hardly_be_seen_is_nearly_none() -> None:
    trace = traced(normalization="softmax", embedding_dim=8)
    large = asked(ChangeQuestion("weights", {"candidate": "moka pot"}), trace)
    assert (large.judged(0), large.judged(1)) == ("right", "wrong")
    values = trace["weights"].value
    for factor, judged in ((1.0, "right"), (1.005, "near"), (1.02, "wrong")):
        made = ChangeQuestion("weights", {"candidate": "moka pot"}).ask(
            [trace, with_weights(trace, values * factor)], 0, 0
        )
        assert made.judged(1) == judged


SUPPOSED = {
    "num_heads": ("1", "the layer has 1 head"),
    "normalization": ("sigmoid", "the weights are made with a sigmoid"),
    "scale": ("true", "the scores are divided by √d"),
    "mask_padding": ("false", "padding is not masked"),
    "empty_row": ("zero", "the weights of a user without a click are 0"),
    "padding": ("0.4", "40 % of each history is padding"),
    "padding_varies": ("true", "users differ in padding"),
    "padding_side": ("left", "padding stands to the left of the clicks"),
    "sample_seed": ("3", "other users are drawn, from seed 3"),
    "history": ("moka pot,sea novel", "user 1 clicked moka pot,sea novel"),
    "candidate": ("moka pot", "the candidate is moka pot"),
    "query": ("history", "every click asks"),
    "causal": ("true", "a click may look at earlier clicks"),
    "sequence_length": ("20", "a history has 20 positions"),
    "epoch": ("0", "the layer is untrained"),
}


@pytest.mark.parametrize("name", SAME_TRAINING)
def test_what_is_supposed_is_a_clause(name: str) -> None:
    text, clause = SUPPOSED[name]
    assert supposed(name, KINDS[name].parse(text)) == clause


@pytest.mark.parametrize("name", [name for name in SAME_WEIGHTS if isinstance(KINDS[name], Choice)])
def test_every_choice_can_be_supposed(name: str) -> None:
    kind = KINDS[name]
    assert isinstance(kind, Choice)
    clauses = [supposed(name, option) for option in kind.options]
    assert len(set(clauses)) == len(kind.options)


def test_several_changes_are_one_sentence() -> None:
    question = ChangeQuestion("weights", {"mask_padding": "false", "candidate": "moka pot"})
    assert asked(question, traced()).prompt == (
        "Suppose padding is not masked and the candidate is moka pot. Does that change the tensor "
        "weights of user 1?"
    )
