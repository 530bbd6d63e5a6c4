"""A step of two traces side by side: on one scale, click by click, and their difference."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from attnviz.layer.arithmetic import Features, Ids
from attnviz.pictures import Block, Panel, Picture, equation, grid
from attnviz.topics.claim import Claim, Strong, Term, claim
from attnviz.topics.compared.alignment import SIDE_A, SIDE_B, Row, aligned
from attnviz.topics.compared.difference import difference_of, on_one_scale
from attnviz.topics.compared.panels import user_panel
from attnviz.topics.slices import Slices
from attnviz.topics.words import plural
from attnviz.trace.cell import DIFFERENCE, SIDES
from attnviz.trace.record import Trace

_NO_PARTNER = ": no number of one stands for one of the other, so there is no difference to draw."
_HATCHED = "masked, or a click of the other side alone"


@dataclass(frozen=True, eq=False)
class ComparedStep:
    """A step of two traces.

    Attributes:
        first: The trace of A; of each trace its own user is shown.
        second: The trace of B.
        step: The step's name, which both have.
        head: The head whose scores and weights are shown, counted from 1; 0 for the mean of all.
    """

    first: Trace
    second: Trace
    step: str
    head: int = 0

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The positions of both histories in one order."""
        return aligned(self.first, self.second)

    @property
    def alike(self) -> bool:
        """Whether the same place of both stands for the same user's same click."""
        same_user = self.first.user == self.second.user
        return same_user and all(row.first == row.second for row in self.rows)

    @property
    def words(self) -> str:
        """What the step is called in a sentence."""
        return self.second[self.step].words

    @cached_property
    def along(self) -> tuple[bool, bool]:
        """Whether rows, and columns, of B's panel are positions of its history."""
        return Slices(self.second, self.second.user).along_history(self.second[self.step])

    @cached_property
    def panels(self) -> tuple[Panel, Panel]:
        """The step of A and of B on one scale; where rows are clicks, both have the same rows."""
        own = tuple(user_panel(trace, self.step, self.head) for trace in (self.first, self.second))
        places = [[getattr(row, side) for row in self.rows] for side in ("first", "second")]
        labels = [self._title(row) for row in self.rows], [_place(row) for row in self.rows]
        shown = [
            _in_order(panel, _along(trace, self.step), place, labels, own_labels=self.alike)
            for panel, trace, place in zip(own, (self.first, self.second), places, strict=True)
        ]
        named = zip(SIDES, shown, strict=True)
        return on_one_scale(*(replace(p, name=f"{side}.{self.step}") for side, p in named))

    def _title(self, row: Row) -> str:
        """Return what a row is called: by its title, and by its places where they differ."""
        trace, place = (
            (self.first, row.first) if row.first is not None else (self.second, row.second)
        )
        item = int(trace.samples.history[trace.user, place])
        title = trace.samples.items.title(item)
        if not row.shared:
            return f"{_only(row)}: {title}"
        return title if row.first == row.second or not item else f"{_place(row)} {title}"

    @property
    def _traces(self) -> tuple[Trace, Trace]:
        return self.first, self.second

    @cached_property
    def difference(self) -> Panel | None:
        """B's numbers less those of A; None where there is no such thing, see `why_none`."""
        if self.why_none:
            return None
        first, second = self.panels
        difference = difference_of(first, second, self._absent(first.values.shape))
        return difference if self.alike else replace(difference, at=())

    def _absent(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return where a row or column is of one side alone, (rows, columns)."""
        alone = np.array([not row.shared for row in self.rows])
        absent = np.zeros(shape, bool)
        rows, columns = self.along
        if rows:
            absent |= alone[:, None]
        if columns:
            absent |= alone[None]
        return absent

    @cached_property
    def why_none(self) -> Claim:
        """Return why there is no difference of the two; empty where there is one."""
        first, second = self.panels
        if isinstance(self.second[self.step].arithmetic, Ids):
            return claim("Ids are names: one less another says nothing.")
        if isinstance(self.second[self.step].arithmetic, Features):
            return claim("The numbers stand for words: one less another says nothing.")
        asking = [trace.by_query for trace in self._traces]
        if asking[0] != asking[1] and "T_q" in self._axes:
            who = "every click asks", "the candidate asks"
            on_a, on_b = who if asking[0] else who[::-1]
            return claim(
                "On side ",
                SIDE_A,
                f" {on_a}, on side ",
                SIDE_B,
                f" {on_b}: their rows are others, so there is no difference to draw.",
            )
        if _along(self.first, self.step) != self.along:
            return claim("The rows are others on each side, so there is no difference to draw.")
        if first.columns != second.columns:
            return claim(
                Strong(self.words.capitalize()),
                f" has {plural(first.columns, 'number')} in a row on side ",
                SIDE_A,
                f" and {second.columns:,} on side ",
                SIDE_B,
                _NO_PARTNER,
            )
        if _widths(first) != _widths(second):
            return claim(
                f"The columns stand for {_heads(first)} on side ",
                SIDE_A,
                f" and for {_heads(second)} on side ",
                SIDE_B,
                _NO_PARTNER,
            )
        if not self._shares_clicks:
            return claim(
                "The two ",
                Term("histories", "history"),
                " have no click in common, so there is no difference to draw.",
            )
        return claim()

    @property
    def _axes(self) -> set[str]:
        return {axis for trace in self._traces for axis in trace[self.step].axes}

    @property
    def _shares_clicks(self) -> bool:
        """Whether both have a click in common, or none at all, where rows are clicks."""
        if not self.along[0]:
            return True
        history = self.first.samples.history[self.first.user]
        shared = [row.first for row in self.rows if row.shared and row.first is not None]
        other = self.second.samples.history[self.second.user]
        return bool((history[shared] != 0).any()) or not (history.any() or other.any())


def sides_figure(compared: ComparedStep, notes: Sequence[str]) -> Picture:
    """Return A | B | difference of a step, or A | B where there is no difference.

    Args:
        compared: The step of both traces.
        notes: A line under the title of A, and one under that of B.
    """
    panels, difference = compared.panels, compared.difference
    if panels[0].values.shape != panels[1].values.shape:
        first, second = (
            replace(panel, title=f"{side} {panel.title}", note=note)
            for side, panel, note in zip(SIDES, panels, notes, strict=True)
        )
        return equation(first, "|", second)
    blocks = [
        Block(side, (panel,), note=note)
        for side, panel, note in zip(SIDES, panels, notes, strict=True)
    ]
    if difference is not None:
        blocks.append(Block(DIFFERENCE, (difference,), note=f"{SIDES[1]} − {SIDES[0]}"))
    return grid(blocks, wide=3, narrow=3 if panels[0].columns == 1 else 1)


def _along(trace: Trace, step: str) -> tuple[bool, bool]:
    return Slices(trace, trace.user).along_history(trace[step])


def _in_order(
    panel: Panel,
    along: tuple[bool, bool],
    places: Sequence[int | None],
    labels: tuple[Sequence[str], Sequence[str]],
    *,
    own_labels: bool,
) -> Panel:
    """Return a panel with its clicks in the order of both sides, those that it has not hatched."""
    taken = tuple(-1 if place is None else place for place in places)
    masked, padding = panel.occurs("masked"), panel.padding
    changed: dict[str, Any] = {}
    values = panel.values
    for axis, name in enumerate(("row", "column")):
        if not along[axis]:
            continue
        values = np.take(values, taken, axis)
        masked = np.take(masked, taken, axis)
        padding = None if padding is None else np.take(padding, taken, axis)
        absent = np.expand_dims(np.array(taken) < 0, 1 - axis)
        masked = masked | absent
        values = np.where(absent, 0, values)
        if not own_labels:
            changed[f"{name}_places"] = taken
            changed[f"{name}_labels"] = tuple(labels[axis])
    hatched = _HATCHED if not all(place is not None for place in places) else panel.hatched
    return replace(panel, values=values, masked=masked, padding=padding, hatched=hatched, **changed)


def _place(row: Row) -> str:
    """Return where a row stands: its place on both sides, or the side that it is of alone."""
    first, second = row.first, row.second
    if first is None or second is None:
        own = first if second is None else second
        assert own is not None
        return f"{_only(row)}{own + 1}"
    return f"{first + 1}" if first == second else f"{first + 1}→{second + 1}"


def _only(row: Row) -> str:
    """Return which side alone has a row."""
    return SIDES[0] if row.second is None else SIDES[1]


def _heads(panel: Panel) -> str:
    return plural(len(panel.bands) or 1, "head")


def _widths(panel: Panel) -> tuple[int, ...]:
    """Return how wide the parts of a row are; all of it where it has but one."""
    return tuple(band.columns for band in panel.bands) or (panel.columns,)
