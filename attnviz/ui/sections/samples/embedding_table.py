"""The table of the items' vectors; where ids are hashed, who shares a row, and what that costs."""

from dataclasses import replace

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.topics.samples.claims import table_claim
from attnviz.topics.samples.hashing import cost_claim, hashing_claim, hashing_figure
from attnviz.topics.samples.pictures import MOST_ROWS, hashes, table, table_figure
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.pinned import Pinned


def embedding_table(pinned: Pinned, trace: Trace, user: int) -> None:
    """Show the table, and which of its rows a user's history looks up.

    Args:
        pinned: What the page's link pins.
        trace: The trace.
        user: Row of the batch, 0-based.
    """
    st.subheader("The table behind it", anchor=False)
    paragraphs(table_claim(trace))
    if (rows := len(table(trace))) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS:,} of {rows:,} rows are drawn.")
    column = "a row of the table" if hashes(trace) else "an item's row"
    pinned.picture(
        kept(table_figure, trace, user),
        "table",
        hint=f"A column is {column}; click opens a number.",
    )


def shared_rows(pinned: Pinned, trace: Trace, training: Training | None) -> None:
    """Show which items share a row, and the AUC with and without; nothing where none is hashed."""
    if not hashes(trace):
        return
    st.subheader("Items that share a row", anchor=False)
    paragraphs(hashing_claim(trace))
    pinned.picture(
        kept(hashing_figure, trace),
        "shared_rows",
        hint="A cell says how many items of an interest a row serves.",
    )
    if training is None:
        return
    apart = awaited(replace(trace.settings, hash_bins=None), "unhashed")
    if apart is not None:
        paragraphs(cost_claim(training, apart, trace.epoch))
