"""The mask's picture: weights without it, with it, and the difference."""

import numpy as np

from attnviz.pictures import Block, Panel, Picture, grid
from attnviz.topics.compared.difference import difference_of, on_one_scale
from attnviz.topics.heads.pictures import unheard
from attnviz.topics.slices import Slices, weights_at, weights_limit, weights_of, weights_scale
from attnviz.trace.cell import BY_MASK, DIFFERENCE
from attnviz.trace.record import Trace


def mask_figure(
    without: Trace, masked: Trace, user: int, head: int, sample: int | None = None
) -> Picture:
    """Return without | with | difference: users x positions, or one user's clicks x clicks.

    Its cells are of these sides: see `Cell.side`.

    Args:
        without: The trace with `mask_padding` off.
        masked: The same with `mask_padding` on.
        user: Row of the batch, 0-based: whose clicks are drawn in self-attention.
        head: The head whose weights are drawn, counted from 1; 0 for the mean over heads.
        sample: In self-attention the user's row in the batch of the page, 0-based: what a click
            on a cell answers; `user` by default.
    """
    before, after = (_values(trace, user, head) for trace in (without, masked))
    padding = _padding(masked, user)
    rows, columns = _labels(masked, user)
    scale = weights_scale(masked)
    unasked = _unasked(masked, user)
    unseen, hidden = _hidden(without, user, before), _hidden(masked, user, after) | unasked

    asked = user if sample is None else sample
    places = (asked, "row") if _self_attention(masked) else ("row", 0)

    def side(name: str, values: np.ndarray, hatched: np.ndarray) -> Panel:
        visible = np.where(hatched, 0.0, values)
        return Panel(
            f"{name}.weights",
            values,
            "weights",
            title="weights",
            row_labels=rows,
            column_labels=columns,
            at=weights_at(masked, places[0], head, places[1], "column"),
            scale=scale,
            limit=weights_limit(masked, visible) if scale == "weights" else None,
            masked=hatched,
            padding=padding,
        )

    first, second = on_one_scale(*map(side, BY_MASK, (before, after), (unseen, hidden)))
    left_out = not np.where(hidden, 0.0, after)[padding].any()
    note = "padding gets no weight" if left_out else "an empty history follows its recipe"
    return grid(
        [
            Block("without mask", (first,), note="padding is weighed like a click"),
            Block("with mask", (second,), note=note),
            Block(DIFFERENCE, (difference_of(first, second, unasked),), note="with − without"),
        ],
        wide=3,
        narrow=1,
    )


def _self_attention(trace: Trace) -> bool:
    return trace.self_attention


def _values(trace: Trace, user: int, head: int) -> np.ndarray:
    weights = weights_of(trace, head)
    return weights[user] if _self_attention(trace) else weights[:, 0]


def _padding(trace: Trace, user: int) -> np.ndarray:
    empty = np.asarray(trace.samples.history == 0)
    return empty[user][:, None] | empty[user][None] if _self_attention(trace) else empty


def _hidden(trace: Trace, user: int, weights: np.ndarray) -> np.ndarray:
    """Where a weight is 0 as the key may not be attended to."""
    if _self_attention(trace):
        return unheard(trace, user) & (weights == 0)
    if "mask" not in trace.steps:
        return np.zeros(weights.shape, bool)
    return np.asarray(~trace["mask"].value & (weights == 0))


def _unasked(masked: Trace, user: int) -> np.ndarray:
    """Where the query is masked padding, whose output the layer sets to 0."""
    empty = masked.samples.history == 0
    if _self_attention(masked):
        return np.broadcast_to(empty[user][:, None], (empty.shape[1], empty.shape[1]))
    return np.zeros(empty.shape, bool)


def _labels(trace: Trace, user: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    batch, length = trace.samples.history.shape
    numbers = tuple(str(place + 1) for place in range(length))
    if _self_attention(trace):
        titles = Slices(trace, user).labels
        return tuple(f"{title} {n}" for title, n in zip(titles, numbers, strict=True)), numbers
    return tuple(f"user {row + 1}" for row in range(batch)), numbers
