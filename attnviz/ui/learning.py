"""A page's training: shown if it is there, else trained; it can be cancelled and trained again."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from attnviz.settings import Settings
from attnviz.ui.cache import forget_training, trace_of, training_key, training_of
from attnviz.ui.trainer import Job
from attnviz.ui.view import progress, tell_unfit, wait_for_tensorflow, weights_caption

if TYPE_CHECKING:
    from attnviz.trace import Trace
    from attnviz.training import Training

# The training that this learner has asked for again, and the one that was cancelled, by key.
_AGAIN, _CANCELLED = "attnviz: trained again", "attnviz: training cancelled"


def learning(settings: Settings) -> "tuple[Trace, Training | None]":
    """Return the trace of the settings and their training, at whatever epoch they show.

    As `attnviz.ui.view.view`; while there is no training, it is None and the trace the untrained
    layer's. Nothing is trained for numbered items.
    """
    wait_for_tensorflow()
    training = None if settings.items == "numbered" else _training(replace(settings, epoch=None))
    if training is None:
        settings = settings.untrained
    trace = trace_of(settings, training)
    st.sidebar.caption(weights_caption(trace))
    tell_unfit(settings, trace)
    return trace, training


def _training(settings: Settings) -> "Training | None":
    key = training_key(settings)
    state = st.session_state
    if state.get(_CANCELLED) == key:
        st.info("The training was cancelled. The untrained layer is shown.")
        st.button("Train", on_click=_again, args=(settings,))
        return None
    found = training_of(settings, here=state.get(_AGAIN) == key)
    if isinstance(found, Job):
        progress(found)
        st.button("Cancel", on_click=_cancel, args=(settings,))
        return None
    return found


def train_again(settings: Settings) -> None:
    """Show the button that trains these settings again, in this server."""
    key = training_key(settings)
    again = st.session_state.get(_AGAIN) == key
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Train again", on_click=_again, args=(settings,))
        st.caption(
            "Trained anew: the same settings, log and seed give the same."
            if again
            else "The same settings, log and seed give the same; it takes some seconds."
        )


def _again(settings: Settings) -> None:
    forget_training(settings)
    st.session_state[_AGAIN] = training_key(settings)
    st.session_state.pop(_CANCELLED, None)


def _cancel(settings: Settings) -> None:
    forget_training(settings)
    st.session_state[_CANCELLED] = training_key(settings)
