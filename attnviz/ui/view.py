"""From settings to the trace that a page shows, with honest messages while it is not there."""

from typing import TYPE_CHECKING

import streamlit as st

from attnviz.plain import plain
from attnviz.settings import Settings
from attnviz.ui.cache import tensorflow_loading, trace_of, trainer, training_of
from attnviz.ui.trainer import Job
from attnviz.unfit import unfit

if TYPE_CHECKING:
    from attnviz.trace import Trace
    from attnviz.training import Training


def view(settings: Settings) -> "tuple[Trace, Training | None]":
    """Return the trace of the settings, and the training whose weights it shows.

    While the weights are being trained, it is the untrained layer's trace, under a progress bar
    that runs the page again when they are there.
    """
    wait_for_tensorflow()
    training = training_of(settings)
    if isinstance(training, Job):
        progress(training)
        settings, training = settings.untrained, None
    trace = trace_of(settings, training)
    st.sidebar.caption(weights_caption(trace))
    tell_unfit(settings, trace)
    if training is not None and trace.score is None:
        st.caption(
            "Self-attention is not trained by itself: these are the weights that the same "
            "settings learn with query: candidate."
        )
    return trace, training


def tell_unfit(settings: Settings, trace: "Trace") -> None:
    """Tell what these settings would look at and the trace does not have."""
    for message in unfit(settings, trace):
        st.caption(plain(message))


def weights_caption(trace: "Trace") -> str:
    """Return whose weights a trace shows, such as "After epoch 15, seed 0"."""
    seed = trace.settings.seed
    return f"After epoch {trace.epoch}, seed {seed}" if trace.epoch else f"Untrained, seed {seed}"


def wait_for_tensorflow() -> None:
    """Return when TensorFlow is there, under a message if that takes a while."""
    loading = tensorflow_loading()
    if loading.is_alive():
        with st.spinner(
            "TensorFlow is loading: the first view of a new server takes some seconds."
        ):
            loading.join()


@st.fragment(run_every=0.25)
def progress(job: Job) -> None:
    """Show how far a training is, and run the page again when it has ended."""
    if job.future.done():
        st.rerun()
    ahead = trainer().ahead(job)
    left = job.seconds_left
    if ahead:
        where = f"{ahead} {'training is' if ahead == 1 else 'trainings are'} before it"
    elif left is None:
        where = "it starts"
    else:
        where = f"epoch {job.done} of {job.epochs}, about {max(1, round(left))} s to go"
    if job.speed is not None:
        where += f", {job.speed:,.0f} rows a second"
    st.progress(job.share, f"Training these settings: {where}. The untrained layer is shown.")
