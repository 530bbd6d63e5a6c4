"""The order of a run: the picture that the learner looks at first, all else behind it, and the
address when the hand rests.

A control that moves meanwhile ends the run: what is left of it would be out of date.
"""

import time

import streamlit as st

from attnviz.ui.state import keys

# A browser that gets everything at once draws everything before it paints anything.
_PAINTED_SECONDS = 0.06
# Between two presses of one movement lies less than this and what a run takes.
_RESTED_SECONDS = 0.5
_PIECE_SECONDS = 0.005


def yield_to_browser() -> None:
    """Give the browser time to paint what the page has sent, where a control has moved."""
    _wait(_PAINTED_SECONDS)


def wait_for_rest() -> None:
    """Wait whether the control that has moved goes on to move."""
    _wait(_RESTED_SECONDS)


def _wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    # A look into the state is where Streamlit can end the run.
    while st.session_state.get(keys.CONTROL_MOVED) and time.monotonic() < end:
        time.sleep(_PIECE_SECONDS)
