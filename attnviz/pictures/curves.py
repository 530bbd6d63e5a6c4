"""A line chart over epochs, in the same style and on the same kind of axes as the heatmaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attnviz.pictures.drawing import FONT, axes, text_trace
from attnviz.pictures.numbers import number_text
from attnviz.pictures.palette import INK, LINE, ROLES, SOFT, head_colour
from attnviz.pictures.scene import GUTTER, NARROW, WIDE, Label

RIGHT = {WIDE: 130, NARROW: 86}
"""Room for the lines' names at the right, by the picture's width."""
TOP = 12
BOTTOM = 34


@dataclass(frozen=True, eq=False)
class Series:
    """One line: its name, its value at each x (NaN where not defined), and its colour.

    `role` is a key of `palette.ROLES`; `head` (from 0) takes that head's colour instead.
    """

    name: str
    values: NDArray[np.floating]
    role: str = "ink"
    head: int | None = None

    @property
    def colour(self) -> str:
        """The line's light hex."""
        return ROLES[self.role] if self.head is None else head_colour(self.head)


def curves(
    x: Sequence[int],
    series: Sequence[Series],
    *,
    current: int | None = None,
    chance: float | None = None,
    bounds: tuple[float, float] | None = None,
    height: int = 160,
    x_name: str = "epoch",
    cursor: str = "epoch",
    alt: str = "",
) -> go.Figure:
    """Lines over x, each named at its right end with its last value.

    Args:
        x: Positions, increasing, at least two.
        series: The lines, one value a position.
        current: Index into x of the marked position; it follows the page's cursor.
        chance: A level drawn as a dotted line, or None.
        bounds: The y axis' low and high end; None takes 0 and the largest value.
        height: Height of the whole chart, pixels.
        x_name: What x counts.
        cursor: The page's cursor that the marked position follows and sets.
        alt: The picture in words; by default each line's first and last value.

    Returns:
        A figure for `attnviz.ui.components.chart.chart`, 1040 px wide.

    Raises:
        ValueError: if the lengths do not fit or `current` is outside x.
    """
    if len(x) < 2:
        raise ValueError(f"x must hold two positions or more, got {len(x)}")
    for line in series:
        if len(line.values) != len(x):
            raise ValueError(
                f"series {line.name!r} must have {len(x)} values, got {len(line.values)}"
            )
    if current is not None and not 0 <= current < len(x):
        raise ValueError(f"current must be in 0..{len(x) - 1}, got {current}")
    charts = [
        _Chart(x, series, chance, bounds or _bounds(series, chance), height, x_name, w)
        for w in (WIDE, NARROW)
    ]
    wide, narrow = charts
    meta = {
        "alt": alt or _words(x, series, chance, x_name),
        "legend": [],
        "panels": [],
        "labels": [],
        "curves": {
            "cursor": cursor,
            "current": current,
            "x_name": x_name,
            "x": list(x),
            "names": [line.name for line in series],
            "values": [_numbers_or_none(line.values) for line in series],
            "colours": [line.colour for line in series],
            "wide": wide.places(),
            "narrow": narrow.places(),
        },
        "narrow": {
            "data": [
                {k: t[k] for k in ("x", "y", "text", "textfont", "textposition") if k in t}
                for t in narrow.data()
            ],
            "layout": narrow.layout(current),
        },
    }
    # Without Plotly's own check, which takes ten times as long as the rest; a test does it.
    return go.Figure(
        data=wide.data(), layout=wide.layout(current) | {"meta": meta}, _validate=False
    )


def _numbers_or_none(values: NDArray[np.floating]) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _bounds(series: Sequence[Series], chance: float | None) -> tuple[float, float]:
    values = np.concatenate(
        [np.asarray(line.values, float) for line in series] + [np.array([chance or 0.0])]
    )
    finite = values[np.isfinite(values)]
    low, high = min(0.0, float(finite.min())), float(finite.max())
    return low, high if high > low else low + 1.0


def _words(x: Sequence[int], series: Sequence[Series], chance: float | None, x_name: str) -> str:
    lines = []
    for line in series:
        first, last = (number_text(float(line.values[i]), 2) for i in (0, -1))
        lines.append(f"{line.name} from {first} to {last}")
    level = "" if chance is None else f"; chance is {number_text(chance, 2)}"
    return f"From {x_name} {x[0]} to {x[-1]}: " + ", ".join(lines) + level


class _Chart:
    """The chart on a page of one width."""

    def __init__(
        self,
        x: Sequence[int],
        series: Sequence[Series],
        chance: float | None,
        bounds: tuple[float, float],
        height: int,
        x_name: str,
        width: int,
    ) -> None:
        self.x, self.series, self.chance, self.bounds = x, series, chance, bounds
        self.height, self.x_name, self.width = height, x_name, width
        self.left, self.right = GUTTER[width], width - RIGHT[width]

    def _across(self, positions: NDArray[np.floating]) -> NDArray[np.float32]:
        share = (positions - self.x[0]) / (self.x[-1] - self.x[0])
        return np.asarray(self.left + share * (self.right - self.left), np.float32)

    def _down(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        low, high = self.bounds
        share = (np.asarray(values, float) - low) / (high - low)
        return np.asarray(self.height - BOTTOM - share * (self.height - BOTTOM - TOP), np.float32)

    def places(self) -> dict[str, Any]:
        """Pixels of every position and of every line's points there."""
        across = self._across(np.asarray(self.x, float))
        return {
            "x": [round(float(place), 1) for place in across],
            "y": [_numbers_or_none(self._down(line.values)) for line in self.series],
            "top": TOP - 8,
            "bottom": self.height - BOTTOM,
        }

    def data(self) -> list[dict[str, Any]]:
        """One trace a line, then the texts."""
        across = self._across(np.asarray(self.x, float))
        lines = [
            {
                "type": "scatter",
                "mode": "lines",
                "x": across,
                "y": self._down(line.values),
                "line": {"color": line.colour, "width": 2},
                "hoverinfo": "skip",
                "showlegend": False,
            }
            for line in self.series
        ]
        return [*lines, text_trace(self._labels())]

    def _labels(self) -> list[Label]:
        low, high = self.bounds
        bottom = self.height - BOTTOM
        decimals = 2 if high - low < 10 else 0
        labels = [
            Label(self.left - 9, TOP, number_text(high, decimals), "right", 12, SOFT),
            Label(self.left - 9, bottom, number_text(low, decimals), "right", 12, SOFT),
            Label(self.left, bottom + 16, f"{self.x_name} {self.x[0]}", "left", 12, SOFT),
            Label(self.right, bottom + 16, str(self.x[-1]), "right", 12, SOFT),
        ]
        names = [(line.name, _last(line.values), line.colour) for line in self.series]
        if self.chance is not None:
            names.append(("chance", self.chance, SOFT))
        ends = sorted(
            (
                (float(self._down(np.array([value]))[0]), name, value, colour)
                for name, value, colour in names
            ),
            key=lambda end: end[0],
        )
        lowest_free = float(TOP - 8)
        for y, name, value, colour in ends:
            y = max(y, lowest_free)
            lowest_free = y + 15
            labels.append(
                Label(self.right + 8, y, f"{name} {number_text(value, 2)}", "left", 12, colour)
            )
        return labels

    def layout(self, current: int | None) -> dict[str, Any]:
        """The axes, the base line, the chance line and the marked position."""
        bottom = self.height - BOTTOM
        shapes = [_line(self.left, bottom, self.right, bottom, LINE, 1)]
        if self.chance is not None:
            y = float(self._down(np.array([self.chance]))[0])
            shapes.append(_line(self.left, y, self.right, y, SOFT, 1, "dot"))
        if current is not None:
            x = self.places()["x"][current]
            # Named, so that the browser can put its own, moving one in its place.
            shapes.append(_line(x, TOP - 8, x, bottom, INK, 2) | {"name": "cursor"})
        return axes(self.width, self.height) | {
            "shapes": shapes,
            "font": {"family": FONT, "color": INK},
        }


def _last(values: NDArray[np.floating]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite[-1]) if finite.size else 0.0


def _line(
    x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "solid"
) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "line": {"color": colour, "width": width, "dash": dash},
    }
