"""Whether the layer of a page has learned to attend."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attnviz.topics.chance import learned_claim
from attnviz.topics.claim import claim
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.state.visit import visit


def learned(trace: Trace) -> DeltaGenerator:
    """Say that a layer has not learned to attend, where it has not.

    Nothing is said while the page waits for a training: its corner says so, and a sentence that
    comes and goes would move what stands below.

    Returns:
        Its place, which is there also where nothing is said: what else comes and goes, such as that
        a layer is trained which is shown below, has room in it.
    """
    waits = visit().run.tell_training is not None
    place = st.container()
    with place:
        paragraphs(claim() if waits else learned_claim(trace))
    return place
