"""A cell: where a number stands, or a row or column of numbers, in a tensor of a walk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from attnviz.scenario.normalizations import NORMALIZATIONS

OVER_HEADS: Mapping[str, Callable[..., Any]] = MappingProxyType({"mean": np.mean, "max": np.max})
"""What may stand in place of a head: the number is made of those of all heads."""

DIFFERENCE = "difference"
"""The side of a number that is one side's less another's."""
EACH = "each"
"""The side of a number of any of the walks: the first index is the number of the walk."""
BY_MASK = ("unmasked", "masked")
SIDES = ("A", "B")
"""The sides of two settings: A is kept, and B follows the controls."""
ARTICLE = "article"
"""The side of the article's layer, where the page's own stands beside it."""
DEFAULT = "default"
"""The side of the default recipe's layer, where the page's own is the article's."""


def is_side(name: str) -> bool:
    """Whether a page compares walks of which one, or what is made of them, is called so."""
    return name in (*BY_MASK, *NORMALIZATIONS, *SIDES, DIFFERENCE, EACH, ARTICLE, DEFAULT)


class Tensor(Protocol):
    """What a cell asks of a tensor."""

    @property
    def axes(self) -> tuple[str, ...]: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def value(self) -> np.ndarray: ...


class Tensors(Protocol):
    """Tensors by name: a walk."""

    @property
    def names(self) -> tuple[str, ...]: ...
    def __getitem__(self, name: str) -> Tensor: ...


Place = int | str | None
ALL = slice(None)


@dataclass(frozen=True)
class Cell:
    """A number of a walk, written "weights:0,1,0,3" in a link.

    Attributes:
        step: A step, such as "weights", or the path of a learned weight, such as "hidden/kernel".
            Where a page compares walks, "masked.weights" is the step of the side "masked".
        index: One index an axis, counted from 0; on the axis of heads also a name of
            `OVER_HEADS`. None stands for every position: a cell can be a row or a column as well.
    """

    step: str
    index: tuple[Place, ...]

    @classmethod
    def parse(cls, text: str) -> "Cell | None":
        """Read a cell from a link; None if it is not one."""
        step, _, places = text.partition(":")
        parts = places.split(",")
        if not step or not all(part.isdecimal() or part in OVER_HEADS for part in parts):
            return None
        return cls(step, tuple(part if part in OVER_HEADS else int(part) for part in parts))

    def __str__(self) -> str:
        return f"{self.step}:{','.join(map(str, self.index))}"

    @property
    def side(self) -> str:
        """Which of the walks that a page compares it is of; "" for the page's own."""
        return self.step.rpartition(".")[0]

    @property
    def plain(self) -> "Cell":
        """The same place in the page's own walk."""
        return replace(self, step=self.step.rpartition(".")[2])

    @property
    def over_heads(self) -> str:
        """The name of what it is of all heads, a key of `OVER_HEADS`; "" for one of a head."""
        return next((place for place in self.index if isinstance(place, str)), "")

    def fits(self, trace: Tensors) -> bool:
        """Whether the trace has such a number in one of its `names`."""
        if self.step not in trace.names:
            return False
        record = trace[self.step]
        return len(record.axes) == len(self.index) and all(
            axis == "h" and place in OVER_HEADS
            if isinstance(place, str)
            else isinstance(place, int) and 0 <= place < size
            for axis, place, size in zip(record.axes, self.index, record.shape, strict=True)
        )

    def number(self, trace: Tensors) -> Any:
        """Return the number as the trace has it, of a step or of a weight."""
        value = trace[self.step].value
        places: tuple[Any, ...] = tuple(ALL if isinstance(n, str) else n for n in self.index)
        return OVER_HEADS[self.over_heads](value[places]) if self.over_heads else value[places]

    def place(self, trace: Tensors, *axes: str) -> int | None:
        """Return the index on the first of `axes` that the step has; None if it has none."""
        for axis, place in zip(trace[self.step].axes, self.index, strict=True):
            if axis in axes and isinstance(place, int):
                return place
        return None

    def click(self, trace: Tensors) -> int | None:
        """Return the position of the click that the cell belongs to, as a key; None if to none."""
        return self.place(trace, "T_k", "T")

    def query(self, trace: Tensors) -> int | None:
        """Return the query that the cell belongs to; None if to none."""
        return self.place(trace, "T_q", "C")
