"""Every step of every recipe has its picture, and the picture shows the trace's numbers."""

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.pictures import to_figure
from attnviz.topics.slices import Slices
from attnviz.topics.units.pictures import units_figure
from attnviz.topics.walk import step_figure
from attnviz.trace.record import shape_text
from tests.layers import RECIPES
from tests.topics.reading import cells
from tests.traces import traced


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_step_of_every_recipe(recipe: str, mode: str) -> None:
    trace = traced(recipe=recipe, mode=mode)
    for name in (*trace.steps, *trace.score_steps):
        figure = step_figure(trace, name, 1)
        assert isinstance(figure, go.Figure)
        assert name in {panel["step"] for panel in figure.layout.meta["panels"]}


def test_a_panel_holds_the_cells_that_it_names() -> None:
    for settings in (
        {},
        {"mode": "multi_head"},
        {"mode": "multi_head", "query": "history", "causal": True, "epoch": 0},
        {"position_embedding": "sinusoidal", "epoch": 0},
    ):
        trace = traced(**settings)
        slices = Slices(trace, 1, 1 if "query" in settings else 0)
        for name, record in trace.steps.items():
            panel = slices.panel(name)
            for row, column in ((0, 0), (panel.rows - 1, panel.columns - 1)):
                width = panel.bands[0].columns if panel.bands else panel.columns
                own = {"row": row, "column": column, "band": column // width}
                own["within"] = column % width
                index = tuple(own[p] if isinstance(p, str) else p for p in panel.at)
                cell = np.float32(record.value[index])
                np.testing.assert_equal(panel.values[row, column], cell, err_msg=name)


def test_padding_has_numbers_before_the_mask_and_none_after() -> None:
    slices = Slices(traced(), 0)
    scores, weights = slices.panel("scores"), slices.panel("weights", hatched=True)
    assert scores.masked is None
    assert scores.occurs("padding")[:, 0].tolist() == [False] * 8 + [True] * 2
    assert weights.occurs("masked")[:, 0].tolist() == [False] * 8 + [True] * 2


@pytest.mark.parametrize("query", ["candidate", "history"])
def test_drawn_exponentials_divided_by_their_drawn_sum_are_the_weights(query: str) -> None:
    trace = traced(mode="multi_head", query=query, sequence_length=6, epoch=0)
    figure = step_figure(trace, "weights", 1, 1)
    powers, total, weights = (
        cells(figure, title) for title in ("exponentials", "exponential sum", "weights")
    )
    np.testing.assert_allclose(powers / total, weights, rtol=1e-5)
    assert np.isfinite(weights).any()


def test_roles_and_shapes() -> None:
    heads, unit = traced(mode="multi_head"), traced()
    assert heads["query_heads"].role == "query"
    assert heads["key_projected"].role == "key"
    assert heads["value"].role == heads["value_heads"].role == "value"
    assert heads["concat"].role == "context"
    assert unit["unit_hidden_2"].role == "key"
    assert unit["masked"].role == unit["exponentials"].role == "weights"
    assert unit["mask"].role == unit["click_logit"].role == unit["hidden/kernel"].role == "ink"
    assert shape_text(unit["key"]) == "B=5 T=10 D=8"


def test_one_head_of_self_attention_says_which() -> None:
    trace = traced(mode="multi_head", query="history", epoch=0)
    assert Slices(trace, 0, 1).panel("weights").note == "head 2 of 2"
    assert Slices(traced(mode="multi_head"), 0).panel("weights").note == ""


def test_units_stand_side_by_side() -> None:
    named = [
        ("DIN's unit", traced()),
        ("article's unit", traced(recipe="article", mode="attention")),
    ]
    figure = to_figure(units_figure(named, 0))
    assert [panel["step"] for panel in figure.layout.meta["panels"]].count("weights") == 2
