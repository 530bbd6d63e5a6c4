"""The clicks of two histories in one order: each beside itself, by item and by place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnviz.topics.claim import Name
from attnviz.trace.cell import SIDES
from attnviz.trace.record import Trace

SIDE_A, SIDE_B = map(Name, SIDES)
"""The sides as a claim names them: the letters are no terms of the glossary's."""


@dataclass(frozen=True)
class Row:
    """A position of one history beside that of the other which holds the same item.

    Attributes:
        first: Its place in the history of A, 0-based; None where B alone has it.
        second: Its place in the history of B; None where A alone has it.
    """

    first: int | None
    second: int | None

    @property
    def shared(self) -> bool:
        """Whether both histories have it."""
        return self.first is not None and self.second is not None


def aligned(first: Trace, second: Trace) -> tuple[Row, ...]:
    """Return the positions of both users' histories, in the order of A's.

    Of an item that both have, as many positions are paired as both have: in order, and as near to
    each other as can be. A position that B alone has follows the one that it follows there.

    Args:
        first: The trace of A; its user's history is meant.
        second: The trace of B.
    """
    keys = [_keys(trace, by_id=_same_items(first, second)) for trace in (first, second)]
    pairs = dict(_pairs(*keys))
    shared = {there: here for here, there in pairs.items()}
    rows = [(here, -1, Row(here, pairs.get(here))) for here in range(len(keys[0]))]
    before = -1
    for there in range(len(keys[1])):
        before = shared.get(there, before)
        if there not in shared:
            rows.append((before, there, Row(None, there)))
    return tuple(row for *_, row in sorted(rows, key=lambda one: one[:2]))


def _same_items(first: Trace, second: Trace) -> bool:
    """Whether an id stands for the same item on both sides."""
    return first.settings.items == second.settings.items


def _keys(trace: Trace, *, by_id: bool) -> list[int | str]:
    """Return what tells a position's item from others: its id, or else its title."""
    history = [int(item) for item in trace.samples.history[trace.user]]
    return [*history] if by_id else [trace.samples.items.title(item) for item in history]


def _pairs(first: Sequence[int | str], second: Sequence[int | str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for key in dict.fromkeys(first):
        here, there = (np.flatnonzero([one == key for one in keys]) for keys in (first, second))
        if len(here) <= len(there):
            found += zip(here.tolist(), _nearest(here, there), strict=True)
        else:
            found += zip(_nearest(there, here), there.tolist(), strict=True)
    return found


def _nearest(few: np.ndarray, many: np.ndarray) -> list[int]:
    """Return one of many places for each of a few, in order: together as near as can be.

    Args:
        few: Places in rising order, (n,).
        many: At least as many places in rising order, (m,).
    """
    # The least distance of the first i of few to some of the first j of many.
    least = np.full((len(few) + 1, len(many) + 1), np.inf)
    least[0] = 0
    for i, place in enumerate(few):
        least[i + 1, 1:] = np.minimum.accumulate(least[i, :-1] + np.abs(many - place))
    chosen: list[int] = []
    j = len(many)
    for i in range(len(few), 0, -1):
        j = int(np.argmax(least[i, 1 : j + 1] == least[i, j]))
        chosen.insert(0, int(many[j]))
    return chosen
