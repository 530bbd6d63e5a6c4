"""Every step of every recipe has its picture, and the picture shows the trace's numbers."""

import html
import re
from itertools import combinations
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.pictures import to_figure
from attnviz.pictures.labels import text_width, title_text
from attnviz.pictures.palette import SCALES
from attnviz.pictures.scene import Label
from attnviz.topics.compared.units.pictures import units_figure
from attnviz.topics.slices import Slices
from attnviz.topics.walk import step_figure, step_picture
from attnviz.trace.record import shape_text
from tests.layers import RECIPES
from tests.topics.reading import cells, panels
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


@pytest.mark.parametrize(
    ("settings", "step", "parts"),
    [
        ({}, "unit_input", ["q", "k", "q−k", "q·k"]),
        ({}, "click_features", ["o", "q", "o·q"]),
        ({"recipe": "article", "mode": "attention"}, "unit_input", []),
    ],
)
def test_parts_that_stand_side_by_side_are_marked(
    settings: dict[str, object], step: str, parts: list[str]
) -> None:
    panel = Slices(traced(**settings), 0).panel(step)
    assert [band.label for band in panel.bands] == parts
    widths = [band.columns for band in panel.bands]
    assert sum(widths) == (panel.columns if parts else 0)
    assert [band.first for band in panel.bands] == np.cumsum([0, *widths])[:-1].tolist()


def test_all_that_goes_into_the_click_features_is_drawn() -> None:
    drawn = [panel["title"] for panel in panels(step_picture(traced(), "click_features", 0))]
    assert drawn == ["output", "query", "click features"]


def test_the_size_of_an_id_has_no_colour() -> None:
    for step in ("history", "candidate"):
        panel = Slices(traced(), 0).panel(step)
        assert panel.scale == "plain"
        assert len({colour for _, colour in SCALES["plain"]}) == 1
        assert "0.." not in title_text(panel)


def test_weights_of_a_long_history_have_a_scale_that_shows_them() -> None:
    panel = Slices(traced(sequence_length=200), 0).panel("weights")
    largest = float(panel.values.max())
    assert panel.bounds[0] == 0
    assert largest <= panel.bounds[1] < 1.2 * largest < 0.5
    assert Slices(traced(), 0).panel("weights").bounds == (0, 1)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"mode": "multi_head"},
        {"mode": "multi_head", "num_heads": 8},
        {"mode": "multi_head", "query": "history"},
        {"sequence_length": 200},
    ],
    ids=str,
)
def test_no_text_of_a_step_lies_on_another_or_beside_the_page(settings: dict[str, Any]) -> None:
    trace = traced(**settings)
    for name in (*trace.steps, *trace.score_steps):
        picture = step_picture(trace, name, 0)
        for scene in (picture.wide, picture.narrow):
            places = [_place(label) for label in scene.labels]
            for left, right, _, _ in places:
                assert left >= -1, (name, scene.width)
                assert right <= scene.width + 1, (name, scene.width)
            for (one, label), (two, other) in combinations(
                zip(places, scene.labels, strict=True), 2
            ):
                beside = min(one[1], two[1]) - max(one[0], two[0]) <= 1
                apart = min(one[3], two[3]) - max(one[2], two[2]) <= 3
                assert beside or apart, (name, label.text, other.text)


def _place(label: Label) -> tuple[float, float, float, float]:
    """Return about where a label is written: left, right, top, bottom, pixels."""
    text, size = label.text, label.size
    if label.markup:
        text, size = html.unescape(re.sub(r"<[^>]*>", "", text)), 11.5
    width = text_width(text, size)
    left = label.x - {"left": 0, "center": width / 2, "right": width}[label.anchor]
    return left, left + width, label.y - size / 2, label.y + size / 2
