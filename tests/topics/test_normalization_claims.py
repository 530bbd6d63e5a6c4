"""What is said of softmax, none and sigmoid, and of scaling."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.topics.normalization.claims import (
    growth_sentence,
    normalization_claim,
    notes,
    scaling,
    scaling_sentence,
    softmax_or_not,
    weight_sum,
)
from attnviz.trace.record import Trace
from tests.said import marked
from tests.traces import changed, traced, with_weights


def three(**settings: Any) -> dict[str, Trace]:
    """Return one user's traces by normalization."""
    trace = traced(batch_size=1, **settings)
    return {name: changed(trace, normalization=name) for name in NORMALIZATIONS}


def both(traces: dict[str, Trace]) -> str:
    """Return the two answers to "softmax or not?"."""
    return " ".join(map(marked, softmax_or_not(traces)))


def pair(**settings: Any) -> tuple[Trace, Trace]:
    """Return the traces without and with scaling."""
    trace = traced(batch_size=1, **settings)
    return changed(trace, scale=False), changed(trace, scale=True)


@pytest.mark.parametrize("settings", [{}, {"mode": "multi_head", "num_heads": 4}])
def test_sums_are_the_layers(settings: dict[str, Any]) -> None:
    for trace in three(**settings).values():
        rows = trace["weights"].value[0].reshape(-1, 10)
        assert weight_sum(trace) == pytest.approx(rows.sum(axis=1).mean(), rel=1e-5)


def test_the_claim_says_the_three_sums() -> None:
    traces = three()
    said = [
        float(part.replace("−", "-"))
        for part in marked(normalization_claim(traces, "user 1")).split("**")[1::2]
    ]
    assert said == [round(weight_sum(trace), 2) for trace in traces.values()]
    assert list(notes(traces)) == list(NORMALIZATIONS)


def test_several_heads_and_clicks_are_averages() -> None:
    assert "in a head, on average" in marked(
        normalization_claim(three(mode="multi_head"), "user 1")
    )
    asking = three(mode="multi_head", query="history")
    assert "for each click that asks, on average" in marked(normalization_claim(asking, "user 1"))
    assert weight_sum(asking["softmax"]) == pytest.approx(1, abs=1e-5)


def test_empty_histories() -> None:
    assert marked(normalization_claim(three(padding=1.0), "user 1")) == (
        "Every weight of user 1 is **0**, whatever the normalization."
    )
    undefined = marked(normalization_claim(three(padding=1.0, empty_row="nan"), "user 1"))
    assert "softmax is not a number; without it the weights sum to **0.00**." in undefined
    assert "nothing to sum" in marked(growth_sentence(three(padding=1.0)))
    asking = three(padding=1.0, mode="multi_head", query="history")
    assert weight_sum(asking["softmax"]) == 0


def test_one_click() -> None:
    traces = three(sequence_length=1, padding=0.0)
    assert "one click" in marked(growth_sentence(traces))
    assert "In this view" not in both(traces)


def test_padding_that_is_not_masked_is_not_called_a_click() -> None:
    assert "all 10," in marked(growth_sentence(three(recipe="article", mode="multi_head")))
    assert "first position" in marked(growth_sentence(three(recipe="article", mode="multi_head")))
    assert "first click to all 8" in marked(growth_sentence(three()))


def test_a_sum_that_shrinks_is_explained() -> None:
    traces = three(mode="multi_head")
    record = traces["none"]
    growing = both(traces)
    scores = record["scaled"].value.copy()
    scores[..., 0], scores[..., 1:] = 100, 0
    still = replace(record["scaled"], value=scores)
    made = {**traces, "none": replace(record, steps={**record.steps, "scaled": still})}
    assert "can cancel" not in growing
    assert both(made).endswith("as terms of both signs can cancel in a sum.")


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_scaling_spreads_the_attention(heads: int) -> None:
    unscaled, scaled = pair(mode="multi_head", num_heads=heads)
    measured = scaling(unscaled, scaled)
    assert measured.depth == 8 // heads
    assert measured.largest[1] < measured.largest[0]
    assert measured.effective[1] > measured.effective[0]
    rows = unscaled["weights"].value[0, :, 0].astype(np.float64)
    assert measured.largest[0] == pytest.approx(rows.max(axis=1).mean(), rel=1e-6)
    assert f"√{measured.depth}" in marked(scaling_sentence(measured))


def test_equal_weights_are_worth_all_clicks() -> None:
    unscaled, scaled = pair()
    equal = np.where(unscaled.samples.history[0] != 0, 1 / 8, 0)
    measured = scaling(with_weights(unscaled, equal), scaled)
    assert measured.effective[0] == pytest.approx(8)


def test_nothing_to_spread() -> None:
    assert "no weight to share" in marked(scaling_sentence(scaling(*pair(padding=1.0))))
    assert scaling(*pair(padding=1.0)).row["largest weight"] == "–"
    alone = scaling(*pair(sequence_length=1, padding=0.0))
    assert "changes nothing" in marked(scaling_sentence(alone))
    assert "nothing changes" in marked(
        scaling_sentence(scaling(*pair(mode="multi_head", num_heads=8)))
    )


def test_an_unspread_score_has_no_spread() -> None:
    assert math.isnan(scaling(*pair(padding=1.0)).spread)
