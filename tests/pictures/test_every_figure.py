"""What holds for every figure of panels."""

import itertools
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.pictures import Band, Series, curves
from attnviz.pictures.palette import DARK, head_colour
from tests.pictures.examples import equation_figure, heads, panel, walk

FIGURES = {
    "equation": walk(),
    "long equation": walk(200, 64),
    "arrow": equation_figure(
        panel(), "exp", panel(name="exp"), "÷", panel(1, 1, "sum"), "=", panel()
    ),
    "bands": equation_figure(
        panel(bands=tuple(Band(f"h{h}", 2 * h, 2, head_colour(h)) for h in range(4)))
    ),
    "grid": heads(),
    "forty tiles": heads(40),
    "curves": curves(range(4), [Series("loss", np.array([1, 0.5, np.nan, 0.1]))], current=1),
}


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest) -> go.Figure:
    return FIGURES[request.param]


def test_plotly_accepts_it(figure: go.Figure) -> None:
    go.Figure(figure.to_dict())


def test_every_colour_has_a_dark_partner(figure: go.Figure) -> None:
    used = set(re.findall(r"#[0-9a-fA-F]{6}", str(figure.to_dict())))
    assert used
    assert used <= set(DARK)


def test_it_is_at_most_1040_px_wide_and_says_what_it_shows(figure: go.Figure) -> None:
    assert figure.layout.width <= 1040
    assert figure.layout.meta["narrow"]["layout"]["width"] <= 360
    assert len(figure.layout.meta["alt"]) > 10


def test_every_panel_is_inside_the_page_and_apart_from_the_others(figure: go.Figure) -> None:
    meta = figure.layout.meta
    sizes = {"wide": figure.layout, "narrow": meta["narrow"]["layout"]}
    for place, size in sizes.items():
        width, height = size["width"], size["height"]
        areas = []
        for entry in meta["panels"]:
            x, y, cell_width, cell_height = entry[place]["box"]
            right, bottom = x + entry["columns"] * cell_width, y + entry["rows"] * cell_height
            assert x >= 0
            assert y >= 0
            assert right <= width
            assert bottom <= height
            areas.append((x, y, right, bottom))
        for one, other in itertools.combinations(areas, 2):
            beside = one[2] <= other[0] or other[2] <= one[0]
            assert beside or one[3] <= other[1] or other[3] <= one[1]


def test_texts_are_inside_the_page(figure: go.Figure) -> None:
    for data, width in (
        (figure.data[-1], figure.layout.width),
        (figure.layout.meta["narrow"]["data"][-1], 358),
    ):
        assert min(data["x"]) >= 0
        assert max(data["x"]) <= width
        assert min(data["y"]) >= 0
