"""A cell: its way through a link, what it belongs to, and its number."""

import pytest

from attnviz.trace.cell import OVER_HEADS, Cell
from tests.traces import traced


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell("weights", (0, 1, 0, 3)), "weights:0,1,0,3"),
        (Cell("weights", (0, "mean", 0, 3)), "weights:0,mean,0,3"),
        (Cell("hidden/kernel", (3, 1)), "hidden/kernel:3,1"),
        (Cell("masked.weights", (0, 0, 3)), "masked.weights:0,0,3"),
    ],
)
def test_written_and_read(cell: Cell, text: str) -> None:
    assert str(cell) == text
    assert Cell.parse(text) == cell


@pytest.mark.parametrize(
    "text", ["", "weights", "weights:", ":0", "weights:0,-1", "weights:0;1", "weights:0,min"]
)
def test_other_texts_are_no_cells(text: str) -> None:
    assert Cell.parse(text) is None


def test_fits_a_trace_that_has_the_cell() -> None:
    trace = traced()
    assert Cell("weights", (4, 0, 9)).fits(trace)
    assert Cell("score", (4,)).fits(trace)
    assert not Cell("weights", (5, 0, 9)).fits(trace)
    assert not Cell("weights", (0, 0)).fits(trace)
    assert not Cell("scaled", (0, 0, 0)).fits(trace)
    assert not Cell("weights", (0, None, 3)).fits(trace)


def test_the_mean_and_the_largest_stand_where_heads_do() -> None:
    trace = traced(mode="multi_head")
    weights = trace["weights"].value
    for over, made in OVER_HEADS.items():
        cell = Cell("weights", (4, over, 0, 9))
        assert cell.fits(trace)
        assert cell.number(trace) == made(weights[4, :, 0, 9])
        assert cell.click(trace) == 9
        assert not Cell("weights", (over, 0, 0, 9)).fits(trace)
        assert not Cell("weights", (0, 0, over)).fits(traced())
    assert Cell("weights", (4, 1, 0, 9)).number(trace) == weights[4, 1, 0, 9]


def test_click_and_query_of_a_cell() -> None:
    trace = traced(mode="multi_head", query="history", epoch=0)
    cell = Cell("weights", (0, 1, 7, 3))
    assert (cell.click(trace), cell.query(trace), cell.place(trace, "B")) == (3, 7, 0)
    assert Cell("concat", (0, 2, 5)).click(trace) is None


def test_a_cell_of_a_side_stands_in_the_page_s_own_walk_too() -> None:
    cell = Cell("masked.hidden/kernel", (3, 1))
    assert (cell.side, cell.plain) == ("masked", Cell("hidden/kernel", (3, 1)))
    assert not cell.fits(traced())
    assert cell.plain.fits(traced())
    assert (cell.plain.side, cell.plain.plain) == ("", cell.plain)
