"""A tensor, or a slice of one, to be drawn as a heatmap of cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from attnviz.pictures.numbers import largest_finite, limit_for, number_text
from attnviz.pictures.palette import ROLES, SCALES, SOFT, scale_bounds

Scale = Literal["weights", "signed", "grey", "plain"]
Rectangle = tuple[int, int, int, int]
Kind = Literal["masked", "padding", "nan", "infinite"]


# What stands in a place of `Panel.at` for where a cell is.
NAMED_PLACES = ("mean", "max")
"""What a cell may have on the axis of heads in place of a number; such a name stands for itself."""
MASKED = "masked: no number"
SEEN = 0.02
"""The least that two decimals tell from its half."""


@dataclass(frozen=True)
class Band:
    """Columns of a panel that belong together: their label, the first of them, how many, and the
    light hex of the bar over them.
    """

    label: str
    first: int
    columns: int
    colour: str = SOFT


@dataclass(frozen=True, eq=False)
class Panel:
    """One heatmap of a picture.

    Args:
        name: The step's name: what a click on a cell answers.
        values: Cells (rows, columns), any floats; NaN and infinities have their own look.
        role: Whose colour the title and the border have, a key of `palette.ROLES`.
        row_labels: One text a row, or none.
        column_labels: One text a column, or none.
        at: Where a cell is in the step's tensor: one entry an axis, an int for a fixed index or
            "row" or "column" for the cell's own; (0, "row", "column") answers [0, r, c]. Where
            heads stand side by side, "band" is the cell's band and "within" its column there. A
            name of `NAMED_PLACES` stands for itself. Empty where a click answers nothing.
        scale: "weights" (0..1, or 0..limit), "signed" (-limit..limit), "grey" (0..limit), or
            "plain": numbers whose size means nothing, as of ids, all in one colour.
        limit: The end of the scale; None takes the values' own, and 1 for "weights".
        masked: True where a cell is masked (rows, columns): hatched, without a number.
        padding: True where a cell belongs to padding (rows, columns): dashed where not masked.
        title: What is written over the panel; "" for the name.
        shape: The shape beside the title, such as "T×D".
        bands: Columns that belong together, such as those of a head.
        note: A line under the title.
        block: What the panel's block in a grid is of ("head 1"), for its table.
        cursor: "epoch" or "step" if a column is a position of that cursor: a line follows it.
        row_places: The place in the tensor that "row" in `at` stands for, one a row, -1 where the
            row is not in it; empty where it is the row's own number.
        column_places: The same of columns.
        hatched: What hatched cells are, where they are more than masked.

    Raises:
        ValueError: if a shape, a role, a scale or the places in `at` do not fit.
    """

    name: str
    values: NDArray[np.floating]
    role: str = "ink"
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    at: tuple[int | str, ...] = ("row", "column")
    scale: Scale = "signed"
    limit: float | None = None
    masked: NDArray[np.bool_] | None = None
    padding: NDArray[np.bool_] | None = None
    title: str = ""
    shape: str = ""
    bands: tuple[Band, ...] = ()
    note: str = ""
    block: str = ""
    cursor: str = ""
    row_places: tuple[int, ...] = ()
    column_places: tuple[int, ...] = ()
    hatched: str = MASKED

    def __post_init__(self) -> None:
        if np.ndim(self.values) != 2 or 0 in np.shape(self.values):
            raise ValueError(
                f"panel {self.name!r}: values must be (rows, columns), at least 1 x 1, "
                f"got shape {np.shape(self.values)}"
            )
        object.__setattr__(self, "values", np.asarray(self.values, dtype=np.float32))
        object.__setattr__(self, "title", self.title or self.name)
        self._check_shapes()
        self._check_choices()

    def _check_shapes(self) -> None:
        for kind, array in (("masked", self.masked), ("padding", self.padding)):
            if array is not None and np.shape(array) != self.values.shape:
                raise ValueError(
                    f"panel {self.name!r}: {kind} must have the values' shape "
                    f"{self.values.shape}, got {np.shape(array)}"
                )
        for kind, labels, length in (
            ("row_labels", self.row_labels, self.rows),
            ("column_labels", self.column_labels, self.columns),
        ):
            if labels and len(labels) != length:
                raise ValueError(
                    f"panel {self.name!r}: {kind} must be {length} texts or none, got {len(labels)}"
                )
        for kind, places, length in (
            ("row_places", self.row_places, self.rows),
            ("column_places", self.column_places, self.columns),
        ):
            if places and len(places) != length:
                raise ValueError(
                    f"panel {self.name!r}: {kind} must be {length} places or none, "
                    f"got {len(places)}"
                )

    def _check_choices(self) -> None:
        for kind, choice, choices in (
            ("role", self.role, ROLES),
            ("scale", self.scale, SCALES),
        ):
            if choice not in choices:
                raise ValueError(
                    f"panel {self.name!r}: {kind} must be one of {sorted(choices)}, got {choice!r}"
                )
        if self.limit is not None and not (math.isfinite(self.limit) and self.limit > 0):
            raise ValueError(f"panel {self.name!r}: limit must be above 0, got {self.limit}")
        names = [n for n in self.at if isinstance(n, str) and n not in NAMED_PLACES]
        allowed = {"row", "column"} if "band" not in names else {"row", "band", "within"}
        if len(set(names)) < len(names) or not set(names) <= allowed:
            raise ValueError(
                f"panel {self.name!r}: at may hold ints, 'row', 'column' or 'band' and 'within', "
                f"each once, got {self.at}"
            )
        if "band" in names and len({band.columns for band in self.bands}) != 1:
            raise ValueError(f"panel {self.name!r}: 'band' in at needs bands of equal width")

    @property
    def rows(self) -> int:
        """How many rows of cells."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """How many columns of cells."""
        return int(self.values.shape[1])

    @cached_property
    def shown(self) -> NDArray[np.float32]:
        """The values (rows, columns), float32, NaN where masked."""
        if self.masked is None:
            return self.values
        return np.where(self.masked, np.float32(np.nan), self.values)

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """The scale's low and high end."""
        if self.limit is not None:
            limit = float(self.limit)
        else:
            limit = 1.0 if self.scale == "weights" else limit_for(self.shown)
        return scale_bounds(self.scale, limit)

    @cached_property
    def finite(self) -> bool:
        """Whether all values are finite, also the masked ones."""
        return bool(np.isfinite(self.values).all())

    @cached_property
    def largest(self) -> float:
        """The largest finite magnitude that is shown, or 0."""
        return largest_finite(self.shown)

    @property
    def below_one(self) -> bool:
        """Whether no number is written with more than a 0, or a 1 and zeros, before the point."""
        return self.largest < 1.005

    @property
    def forms(self) -> tuple[tuple[int, bool], ...]:
        """How the numbers may be written, (decimals, without a leading zero), the best first."""
        if self.scale in ("grey", "plain") and np.array_equal(self.shown, np.round(self.shown)):
            return ((0, False),)
        if 0 < self.largest < SEEN:
            digits = min(4, 1 - math.floor(math.log10(self.largest)))
            small = (digits, False), (digits, True)
            if self.bounds[1] < SEEN:  # with two decimals, full colours would say "0.00"
                return small
            told = round(self.largest, 4) > 0
            return (*small, (2, True)) if told else ((2, False), (2, True))
        if self.below_one:
            return (2, False), (2, True), (1, True)
        if self.largest < 10:
            return (2, False), (1, False), (1, True)
        return ((2, False), (1, False), (0, False)) if self.largest < 1000 else ((0, False),)

    def texts(self, decimals: int, compact: bool) -> list[str]:
        """The cells' numbers row by row, "" where masked; see `number_text`."""
        form = decimals, compact
        if form not in self._written:
            cells = zip(self.shown.flat, self.occurs("masked").flat, strict=True)
            self._written[form] = [
                "" if masked else number_text(float(value), decimals, compact=compact)
                for value, masked in cells
            ]
        return self._written[form]

    @cached_property
    def _written(self) -> dict[tuple[int, bool], list[str]]:
        # Numbers are written for two scenes, and in each for the trace and for its description.
        return {}

    def occurs(self, kind: Kind) -> NDArray[np.bool_]:
        """Where (rows, columns) cells are of a kind; a masked cell is of no other kind."""
        masked = np.zeros(self.values.shape, bool) if self.masked is None else self.masked
        if kind == "masked":
            return np.asarray(masked, bool)
        if kind == "padding":
            padding = np.zeros(self.values.shape, bool) if self.padding is None else self.padding
            return np.asarray(padding & ~masked, bool)
        special = np.isnan(self.values) if kind == "nan" else np.isinf(self.values)
        return np.asarray(special & ~masked, bool)

    def pieces(self, kind: Kind) -> list[Rectangle]:
        """The cells of a kind as few rectangles (row, column, rows, columns)."""
        if kind not in self._pieces:
            self._pieces[kind] = rectangles(self.occurs(kind))
        return self._pieces[kind]

    @cached_property
    def _pieces(self) -> dict[Kind, list[Rectangle]]:
        # As for what is written: both scenes ask for them.
        return {}


def rectangles(cells: NDArray[np.bool_]) -> list[Rectangle]:
    """The true cells of (rows, columns) as few rectangles (row, column, rows, columns)."""
    return list(_rectangles(cells.tobytes(), cells.shape[1])) if cells.any() else []


# The heads of a user have their masked cells and their padding in the same places.
@lru_cache(maxsize=256)
def _rectangles(cells: bytes, columns: int) -> tuple[Rectangle, ...]:
    open_runs: dict[tuple[int, int], list[int]] = {}
    found: list[list[int]] = []
    table = np.frombuffer(cells, np.int8).reshape(-1, columns)
    edges = np.diff(np.pad(table, ((0, 0), (1, 1))))  # 1 begins a run, -1 ends it
    for row, line in enumerate(edges):
        places = np.flatnonzero(line).tolist()
        runs: dict[tuple[int, int], list[int]] = {}
        for start, stop in zip(places[::2], places[1::2], strict=True):
            rectangle = open_runs.get((start, stop))
            if rectangle is None:
                rectangle = [row, start, 0, stop - start]
                found.append(rectangle)
            rectangle[2] += 1
            runs[start, stop] = rectangle
        open_runs = runs
    return tuple((row, column, rows, columns) for row, column, rows, columns in found)
