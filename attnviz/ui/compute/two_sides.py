"""The traces of both sides of a comparison: A is kept, B follows the controls."""

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.scenario.size import within_budget
from attnviz.topics.pens import in_markdown
from attnviz.trace.cell import SIDES
from attnviz.trace.record import Trace
from attnviz.trace.sides import with_weights_of
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import trace_of
from attnviz.ui.compute.user_data import as_user_data
from attnviz.ui.compute.view import view, wait_for_layer, weights_caption
from attnviz.ui.state import kept, keys
from attnviz.ui.state.announced import over_numbers
from attnviz.ui.state.moved import notice
from attnviz.ui.state.pacing import need_layer
from attnviz.ui.state.visit import visit


def both_sides(second: Settings) -> tuple[Trace, Trace]:
    """Return the traces of A and of B.

    Each has the weights of its own training, or both those of A's, where that is asked for and B's
    layer can have them.

    Args:
        second: Side B, as the page can show it.
    """
    first, training = _kept_side(kept.kept(second))
    if not second.same_weights:
        return first, view(second)[0]
    need_layer()
    shared = with_weights_of(first.settings, second)
    if shared is None:
        st.caption(
            f"Side {SIDES[1]} cannot have the weights of side {SIDES[0]}, so each side has its own."
        )
        return first, view(second)[0]
    trace = trace_of(shared, training)
    notice(trace)
    visit().run.caption = weights_caption(trace)
    return first, trace


def fitted_kept(asked: Settings) -> tuple[Settings, list[str]]:
    """Return side A as it can be shown, and what of it cannot be had, in words."""
    without = asked.without_numbers
    wanted, unfit = as_user_data(without)
    wanted, cut = within_budget(wanted)
    told = [kept.of_side(message) for message in (*unfit, *cut)]
    if wanted.items != without.items:
        needs = (
            f"Side {SIDES[0]} is of somebody's own clicks, and needs their file. Meanwhile it "
            "shows the built-in clicks."
        )
        told.insert(0, needs)
    return wanted, told


def _kept_side(asked: Settings) -> tuple[Trace, Training | None]:
    """Return the trace of A and its training.

    While it is being trained, was cancelled or failed, it is the untrained layer's.
    """
    wanted, told = fitted_kept(asked)
    with over_numbers():
        wait_for_layer(wanted)
        for message in told:
            st.caption(in_markdown(message))
        training = awaited(wanted, keys.KEPT_SIDE, untrained_meanwhile=True)
    return trace_of(wanted if training is not None else wanted.untrained, training), training
