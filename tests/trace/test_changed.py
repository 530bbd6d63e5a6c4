"""A trace with changed numbers: the layer's own from there on, held against the formulas."""

from typing import Any

import numpy as np
import pytest

from attnviz.layer.reference import reference
from attnviz.scenario.changes import Number
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import Settings
from attnviz.trace.cell import Cell
from attnviz.trace.changed import place_of
from attnviz.trace.explain import explain
from attnviz.trace.missing import missing_targets
from attnviz.trace.record import EMBEDDINGS, Trace, step_words
from tests.layers import difference
from tests.trace.explain.sound import assert_sound, some_cells
from tests.traces import changed, traced

MODES: dict[str, dict[str, Any]] = {
    "target": {},
    "heads": {"mode": "multi_head"},
    "self": {"mode": "multi_head", "query": "history", "causal": True},
}


def with_number(trace: Trace, step: str, index: tuple[int, ...], value: float) -> Trace:
    return changed(trace, change=(Number(step, index, value),))


def by_the_formulas(trace: Trace, steps: dict[str, np.ndarray]) -> str | None:
    """Return where a trace disagrees with the formulas, resumed from some tensors."""
    inputs = [trace.samples.history, trace.samples.candidate]
    expected = reference(trace.layer, trace.weights, inputs, resume_from=steps)
    found = {name: record.value for name, record in trace.steps.items()}
    return difference(found, expected, 1e-5, 1e-5)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("step", ["scores", "masked", "weights", "context", "output"])
def test_what_follows_is_the_formulas_and_what_was_before_stays(
    mode: str, normalization: str, step: str
) -> None:
    trace = traced(**MODES[mode], normalization=normalization, epoch=0)
    index = next(iter(some_cells(trace, step, 1)))
    made = with_number(trace, step, index, 0.75)
    tensor = trace[step].value.copy()
    tensor[index] = 0.75
    np.testing.assert_array_equal(made[step].value, tensor)
    assert by_the_formulas(made, {step: tensor}) is None
    names = list(trace.steps)
    for name in names[: names.index(step)]:
        np.testing.assert_array_equal(made[name].value, trace[name].value)
    assert made.before(Cell(step, index)) == pytest.approx(float(trace[step].value[index]))
    opened = explain(made, step, index)
    assert opened.sentence.startswith("Changed by hand: it was ")
    for name in made.steps:
        for cell in some_cells(made, name, 2):
            assert_sound(made, explain(made, name, cell))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("step", ["key", "value", "query"])
def test_a_number_of_a_vector_changes_wherever_its_item_stands(mode: str, step: str) -> None:
    history = "cool box, moka pot, cool box"
    trace = traced(**MODES[mode], history=history, candidate="cool box", epoch=0)
    index = (0, 0, 3)
    row = int(trace.samples.history[0, 0])
    assert place_of(trace, Cell(step, index)) == Cell(EMBEDDINGS, (row, 3))
    made = with_number(trace, step, index, 0.5)
    table = trace.weights[EMBEDDINGS].copy()
    table[row, 3] = 0.5
    np.testing.assert_array_equal(made.weights[EMBEDDINGS], table)
    np.testing.assert_array_equal(made["key"].value, table[made.samples.history])
    np.testing.assert_array_equal(made["value"].value, made["key"].value)
    asks = made.samples.history if made.self_attention else made.samples.candidate[:, None]
    np.testing.assert_array_equal(made["query"].value, table[asks])
    assert by_the_formulas(made, {}) is None
    assert explain(made, EMBEDDINGS, (row, 3)).sentence.startswith("Changed by hand: it was ")
    again = with_number(trace, EMBEDDINGS, (row, 3), 0.5)
    np.testing.assert_array_equal(again["output"].value, made["output"].value)


def test_a_learned_number_is_used_by_all_that_follows() -> None:
    made = with_number(traced(), "hidden/kernel", (0, 1), 2.0)
    assert made.weights["hidden/kernel"][0, 1] == 2
    features = made["click_features"].value
    hidden = features @ made.weights["hidden/kernel"] + made.weights["hidden/bias"]
    np.testing.assert_allclose(made["click_hidden"].value, np.maximum(hidden, 0), atol=1e-5)
    plain = traced()
    assert plain.weights["hidden/kernel"][0, 1] != 2
    np.testing.assert_array_equal(changed(made, change=())["score"].value, plain["score"].value)


def test_several_numbers_are_changed_in_the_order_of_the_walk() -> None:
    trace = traced()
    numbers = (Number("weights", (0, 0, 1), 0.5), Number("scores", (0, 0, 2), -9.0))
    made = changed(trace, change=numbers)
    scores = trace["scores"].value.copy()
    scores[0, 0, 2] = -9
    weights = with_number(trace, "scores", (0, 0, 2), -9.0)["weights"].value.copy()
    assert weights[0, 0, 1] > trace["weights"].value[0, 0, 1]  # it shares what the other has lost
    weights[0, 0, 1] = 0.5
    np.testing.assert_array_equal(made["weights"].value, weights)
    assert by_the_formulas(made, {"scores": scores, "weights": weights}) is None
    assert list(made.changed) == list(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "nothing:0=1",
        "weights:0,0=1",
        "weights:0,0,99=1",
        "weights:9,0,0=1",
        "history:0,0=1",
        "mask:0,0=1",
        "exponentials:0,0,0=1",
        "attention/query_dense/kernel:0,0=1",
    ],
)
def test_what_is_not_of_the_walk_is_left_out_and_told(text: str) -> None:
    settings = Settings.from_query({"change": text})
    made, plain = changed(traced(), change=settings.change), traced()
    assert not made.changed
    np.testing.assert_array_equal(made["score"].value, plain["score"].value)
    assert missing_targets(settings, made) == [
        f"The changed number of {step_words(text.partition(':')[0])} is not there with these "
        "settings, so the change is left out."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delete:0,9", "User 1 has no click at position 10 that could go."),
        ("add:1,0,999", "There is no item 999 that could be added to the clicks of user 2."),
        ("delete:7,0", "A change is of user 8, who is not there: there are 5 users."),
        (
            "move:0,0,9",
            "A click goes from position 1 to position 10 only where both are clicks of user 1.",
        ),
        (
            "add:0,0,5;add:0,0,5;add:0,0,5",
            "There is no room for one more click: the history of user 1 is full.",
        ),
    ],
)
def test_a_change_of_clicks_that_cannot_be_made_is_told(text: str, said: str) -> None:
    settings = Settings.from_query({"change": text})
    assert missing_targets(settings, changed(traced(), change=settings.change)) == [said]


def test_weights_outside_of_their_range_are_not_drawn_on_its_scale() -> None:
    trace = traced()
    assert trace.normalization.bounded
    assert with_number(trace, "weights", (0, 0, 1), 1.0).normalization.bounded
    assert not with_number(trace, "weights", (0, 0, 1), 1.5).normalization.bounded
