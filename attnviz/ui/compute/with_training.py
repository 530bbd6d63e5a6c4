"""A page's training: shown if it is there, else trained; it can be cancelled and trained again."""

from dataclasses import replace

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.ui.compute.awaited import asked_again, awaited, train
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.view import tell_missing, wait_for_layer, weights_caption
from attnviz.ui.state import keys
from attnviz.ui.state.announced import over_numbers
from attnviz.ui.state.moved import notice
from attnviz.ui.state.visit import visit


def learning(settings: Settings) -> tuple[Trace, Training | None]:
    """Return the trace of the settings and their training, at whatever epoch they show.

    As `attnviz.ui.compute.view.view`; while there is no training, it is None and the trace the
    untrained layer's. Nothing is trained for numbered items.
    """
    with over_numbers():
        wait_for_layer(settings)
        training = awaited(replace(settings, epoch=None), "page", untrained_meanwhile=True)
        if training is None:
            settings = settings.untrained
        trace = trace_of(settings, training)
        tell_missing(settings, trace)
    notice(trace)
    visit().run.caption = weights_caption(trace)
    return trace, training


def train_again(settings: Settings) -> None:
    """Show the button that trains these settings again, in this server."""
    again = asked_again(settings)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Train again", on_click=train, args=(settings,), key=keys.TRAIN_AGAIN)
        st.caption(
            "Trained anew: the same settings, log and seed give the same weights."
            if again
            else "The same settings, log and seed give the same weights; it takes some seconds."
        )
