"""Panels, and the figures that equation, grid and curves make of them."""

import itertools
import re
import subprocess
import sys
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from attnviz.palette import DARK
from attnviz.panels import (
    Band,
    Block,
    Panel,
    Series,
    curves,
    equation,
    grid,
    legend,
    legend_text,
    number_text,
)
from attnviz.panels.numbers import limit_for, limit_text, needed_width
from attnviz.panels.panel import rectangles

LABELS = tuple(f"item {row}" for row in range(10))
AT = (0, "row", "column")


def panel(rows: int = 10, columns: int = 8, name: str = "value", **more: Any) -> Panel:
    values = np.linspace(-0.9, 0.9, rows * columns).reshape(rows, columns)
    labels = LABELS if rows == 10 else ()
    return Panel(name, values, **{"role": "value", "row_labels": labels, "at": AT} | more)


def walk(rows: int = 10, columns: int = 8) -> go.Figure:
    weights = panel(rows, 1, "weights", role="weights", scale="weights", at=(0, "row"))
    summed = panel(1, columns, "context", role="context", at=(0, "column"))
    return equation(
        weights,
        "×",
        panel(rows, columns, shape="T×D"),
        "=",
        panel(rows, columns, "weighted"),
        below=summed,
    )


def heads(count: int = 4, size: int = 10) -> go.Figure:
    weights = np.random.default_rng(0).dirichlet(np.ones(size), (count, size))
    blocks = [
        Block(f"head {h + 1}", (Panel("weights", weights[h], scale="weights", at=(h, *AT[1:])),))
        for h in range(count)
    ]
    return grid(blocks, wide=4, narrow=2)


FIGURES = {
    "equation": walk(),
    "long equation": walk(200, 64),
    "arrow": equation(panel(), "exp", panel(name="exp"), "÷", panel(1, 1, "sum"), "=", panel()),
    "bands": equation(panel(bands=tuple(Band(f"h{h}", 2 * h, 2, h) for h in range(4)))),
    "grid": heads(),
    "forty tiles": heads(40),
    "curves": curves(range(4), [Series("loss", np.array([1, 0.5, np.nan, 0.1]))], current=1),
}


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest) -> go.Figure:
    return FIGURES[request.param]


def heatmaps(figure: go.Figure) -> list[go.Heatmap]:
    return [trace for trace in figure.data if trace.type == "heatmap"]


# Numbers


@pytest.mark.parametrize(
    ("value", "decimals", "compact", "text"),
    [
        (0.05, 2, False, "0.05"),
        (0.05, 2, True, ".05"),
        (-0.11, 2, False, "−0.11"),
        (-0.11, 2, True, "−.11"),
        (-0.001, 2, False, "0.00"),
        (-0.001, 2, True, ".00"),
        (-0.0, 1, False, "0.0"),
        (-0.4, 0, False, "0"),
        (10.0, 1, True, "10.0"),
        (1.0, 2, True, "1.0"),
        (0.996, 2, True, "1.0"),
        (-1.0, 1, True, "−1"),
        (-4294967295.0, 2, False, "−4.3e9"),
        (float("inf"), 2, False, "∞"),
        (float("-inf"), 2, False, "−∞"),
        (float("nan"), 2, False, "NaN"),
    ],
)
def test_numbers_in_cells(value: float, decimals: int, compact: bool, text: str) -> None:
    assert number_text(value, decimals, compact=compact) == text


@given(st.floats(), st.integers(0, 2), st.booleans())
def test_no_number_has_a_hyphen_or_is_a_negative_zero(
    value: float, decimals: int, compact: bool
) -> None:
    text = number_text(value, decimals, compact=compact)
    assert "-" not in text
    assert text.strip("0.") != "−"


@given(arrays.arrays(np.float32, (3, 4), elements=st.floats(-1e6, 1e6, width=32)))
def test_a_limit_is_just_above_the_values(values: np.ndarray[Any, Any]) -> None:
    limit, largest = limit_for(values), float(np.abs(values).max())
    if largest > 0:
        assert largest * (1 - 1e-6) <= limit <= largest * 1.11
    else:
        assert limit == 1


@pytest.mark.parametrize(
    ("limit", "text"), [(0.9, "0.9"), (12.0, "12"), (4.3e9, "4.3e9"), (2e-5, "2e−5")]
)
def test_limits_are_short(limit: float, text: str) -> None:
    assert limit_text(limit) == text


# Panels


@given(arrays.arrays(np.bool_, st.tuples(st.integers(1, 7), st.integers(1, 7))))
def test_rectangles_cover_each_true_cell_once(cells: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
    covered = np.zeros(cells.shape, int)
    for row, column, rows, columns in rectangles(cells):
        covered[row : row + rows, column : column + columns] += 1
    np.testing.assert_array_equal(covered, cells)


def test_a_full_padding_is_one_rectangle() -> None:
    masked = np.zeros((200, 200), bool)
    masked[160:] = True
    assert rectangles(masked) == [(160, 0, 40, 200)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"values": np.zeros(3)}, r"values must be \(rows, columns\).*\(3,\)"),
        ({"values": np.zeros((0, 3))}, r"at least 1 x 1"),
        ({"masked": np.zeros((2, 2), bool)}, r"masked must have the values' shape \(2, 3\)"),
        ({"row_labels": ("a",)}, r"row_labels must be 2 texts or none, got 1"),
        ({"role": "keys"}, r"role must be one of .*'keys'"),
        ({"scale": "rainbow"}, r"scale must be one of .*'rainbow'"),
        ({"limit": 0.0}, r"limit must be above 0, got 0.0"),
        ({"at": ("rows", 1)}, r"at may hold ints, .*'rows'"),
        ({"at": ("row", "row")}, r"at may hold ints, 'row'"),
    ],
)
def test_a_panel_says_what_does_not_fit(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Panel(**{"name": "key", "values": np.zeros((2, 3))} | wrong)


def test_masked_cells_are_of_no_other_kind() -> None:
    shown = Panel("scores", np.array([[np.nan, np.inf]]), masked=np.array([[True, False]]))
    assert shown.occurs("masked").tolist() == [[True, False]]
    assert shown.occurs("nan").tolist() == [[False, False]]
    assert shown.occurs("infinite").tolist() == [[False, True]]


# What holds for every figure


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


# Equations


def test_panels_of_equal_rows_share_them_and_vectors_sit_at_mid_height() -> None:
    query = panel(1, 8, "query", at=(0, "column"))
    figure = equation(query, "·", panel(), "=", panel(10, 1, "scores"))
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
    figure = equation(shown)
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
    figure = equation(Panel("scores", values, masked=masked))
    fills = figure.data[1:4]
    assert [np.isnan(fill.x).sum() for fill in fills] == [1, 1, 2]
    looks = {(fill.fillcolor, fill.fillpattern.shape) for fill in fills}
    assert len(looks) == 3
    assert list(figure.data[4].text) == ["0.00", "", "NaN", "∞", "−∞"]


def test_what_is_not_an_equation_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one operator between two.*panel value"):
        equation(panel(), panel())
    with pytest.raises(ValueError, match=r"got \[\]"):
        equation()
    with pytest.raises(ValueError, match=r"below must be \(1, 8\)"):
        equation(panel(), below=panel(1, 7))


# Grids


def test_a_tensor_of_all_heads_is_one_trace_with_nothing_between_tiles() -> None:
    figure = heads(40)
    assert len(heatmaps(figure)) == 1
    z = heatmaps(figure)[0].z
    assert z.shape == (10 * 10 + 9, 4 * 10 + 3)
    assert np.isnan(z[10]).all()
    assert np.isnan(z[:, 10]).all()
    entry = figure.layout.meta["panels"][5]
    top, left = entry["wide"]["z"]
    assert z[top : top + 10, left : left + 10].sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert figure.layout.meta["panels"][5]["block"] == "head 6"


def test_a_picture_of_tiles_is_as_high_with_one_click_more() -> None:
    def height(clicks: int) -> float:
        tiles = [Block(f"head {h}", (panel(clicks, clicks, row_labels=()),)) for h in range(8)]
        return float(grid(tiles).layout.height)

    assert height(10) == pytest.approx(height(11)) == pytest.approx(height(15))


def test_tiles_of_one_tensor_have_one_scale() -> None:
    blocks = [Block(f"head {h}", (panel(limit=limit),)) for h, limit in ((1, 1.0), (2, 3.0))]
    figure = grid(blocks)
    assert [(trace.zmin, trace.zmax) for trace in heatmaps(figure)] == [(-3, 3)]


def test_another_scale_is_another_trace() -> None:
    weights = Panel("weights", np.full((5, 10), 0.1), scale="weights")
    change = Panel("difference", np.full((5, 10), -0.05), limit=0.2)
    figure = grid([Block("without", (weights,)), Block("with", (weights,)), Block("-", (change,))])
    assert [(trace.zmin, trace.zmax) for trace in heatmaps(figure)] == [(0, 1), (-0.2, 0.2)]


def test_numbers_of_one_picture_are_written_in_one_way() -> None:
    users = LABELS[:5]
    weights = Panel("weights", np.full((5, 11), 0.05), row_labels=users, scale="weights")
    change = Panel("difference", np.full((5, 11), -0.05), row_labels=users, limit=0.2)
    roomy = grid([Block("with", (weights,)), Block("difference", (change,))])
    crowded = grid([Block(str(i), (p,)) for i, p in enumerate((weights, weights, change))])
    assert set(roomy.data[-2].text) == {"0.05", "−0.05"}
    assert set(crowded.data[-2].text) == {".05", "−.05"}


def test_a_weight_of_1_is_written_where_others_are() -> None:
    rest = np.full((5, 15), 0.99)
    tiles = [Panel("weights", cells, scale="weights") for cells in (rest, rest, rest.copy())]
    tiles[2].values[0, 0] = 1
    figure = grid([Block(str(n), (tile,)) for n, tile in enumerate(tiles)], narrow=1)
    assert set(figure.data[-2].text) == {".99", "1.0"}
    assert len(figure.data[-2].text) == 3 * 5 * 15


def test_row_labels_take_the_room_they_need() -> None:
    def left(*labels: str) -> tuple[float, list[str]]:
        figure = grid([Block("a", (Panel("key", np.zeros((2, 4)), row_labels=labels),))])
        narrow = figure.layout.meta["narrow"]["data"][-1]["text"].tolist()
        return figure.layout.meta["panels"][0]["narrow"]["box"][0], narrow

    assert left("user 1", "user 2")[0] < 60
    place, texts = left("sleeping bag", "milk frother")
    assert {"sleeping bag", "milk frother"} <= set(texts)
    assert place <= 84
    long = "collapsible camping chair"
    place, texts = left(long, "tent")
    assert place == 84
    assert long not in texts
    assert any(text.endswith("…") and long.startswith(text[:-1]) for text in texts)


def test_titles_of_narrow_panels_do_not_run_into_the_next_block() -> None:
    def block(name: str) -> Block:
        weights = Panel("weights", np.zeros((3, 1)), scale="weights", at=(0, "row"))
        return Block(name, (Panel("key_heads", np.zeros((3, 4)), "key"), weights))

    figure = grid([block("head 1"), block("head 2")])
    written = figure.layout.meta["narrow"]["data"][-1]
    titles = [
        (float(x), side, text)
        for x, side, text in zip(*(written[k] for k in ("x", "textposition", "text")), strict=True)
        if "key_heads" in text or "weights" in text
    ]
    spans = []
    for x, side, text in titles:
        width = 7.0 * len("key_heads" if "key_heads" in text else "weights")
        spans.append((x - width, x) if side == "middle left" else (x, x + width))
    spans.sort()
    assert len(spans) == 4
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_blocks_in_a_row_share_its_height_with_a_head_or_without() -> None:
    figure = grid([Block("head 1", (panel(),), head=0), Block("mean over heads", (panel(),))])
    tops = [entry["wide"]["box"][1] for entry in figure.layout.meta["panels"]]
    assert tops[0] == tops[1]


def test_blocks_must_be_alike() -> None:
    with pytest.raises(ValueError, match="same shapes"):
        grid([Block("a", (panel(),)), Block("b", (panel(10, 7),))])
    with pytest.raises(ValueError, match="at least one block"):
        grid([])


# Curves


def test_curves_name_their_lines_at_the_end() -> None:
    figure = curves(range(3), [Series("mass", np.array([0.5, 0.8, 0.9]))], chance=0.52)
    assert {"mass 0.90", "chance 0.52", "epoch 0"} <= set(figure.data[-1].text)


def test_names_at_the_end_do_not_cover_each_other() -> None:
    lines = [Series(f"head {h}", np.array([0.5, 0.9 + h / 1000]), head=h) for h in range(4)]
    texts = curves(range(2), lines).data[-1]
    heights = sorted(y for y, text in zip(texts.y, texts.text, strict=True) if "head" in text)
    assert min(np.diff(heights)) >= 14


def test_curves_refuse_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"'loss' must have 3 values, got 2"):
        curves(range(3), [Series("loss", np.zeros(2))])
    with pytest.raises(ValueError, match=r"current must be in 0..2, got 3"):
        curves(range(3), [], current=3)
    with pytest.raises(ValueError, match="two positions"):
        curves([0], [])


# Legend


def test_the_legend_has_what_occurs_and_only_that() -> None:
    weights = Panel("weights", np.array([[0.5]]), scale="weights")
    special = Panel("scores", np.array([[np.nan, np.inf, 1]]), limit=2)
    entries = legend([weights])
    assert [(entry.before, entry.after) for entry in entries] == [("weights 0", "1")]
    entries = legend([weights, special])
    assert [entry.swatch for entry in entries] == ["scale", "scale", "nan", "infinite"]
    assert "signed −2 to +2" in legend_text(entries)
    assert "crossed: NaN" in legend_text(entries)


def test_panels_import_neither_streamlit_nor_keras() -> None:
    code = (
        "import sys, attnviz.panels\n"
        "print([m for m in ('streamlit', 'keras', 'tensorflow') if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_needed_width_is_the_guides_with_half_of_it_for_a_point() -> None:
    assert needed_width(["0.05", "−0.11"]) == pytest.approx(5.6 * 4.5 + 4)
    assert needed_width(["12", "3"]) == pytest.approx(5.6 * 2 + 4)
