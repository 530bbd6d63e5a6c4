"""What follows of a change: what has moved of each tensor, and how far."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attnviz.pictures.numbers import number_text
from attnviz.scenario.changes import Number, OfClicks, changed_history
from attnviz.trace.explain.opened import Opened
from attnviz.trace.explain.writing import decimals_of
from attnviz.trace.record import Record, Trace

SAME = 1e-6
"""Two numbers that are nearer than this are the same but for the order in which float32 adds."""
WAS, IS, DIFFERENCE = "was", "is", "difference"


def moves(was: float, now: float) -> bool:
    """Return whether a number has moved by more than rounding."""
    if was == now or (math.isnan(was) and math.isnan(now)):
        return False
    if not (math.isfinite(was) and math.isfinite(now)):
        return True
    return abs(now - was) > SAME * max(1.0, abs(was))


def beside(was: float, now: float) -> tuple[str, str, str]:
    """Return a number as it was, as it is, and the difference, with decimals that show it."""
    decimals = decimals_of(now - was)
    difference = number_text(now - was, decimals)
    sign = "+" if now > was else ""
    return number_text(was, decimals), number_text(now, decimals), sign + difference


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A view with nothing changed, and the same with the learner's changes.

    Attributes:
        was: With nothing changed.
        now: With the changes.
        user: Row of the batch, 0-based.
        head: 1 for the first head, 0 for the mean over heads.
    """

    was: Trace
    now: Trace
    user: int
    head: int = 0

    @cached_property
    def clicks(self) -> tuple[OfClicks, ...]:
        """The changes of this user's clicks that were made."""
        left_out = self.now.samples.left_out
        asked = self.now.settings.changed_clicks
        return tuple(c for c in asked if c.user == self.user and c not in left_out)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The changed numbers that this user's walk has."""
        return tuple(
            number
            for number, before in self.now.changed.items()
            if before.cell.place(self.now, "B") in (None, self.user)
        )

    def __bool__(self) -> bool:
        """Return whether anything of this user's walk was changed."""
        return bool(self.clicks or self.numbers)

    @cached_property
    def before(self) -> np.ndarray:
        """Where each position of the history stood before, (T,); −1 where it is new."""
        samples, side = self.was.samples, self.was.settings.padding_side
        history = samples.history[self.user]
        return changed_history(history, self.clicks, side, samples.items.vocabulary_size).before

    def history(self, trace: Trace) -> np.ndarray:
        """Return the user's history in one of the traces, (T,)."""
        return np.asarray(trace.samples.history[self.user])

    @cached_property
    def effects(self) -> tuple["Effect", ...]:
        """What has moved of each tensor, in the order of the walk; none of those that stay."""
        return tuple(self._effects())

    def _effects(self) -> Iterator["Effect"]:
        for name, record in {**self.now.steps, **self.now.score_steps}.items():
            if record.value.dtype.kind != "f":
                continue
            kept = tuple(self._kept(record, axis) for axis in record.axes)
            was = self.was[name].value[np.ix_(*(before for before, _ in kept))]
            now = record.value[np.ix_(*(places for _, places in kept))]
            size = self._sizes(was.astype(np.float64), now.astype(np.float64))
            if not size.any():
                continue
            most = np.unravel_index(int(size.argmax()), size.shape)
            index = tuple(int(places[n]) for n, (_, places) in zip(most, kept, strict=True))
            yield Effect(
                record,
                self._called(record, index),
                float(was[most]),
                float(now[most]),
                int((size > 0).sum()),
                size.size,
            )

    @staticmethod
    def _sizes(was: np.ndarray, now: np.ndarray) -> np.ndarray:
        """Return how far each number has moved, 0 where no more than rounding moves it."""
        with np.errstate(invalid="ignore"):
            size = np.abs(now - was)
        same = (was == now) | (np.isnan(was) & np.isnan(now))
        near = size <= SAME * np.maximum(1.0, np.abs(np.where(np.isfinite(was), was, 0.0)))
        return np.where(same | near, 0.0, np.nan_to_num(size, nan=np.inf, posinf=np.inf))

    def _kept(self, record: Record, axis: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of an axis that both have, as they were and as they are."""
        if axis == "B":
            return np.array([self.user]), np.array([self.user])
        by_click = axis in ("T", "T_k") or (axis == "T_q" and self.now.self_attention)
        if by_click and record.axes[0] == "B":
            places = np.flatnonzero(self.before >= 0)
            return self.before[places], places
        places = np.arange(record.shape[record.axes.index(axis)])
        return places, places

    def _called(self, record: Record, index: tuple[int, ...]) -> str:
        """Return where a number stands, such as "fire steel, 3"; "" for a tensor of one number."""
        opened = Opened(self.now, record, index)
        return ", ".join(
            opened.place(record, axis, place)
            for axis, size, place in zip(record.axes, record.shape, index, strict=True)
            if axis != "B" and size > 1
        )


@dataclass(frozen=True)
class Effect:
    """What has moved of a tensor.

    Attributes:
        record: The step.
        most: Where the number stands that has moved most; "" for a tensor of one number.
        was: This number as it was.
        now: As it is.
        moved: How many numbers have moved.
        of: Of how many.
    """

    record: Record
    most: str
    was: float
    now: float
    moved: int
    of: int

    @property
    def row(self) -> dict[str, str]:
        """The row of a table."""
        was, now, difference = beside(self.was, self.now)
        return {
            "tensor": self.record.words,
            "moves": f"{self.moved:,} of {self.of:,}",
            "moves most": self.most or "–",
            WAS: was,
            IS: now,
            DIFFERENCE: difference,
        }
