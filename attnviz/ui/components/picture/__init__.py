"""The one component that every heatmap and curve of every page is drawn with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import plotly
import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit.errors import StreamlitAPIException

from attnviz.pictures import LegendEntry, legend_text
from attnviz.pictures.payload import pack, picture_view
from attnviz.scenario.settings import KINDS
from attnviz.trace.cell import OVER_HEADS, Cell
from attnviz.ui import components
from attnviz.ui.components.picture.frames import Frames
from attnviz.ui.components.told import when_told

# Declared for its folder only: this serves plotly.min.js from the installed package, under the
# server's base path and without a network. A browser keeps it under the version's name.
_plotly_files = declare_component(
    f"plotly_{plotly.__version__.replace('.', '_')}",
    path=Path(plotly.__file__).parent / "package_data",
)
_PLOTLY = f"component/{_plotly_files.name}/plotly.min.js"


def _registered() -> Callable[..., Any] | Exception:
    """The function that mounts the component, or why there is none."""
    try:
        return components.component("picture", "picture/main.js", "picture/style.css")
    except (AttributeError, StreamlitAPIException) as error:
        return error


_mount = _registered()


def picture(
    frames: go.Figure | Sequence[go.Figure],
    key: str,
    *,
    alt: str = "",
    pinned: Cell | None = None,
    outlined: Sequence[Cell] = (),
    on_pin: Callable[[Cell | None], None] | None = None,
    frame: int = 0,
    follows: Literal["step", "epoch"] = "step",
    height: int | None = None,
    hint: str = "Click a cell to open its arithmetic.",
) -> Cell | None:
    """Show a figure, or frames of one, in a Plotly graph that is updated in place.

    A click, or Enter on the keyboard's cell, pins a cell; the same again unpins it.

    Args:
        frames: A figure of `attnviz.pictures`, any other Plotly figure, or a list of them of which
            one is shown at a time; the page's cursor event moves among them without the server.
            Of `Frames` only the shown one is made and sent; `send_all` sends the others.
        key: Streamlit's key, unique on the page; also the name of a downloaded image.
        alt: The picture in words; empty takes the shown figure's own.
        pinned: The pinned cell, outlined; the page owns it if `on_pin` is given, else it is the
            first one and the picture remembers the learner's.
        outlined: More cells, rows or columns to outline, such as the pinned cell's operands.
        on_pin: Called before the page runs again, with the pinned cell or None.
        frame: Index of the frame to show, 0-based.
        follows: Which cursor of the page moves among the frames.
        height: Pixels to reserve; None reserves what the tallest frame needs.
        hint: What a click does, under the picture at the right.

    Returns:
        The pinned cell.

    Raises:
        ValueError: if there is no frame, or `frame` is not the index of one.
    """
    figures = [frames] if isinstance(frames, go.Figure) else frames
    if not figures:
        raise ValueError("frames must hold at least one figure, got none")
    if not 0 <= frame < len(figures):
        raise ValueError(f"frame must be in 0..{len(figures) - 1}, got {frame}")
    own = f"{key}: pinned"
    if on_pin is None:
        pinned = st.session_state.get(own, pinned)

    def pin(answer: dict[str, Any] | None) -> None:
        cell = _cell(answer)
        if on_pin is None:
            st.session_state[own] = cell
        else:
            on_pin(cell)

    figure = figures[frame]
    version = figures.version if isinstance(figures, Frames) else None
    meta = figure.layout.meta or {}
    alt = alt or meta.get("alt", "")
    view = picture_view(
        [figure] if version else figures,
        key,
        alt=alt,
        count=len(figures),
        version=version,
        frame=frame,
        follows=follows,
        pinned=None if pinned is None else asdict(pinned),
        outlined=[asdict(cell) for cell in outlined],
        height=height,
        hint=hint,
        plotly=_PLOTLY,
    )
    if isinstance(_mount, Exception):
        _without_component(figure, key, alt, meta, _mount)
    else:
        _mount(key=key, data=pack(view), on_pin_change=when_told(key, "pin", _is_pin, pin))
    return pinned


def _is_pin(answer: Any) -> bool:
    """Whether this can be what the picture tells: a cell, or none."""
    if answer is None:
        return True
    cell = answer.get("cell") if isinstance(answer, dict) else answer
    if not isinstance(cell, dict):
        return cell is None
    step, index = cell.get("step"), cell.get("index")
    if not isinstance(step, str) or not isinstance(index, list):
        return False
    places = all(n is None or (type(n) is int and n >= 0) or n in tuple(OVER_HEADS) for n in index)
    return places and KINDS["pin"].accepts(str(Cell(step, tuple(index))))


def _cell(answer: dict[str, Any] | None) -> Cell | None:
    cell = (answer or {}).get("cell")
    return None if cell is None else Cell(cell["step"], tuple(cell["index"]))


def _without_component(
    figure: go.Figure, key: str, alt: str, meta: dict[str, Any], error: Exception
) -> None:
    """The figure by Streamlit's own chart, and a note on what this one cannot do."""
    st.plotly_chart(figure, key=f"{key}: chart", theme=None)
    st.caption(legend_text(LegendEntry(**entry) for entry in meta.get("legend", ())))
    st.warning(
        f"This picture is drawn without its component ({error}): cells cannot be clicked. {alt}"
    )
