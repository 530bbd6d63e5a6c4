"""What a picture sends to the browser: JSON, and its arrays as raw bytes behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attnviz.pictures.drawing import drawn
from attnviz.pictures.numbers import CHARACTER
from attnviz.pictures.palette import DARK, INK, LINE, ROLES, SCALES
from attnviz.pictures.picture import Picture

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


def frame_view(shown: Picture | go.Figure) -> dict[str, Any]:
    """A picture or a figure as JSON-like data and layout, its arrays as they are.

    A figure that is not of `attnviz.pictures` gets attnviz's template.
    """
    return drawn(shown) if isinstance(shown, Picture) else _figure_view(shown)


def _figure_view(figure: go.Figure) -> dict[str, Any]:
    # Per part: the whole figure's to_dict would turn the arrays into base64 text.
    layout = figure.layout.to_plotly_json()
    if not layout.get("meta"):
        layout["template"] = _TEMPLATE
    return {"data": [trace.to_plotly_json() for trace in figure.data], "layout": layout}


def picture_view(
    frames: Sequence[Picture | go.Figure],
    key: str,
    *,
    alt: str,
    count: int,
    version: str | None = None,
    frame: int = 0,
    follows: str = "step",
    pinned: Mapping[str, Any] | None = None,
    outlined: Sequence[Mapping[str, Any]] = (),
    moved: Sequence[str] = (),
    hint: str = "",
) -> dict[str, Any]:
    """What a picture is sent: `Payload` in `ui/components/types.d.ts`.

    Args:
        frames: All frames; with a version the shown one alone, the others come behind it.
        key: The picture's name.
        alt: The picture in words.
        count: How many frames there are.
        version: Of the frames that come behind.
        frame: Index of the shown frame.
        follows: Which cursor of the page moves among the frames.
        pinned: The pinned cell: its "step" and "index".
        outlined: More cells to outline.
        moved: Steps whose titles are marked for a moment, as their shapes have changed.
        hint: What a click does.
    """
    return {
        "key": key,
        "alt": alt,
        "frames": [frame_view(shown) for shown in frames],
        "count": count,
        "version": version,
        "frame": frame,
        "follows": follows,
        "pinned": pinned,
        "outlined": list(outlined),
        "moved": list(moved),
        "hint": hint,
        "dark": DARK,
        "character": CHARACTER,
    }


def pack(view: dict[str, Any]) -> bytes:
    """A view as bytes: the JSON's length (uint32, little endian), the JSON, then the arrays.

    Args:
        view: JSON-like, with NumPy arrays of one or two dimensions anywhere.

    Returns:
        Bytes. The JSON is {"view", "arrays"}; a numeric array is {"packed": its place in "arrays"}
        in the view, and {"offset", "size", "dtype", "shape"} there, its offset counted from the
        JSON's end.
    """
    arrays: list[NDArray[Any]] = []

    def packed(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value.item()  # a number of NumPy's
        if value.dtype.kind not in "fiu":
            return value.tolist()
        arrays.append(value)
        return {"packed": len(arrays) - 1}

    content = json.dumps(view, default=packed, separators=(",", ":"))
    entries: list[dict[str, Any]] = []
    chunks: list[bytes] = []
    offset = 0
    for array in arrays:
        whole = array.dtype.kind in "iu" and array.dtype.itemsize == 8
        sent = array.astype(np.float64) if whole else array  # What the browser's numbers are.
        data = np.ascontiguousarray(sent, sent.dtype.newbyteorder("<")).tobytes()
        dtype = f"{sent.dtype.kind}{sent.dtype.itemsize}"
        entries.append({"offset": offset, "size": len(data), "dtype": dtype, "shape": sent.shape})
        chunks.append(data)
        offset += len(data)
    text = f'{{"view":{content},"arrays":{json.dumps(entries)}}}'.encode()
    return b"".join((len(text).to_bytes(4, "little"), text, *chunks))
