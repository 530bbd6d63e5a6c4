"""A dot chart: one row a thing that is compared, one dot a measurement, all on one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from attnviz.pictures.drawing import FONT, axes, text_trace
from attnviz.pictures.labels import cut, text_width
from attnviz.pictures.numbers import number_text
from attnviz.pictures.palette import CARD, INK, LINE, ROLES, SOFT
from attnviz.pictures.scene import NARROW, WIDE, Label

ROW = 26
TOP, BOTTOM = 30, 34
NAMES = {WIDE: 290, NARROW: 152}
"""Room for the rows' names at the left, by the picture's width."""
LONGEST = {WIDE: 208, NARROW: 132}
"""Width of the longest name: a wide picture shrinks more with the page than its texts do."""
RIGHT = {WIDE: 70, NARROW: 44}


@dataclass(frozen=True)
class Dots:
    """A row of a dot chart.

    Attributes:
        name: What is measured; what follows a last " · " is shown also where it does not fit.
        values: A filled dot each; what is not finite is left out.
        mark: Where a line stands, which is also written at the right; NaN for none.
        hollow: A hollow dot each.
    """

    name: str
    values: tuple[float, ...]
    mark: float = math.nan
    hollow: tuple[float, ...] = ()


def dots(
    rows: Sequence[Dots],
    *,
    bounds: tuple[float, float],
    level: tuple[str, float],
    names: tuple[str, str],
    role: str = "weights",
    alt: str = "",
) -> go.Figure:
    """Draw rows of dots on one axis.

    Args:
        rows: At least one, from the top down.
        bounds: The axis' low and high end.
        level: A value drawn as a dotted line through all rows, and its name.
        names: What a row's mark is, and its hollow dot, for the table.
        role: Whose colour the dots have, a key of `palette.ROLES`.
        alt: The picture in words; by default each row's mark.

    Returns:
        A figure for `attnviz.ui.components.chart.chart`, 1040 px wide.

    Raises:
        ValueError: if there is no row.
    """
    if not rows:
        raise ValueError("rows must hold at least one row, got none")
    wide, narrow = (_Chart(rows, bounds, level, role, width) for width in (WIDE, NARROW))
    placed = ("x", "y", "text", "textfont", "textposition")
    meta = {
        "alt": alt or _words(rows, level),
        "legend": [],
        "panels": [],
        "labels": [],
        "table": _table(rows, names),
        "narrow": {
            "data": [{k: t[k] for k in placed if k in t} for t in narrow.data()],
            "layout": narrow.layout(),
        },
    }
    # Without Plotly's own check, which takes ten times as long as the rest; a test does it.
    return go.Figure(data=wide.data(), layout=wide.layout() | {"meta": meta}, _validate=False)


def _table(rows: Sequence[Dots], names: tuple[str, str]) -> dict[str, Any]:
    """The marks, the hollow dots and, where a row has several, the filled ones, by column."""
    columns = {names[0]: [row.mark for row in rows]}
    if any(row.hollow for row in rows):
        columns[names[1]] = [row.hollow[0] if row.hollow else math.nan for row in rows]
    most = max(len(row.values) for row in rows)
    if most > 1:
        for n in range(most):
            columns[f"dot {n + 1}"] = [[*row.values, *[math.nan] * most][n] for row in rows]
    return {
        "x_name": "",
        "x": [row.name for row in rows],
        "names": list(columns),
        "values": [
            [value if math.isfinite(value) else None for value in column]
            for column in columns.values()
        ],
    }


def _words(rows: Sequence[Dots], level: tuple[str, float]) -> str:
    marks = ", ".join(f"{row.name} {number_text(row.mark, 2)}" for row in rows)
    return f"{marks}; {level[0]} is {number_text(level[1], 2)}"


class _Chart:
    """The chart on a page of one width."""

    def __init__(
        self,
        rows: Sequence[Dots],
        bounds: tuple[float, float],
        level: tuple[str, float],
        role: str,
        width: int,
    ) -> None:
        self.rows, self.bounds, self.level, self.width = rows, bounds, level, width
        self.colour = ROLES[role]
        self.left, self.right = NAMES[width], width - RIGHT[width]
        self.bottom = TOP + ROW * len(rows)

    def _across(self, value: float) -> float:
        low, high = self.bounds
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def _down(self, row: int) -> float:
        return TOP + ROW * (row + 0.5)

    def _points(self, values: Sequence[Sequence[float]]) -> dict[str, Any]:
        places = [
            (self._across(value), self._down(row))
            for row, own in enumerate(values)
            for value in own
            if math.isfinite(value)
        ]
        x, y = np.array(places, np.float32).reshape(-1, 2).T
        return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False}

    def data(self) -> list[dict[str, Any]]:
        """The hollow dots, the filled ones, the marks, then the texts."""
        hollow = {"color": CARD, "size": 9, "line": {"color": self.colour, "width": 1.5}}
        filled = {"color": self.colour, "size": 9, "opacity": 0.75}
        line = {"symbol": "line-ns", "size": 18, "line": {"color": INK, "width": 2}}
        return [
            self._points([row.hollow for row in self.rows]) | {"mode": "markers", "marker": hollow},
            self._points([row.values for row in self.rows]) | {"mode": "markers", "marker": filled},
            self._points([(row.mark,) for row in self.rows]) | {"mode": "markers", "marker": line},
            text_trace(self._labels()),
        ]

    def _labels(self) -> list[Label]:
        size = 12.5 if self.width == WIDE else 11
        name, value = self.level
        labels = [
            Label(self._across(end), self.bottom + 14, number_text(end, 2), "center", 12, SOFT)
            for end in self.bounds
        ]
        text = f"{name} {number_text(value, 2)}"
        labels.append(Label(self._across(value), TOP - 12, text, "center", 12, SOFT))
        for place, row in enumerate(self.rows):
            y = self._down(place)
            labels.append(Label(self.left - 12, y, self._name(row.name, size), "right", size))
            if math.isfinite(row.mark):
                labels.append(
                    Label(self.right + 10, y, number_text(row.mark, 2), "left", size, INK)
                )
        return labels

    def _name(self, name: str, size: float) -> str:
        """A row's name as it fits, by what is before its last part: that tells rows apart."""
        room = LONGEST[self.width]
        if text_width(name, size) <= room:
            return name
        first, dot, last = name.rpartition(" · ")
        if not dot:
            return cut(name, room, size)
        return cut(first, room - text_width(dot + last, size), size) + dot + last

    def layout(self) -> dict[str, Any]:
        """The axes, a thin line a row, and the level's dotted line."""
        across = self._across(self.level[1])
        shapes = [
            _line(self.left, self._down(row), self.right, self._down(row), LINE, 1, "solid")
            for row in range(len(self.rows))
        ]
        shapes.append(_line(across, TOP - 2, across, self.bottom, SOFT, 1.5, "dot"))
        return axes(self.width, self.bottom + BOTTOM - 8) | {
            "shapes": shapes,
            "font": {"family": FONT, "color": INK},
        }


def _line(
    x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str
) -> dict[str, Any]:
    return {
        "type": "line",
        "layer": "below",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "line": {"color": colour, "width": width, "dash": dash},
    }
