"""The order of a run: the picture that the learner looks at first, all else behind it, and the
address when the hand rests.

A control that moves meanwhile ends the run: what is left of it would be out of date. While a run
waits, others have their turn.
"""

import time

import streamlit as st

from attnviz.ui.state import keys
from attnviz.ui.state.open_lesson import Enough
from attnviz.ui.state.turn import between_turns, end_turn, look

# A browser that gets everything at once draws everything before it paints anything.
_PAINTED_SECONDS = 0.06
RESTED_SECONDS = 0.5
"""Between two presses of one movement lies less than this and what a run takes."""
# A run that was overtaken holds up nobody until it looks.
_PIECE_SECONDS = 0.1


def show_record() -> None:
    """Show, in what is left of this run, a record of the layer: the layer is not there yet."""
    st.session_state[keys.SHOWS_RECORD] = True


def shows_record() -> bool:
    """Return whether this run shows a record of the layer."""
    return keys.SHOWS_RECORD in st.session_state


def need_layer() -> None:
    """Go on with what only the layer itself can show.

    Raises:
        Enough: if it is not there; `shell` waits for it and runs the page again.
    """
    if shows_record():
        raise Enough


def yield_to_browser() -> None:
    """Give the browser time to paint what the page has sent, where a control has moved.

    Raises:
        Enough: as `need_layer`. Of a record the first picture alone is shown.
    """
    need_layer()
    with between_turns():
        _wait(_PAINTED_SECONDS)


def wait_for_rest() -> None:
    """Wait whether the control that has moved goes on to move."""
    end_turn()
    _wait(RESTED_SECONDS)


def _wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    while look() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, _PIECE_SECONDS))
