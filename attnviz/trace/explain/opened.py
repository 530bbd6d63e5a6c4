"""An opened cell: what an explanation asks of the trace around it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from attnviz.layer.arithmetic import Ids
from attnviz.trace.cell import ALL, Cell
from attnviz.trace.explain.explanation import Strip
from attnviz.trace.explain.writing import factor, scale_of, symbol, written
from attnviz.trace.record import Record, Walk


@dataclass(frozen=True, eq=False)
class Line:
    """Numbers of one tensor, and where they stand.

    Attributes:
        record: The step, or the weight.
        numbers: The numbers (n,) as they stand in the trace.
        cells: Their cells.
    """

    record: Record
    numbers: np.ndarray
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The step, or the path of the weight."""
        return self.record.name

    @property
    def values(self) -> np.ndarray:
        """The numbers in float64."""
        return self.numbers.astype(np.float64)

    @property
    def role(self) -> str:
        """Whose colour they have; a weight of the model has the text's."""
        return self.record.role

    def kept(self, where: np.ndarray) -> "Line":
        """Return the numbers where `where` (n,) is true."""
        cells = tuple(cell for cell, keep in zip(self.cells, where, strict=True) if keep)
        return Line(self.record, self.numbers[where], cells)

    def factors(self) -> tuple[str, ...]:
        """Return the numbers in LaTeX, as factors in their role's colour."""
        return tuple(factor(text, self.role) for text in written(self.numbers))

    def strip(self, label: str = "", operator: str = "", decimals: int = 0) -> Strip:
        """Return the strip of these numbers, labelled with their name by default, with so many
        decimals at least.
        """
        return Strip(
            label or self.record.words,
            operator,
            self.role,
            scale_of(self.record),
            tuple(self.values.tolist()),
            written(self.numbers, decimals=decimals),
            self.cells,
        )


def computed(
    label: str,
    operator: str,
    values: Any,
    *,
    total: bool = False,
    digits: int = 2,
    decimals: int = 0,
) -> Strip:
    """Return a strip of numbers that were computed here, with their sum if `total`; `digits` and
    `decimals` as of `written`.
    """
    values = np.asarray(values, np.float64)
    return Strip(
        label,
        operator,
        "ink",
        "signed",
        tuple(values.tolist()),
        written(values, digits, decimals),
        (None,) * len(values),
        written([values.sum()], 3)[0] if total else "",
    )


@dataclass(frozen=True, eq=False)
class Opened:
    """A cell of a trace that is to be explained.

    Attributes:
        trace: The trace.
        record: The step.
        index: The cell's place in the step's tensor.
    """

    trace: Walk
    record: Record
    index: tuple[Any, ...]

    @property
    def symbol(self) -> str:
        """The cell's own symbol in LaTeX."""
        return symbol(self.record, self.index)

    def parent(self, number: int = 0) -> Record:
        """Return the step's parent by its number."""
        return self.trace[self.record.parents[number]]

    def line(self, name: str, *index: Any) -> Line:
        """Return the numbers of a step or weight at an index, which may hold one `ALL`."""
        record = self.trace[name]
        tensor = record.value
        if ALL not in index:
            return Line(record, tensor[index].reshape(1), (Cell(name, index),))
        axis = index.index(ALL)
        cells = tuple(
            Cell(name, (*index[:axis], place, *index[axis + 1 :]))
            for place in range(tensor.shape[axis])
        )
        return Line(record, tensor[index], cells)

    def place(self, record: Record, axis: str, place: Any) -> str:
        """Return what a place on an axis of a step is called."""
        if isinstance(place, str):
            return f"{place} over heads"
        samples, user = self.trace.samples, self.index[0]
        if isinstance(record.arithmetic, Ids) and axis == "T":
            return f"click {place + 1}"
        if axis in ("T", "T_k"):
            # Positions have no user: their places are numbers.
            if record.axes[0] != "B":
                return f"place {place + 1}"
            return samples.items.title(int(samples.history[user, place]))
        if axis == "n":
            return self.trace.feature_name(place)
        if axis == "V":
            return self._row(record, place)
        if axis == "B":
            return f"user {place + 1}"
        if axis in ("C", "T_q"):
            return self.trace.query_title(user, place)
        if axis == "h":
            return f"head {place + 1}"
        return self._number(record, place) if axis == record.axes[-1] else str(place + 1)

    def _row(self, record: Record, row: int) -> str:
        """Return whose vector a row of a table is."""
        feature = self.trace.feature_of(record.name)
        if feature is not None:
            return self.trace.feature_value(feature, row)
        (items,) = np.nonzero(self.trace.item_rows == row)
        return self.trace.samples.items.title(int(items[0])) if len(items) == 1 else f"row {row}"

    def _number(self, record: Record, place: int) -> str:
        """Return what a place on the last axis is called: by its part, where it has several."""
        parts = self.trace.parts(record)
        if not parts:
            return str(place + 1)
        part, number = divmod(place, record.shape[-1] // len(parts))
        return f"{parts[part]} {number + 1}"

    def places(self, record: Record, axis: str, kept: np.ndarray | None = None) -> tuple[str, ...]:
        """Return what the places on an axis of a step are called, or those that are `kept`."""
        size = record.shape[record.axes.index(axis)]
        shown = range(size) if kept is None else np.flatnonzero(kept).tolist()
        return tuple(self.place(record, axis, place) for place in shown)

    def result(self, values: Any, operator: str = "=") -> Strip:
        """Return a computed strip that has the step's name and look."""
        strip = computed(self.record.words, operator, values)
        return replace(strip, role=self.record.role, scale=scale_of(self.record))

    @property
    def label(self) -> str:
        """What the cell's place on the last axis is called."""
        return self.place(self.record, self.record.axes[-1], self.index[-1])

    @property
    def title(self) -> str:
        """The cell's name: the step, and its places on all axes but the user's."""
        shown = [
            self.place(self.record, axis, place)
            for axis, place in zip(self.record.axes, self.index, strict=True)
            if axis not in ("B", "C") and (axis != "T_q" or self.trace.by_query)
        ]
        return f"{self.record.words}[{', '.join(shown)}]" if shown else self.record.words
