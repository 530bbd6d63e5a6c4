"""The lookup's pictures: from ids to vectors, and the table that the vectors are rows of."""

import numpy as np

from attnviz.pictures import Band, Block, Panel, Picture, equation, grid
from attnviz.scenario.items import Items
from attnviz.topics.slices import Slices
from attnviz.trace.record import EMBEDDINGS, Trace

# More rows of the table than this would be thinner than a pixel.
MOST_ROWS = 1000


def lookup_figure(trace: Trace, user: int) -> Picture:
    """Return a user's ids, the rows looked up for them as key, and the same rows as value.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
    """
    slices = Slices(trace, user)
    limit = float(np.abs(trace["key"].value[user]).max()) or 1.0
    return equation(
        slices.panel("history"),
        "look up",
        slices.panel("key", limit=limit),
        "the same",
        slices.panel("value", limit=limit),
    )


def candidate_figure(trace: Trace, user: int) -> Picture:
    """Return the candidate's id and the row looked up for it; not for self-attention."""
    slices = Slices(trace, user)
    title = trace.samples.items.title(int(trace.samples.candidate[user]))
    ids = Panel(
        "candidate",
        trace["candidate"].value[user][None].astype(np.float32),
        "query",
        row_labels=(title,),
        at=(user, "column"),
        scale="plain",
        shape="C",
    )
    return equation(ids, "look up", slices.panel("query"))


def table(trace: Trace) -> np.ndarray:
    """Return the embedding table (rows, D) that the walk looked up in."""
    return trace.weights[EMBEDDINGS]


def table_figure(trace: Trace, user: int) -> Picture:
    """Return the embedding table on its side, and above it which rows a user's history looks up.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.

    Returns:
        A column an item, at most `MOST_ROWS` of them.
    """
    rows = table(trace)[:MOST_ROWS]
    history = trace.samples.history[user]
    clicks = np.bincount(history[history < len(rows)], minlength=len(rows))
    looked_up = Panel(
        "looked up",
        clicks[None].astype(np.float32),
        "key",
        row_labels=(f"user {user + 1} looks up",),
        column_labels=tuple(map(str, range(len(rows)))),
        at=(0, "column"),
        scale="grey",
    )
    vectors = Panel(
        EMBEDDINGS,
        rows.T,
        title="embedding table",
        row_labels=tuple(f"number {place + 1}" for place in range(rows.shape[1])),
        column_labels=looked_up.column_labels,
        at=("column", "row"),
        shape="D×N",
        bands=_bands(trace.samples.items, len(rows)),
    )
    return grid([Block("Each column is an item", (vectors,), above=looked_up)], wide=1, narrow=1)


def _bands(items: Items, rows: int) -> tuple[Band, ...]:
    """Return where neighbouring ids share an interest; none where interests are not sorted."""
    numbers = items.interest_number(np.arange(min(rows, items.vocabulary_size)))
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    ends = np.append(starts, len(numbers))[1:]
    if len(starts) > len(items.interest_names):
        return ()
    return tuple(
        Band(
            items.interest_names[numbers[start]], int(start), int(end - start), int(numbers[start])
        )
        for start, end in zip(starts, ends, strict=True)
        if numbers[start] >= 0
    )
