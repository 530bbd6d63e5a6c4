"""One panel: what it refuses, which of its cells are of which kind."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from attnviz.pictures import (
    Panel,
)
from attnviz.pictures.panel import NAMED_PLACES, rectangles
from attnviz.trace.cell import OVER_HEADS


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


def test_the_places_with_a_name_are_those_of_a_cell() -> None:
    assert set(NAMED_PLACES) == set(OVER_HEADS)


def test_masked_cells_are_of_no_other_kind() -> None:
    shown = Panel("scores", np.array([[np.nan, np.inf]]), masked=np.array([[True, False]]))
    assert shown.occurs("masked").tolist() == [[True, False]]
    assert shown.occurs("nan").tolist() == [[False, False]]
    assert shown.occurs("infinite").tolist() == [[False, True]]


def test_panels_import_neither_streamlit_nor_keras() -> None:
    code = (
        "import sys, attnviz.pictures\n"
        "print([m for m in ('streamlit', 'keras', 'tensorflow') if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("largest", "text"), [(0.5, "0.50"), (0.05, "0.05"), (0.0062, "0.0062"), (0.00031, "0.0003")]
)
def test_small_numbers_have_as_many_digits_as_their_scale_needs(largest: float, text: str) -> None:
    panel = Panel("scores", np.array([[largest, -largest / 2]]))
    decimals, compact = panel.forms[0]
    assert panel.texts(decimals, compact)[0] == text


@pytest.mark.parametrize(("limit", "last"), [(None, ".0062"), (0.02, ".01"), (1.0, ".01")])
def test_only_pale_cells_are_rounded_where_small_numbers_do_not_fit(
    limit: float | None, last: str
) -> None:
    panel = Panel("difference", np.array([[0.0062]]), limit=limit)
    assert panel.texts(*panel.forms[-1]) == [last]
