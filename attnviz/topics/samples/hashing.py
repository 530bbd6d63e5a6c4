"""Items that share a row of a hashed table: which, how many, and what it costs in AUC."""

import numpy as np

from attnviz.learning.trained import Training
from attnviz.pictures import Block, Panel, Picture, grid
from attnviz.scenario.items import Items
from attnviz.topics.claim import Claim, Item, Number, Term, claim
from attnviz.topics.samples.pictures import MOST_ROWS, has_side_info
from attnviz.topics.words import listed, number
from attnviz.trace.record import Trace

# More items of one row than this are counted, not named.
_NAMED = 6


def hashing_claim(trace: Trace) -> Claim:
    """Return how many items of a hashed table share a row, and which share the fullest.

    Args:
        trace: The trace; its layer hashes ids.
    """
    items, rows = trace.samples.items, trace.item_rows[1:]
    counts = np.bincount(rows, minlength=int(trace.layer["hash_bins"]))
    given, free = len(rows), len(counts) - 1
    start = claim(
        "A ",
        Term("hash"),
        " of the id picks the row: ",
        Number(f"{given:,}"),
        " item has " if given == 1 else " items have ",
        Number(f"{free:,}"),
        " row" if free == 1 else " rows",
        ", beside row 0 for padding. ",
    )
    alone = int((counts == 1).sum())
    if alone == given:
        one = "It has a row of its own."
        return claim(start, one if given == 1 else "No two of them share a row.")
    most = int(counts.argmax())
    sharing = np.flatnonzero(rows == most) + 1
    have = "has a row of its own" if alone == 1 else "have one of their own"
    own = claim(Number(f"{alone:,}"), f" {have}") if alone else "Each shares its row with another"
    return claim(
        start,
        own,
        f"; row {most:,} serves most: ",
        _those(items, sharing),
        ". Only by what is known of them beside their ids can the layer tell these apart."
        if has_side_info(trace)
        else ". To the layer these are one item.",
    )


def _those(items: Items, sharing: np.ndarray) -> Claim:
    if len(sharing) > _NAMED:
        return claim(Number(f"{len(sharing):,}"), " of them")
    return listed([claim(Item(items.title(int(item)))) for item in sharing])


def hashing_figure(trace: Trace) -> Picture:
    """Return how many items each row of a hashed table serves, by interest where these are known.

    Args:
        trace: The trace; its layer hashes ids.

    Returns:
        A column a row of the table, at most `MOST_ROWS` of them; a line an interest.
    """
    items, rows = trace.samples.items, trace.item_rows[1:]
    bins = min(int(trace.layer["hash_bins"]), MOST_ROWS)
    numbers = items.interest_number(np.arange(1, len(rows) + 1))
    kinds = [*range(len(items.interest_names)), *([-1] if (numbers < 0).any() else [])]
    counts = np.stack([np.bincount(rows[numbers == kind], minlength=bins)[:bins] for kind in kinds])
    names = [items.interest_names[kind] if kind >= 0 else "items" for kind in kinds]
    panel = Panel(
        "items of each row",
        counts.astype(np.float32),
        "key",
        row_labels=tuple(names),
        column_labels=tuple(map(str, range(bins))),
        at=(0, "column"),
        scale="grey",
    )
    return grid([Block("Each column is a row of the table", (panel,))], wide=1, narrow=1)


def cost_claim(hashed: Training, apart: Training, epoch: int) -> Claim:
    """Return what sharing rows costs in AUC on held-out users.

    Args:
        hashed: The training with shared rows.
        apart: The same with a row an item.
        epoch: After which epoch both are compared.
    """
    shared, own = hashed.epochs[epoch].auc, apart.epochs[epoch].auc
    if not np.isfinite([shared, own]).all():
        return claim()
    return claim(
        "On held-out users the ",
        Term("AUC"),
        " is ",
        number(shared, 3),
        " with shared rows, and ",
        number(own, 3),
        " with a row an item.",
    )
