"""Normalization's pictures: what each makes of the same scores, and what the weights sum to."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

import numpy as np
import plotly.graph_objects as go

from attnviz.layer.reference import WEIGHTINGS
from attnviz.pictures import Block, Panel, Picture, Series, curves, grid
from attnviz.pictures.numbers import limit_for, limit_text
from attnviz.topics.compared.panels import user_panel
from attnviz.topics.slices import Slices, bands_of
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
    """Return a step of a trace of one user, who is another row in the batch of the page."""
    panel = user_panel(trace, name, head, apart=True)
    side = f"{trace.layer['normalization']}." if name == "weights" else ""
    return replace(
        panel,
        name=f"{side}{name}",
        title=name,
        at=(user, *panel.at[1:]),
        role="weights",
        shape="",
        bands=(),
        note="",
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
