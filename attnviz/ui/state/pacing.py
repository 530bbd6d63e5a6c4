"""The order of a run: the picture that the learner looks at first, all else behind it."""

import time

import streamlit as st

from attnviz.ui.state import keys

# A browser that gets everything at once draws everything before it paints anything.
_SECONDS = 0.06
_PIECES = 12


def yield_to_browser() -> None:
    """Give the browser time to paint what the page has sent, where a control has moved.

    A control that moves meanwhile ends the run: what is left of it would be out of date.
    """
    for _ in range(_PIECES):
        if not st.session_state.get(
            keys.CONTROL_MOVED
        ):  # a look into the state is where Streamlit can end it
            return
        time.sleep(_SECONDS / _PIECES)
