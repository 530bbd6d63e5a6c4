"""The one component that every picture of tensors is drawn with, on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st
from streamlit.errors import StreamlitAPIException

from attnviz.pictures import Picture, legend, legend_text, to_figure
from attnviz.trace.cell import Cell
from attnviz.ui import components
from attnviz.ui.components.frames import SHEET, Kept, all_of, cell_of, is_pin, packed
from attnviz.ui.components.shared.told import when_told


def _registered() -> Callable[..., Any] | Exception:
    """The function that mounts the component, or why there is none."""
    try:
        return components.component("picture", "picture/main.js", SHEET, "picture/style.css")
    except (AttributeError, StreamlitAPIException) as error:
        return error


_mount = _registered()


def picture(
    frames: Picture | Sequence[Picture] | Kept,
    key: str,
    *,
    alt: str = "",
    pinned: Cell | None = None,
    outlined: Sequence[Cell] = (),
    moved: Sequence[str] = (),
    on_pin: Callable[[Cell | None], None] | None = None,
    frame: int = 0,
    follows: Literal["step", "epoch"] = "step",
    hint: str = "Click a cell to open its arithmetic.",
) -> Cell | None:
    """Show a picture of tensors, or frames of one, that is updated in place.

    A click, or Enter on the keyboard's cell, pins a cell; the same again unpins it.

    Args:
        frames: A picture, or a list of them of which one is shown at a time; the page's cursor
            event moves among them without the server. Of `Frames` only the shown one is made and
            sent; `send_all` sends the others. What is `Kept` is made where it was not asked for.
        key: Streamlit's key, unique on the page; also the name of a downloaded image.
        alt: The picture in words; empty takes the shown one's own.
        pinned: The pinned cell, outlined; the page owns it if `on_pin` is given, else it is the
            first one and the picture remembers the learner's.
        outlined: More cells, rows or columns to outline, such as the pinned cell's operands.
        moved: Steps whose titles are marked for a moment, as their shapes have changed.
        on_pin: Called before the page runs again, with the pinned cell or None.
        frame: Index of the frame to show, 0-based.
        follows: Which cursor of the page moves among the frames.
        hint: What a click does, under the picture at the right.

    Returns:
        The pinned cell.

    Raises:
        ValueError: if there is no frame, or `frame` is not the index of one.
    """
    own = f"{key}: pinned"
    if on_pin is None:
        pinned = st.session_state.get(own, pinned)

    def pin(answer: dict[str, Any] | None) -> None:
        cell = cell_of(answer)
        if on_pin is None:
            st.session_state[own] = cell
        else:
            on_pin(cell)

    if isinstance(_mount, Exception):
        every = all_of(frames)
        shown = every if isinstance(every, Picture) else every[frame]
        assert isinstance(shown, Picture)
        _without_component(shown, key, alt or shown.alt, _mount)
        return pinned
    data = packed(
        frames,
        key,
        alt=alt,
        frame=frame,
        follows=follows,
        hint=hint,
        pinned=pinned,
        outlined=outlined,
        moved=moved,
    )
    _mount(key=key, data=data, on_pin_change=when_told(key, "pin", is_pin, pin))
    return pinned


def _without_component(shown: Picture, key: str, alt: str, error: Exception) -> None:
    """The picture by Streamlit's own chart, and a note on what this one cannot do."""
    st.plotly_chart(to_figure(shown), key=f"{key}: chart", theme=None)
    st.caption(legend_text(legend(shown.panels)))
    st.warning(
        f"This picture is drawn without its component ({error}): cells cannot be clicked. {alt}"
    )
