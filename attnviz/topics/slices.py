"""Slices of a trace as panels: one user's part of a tensor, with items and numbers on its axes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attnviz.layer.arithmetic import (
    MAKES_WEIGHTS,
    Features,
    GivenWeights,
    Hash,
    Ids,
    Join,
    Split,
)
from attnviz.pictures import Band, Panel
from attnviz.pictures.numbers import limit_for
from attnviz.pictures.palette import head_colour
from attnviz.pictures.panel import Scale
from attnviz.trace.record import Record, Trace, Walk, axis_text


def bands_of(heads: int, width: int) -> tuple[Band, ...]:
    """Return the part that each head has of columns, `width` of them each."""
    return tuple(Band(f"h{n + 1}", n * width, width, head_colour(n)) for n in range(heads))


def several_heads(trace: Trace) -> bool:
    """Return whether a trace has weights of more than one head."""
    weights = trace["weights"]
    return weights.axes[1] == "h" and weights.shape[1] > 1


def parts_of(walk: Walk, record: Record) -> tuple[Band, ...]:
    """Return the parts that stand side by side in a tensor's columns; none where it has but one."""
    names = walk.parts(record)
    width = record.shape[-1] // len(names) if names else 0
    return tuple(Band(name, n * width, width) for n, name in enumerate(names))


@dataclass(frozen=True)
class Slices:
    """One user's part of every tensor of a trace.

    Attributes:
        trace: The trace.
        user: Row of the batch, 0-based.
        head: The head that is shown of self-attention, 0-based; with candidates all heads are.
    """

    trace: Walk
    user: int
    head: int = 0

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What to call each position of the user's history."""
        samples = self.trace.samples
        return tuple(samples.items.title(int(item)) for item in samples.history[self.user])

    @cached_property
    def padding(self) -> np.ndarray:
        """Where the history is padding, (T,)."""
        return np.asarray(self.trace.samples.history[self.user] == 0)

    @cached_property
    def masked(self) -> np.ndarray:
        """Where the history must not be attended to by any query, (T,)."""
        if "mask" not in self.trace.steps:
            return np.zeros(len(self.padding), bool)
        mask = self.trace["mask"].value[self.user]
        return np.asarray(~(mask if mask.ndim == 1 else mask.any(axis=0)))

    @property
    def _changed(self) -> bool:
        """Whether numbers of the walk were changed by hand."""
        return isinstance(self.trace, Trace) and bool(self.trace.changed)

    @property
    def by_query(self) -> bool:
        """Whether weights are a matrix, a row a query, of one head at a time."""
        return self.trace.by_query

    def panel(self, name: str, *, hatched: bool = False, limit: float | None = None) -> Panel:
        """Return the user's part of a tensor as a panel.

        Args:
            name: The step.
            hatched: Whether masked clicks are hatched, as they have no part in what follows.
            limit: End of a signed scale; the panel's own by default.
        """
        record = self.trace[name]
        values, at, bands = self._cells(record)
        history_rows = values.shape[0] == len(self.labels) and self._rows_are_history(record)
        masked = self._masked(record, values, history_rows) if hatched else None
        given = isinstance(record.arithmetic, GivenWeights)
        if masked is not None and (given or (self._changed and record.role == "weights")):
            # What was weighed all the same is shown.
            masked = masked & ((values == 0) | np.isneginf(values))
        return Panel(
            name,
            values,
            record.role,
            row_labels=self._row_labels(record, history_rows),
            column_labels=self._column_labels(record, values.shape[1]),
            at=at,
            scale=self._scale(record),
            limit=self._limit(record, values, limit),
            masked=masked,
            padding=self._padding(values, history_rows),
            title=record.words,
            shape="×".join(axis_text(axis) for axis in record.axes if axis not in ("B", "C")),
            bands=bands,
            note=self._note(record),
        )

    def along_history(self, record: Record) -> tuple[bool, bool]:
        """Return whether the rows, and the columns, of a tensor's panel are the history's."""
        asks = self.by_query and record.axes[-2:] == ("T_q", "T_k")
        return self._rows_are_history(record), asks

    def _note(self, record: Record) -> str:
        """Return which head's part it is, where only one is drawn, which column has which feature,
        and what else must be said.
        """
        parts = [self.trace.note(record.name, self.user)]
        if "h" in record.axes and self.by_query:
            parts.insert(0, f"head {self.head + 1} of {record.shape[1]}")
        if record.axes[-1] == "n":  # columns of one digit have no room for names
            names = map(self.trace.feature_name, range(record.shape[-1]))
            parts += [f"{number} {name}" for number, name in enumerate(names, start=1)]
        return " · ".join(part for part in parts if part)

    def _cells(self, record: Record) -> tuple[np.ndarray, tuple[int | str, ...], tuple[Band, ...]]:
        """Return a tensor's cells (rows, columns), where they stand in it, and its bands."""
        user = self.user
        value = record.value.astype(np.float32)
        axes = record.axes
        if axes == ("T", "D"):
            return value, ("row", "column"), ()
        value = value[user]
        if axes in (("B", "T"), ("B",)):
            return value.reshape(-1, 1), (user, "row")[: len(axes)], ()
        if axes[:2] == ("B", "C") and len(axes) > 3:
            return value[0], (user, 0, "row", "column"), parts_of(self.trace, record)
        if axes == ("B", "C", "T"):
            return value[0][:, None], (user, 0, "row"), ()
        if axes[:2] == ("B", "h"):
            return self._head_cells(record, value)
        if len(axes) == 2:
            return value[None], (user, "column"), parts_of(self.trace, record)
        if axes == ("B", "T_q", "T_k") and not self.by_query:
            return value[0][:, None], (user, 0, "row"), ()
        heads = self._heads_in(record)
        if self.by_query or not heads:
            return value, (user, "row", "column"), parts_of(self.trace, record)
        return value, (user, "row", "column"), bands_of(heads, value.shape[1] // heads)

    def _head_cells(
        self, record: Record, value: np.ndarray
    ) -> tuple[np.ndarray, tuple[int | str, ...], tuple[Band, ...]]:
        if self.by_query:
            own, at = value[self.head], (self.user, self.head, "row", "column")
            return (own[:, None], at[:3], ()) if own.ndim == 1 else (own, at, ())
        if record.axes == ("B", "h", "T_q"):
            return value.T, (self.user, "column", "row"), bands_of(len(value), 1)
        if record.axes == ("B", "h", "T_q", "T_k"):
            return value[:, 0].T, (self.user, "column", 0, "row"), bands_of(len(value), 1)
        # (h, T, d) side by side: each band of the columns is a head's.
        rows = value.transpose(1, 0, 2).reshape(value.shape[1], -1)
        return rows, (self.user, "band", "row", "within"), bands_of(len(value), value.shape[-1])

    def _heads_in(self, record: Record) -> int:
        """Return how many heads have their bands side by side in a record; 0 if none have."""
        if isinstance(record.arithmetic, Join):
            return self.trace[record.parents[0]].shape[1]
        return next(
            (
                step.shape[1]
                for step in self.trace.steps.values()
                if isinstance(step.arithmetic, Split) and record.name in step.parents
            ),
            0,
        )

    def _row_labels(self, record: Record, history_rows: bool) -> tuple[str, ...]:
        if history_rows:
            return self.labels
        if not self.by_query or "T_q" not in record.axes:
            return ()
        queries = record.shape[record.axes.index("T_q")]
        return tuple(self.trace.query_title(self.user, place) for place in range(queries))

    def _rows_are_history(self, record: Record) -> bool:
        if "T_q" in record.axes and (self.by_query or "T_k" not in record.axes):
            return self.trace.self_attention
        return any(axis in record.axes for axis in ("T", "T_k"))

    def _column_labels(self, record: Record, columns: int) -> tuple[str, ...]:
        if columns == 1 and "h" not in record.axes:
            return ()
        if "h" in record.axes and "d" not in record.axes and not self.by_query:
            return tuple(f"h{head + 1}" for head in range(columns))
        if self.trace.keys_named and record.axes[-2:] == ("T_q", "T_k"):
            return self.labels
        return tuple(str(number + 1) for number in range(columns))

    def _masked(self, record: Record, values: np.ndarray, history_rows: bool) -> np.ndarray | None:
        if record.axes[-2:] == ("T_q", "T_k") and self.by_query:
            for name in ("causal_mask", "mask"):
                if name in self.trace.steps and self.trace[name].value.ndim == 3:
                    return np.asarray(~self.trace[name].value[self.user])
            return np.broadcast_to(self.masked[None], values.shape)
        if not history_rows:
            return None
        return np.broadcast_to(self.masked[:, None], values.shape)

    def _padding(self, values: np.ndarray, history_rows: bool) -> np.ndarray | None:
        if not history_rows:
            return None
        return np.broadcast_to(self.padding[:, None], values.shape)

    def _limit(self, record: Record, values: np.ndarray, limit: float | None) -> float | None:
        scale = self._scale(record)
        return weights_limit(self.trace, values) if scale == "weights" else limit

    def _scale(self, record: Record) -> Scale:
        if isinstance(record.arithmetic, Ids | Hash | Features):
            return "plain"
        if isinstance(record.arithmetic, MAKES_WEIGHTS):
            return weights_scale(self.trace)
        return "grey" if record.value.dtype.kind in "biu" else "signed"


def weights_scale(trace: Walk) -> Scale:
    """Return the scale of weights: 0 .. 1, or signed where nothing bounds them."""
    return "weights" if trace.normalization.bounded else "signed"


# Where more clicks share 100 %, each gets too little to be seen on a scale up to 1.
_MOST_CLICKS_ON_FULL_SCALE = 40


def weights_limit(trace: Walk, weights: np.ndarray) -> float | None:
    """Return the end of the scale of some weights: 1 (None), or the largest in a long history."""
    signed = weights_scale(trace) == "signed"
    if signed or trace.samples.history.shape[1] <= _MOST_CLICKS_ON_FULL_SCALE:
        return None
    return min(1.0, limit_for(weights))


def weights_of(trace: Trace, head: int) -> np.ndarray:
    """Return the weights of one head, or the mean over heads, (B, queries, T).

    Args:
        trace: The trace.
        head: 1 for the first head, 0 for the mean; target attention has but one.
    """
    weights = trace["weights"].value
    if trace["weights"].axes[1] != "h":
        return weights
    return weights[:, head - 1] if 0 < head <= weights.shape[1] else weights.mean(axis=1)


def weights_at(
    trace: Trace, user: int | str, head: int, query: int | str, key: int | str
) -> tuple[int | str, ...]:
    """Return where a number of `weights_of` stands in the step "weights", one entry an axis.

    Args:
        trace: The trace.
        user, query, key: The entries of these axes: an index, or what a panel has in its place.
        head: 1 for the first head, 0 for the mean; target attention has but one.
    """
    if trace["weights"].axes[1] != "h":
        return user, query, key
    return user, head_at(head, trace["weights"].shape[1]), query, key


def head_at(head: int, heads: int) -> int | str:
    """Return the index of a head counted from 1, or "mean" for 0; one head is its own mean."""
    if 0 < head <= heads:
        return head - 1
    return "mean" if heads > 1 else 0
