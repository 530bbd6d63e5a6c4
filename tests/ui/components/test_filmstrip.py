from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from attnviz.ui.components.filmstrip import COLUMNS, ROWS, Frame, filmstrip, thumbnail
from tests.ui.components.mounting import sent

matrices = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=90),
    elements=st.floats(-1e3, 1e3) | st.just(np.nan),
)


def frame(**changes: Any) -> Frame:
    fields: dict[str, Any] = {
        "name": "weights",
        "role": "weights",
        "shape": "B=5 T=3",
        "values": np.array([[0.0, 1.0, np.nan]]),
        "scale": "weights",
        "limit": 1.0,
        "title": "Normalize",
        "sentence": "The scores become weights.",
        "before": ("B=5 T=3",),
    }
    return Frame(**fields | changes)


@given(matrices)
def test_a_thumbnail_is_small_and_within_the_values(values: NDArray[np.float64]) -> None:
    small = thumbnail(values)
    assert small.shape == (min(values.shape[0], ROWS), min(values.shape[1], COLUMNS))
    known, shown = values[~np.isnan(values)], small[~np.isnan(small)]
    assert bool(known.size) == bool(shown.size)
    if known.size:
        assert known.min() - 1e-9 <= shown.min()
        assert shown.max() <= known.max() + 1e-9


@given(matrices)
def test_what_fits_is_shown_as_it_is(values: NDArray[np.float64]) -> None:
    values = values[:ROWS, :COLUMNS]
    np.testing.assert_array_equal(thumbnail(values), values)


def test_blocks_are_averaged_without_what_is_masked() -> None:
    values = np.repeat(np.array([[1.0], [3.0]]), ROWS, axis=0)  # (2 * ROWS, 1)
    values[1] = np.nan
    values[2:4] = np.nan
    small = thumbnail(values)[:, 0]
    assert small[0] == 1
    assert np.isnan(small[1])
    assert small[-1] == 3


def test_cells_are_levels_of_their_scale() -> None:
    def app() -> None:
        from attnviz.ui.components.filmstrip import filmstrip
        from tests.ui.components.test_filmstrip import frame, signed

        filmstrip([frame(), signed()], "scores", key="film", on_step=lambda name: None)

    data = sent(app)
    cells = [list(b64decode(shown["cells"])) for shown in data["frames"]]
    assert cells == [[0, 254, 255], [0, 127, 254, 254]]
    assert [(shown["rows"], shown["columns"]) for shown in data["frames"]] == [(1, 3), (2, 2)]
    assert data["current"] == "scores"


def signed() -> Frame:
    values = np.array([[-2.0, 0.0], [2.0, np.inf]])
    return frame(name="scores", values=values, scale="signed", limit=2.0)


def test_a_step_of_the_strip_is_current() -> None:
    with pytest.raises(ValueError, match=r"current='value'.*\['weights'\]"):
        filmstrip([frame()], "value", key="refused", on_step=lambda name: None)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("role", "red", "role='red'"),
        ("limit", 0.0, "limit=0.0"),
        ("values", np.zeros(3), r"\(3,\)"),
        ("values", np.zeros((0, 3)), r"\(0, 3\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused(field: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        frame(**{field: value})
