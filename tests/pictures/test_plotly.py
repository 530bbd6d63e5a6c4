"""A picture as a figure of Plotly's."""

import doctest
import re

import numpy as np

from attnviz.pictures import Panel, equation, plotly, to_figure
from attnviz.pictures.palette import contrast


def test_its_example_runs() -> None:
    assert doctest.testmod(plotly).attempted > 2
    assert doctest.testmod(plotly).failed == 0


def test_its_ground_is_as_light_as_its_texts_ask_for() -> None:
    figure = to_figure(equation(Panel("value", np.eye(3), "value"))).to_dict()
    ground = figure["layout"]["paper_bgcolor"]
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", str(figure["data"][-1])))
    assert len(colours) > 1
    assert all(contrast(colour, ground) >= 4.5 for colour in colours)


def test_a_figure_has_the_pictures_numbers_and_may_be_changed() -> None:
    values = np.array([[0.5, -1.25], [2.0, 0.0]], np.float32)
    picture = equation(Panel("value", values, "value"), alt="Four numbers.")
    figure = to_figure(picture)
    assert figure.layout.meta["alt"] == "Four numbers."
    np.testing.assert_array_equal(figure.data[0].z, values)
    assert {"0.50", "−1.25", "2.00"} <= set(figure.data[-2].text)
    figure.data[0].z[0, 0] = 9
    figure.layout.shapes = []
    np.testing.assert_array_equal(picture.panels[0].values, values)
    again = to_figure(picture)
    np.testing.assert_array_equal(again.data[0].z, values)
    assert again.layout.shapes
