"""From settings to the trace that a page shows, with honest messages while it is not there."""

from typing import TYPE_CHECKING

import streamlit as st

from attnviz.settings import Settings
from attnviz.ui.cache import tensorflow_loading, trace_of, training_of
from attnviz.ui.trainer import Job

if TYPE_CHECKING:
    from attnviz.trace import Trace
    from attnviz.training import Training




def view(settings: Settings) -> "tuple[Trace, Training | None]":
    """Return the trace of the settings, and the training whose weights it shows.

    While the weights are being trained, it is the untrained layer's trace, under a progress bar
    that runs the page again when they are there.
    """
    loading = tensorflow_loading()
    if loading.is_alive():
        with st.spinner("TensorFlow is loading: the first view of a new server takes some seconds."):
            loading.join()
    training = training_of(settings)
    if isinstance(training, Job):
        _progress(training)
        settings, training = settings.untrained, None
    trace = trace_of(settings, training)
    st.sidebar.caption(weights_caption(trace))
    if training is not None and trace.score is None:
        st.caption(
            "Self-attention is not trained by itself: these are the weights that the same "
            "settings learn with query: candidate."
        )
    return trace, training


def weights_caption(trace: "Trace") -> str:
    """Return whose weights a trace shows, such as "After epoch 15, seed 0"."""
    seed = trace.settings.seed
    return f"After epoch {trace.epoch}, seed {seed}" if trace.epoch else f"Untrained, seed {seed}"


@st.fragment(run_every=0.25)
def _progress(job: Job) -> None:
    if job.future.done():
        st.rerun()
    st.progress(
        job.share,
        f"Training these settings: epoch {job.done} of {job.epochs}. The untrained layer is shown.",
    )
