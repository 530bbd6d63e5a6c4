"""How long the axes of a walk's tensors are, and which of them a change has moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from attnviz.trace.record import Walk, step_words

Lengths: TypeAlias = Mapping[str, Mapping[str, int]]
"""Of each tensor, in the order of the walk, the length of each axis by its name."""

_NAMED = 6


@dataclass(frozen=True)
class Move:
    """A length that has changed.

    Attributes:
        axis: What the axis is called, such as "T" for the clicks, also where they ask or answer.
        before: Its length before the change.
        after: Its length after it.
        tensors: Names of the tensors that have such an axis, in the order of the walk.
    """

    axis: str
    before: int
    after: int
    tensors: tuple[str, ...]


def lengths_of(walk: Walk) -> Lengths:
    """Return the lengths of the axes of all tensors of a walk."""
    records = {**walk.steps, **walk.score_steps}
    return {name: dict(zip(r.axes, r.shape, strict=True)) for name, r in records.items()}


def moves(before: Lengths, after: Lengths) -> tuple[Move, ...]:
    """Return what has changed of the tensors that both have, in the order of the walk."""
    found: dict[tuple[str, int, int], list[str]] = {}
    for name, axes in after.items():
        for axis in moved_axes(before, after, name):
            # The clicks are one axis, whether they are T, or ask as T_q and answer as T_k.
            change = axis.partition("_")[0], before[name][axis], axes[axis]
            tensors = found.setdefault(change, [])
            if name not in tensors:
                tensors.append(name)
    return tuple(Move(*change, tuple(tensors)) for change, tensors in found.items())


def moved_axes(before: Lengths, after: Lengths, name: str) -> tuple[str, ...]:
    """Return the axes of a tensor whose lengths differ; none where one of both has no such."""
    was = before.get(name, {})
    return tuple(
        axis for axis, length in after.get(name, {}).items() if was.get(axis, length) != length
    )


def moves_words(moved: tuple[Move, ...], tensors: int) -> str:
    """Return one line about what has moved, such as "T 10 → 12: history, key, value".

    Args:
        moved: What has; "" is returned for nothing.
        tensors: How many tensors the walk has.
    """
    return " · ".join(
        f"{move.axis} {move.before} → {move.after}: {_names(move.tensors, tensors)}"
        for move in moved
    )


def _names(names: tuple[str, ...], tensors: int) -> str:
    if len(names) == tensors and tensors > 1:
        return "every tensor"
    names = tuple(map(step_words, names))
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return ", ".join(names)
