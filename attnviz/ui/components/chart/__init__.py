"""The component that draws charts with Plotly: curves, dots, a map. Pages without one load none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import plotly
import plotly.graph_objects as go
from streamlit.components.v1 import declare_component

from attnviz.trace.cell import Cell
from attnviz.ui import components
from attnviz.ui.components.frames import SHEET, Kept, cell_of, is_pin, packed
from attnviz.ui.components.shared.told import when_told

# Declared for its folder only: this serves plotly.min.js from the installed package, under the
# server's base path and without a network. A browser keeps it under the version's name.
_plotly_files = declare_component(
    f"plotly_{plotly.__version__.replace('.', '_')}",
    path=Path(plotly.__file__).parent / "package_data",
)
_PLOTLY = f"component/{_plotly_files.name}/plotly.min.js"

_mount = components.component("chart", "chart/main.js", SHEET, "chart/style.css")


def chart(
    frames: go.Figure | Sequence[go.Figure] | Kept,
    key: str,
    *,
    alt: str = "",
    on_click: Callable[[Cell], None] | None = None,
    frame: int = 0,
    follows: Literal["step", "epoch"] = "step",
    hint: str = "",
) -> None:
    """Show a chart, or frames of one, in a Plotly graph that is updated in place.

    Args:
        frames: A chart of `attnviz.pictures`, any other Plotly figure, or a list of them of which
            one is shown at a time; the page's cursor event moves among them without the server.
        key: Streamlit's key, unique on the page; also the name of a downloaded image.
        alt: The chart in words; empty takes the shown figure's own.
        on_click: Called before the page runs again, with what was clicked in a figure that has axes
            of its own: the trace's name as the step, and the index in it.
        frame: Index of the frame to show, 0-based.
        follows: Which cursor of the page moves among the frames.
        hint: What can be done, under the chart at the right.

    Raises:
        ValueError: if there is no frame, or `frame` is not the index of one.
    """

    def click(answer: dict[str, Any] | None) -> None:
        cell = cell_of(answer)
        if on_click is not None and cell is not None:
            on_click(cell)

    _mount(
        key=key,
        data=packed(
            frames,
            key,
            alt=alt,
            frame=frame,
            follows=follows,
            hint=hint,
            more={"plotly": _PLOTLY},
        ),
        on_clicked_change=when_told(key, "clicked", is_pin, click),
    )
