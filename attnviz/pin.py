"""A pinned cell: one number of one step, and the click and the query that it belongs to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attnviz.trace import Walk


@dataclass(frozen=True)
class Pin:
    """A cell of a step's tensor, written "weights:0,0,3" in a link.

    Attributes:
        step: The step's name.
        index: One index an axis, 0-based.
    """

    step: str
    index: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> "Pin | None":
        """Read a pin from a link; None if it is not one."""
        step, _, numbers = text.partition(":")
        parts = numbers.split(",")
        if not step or not all(part.isdecimal() for part in parts):
            return None
        return cls(step, tuple(map(int, parts)))

    def __str__(self) -> str:
        return f"{self.step}:{','.join(map(str, self.index))}"

    def fits(self, trace: "Walk") -> bool:
        """Whether the trace has such a cell."""
        if self.step not in (*trace.steps, *trace.score_steps):
            return False
        shape = trace[self.step].shape
        return len(shape) == len(self.index) and all(
            place < size for place, size in zip(self.index, shape, strict=True)
        )

    def place(self, trace: "Walk", *axes: str) -> int | None:
        """Return the index on the first of `axes` that the step has; None if it has none."""
        for axis, place in zip(trace[self.step].axes, self.index, strict=True):
            if axis in axes:
                return place
        return None

    def click(self, trace: "Walk") -> int | None:
        """Return the position of the click that the cell belongs to, as a key; None if to none."""
        return self.place(trace, "T_k", "T")

    def query(self, trace: "Walk") -> int | None:
        """Return the query that the cell belongs to; None if to none."""
        return self.place(trace, "T_q", "C")
