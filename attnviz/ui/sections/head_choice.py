"""Which head the pictures show: all of them, or one."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.trace.missing import shown_head
from attnviz.trace.record import Trace
from attnviz.ui.state import address, keys
from attnviz.ui.state.visit import present


def head_choice(settings: Settings, trace: Trace, everything: str) -> int:
    """Let the learner choose a head, and return it, counted from 1; 0 stands for all.

    Target attention has but one, and nothing to choose.

    Args:
        settings: The page's settings.
        trace: The page's trace.
        everything: What 0 means on the page, such as "all" or "mean".
    """
    weights = trace["weights"]
    heads = weights.value.shape[1] if weights.axes[1] == "h" else 1
    if heads == 1:
        return 0
    head = shown_head(settings, trace)
    present(keys.HEAD, head)
    chosen = st.segmented_control(
        "Head",
        range(heads + 1),
        format_func=lambda head: f"head {head}" if head else everything,
        default=head,
        key=keys.HEAD,
        required=True,
        on_change=lambda: address.put("head", st.session_state[keys.HEAD]),
    )
    return chosen or 0
