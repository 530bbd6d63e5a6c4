"""The order of a run: the picture that the learner looks at first, all else behind it, and the
address when the hand rests; while the layer is not there yet, a record first, and then the layer.

A control that moves meanwhile ends the run: what is left of it would be out of date. While a run
waits, others have their turn.
"""

import time
from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from attnviz.ui.platform import goes_elsewhere, pressed
from attnviz.ui.state import keys
from attnviz.ui.state.open_lesson import Enough
from attnviz.ui.state.turn import between_turns, end_turn, look
from attnviz.ui.state.visit import Recorded, visit

# A browser that gets everything at once draws everything before it paints anything.
_PAINTED_SECONDS = 0.06
RESTED_SECONDS = 0.5
"""Between two presses of one movement lies less than this and what a run takes."""


def show_record(corner: DeltaGenerator) -> None:
    """Show, in what is left of this run, a record of the layer: the layer is not there yet.

    Args:
        corner: The container in which that is told.
    """
    visit().run.recorded = Recorded(corner)


def recorded() -> Recorded:
    """Return what this run shows of a record, where it shows one."""
    found = visit().run.recorded
    assert found is not None
    return found


def shows_record() -> bool:
    """Return whether this run shows a record of the layer."""
    return visit().run.recorded is not None


def need_layer() -> None:
    """Go on with what only the layer itself can show.

    Raises:
        Enough: if it is not there; `shell` waits for it and runs the page again.
    """
    if shows_record():
        raise Enough


def dialog(
    title: str,
    asked: bool,
    content: Callable[[], None],
    width: Literal["small", "large"] = "small",
) -> None:
    """Open a dialog where it is asked for, or stays open.

    Args:
        title: Its title, by which it is known.
        asked: Whether a press has just asked for it.
        content: Draws what is in it, also when that runs again by itself.
        width: How wide it is.
    """
    here = visit()
    if not asked and here.dialog_to_reopen != title:
        return
    here.dialog = title
    # One that was closed is not to be opened again: the browser tells so by a run.
    on_dismiss: Literal["rerun", "ignore"] = "rerun" if shows_record() else "ignore"
    st.dialog(title, width=width, on_dismiss=on_dismiss)(content)()


def forget_dialog() -> None:
    """Begin a run of the page: it opens again what the run before it has handed on, and nothing
    that was handed on to a run before that.
    """
    here = visit()
    here.dialog, here.dialog_to_reopen, here.dialog_handed_on = "", here.dialog_handed_on, ""


def let_dialog_stay() -> None:
    """Let the run that follows open what this one has opened."""
    here = visit()
    here.dialog_handed_on = here.dialog


def redraw_numbers(name: str) -> None:
    """Let a press run the page's numbers alone, from the callback of the control that has moved.

    Where it changes more, such as what another control shows or lets choose, or a link has been
    pressed since, nothing happens, and the whole page runs.

    Args:
        name: The control's setting.

    Raises:
        BaseException: that by which Streamlit begins such a run.
    """
    around = visit().around
    if around is None or goes_elsewhere(around.page):
        return
    now = around.look()
    around.seen[name] = now[name]
    if now == around.seen:
        around.asked = True
        st.rerun([keys.NUMBERS, keys.ENDING])
    visit().around = None


def takes_numbers_alone() -> bool:
    """Return whether a run of the numbers is one that a control has asked for, and enough.

    What is pressed among them asks for it too, and may change what follows them.
    """
    around = visit().around
    if around is None:
        return False
    asked, around.asked = around.asked, False
    return asked and around.look() == around.seen


def yield_to_browser() -> None:
    """Give the browser time to paint what the page has sent, where a control has moved.

    Raises:
        Enough: as `need_layer`. Of a record the first picture alone is shown.
    """
    if shows_record():
        recorded().is_drawn = True
        raise Enough
    with between_turns():
        _wait(_PAINTED_SECONDS)


def wait_for_rest() -> None:
    """Wait whether the control that has moved goes on to move."""
    end_turn()
    _wait(RESTED_SECONDS)


def _wait(seconds: float) -> None:
    end, press = time.monotonic() + seconds, pressed()
    while True:
        press.clear()
        if not look() or (left := end - time.monotonic()) <= 0:
            return
        press.wait(left)
