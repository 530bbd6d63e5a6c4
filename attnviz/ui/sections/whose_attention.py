"""Whose self-attention a page shows: one user's, or that of all users of the batch."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.ui.state import address, keys
from attnviz.ui.state.visit import present


def of_all_users(settings: Settings) -> bool:
    """Let the learner choose, and return whether all users of the batch are shown."""
    if settings.batch_size == 1:
        return False
    present(keys.ALL_USERS, settings.all_users)
    chosen = st.segmented_control(
        "Users",
        (False, True),
        format_func=lambda everyone: "all" if everyone else f"user {settings.sample}",
        default=settings.all_users,
        key=keys.ALL_USERS,
        required=True,
        on_change=lambda: address.put("all_users", st.session_state[keys.ALL_USERS]),
    )
    return bool(chosen)
