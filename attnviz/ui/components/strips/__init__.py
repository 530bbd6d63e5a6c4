"""The operands of an opened number as aligned strips of cells, each of which can be opened."""

import math
from collections.abc import Callable
from typing import Any, Protocol

from attnviz.pictures.palette import (
    DARK,
    SCALE_STOPS,
    nearest_stop,
    number_colour,
    scale_bounds,
    scale_positions,
)
from attnviz.trace.cell import Cell
from attnviz.trace.explain.explanation import Strip
from attnviz.ui import components
from attnviz.ui.components.shared.told import is_index, when_told

# Columns that are sent: what a screen can hold and a reader can follow.
MOST_COLUMNS = 64

_mount = components.component("strips", "strips/main.js", "strips/style.css")


class Strips(Protocol):
    """What is drawn: rows of numbers, such as the operands of an explanation."""

    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def strips(self) -> tuple[Strip, ...]: ...
    @property
    def focus(self) -> int | None: ...


def strips(opened: Strips, *, key: str, on_open: Callable[[Cell], None]) -> None:
    """Draw one row an operand and one column an item, with the sum at the right.

    Args:
        opened: The rows.
        key: Streamlit's key.
        on_open: Called before the page runs again with the cell that was clicked.
    """
    columns = max(len(strip.values) for strip in opened.strips)
    data = {
        "columns": opened.columns[:MOST_COLUMNS],
        "focus": opened.focus,
        "more": max(0, columns - MOST_COLUMNS),
        "strips": [
            {
                "label": strip.label,
                "operator": strip.operator,
                "role": strip.role,
                "texts": strip.texts[:MOST_COLUMNS],
                "fills": _fills(strip.scale, strip.values[:MOST_COLUMNS]),
                "opens": [cell is not None for cell in strip.cells[:MOST_COLUMNS]],
                "sum": strip.sum,
                "sum_opens": strip.sum_cell is not None,
            }
            for strip in opened.strips
        ],
    }

    def is_place(place: Any) -> bool:
        if not isinstance(place, list) or len(place) != 2:
            return False
        row, column = place
        if not is_index(row, len(opened.strips)):
            return False
        return column is None or is_index(column, len(opened.strips[row].cells))

    def opens(place: Any) -> None:
        row, column = place
        strip = opened.strips[row]
        cell = strip.sum_cell if column is None else strip.cells[column]
        if cell is not None:
            on_open(cell)

    _mount(key=key, data=data, on_opened_change=when_told(key, "opened", is_place, opens))


def _fills(scale: str, values: tuple[float | None, ...]) -> list[dict[str, str] | None]:
    """Return the colour of each cell and of its number, as CSS; None for the card's."""
    if not scale:
        return [None] * len(values)
    numbers = [abs(v) for v in values if v is not None and abs(v) < float("inf")]
    limit = 1.0 if scale == "weights" else max(numbers, default=0.0) or 1.0
    return [_fill(scale, value, limit) for value in values]


def _fill(scale: str, value: float | None, limit: float) -> dict[str, str] | None:
    if value is None or math.isnan(value):
        return None
    nearest = int(nearest_stop(scale, scale_positions(value, scale_bounds(scale, limit))))
    ink = number_colour(scale, SCALE_STOPS[scale][nearest])
    return {"cell": f"var(--{scale}-{nearest})", "number": f"light-dark({ink}, {DARK[ink]})"}
