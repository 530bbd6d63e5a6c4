"""From settings to the trace that a page shows, with honest messages while it is not there."""

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.trace.missing import missing_targets
from attnviz.trace.record import Trace
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import (
    is_recorded,
    tensorflow_is_to_come,
    tensorflow_loading,
    trace_of,
)
from attnviz.ui.state import keys
from attnviz.ui.state.announced import announce, over_numbers
from attnviz.ui.state.moved import notice
from attnviz.ui.state.open_lesson import Enough, open_lesson
from attnviz.ui.state.pacing import (
    let_dialog_stay,
    recorded,
    show_record,
    shows_record,
)
from attnviz.ui.state.turn import between_turns, look
from attnviz.ui.state.visit import visit

_LOOK_SECONDS = 0.05
# What is imported takes the processor from the server, of which the browser still asks for what
# draws the picture.
_PAINTED_SECONDS = 1.0
_LOADING = "TensorFlow is loading: the first view of a new server takes some seconds."
_RECORDED = (
    "TensorFlow, which runs the layer, is loading. What is shown until then is recorded: the same "
    "layer gave it when this version was made."
)


def view(settings: Settings) -> tuple[Trace, Training | None]:
    """Return the trace of the settings, and the training whose weights it shows.

    While the weights are being trained, were cancelled or failed, it is the untrained layer's
    trace. While TensorFlow loads, it is the record of that, if there is one.
    """
    with over_numbers():
        wait_for_layer(settings)
        training = awaited(settings, "page", untrained_meanwhile=True)
        if training is None:
            settings = settings.untrained
        trace = trace_of(settings, training)
        tell_missing(settings, trace)
        if training is not None and trace.score is None:
            st.caption(
                "Self-attention is not trained by itself: these are the weights that the same "
                "settings learn where the candidate asks."
            )
    notice(trace)
    visit().run.caption = weights_caption(trace)
    return trace, training


def without_numbers(trace: Trace, training: Training | None) -> Trace:
    """Return a page's trace without the numbers that were changed by hand."""
    return trace_of(trace.settings.without_numbers, training)


def tell_missing(settings: Settings, trace: Trace) -> None:
    """Tell what these settings would look at and the trace does not have."""
    for message in missing_targets(settings, trace):
        st.caption(in_markdown(message))


def weights_caption(trace: Trace) -> str:
    """Return whose weights a trace shows, such as "After epoch 15, seed 0"."""
    seed = trace.settings.seed
    return f"After epoch {trace.epoch}, seed {seed}" if trace.epoch else f"Untrained, seed {seed}"


def wait_for_layer(settings: Settings) -> None:
    """Return when TensorFlow is there, or at once where there is a record to show until then.

    What is told of it takes no place, in a container of its own: of a record, behind what is shown
    (`run_live`). A lesson asks, and is judged by the layer itself: it has no record.

    Raises:
        Enough: as `wait_for_tensorflow`.
    """
    if shows_record():  # by what the page has asked for before
        return
    if not tensorflow_is_to_come():
        wait_for_tensorflow()
        return
    corner = st.container(key=keys.LOADING)
    if open_lesson() is None and is_recorded(settings):
        show_record(corner)
        return
    with corner, st.spinner(_LOADING):  # in this run: a press that began it is not to be lost
        _wait()
    wait_for_tensorflow()


def run_live() -> None:
    """Wait for TensorFlow, behind what is shown of a record, and run the page again.

    A page may need more for its first picture than is recorded, and then it shows none.
    """
    shown = recorded()
    if shown.is_drawn:
        shown.corner.html(f'<p role="status">{_RECORDED}</p>')
        _wait()
    else:
        with shown.corner, st.spinner(_LOADING):
            _wait()
    if shown.is_drawn and not tensorflow_loading().failed:
        announce("layer", "The layer is loaded, and what is shown is its own now.")
    let_dialog_stay()
    st.rerun()


def wait_for_tensorflow() -> None:
    """Return when TensorFlow is there, under a message if that takes a while.

    Raises:
        Enough: if it cannot be loaded, which is told; `shell` goes on with the rest of the page.
    """
    if not tensorflow_is_there():
        raise Enough


def tensorflow_is_there() -> bool:
    """Return whether TensorFlow is there, once it is loaded; where it cannot be, that is told."""
    if tensorflow_loads():
        return True
    st.error(
        "This server could not load TensorFlow, which runs the layer: its log says why. Numbers "
        "and pictures are missing here until it can. Lessons, links and the reading of "
        "your own clicks work.",
        icon=":material/cloud_off:",
    )
    return False


def tensorflow_loads() -> bool:
    """Return whether TensorFlow could be loaded, under a message if that takes a while."""
    if tensorflow_loading().is_alive():
        with st.spinner(_LOADING):
            _wait()
    return not tensorflow_loading().failed


def _wait() -> None:
    """Wait until TensorFlow is there, or could not be loaded; others have their turn meanwhile."""
    loading = tensorflow_loading(_PAINTED_SECONDS if shows_record() else 0.0)
    with between_turns():
        while loading.is_alive():
            look()
            loading.join(_LOOK_SECONDS)
