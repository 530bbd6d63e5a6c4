"""What a picture sends to the browser: JSON, and its arrays as raw bytes behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attnviz.palette import INK, LINE, ROLES, SCALES

LARGE = 900_000
"""Bytes of a payload's arrays above which its 2-d float arrays travel as float16, so with three
significant digits."""

_HALF_MAX = float(np.finfo(np.float16).max)


# Streamlit's template holds stand-ins for colours that only its own chart replaces.
_TEMPLATE: Final = {
    "data": {
        "heatmap": [
            {"type": "heatmap", "colorscale": [list(stop) for stop in SCALES["grey"]]},
        ],
    },
    "layout": {
        "colorway": [ROLES[role] for role in ("query", "key", "value", "weights", "ink")],
        "font": {"color": INK},
        "margin": {"l": 48, "r": 16, "t": 32, "b": 40},
        "xaxis": {"gridcolor": LINE, "linecolor": LINE, "zerolinecolor": LINE},
        "yaxis": {"gridcolor": LINE, "linecolor": LINE, "zerolinecolor": LINE},
    },
}


def figure_view(figure: go.Figure) -> dict[str, Any]:
    """A figure as JSON-like data and layout, its arrays as they are.

    A figure that is not of `attnviz.panels` gets attnviz's template.
    """
    # Per part: the whole figure's to_dict would turn the arrays into base64 text.
    layout = figure.layout.to_plotly_json()
    if not layout.get("meta"):
        layout["template"] = _TEMPLATE
    return {"data": [trace.to_plotly_json() for trace in figure.data], "layout": layout}


def pack(view: Mapping[str, Any]) -> bytes:
    """A view as bytes: the JSON's length (uint32, little endian), the JSON, then the arrays.

    Args:
        view: JSON-like, with NumPy arrays of one or two dimensions anywhere.

    Returns:
        Bytes; a numeric array is {"packed": {"offset", "size", "dtype", "shape"}} in the JSON,
        its offset counted from the JSON's end.
    """
    arrays: list[bytes] = []
    halve = _array_bytes(view) > LARGE
    offset = 0

    def packed(value: Any) -> Any:
        nonlocal offset
        if isinstance(value, np.ndarray):
            if value.dtype.kind not in "fiu":
                return value.tolist()
            array = _halved(value) if halve else value
            data = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
            arrays.append(data)
            offset += len(data)
            return {
                "packed": {
                    "offset": offset - len(data),
                    "size": len(data),
                    "dtype": f"{array.dtype.kind}{array.dtype.itemsize}",
                    "shape": list(array.shape),
                }
            }
        if isinstance(value, Mapping):
            return {name: packed(entry) for name, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return [packed(entry) for entry in value]
        return value

    text = json.dumps(packed(view), separators=(",", ":")).encode()
    return b"".join((len(text).to_bytes(4, "little"), text, *arrays))


def _array_bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        return sum(_array_bytes(entry) for entry in value.values())
    if isinstance(value, (list, tuple)):
        return sum(_array_bytes(entry) for entry in value)
    return 0


def _halved(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind != "f" or array.ndim != 2:
        return array
    finite = array[np.isfinite(array)]
    too_large = finite.size and float(np.abs(finite).max()) > _HALF_MAX
    return array if too_large else array.astype(np.float16)
