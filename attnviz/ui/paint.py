"""The order of a run: the picture that the learner looks at first, all else behind it."""

import time

import streamlit as st

# A browser that gets everything at once draws everything before it paints anything.
_SECONDS = 0.06
_PIECES = 12


def paint() -> None:
    """Give the browser time to paint what the page has sent so far.

    A control that moves meanwhile ends the run: what is left of it would be out of date.
    """
    for _ in range(_PIECES):
        time.sleep(_SECONDS / _PIECES)
        _ = "any key" in st.session_state  # where Streamlit lets a newer run begin
