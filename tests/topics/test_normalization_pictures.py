"""Normalization's pictures: the weights, the interest vectors, and their lengths."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.pictures.payload import frame_view, pack
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.topics.normalization.pictures import (
    interest_figure,
    interest_vectors,
    length_figure,
    lengths_by_clicks,
    weighting_figure,
)
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.layers import RECIPES
from tests.topics.reading import cells, panels
from tests.traces import changed, traced

NAMES = tuple(NORMALIZATIONS)
NOTES = dict.fromkeys(NAMES, "a note")


def three(**settings: Any) -> dict[str, Trace]:
    """Return one user's traces by normalization."""
    trace = traced(batch_size=1, **settings)
    return {name: changed(trace, normalization=name) for name in NAMES}


def test_the_same_scores_as_three_kinds_of_weights() -> None:
    traces = three(mode="multi_head")
    figure = weighting_figure(traces, 3, 0, NOTES)
    scores = cells(figure, "scaled", "scaled")
    assert np.allclose(scores[:8], traces["softmax"]["scaled"].value[0, :, 0, :8].T)
    assert np.allclose(cells(figure, "weights", "none")[:8], scores[:8])
    assert np.allclose(cells(figure, "weights", "sigmoid")[:8], 1 / (1 + np.exp(-scores[:8])))
    powers = np.exp(scores[:8])
    assert np.allclose(cells(figure, "weights", "softmax")[:8], powers / powers.sum(axis=0))
    assert all(np.isnan(cells(figure, "weights", name)[8:]).all() for name in NAMES)


@pytest.mark.parametrize(
    ("settings", "head", "at"),
    [
        ({}, 0, [3, 0, "row"]),
        ({"mode": "multi_head"}, 0, [3, "column", 0, "row"]),
        ({"mode": "multi_head"}, 2, [3, 1, 0, "row"]),
        ({"mode": "multi_head", "num_heads": 1}, 0, [3, 0, 0, "row"]),
        ({"mode": "multi_head", "query": "history"}, 2, [3, 1, "row", "column"]),
        ({"mode": "multi_head", "query": "history"}, 0, [3, "mean", "row", "column"]),
    ],
)
def test_a_cell_answers_for_the_user_of_the_page(
    settings: dict[str, Any], head: int, at: list[object]
) -> None:
    figure = weighting_figure(three(**settings), 3, head, NOTES)
    assert [panel["at"] for panel in panels(figure)] == [at] * 4


def test_self_attention_is_a_square() -> None:
    traces = three(mode="multi_head", query="history")
    figure = weighting_figure(traces, 0, 0, NOTES)
    mean = traces["none"]["weights"].value[0].mean(axis=0)
    assert np.allclose(cells(figure, "weights", "none")[:8, :8], mean[:8, :8])


def test_interest_vectors_are_the_layers() -> None:
    traces = three(mode="multi_head")
    summed = cells(interest_figure(traces, 3), "none context", "none")
    assert np.allclose(summed[0], traces["none"]["concat"].value[0, 0])


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_the_last_length_is_the_layers_own(recipe: str, mode: str) -> None:
    traces = three(recipe=recipe, mode=mode)
    lengths = lengths_by_clicks(traces)
    last = [line[-1] for line in lengths.values()]
    assert np.allclose(last, np.linalg.norm(interest_vectors(traces), axis=1), rtol=1e-4)


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
@pytest.mark.parametrize("normalization", NAMES)
def test_the_nth_length_is_that_of_a_history_of_n_clicks(mode: str, normalization: str) -> None:
    traces = three(mode=mode, epoch=0)
    trace = traces[normalization]
    lengths = lengths_by_clicks(traces)[normalization]
    ids = [str(item) for item in trace.samples.history[0] if item]
    for clicks in (1, 3, 6):
        candidate = str(trace.samples.candidate[0])
        shorter = replace(trace.settings, history=",".join(ids[:clicks]), candidate=candidate)
        context = run(shorter)["context"].value[0]
        assert np.linalg.norm(context) == pytest.approx(lengths[clicks - 1], rel=1e-4)


def test_a_line_needs_two_clicks() -> None:
    assert length_figure(three(padding=1.0)) is None
    assert length_figure(three(sequence_length=1, padding=0.0)) is None
    figure = length_figure(three())
    assert figure is not None
    assert figure.layout.meta["curves"]["x"] == list(range(1, 9))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("items", ["catalogue", "numbered"])
def test_one_user_alone_is_the_same(side: str, items: str) -> None:
    trace = traced(items=items, padding_side=side, padding=0.3, epoch=0)
    one = run(trace.single_user(3))
    assert one.samples.history.tolist() == trace.samples.history[3:4].tolist()
    assert np.allclose(one["weights"].value[0], trace["weights"].value[3], atol=1e-6)


def test_the_largest_stays_below_a_megabyte() -> None:
    traces = three(mode="multi_head", query="history", num_heads=8, sequence_length=200)
    figure = weighting_figure(traces, 0, 0, NOTES)
    assert len(pack({"frames": [frame_view(figure)]})) < 1_000_000
