"""All users of a batch, a row each."""

import streamlit as st

from attnviz.topics.samples import claims
from attnviz.trace.record import Trace


def all_users(trace: Trace) -> None:
    """Show who is in the batch: history, candidate, and what came of it."""
    st.subheader("All users of the batch", anchor=False)
    st.dataframe(
        claims.user_rows(trace),
        hide_index=True,
        column_config=dict.fromkeys(("user", "candidate"), st.column_config.Column(pinned=True)),
    )
