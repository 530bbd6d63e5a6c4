"""Weights and output as they were and as they are, one column a click or a number."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnviz.pictures.numbers import number_text
from attnviz.topics.compared.what_if.effects import DIFFERENCE, IS, SAME, WAS, WhatIf
from attnviz.topics.overview import click_weights
from attnviz.topics.slices import weights_at, weights_scale
from attnviz.trace.cell import Cell
from attnviz.trace.explain.explanation import Scale, Strip
from attnviz.trace.explain.writing import decimals_of

_MOST_DECIMALS = 4


@dataclass(frozen=True)
class Rows:
    """Strips of numbers that have their columns in common.

    Attributes:
        columns: What the columns are called.
        strips: As it was, as it is, and the difference.
        focus: The column of an opened number; there is none.
    """

    columns: tuple[str, ...]
    strips: tuple[Strip, ...]
    focus: None = None


def rows_of(what: WhatIf) -> tuple[Rows, ...]:
    """Return the weights click by click, and the output number by number.

    Where clicks ask, each has a row of weights and an output of its own, and there is none.
    """
    if what.now.self_attention:
        return ()
    return tuple(rows for rows in (_weights(what), _output(what)) if rows is not None)


def side_by_side(what: WhatIf) -> list[tuple[int | None, int | None]]:
    """Return the positions of the history side by side, before and now; None for none there."""
    pairs: list[tuple[int | None, int | None]] = [
        (int(before) if before >= 0 else None, now) for now, before in enumerate(what.before)
    ]
    for gone in np.setdiff1d(np.flatnonzero(what.history(what.was)), what.before):
        behind = [n for n, (was, _) in enumerate(pairs) if was is not None and was < gone]
        pairs.insert(max(behind, default=-1) + 1, (int(gone), None))
    return pairs


def _weights(what: WhatIf) -> Rows | None:
    traces = (what.was, what.now)
    weights = [click_weights(trace, what.user, what.head) for trace in traces]
    ids = [what.history(trace) for trace in traces]

    def is_shown(pair: tuple[int | None, int | None]) -> bool:
        return any(
            place is not None and (ids[side][place] != 0 or weights[side][place] != 0)
            for side, place in enumerate(pair)
        )

    shown = [pair for pair in side_by_side(what) if is_shown(pair)]
    if not shown:
        return None

    def title(pair: tuple[int | None, int | None]) -> str:
        side = 0 if pair[1] is None else 1
        return what.now.samples.items.title(int(ids[side][pair[side] or 0]))

    def cell(place: int) -> Cell:
        return Cell("weights", weights_at(what.now, what.user, what.head, 0, place))

    bounded = all(weights_scale(trace) == "weights" for trace in traces)
    was, now = (
        [None if pair[side] is None else float(weights[side][pair[side]]) for pair in shown]
        for side in range(2)
    )
    cells = tuple(None if place is None else cell(place) for _, place in shown)
    columns = tuple(map(title, shown))
    return _rows("weights", "weights" if bounded else "signed", columns, was, now, cells)


def _output(what: WhatIf) -> Rows:
    was, now = (trace["output"].value[what.user].tolist() for trace in (what.was, what.now))
    cells = tuple(Cell("output", (what.user, n)) for n in range(len(now)))
    return _rows("output", "signed", tuple(str(n + 1) for n in range(len(now))), was, now, cells)


def _rows(
    name: str,
    scale: Scale,
    columns: tuple[str, ...],
    was: Sequence[float | None],
    now: Sequence[float | None],
    cells: tuple[Cell | None, ...],
) -> Rows:
    """Return both and their difference, with as many decimals as show it."""
    differences = [
        None if one is None or other is None else other - one
        for one, other in zip(was, now, strict=True)
    ]
    sizes = [abs(d) for d in differences if d is not None and math.isfinite(d)]
    largest = max(sizes, default=0.0)
    decimals = min(decimals_of(largest if largest > SAME else 0.0), _MOST_DECIMALS)
    # What is written as no difference has no colour.
    differences = [None if d is None else round(d, decimals) for d in differences]
    role = "weights" if name == "weights" else "context"
    nowhere = (None,) * len(cells)

    def text(value: float | None, signed: bool) -> str:
        if value is None:
            return ""
        plus = "+" if signed and round(value, decimals) > 0 else ""
        return plus + number_text(value, decimals)

    def strip(
        label: str,
        role: str,
        scale: Scale,
        values: Sequence[float | None],
        opens: tuple[Cell | None, ...] = nowhere,
    ) -> Strip:
        texts = tuple(text(value, label == DIFFERENCE) for value in values)
        return Strip(label, "", role, scale, tuple(values), texts, opens)

    return Rows(
        columns,
        (
            strip(f"{name} {WAS}", role, scale, was),
            strip(f"{name} {IS}", role, scale, now, cells),
            strip(DIFFERENCE, "ink", "signed", differences),
        ),
    )
