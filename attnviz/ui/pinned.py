"""Pictures of a page that share the link's pinned cell, and the number that it opens."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from attnviz.cell import Cell
from attnviz.settings import Settings
from attnviz.trace import Trace
from attnviz.ui import address
from attnviz.ui.opened import opened_number, operands_of
from attnviz.ui.picture import picture

_HINT = "Click a cell to open its arithmetic."


class Pinned:
    """The cell that the link pins, on a page that shows a trace.

    Args:
        settings: The page's settings.
        trace: The trace whose numbers are opened.
    """

    def __init__(self, settings: Settings, trace: Trace) -> None:
        pin = Cell.parse(settings.pin)
        self._trace = trace
        self._pin = pin if pin is not None and pin.fits(trace) else None

    def picture(
        self,
        frames: go.Figure | Sequence[go.Figure],
        key: str,
        hint: str = _HINT,
        frame: int = 0,
    ) -> None:
        """Show a picture, or frames of one; a click on a cell of the trace's steps pins it."""
        pin = self._pin
        picture(
            frames,
            key,
            pinned=pin,
            outlined=() if pin is None else outlined(self._trace, pin),
            on_pin=self._put,
            frame=frame,
            hint=hint,
        )

    def _put(self, cell: Cell | None) -> None:
        address.put_pin(cell if cell is not None and cell.fits(self._trace) else None)

    def open(self, note: str = "") -> None:
        """Show the arithmetic of the pinned number, if there is one, under a note."""
        if self._pin is not None:
            if note:
                st.caption(note)
            opened_number(self._trace, self._pin)


def outlined(trace: Trace, pin: Cell) -> list[Cell]:
    """Return what belongs to a pinned cell: its operands, and its click in every step.

    Where clicks ask, the query's row is meant as well.
    """
    operands = operands_of(trace, pin)
    user, click = pin.place(trace, "B"), pin.click(trace)
    if user is None or click is None:
        return operands
    asks = pin.query(trace) if "T" in trace["output"].axes else None
    places = {"B": user, "T": click, "T_k": click, "T_q": asks}
    return operands + [
        Cell(record.name, tuple(places.get(axis) for axis in record.axes))
        for record in trace.steps.values()
        if "T" in record.axes or "T_k" in record.axes
    ]
