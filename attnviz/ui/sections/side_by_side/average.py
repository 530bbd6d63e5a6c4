"""What the normalization makes of the values: their average, or a sum that grows."""

from collections.abc import Mapping

import streamlit as st

from attnviz.topics.normalization import claims
from attnviz.topics.normalization.pictures import interest_figure, length_figure
from attnviz.trace.record import Trace
from attnviz.ui.components.chart import chart
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.pinned import Pinned


def average_or_sum(pinned: Pinned, traces: Mapping[str, Trace], user: int) -> None:
    """Show the interest vector by each normalization, and how it grows with the clicks.

    Args:
        pinned: What the page's link pins.
        traces: Traces that differ in the normalization alone, by its name.
        user: Row of the batch, 0-based.
    """
    st.subheader("An average, or a sum?", anchor=False)
    if next(iter(traces.values())).self_attention:
        st.markdown("Each click has an interest vector of its own. Let the candidate ask for one.")
        return
    st.markdown("The values, summed by these weights, are the interest vector:")
    pinned.picture(kept(interest_figure, traces, user), "interests")
    paragraphs(claims.growth_sentence(traces))
    if (lengths := length_figure(traces)) is not None:
        chart(lengths, "lengths", hint="Drag to read the lengths.")
    paragraphs(*claims.softmax_or_not(traces))
