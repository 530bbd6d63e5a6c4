"""The heads' pictures: each head's band of query and key, and what it weighs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from attnviz.pictures import Band, Block, Panel, Picture, grid
from attnviz.pictures.numbers import limit_for
from attnviz.pictures.palette import head_colour
from attnviz.topics.slices import Slices, weights_limit, weights_scale
from attnviz.trace.cell import OVER_HEADS
from attnviz.trace.record import Trace

# Small multiples beyond these are a carpet, and too many bytes for one rerun.
MOST_TILES = 40
MOST_POSITIONS = 400
MOST_CELLS = 50_000


def head_count(trace: Trace) -> int:
    """Return h, the number of heads of a multi-head trace."""
    return trace["weights"].value.shape[1]


def shown_heads(trace: Trace, head: int) -> range:
    """Return the 0-based heads that are drawn: the one chosen, counted from 1, or all for 0."""
    heads = head_count(trace)
    return range(head - 1, head) if 0 < head <= heads else range(heads)


def band_figure(trace: Trace, user: int, head: int, notes: Sequence[str]) -> Picture:
    """Return query over key with the weights beside, one block a head.

    Args:
        trace: A multi-head trace in which the candidate asks.
        user: Row of the batch, 0-based.
        head: The one head that is drawn, counted from 1; 0 for all.
        notes: What each head found, one text a head.
    """
    slices = Slices(trace, user)
    masked, padding = slices.masked[:, None], slices.padding[:, None]
    query, key, weights = (
        trace[name].value[user] for name in ("query_heads", "key_heads", "weights")
    )
    width = key.shape[-1]

    def block(n: int) -> Block:
        columns = tuple(str(n * width + column + 1) for column in range(width))
        return Block(
            f"head {n + 1}",
            (
                Panel(
                    "key_heads",
                    key[n],
                    "key",
                    title=trace["key_heads"].words,
                    row_labels=slices.labels,
                    column_labels=columns,
                    at=(user, n, "row", "column"),
                    masked=np.broadcast_to(masked, key[n].shape),
                    padding=np.broadcast_to(padding, key[n].shape),
                ),
                Panel(
                    "weights",
                    weights[n].T,
                    "weights",
                    row_labels=slices.labels,
                    at=(user, n, 0, "row"),
                    scale=weights_scale(trace),
                    limit=weights_limit(trace, weights),
                    masked=masked & (weights[n].T == 0),
                    padding=padding,
                ),
            ),
            above=Panel(
                "query_heads",
                query[n],
                "query",
                title=trace["query_heads"].words,
                at=(user, n, "row", "column"),
            ),
            note=notes[n],
            head=n,
        )

    return grid([block(n) for n in shown_heads(trace, head)], wide=4, narrow=2)


def click_figure(trace: Trace, user: int, head: int) -> Picture:
    """Return who looks at whom, a T x T tile a head, and the mean and largest over all heads.

    Args:
        trace: A trace of self-attention.
        user: Row of the batch, 0-based.
        head: The one head that is drawn, counted from 1; 0 for all.
    """
    weights = trace["weights"].value[user]
    shown = shown_heads(trace, head)
    tiles = _asking(trace, user, shown)
    blocks = [Block(f"head {n + 1}", (tile,), head=n) for n, tile in zip(shown, tiles, strict=True)]
    if len(shown) > 1 and weights.size <= MOST_CELLS:
        tile = tiles[0]
        for name, made in OVER_HEADS.items():
            panel = replace(
                tile,
                values=made(weights, axis=0),
                title=name,
                at=(user, name, "row", "column"),
                limit=limit_for(weights) if tile.scale == "signed" else tile.limit,
            )
            blocks.append(Block(f"{name} over heads", (panel,)))
    return grid(blocks, wide=4, narrow=1)


def user_figure(trace: Trace, head: int) -> Picture | None:
    """Return the weights of the batch's first users as small multiples, None if too few fit.

    Args:
        trace: A multi-head trace.
        head: The one head that is drawn, counted from 1; 0 for all.
    """
    users = users_drawn(trace, head)
    if users < 1:
        return None
    if "T" not in trace["output"].axes:
        tiles = [
            Block(f"user {user + 1}", (_weighing(trace, user, head),)) for user in range(users)
        ]
        return grid(tiles, wide=5 if users <= 5 else 8, narrow=2)
    shown = shown_heads(trace, head)
    tiles = [
        Block(f"user {user + 1}, h{n + 1}", (tile,), head=n)
        for user in range(users)
        for n, tile in zip(shown, _asking(trace, user, shown, named=False), strict=True)
    ]
    return grid(tiles, wide=len(shown) if len(shown) > 2 else 4, narrow=2)


def users_drawn(trace: Trace, head: int) -> int:
    """Return how many users `user_figure` draws; 0 if not even two of several fit."""
    batch, length = trace.samples.history.shape
    if "T" not in trace["output"].axes:
        return min(batch, max(8, MOST_POSITIONS // length), MOST_TILES)
    tiles = len(shown_heads(trace, head))
    fit = min(batch, MOST_TILES // tiles, MOST_CELLS // (tiles * length * length))
    return fit if fit > 1 or fit == batch else 0


def similarity_figure(similarity: np.ndarray) -> Picture:
    """Return how alike every head is to every other, (h, h), 0 .. 1."""
    names = tuple(f"h{n + 1}" for n in range(len(similarity)))
    panel = Panel(
        "similarity", similarity, row_labels=names, column_labels=names, scale="signed", limit=1.0
    )
    return grid([Block("Similarity of the heads' weights", (panel,))])


def _asking(trace: Trace, user: int, heads: range, *, named: bool = True) -> list[Panel]:
    """The T x T weights of some heads: rows ask, columns answer."""
    slices = Slices(trace, user)
    weights = trace["weights"].value[user]
    numbers = tuple(str(place + 1) for place in range(weights.shape[-1]))
    rows = numbers
    if named:
        rows = tuple(f"{label} {n}" for label, n in zip(slices.labels, numbers, strict=True))
    scale, limit = weights_scale(trace), weights_limit(trace, weights)
    masked, padding = unheard(trace, user), slices.padding[:, None] | slices.padding[None]
    return [
        Panel(
            "weights",
            weights[head],
            "weights",
            row_labels=rows,
            column_labels=numbers,
            at=(user, head, "row", "column"),
            scale=scale,
            limit=limit,
            masked=masked,
            padding=padding,
        )
        for head in heads
    ]


def unheard(trace: Trace, user: int) -> np.ndarray:
    """Return where a T x T tile of a user has no number that counts, (T, T).

    These are the keys that may not be attended to, and the queries of masked padding, as the
    layer sets their output to 0.
    """
    slices = Slices(trace, user)
    masked = slices.masked[:, None] | slices.masked[None]
    if "causal_mask" in trace.steps:
        masked = masked | ~trace["causal_mask"].value[user]
    return np.asarray(masked)


def _weighing(trace: Trace, user: int, head: int) -> Panel:
    """One user's weights, positions x heads."""
    slices = Slices(trace, user)
    shown = shown_heads(trace, head)
    values = trace["weights"].value[user, shown.start : shown.stop, 0].T
    at = (
        (user, "column", 0, "row")
        if len(shown) > 1 or not shown.start
        else (user, shown.start, 0, "row")
    )
    return Panel(
        "weights",
        values,
        "weights",
        row_labels=tuple(f"click {place + 1}" for place in range(len(values))),
        column_labels=tuple(f"h{n + 1}" for n in shown),
        at=at,
        scale=weights_scale(trace),
        limit=weights_limit(trace, trace["weights"].value[user]),
        masked=slices.masked[:, None] & (values == 0),
        padding=np.broadcast_to(slices.padding[:, None], values.shape),
        bands=tuple(Band("", place, 1, head_colour(n)) for place, n in enumerate(shown)),
    )
