"""The lookup's pictures: from ids to vectors, and the table that the vectors are rows of."""

import numpy as np

from attnviz.pictures import Band, Block, Panel, Picture, equation, grid
from attnviz.pictures.palette import interest_colour
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
    hashed = ("hash", slices.panel("history_rows")) if hashes(trace) else ()
    informed = _joined(slices, "history_info", "key_joined") if has_side_info(trace) else ()
    return equation(
        slices.panel("history"),
        *hashed,
        *informed,
        "linear" if informed else "look up",
        slices.panel("key", limit=limit),
        "the same",
        slices.panel("value", limit=limit),
    )


def candidate_figure(trace: Trace, user: int) -> Picture:
    """Return the candidate's id and the row looked up for it; not for self-attention."""
    slices = Slices(trace, user)
    hashed = ("hash", _id_panel(trace, "candidate_row", user)) if hashes(trace) else ()
    informed = _joined(slices, "candidate_info", "query_joined") if has_side_info(trace) else ()
    ids = _id_panel(trace, "candidate", user)
    return equation(
        ids, *hashed, *informed, "linear" if informed else "look up", slices.panel("query")
    )


def _joined(slices: Slices, info: str, joined: str) -> tuple[Panel | str, ...]:
    return ",", slices.panel(info), "look up", slices.panel(joined)


def _id_panel(trace: Trace, name: str, user: int) -> Panel:
    return Panel(
        name,
        trace[name].value[user][None].astype(np.float32),
        "query",
        title=trace[name].words,
        row_labels=(trace.samples.items.title(int(trace.samples.candidate[user])),),
        at=(user, "column"),
        scale="plain",
        shape="C",
    )


def hashes(trace: Trace) -> bool:
    """Return whether items can share a row of the table."""
    return trace.layer["hash_bins"] is not None


def has_side_info(trace: Trace) -> bool:
    """Return whether the layer is told features of the items."""
    return bool(trace.layer["side_info"])


def table(trace: Trace) -> np.ndarray:
    """Return the embedding table (rows, D) that the walk looked up in."""
    return trace.weights[EMBEDDINGS]


def table_figure(trace: Trace, user: int) -> Picture:
    """Return the embedding table on its side, and above it which rows a user's history looks up.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.

    Returns:
        A column a row of the table, at most `MOST_ROWS` of them: an item's, where none is shared.
    """
    rows = table(trace)[:MOST_ROWS]
    history = trace.item_rows[trace.samples.history[user]]
    clicks = np.bincount(history[history < len(rows)], minlength=len(rows))
    numbers = np.full(len(rows), -1)
    if not hashes(trace):
        known = np.arange(min(len(rows), trace.samples.items.vocabulary_size))
        numbers[known] = trace.samples.items.interest_number(known)
    # Items of an interest stand side by side, behind padding; those of none come last.
    order = np.lexsort((numbers, numbers < 0, np.arange(len(rows)) > 0))
    looked_up = Panel(
        "looked up",
        clicks[None, order].astype(np.float32),
        "key",
        row_labels=("looked up",),
        column_labels=tuple(map(str, order)),
        at=(0, "column"),
        scale="grey",
        column_places=tuple(order.tolist()),
    )
    vectors = Panel(
        EMBEDDINGS,
        rows[order].T,
        title="embedding table",
        row_labels=tuple(f"number {place + 1}" for place in range(rows.shape[1])),
        column_labels=looked_up.column_labels,
        at=("column", "row"),
        shape="D×N",
        bands=_bands(trace.samples.items, numbers[order]),
        column_places=looked_up.column_places,
    )
    title = "Each column is a row of the table" if hashes(trace) else "Each column is an item"
    return grid([Block(title, (vectors,), above=looked_up)], wide=1, narrow=1)


def _bands(items: Items, numbers: np.ndarray) -> tuple[Band, ...]:
    """Return where neighbouring columns share an interest; its number is -1 where there is none."""
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    ends = np.append(starts, len(numbers))[1:]
    return tuple(
        Band(
            items.interest_names[numbers[start]],
            int(start),
            int(end - start),
            interest_colour(int(numbers[start])),
        )
        for start, end in zip(starts, ends, strict=True)
        if numbers[start] >= 0
    )
