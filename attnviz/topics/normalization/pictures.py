"""Normalization's pictures: what each makes of the same scores, and what the weights sum to."""

from collections.abc import Mapping
from itertools import cycle

import numpy as np
import plotly.graph_objects as go

from attnviz.layer.reference import WEIGHTINGS
from attnviz.pictures import Block, Panel, Picture, Series, curves, grid
from attnviz.pictures.numbers import limit_for, limit_text
from attnviz.topics.heads.pictures import unheard
from attnviz.topics.slices import Slices, bands_of, head_at, weights_limit, weights_scale
from attnviz.trace.record import Trace

# Colours of lines in their order, which are told apart; none of them is a tensor's.
_COLOURS = (3, 0, 2, 1)


def weighting_figure(
    traces: Mapping[str, Trace], user: int, head: int, notes: Mapping[str, str]
) -> Picture:
    """Return scores | weights by normalization of one user, positions x heads.

    Args:
        traces: By normalization, traces of this user alone that differ in nothing else.
        user: The user's row in the batch of the page, 0-based: what a click on a cell answers.
        head: The head that is drawn, counted from 1; 0 for all, or in self-attention their mean.
        notes: A line for each normalization, under its name.
    """
    first = next(iter(traces.values()))
    scores = "scaled" if "scaled" in first.steps else "scores"
    blocks = [Block(scores, (_panel(first, scores, user, head),), note="for all")]
    blocks += [
        Block(name, (_panel(trace, "weights", user, head),), note=notes[name])
        for name, trace in traces.items()
    ]
    return grid(blocks, wide=4, narrow=2)


def _panel(trace: Trace, name: str, user: int, head: int) -> Panel:
    slices = Slices(trace, 0)
    values = trace[name].value[0]
    at: tuple[int | str, ...]
    if slices.by_query:
        one = 0 < head <= len(values)
        cells = values[head - 1] if one else values.mean(axis=0)
        at = (user, head_at(head, len(values)), "row", "column")
        columns = tuple(str(place + 1) for place in range(len(slices.labels)))
        masked = unheard(trace, 0)
        padding = slices.padding[:, None] | slices.padding[None]
    else:
        by_head = values if trace[name].axes[1] == "h" else values[None]
        one = 0 < head <= len(by_head)
        cells = (by_head[head - 1 : head] if one else by_head)[:, 0].T
        columns = tuple(f"h{n + 1}" for n in range(len(by_head))) if cells.shape[1] > 1 else ()
        at = (user, 0, "row")
        if trace[name].axes[1] == "h":
            at = (user, "column" if cells.shape[1] > 1 else max(head - 1, 0), 0, "row")
        masked = slices.masked[:, None] & ((name != "weights") | (cells == 0))
        padding = np.broadcast_to(slices.padding[:, None], cells.shape)
    own = name == "weights"
    return Panel(
        f"{trace.layer['normalization']}.weights" if own else name,
        cells,
        "weights",
        title=name,
        row_labels=slices.labels,
        column_labels=columns,
        at=at,
        scale=weights_scale(trace) if own else "signed",
        limit=weights_limit(trace, np.where(masked, 0.0, cells)) if own else None,
        masked=masked,
        padding=padding,
    )


def interest_vectors(traces: Mapping[str, Trace]) -> np.ndarray:
    """Return the first user's sum of the values by weight, (normalizations, D); heads side by side.

    Not for self-attention, which has one for each click.
    """
    return np.stack([trace["context"].value[0].reshape(-1) for trace in traces.values()])


def interest_figure(traces: Mapping[str, Trace], user: int) -> Picture:
    """Return the first user's interest vector by normalization, each on a scale of its own.

    A sum may be many times as long as an average, which would be white beside it.

    Args:
        traces: As for `weighting_figure`.
        user: The user's row in the batch of the page, 0-based: what a click on a cell answers.
    """
    vectors = interest_vectors(traces)
    columns = tuple(str(place + 1) for place in range(vectors.shape[1]))
    context = next(iter(traces.values()))["context"]
    by_head = context.axes[1] == "h"
    blocks = [
        Block(
            name,
            (
                Panel(
                    f"{name}.context",
                    vector[None],
                    "context",
                    title=f"{name} context",
                    column_labels=columns,
                    at=(user, "band", 0, "within") if by_head else (user, 0, "column"),
                    shape="D",
                    bands=bands_of(*context.shape[1::2]) if by_head else (),
                ),
            ),
            note=f"its scale ends at ±{limit_text(limit_for(vector))}",
        )
        for name, vector in zip(traces, vectors, strict=True)
    ]
    return grid(blocks, wide=3, narrow=1)


def lengths_by_clicks(traces: Mapping[str, Trace]) -> dict[str, np.ndarray]:
    """Return how long the interest vector is after each click that is attended to, (clicks,).

    The layer's own scores and values of the first user are weighed again for the history's first
    n clicks, n = 1, 2, ..., in float64; the last length is the layer's own. Not for self-attention.
    """
    return {name: _lengths(trace) for name, trace in traces.items()}


def _lengths(trace: Trace) -> np.ndarray:
    slices, normalization = Slices(trace, 0), trace.normalization
    attended = ~slices.masked
    if not attended.any():
        return np.empty(0)
    scores = trace["scaled" if "scaled" in trace.steps else "scores"].value[0]
    scores = scores.reshape(-1, scores.shape[-1])[:, attended].astype(np.float64)  # (h, n)
    values = trace[trace["context"].parents[1]]
    value = values.value[0].reshape(len(scores), len(attended), -1)[:, attended].astype(np.float64)
    first = np.tri(scores.shape[1], dtype=bool)  # of n clicks the first 1, 2, ..., n
    weights = WEIGHTINGS[normalization.name].weigh(
        np.where(first, scores[:, None], normalization.masked_score)  # (h, n, n)
    )
    return np.asarray(np.sqrt(((weights @ value) ** 2).sum(axis=(0, 2))))


def length_figure(traces: Mapping[str, Trace]) -> go.Figure | None:
    """Return the interest vector's length over the number of clicks; None below two clicks."""
    lengths = lengths_by_clicks(traces)
    clicks = len(next(iter(lengths.values())))
    if clicks < 2 or not all(np.isfinite(line).all() for line in lengths.values()):
        return None
    series = [
        Series(name, line, head=colour)
        for (name, line), colour in zip(lengths.items(), cycle(_COLOURS), strict=False)
    ]
    return curves(
        range(1, clicks + 1),
        series,
        current=clicks - 1,
        height=190,
        x_name="clicks",
        cursor="clicks",
    )
