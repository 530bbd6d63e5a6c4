"""Panels in an equation."""

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.pictures import Panel
from tests.pictures.examples import equation_figure, heads, heatmaps, panel, walk


def test_panels_of_equal_rows_share_them_and_vectors_sit_at_mid_height() -> None:
    query = panel(1, 8, "query", at=(0, "column"))
    figure = equation_figure(query, "·", panel(), "=", panel(10, 1, "scores"))
    row, matrix, column = (entry["wide"]["box"] for entry in figure.layout.meta["panels"])
    assert matrix[1] == column[1]
    assert row[1] + 15 == matrix[1] + 150


def test_a_sum_is_under_the_columns_it_sums() -> None:
    weighted, context = (entry["wide"]["box"] for entry in walk().layout.meta["panels"][2:])
    assert (weighted[0], weighted[2]) == (context[0], context[2])
    assert context[1] > weighted[1] + 10 * weighted[3]


def test_numbers_are_written_where_they_fit_and_only_there() -> None:
    def written(figure: go.Figure) -> list[int]:
        spans = [entry["wide"]["numbers"] for entry in figure.layout.meta["panels"]]
        return [stop - start for start, stop, _ in spans]

    assert written(walk()) == [10, 80, 80, 8]
    assert written(walk(10, 32))[1:] == [0, 0, 0]
    assert written(walk(200, 64)) == [0, 0, 0, 0]
    for figure in (walk(), heads(), walk(10, 14)):
        for entry in figure.layout.meta["panels"]:
            assert entry["wide"]["numbers"][2] <= entry["wide"]["box"][2]


def test_titles_have_name_shape_and_limit() -> None:
    texts = " ".join(walk().data[-1].text)
    for part in (">value<", "T×D", "±0.9", ">weights<", "Σ over the T rows ↓", "×", "="):
        assert part in texts


def test_the_cells_of_a_panel_are_its_values_and_hatched_ones_have_none() -> None:
    masked = np.zeros((10, 8), bool)
    masked[8:] = True
    shown = panel(masked=masked)
    figure = equation_figure(shown)
    z = heatmaps(figure)[0].z
    np.testing.assert_array_equal(np.isnan(z), masked)
    np.testing.assert_array_equal(z[:8], shown.values[:8])
    hatch, numbers = figure.data[1], figure.data[4]
    assert np.isnan(hatch.x).sum() == 16
    assert list(numbers.text[64:]) == [""] * 16
    assert figure.layout.meta["panels"][0]["masked"] == [(8, 0, 2, 8)]


def test_zero_masked_nan_and_infinity_look_different() -> None:
    values = np.array([[0.0, 1.0, np.nan, np.inf, -np.inf]])
    masked = np.array([[False, True, False, False, False]])
    figure = equation_figure(Panel("scores", values, masked=masked))
    fills = figure.data[1:4]
    assert [np.isnan(fill.x).sum() for fill in fills] == [1, 1, 2]
    looks = {(fill.fillcolor, fill.fillpattern.shape) for fill in fills}
    assert len(looks) == 3
    assert list(figure.data[4].text) == ["0.00", "", "NaN", "∞", "−∞"]


def test_what_is_not_an_equation_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one operator between two.*panel value"):
        equation_figure(panel(), panel())
    with pytest.raises(ValueError, match=r"got \[\]"):
        equation_figure()
    with pytest.raises(ValueError, match=r"below must be \(1, 8\)"):
        equation_figure(panel(), below=panel(1, 7))
