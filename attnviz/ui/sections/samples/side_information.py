"""What the layer is told of the items beside their ids, and the AUC with it and without."""

from dataclasses import replace

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.topics.samples.pictures import has_side_info
from attnviz.topics.samples.side_info import (
    gain_claim,
    gain_rows,
    side_info_claim,
    side_info_figure,
)
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.sections.pinned import Pinned


def side_information(pinned: Pinned, trace: Trace, training: Training | None, user: int) -> None:
    """Show what is known of each click, and what it brings; nothing where only ids are known.

    Args:
        pinned: What the page's link pins.
        trace: The trace.
        training: The training whose weights are shown; None for an untrained layer.
        user: Row of the batch, 0-based.
    """
    if not has_side_info(trace):
        return
    st.subheader("What is known beside the id", anchor=False)
    paragraphs(side_info_claim(trace, user))
    pinned.picture(
        side_info_figure(trace, user),
        "side_information",
        hint="A column is a click; 1 marks a value that it has.",
    )
    if training is None:
        return
    ids_alone = awaited(replace(trace.settings, side_info=False), "ids_alone")
    if ids_alone is not None:
        paragraphs(gain_claim(training, ids_alone, trace.epoch))
        number_table(gain_rows(training, ids_alone), height=248)
