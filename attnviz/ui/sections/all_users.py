"""The heads' page: all users of the batch side by side, and who asks."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.heads.claims import users_sentence
from attnviz.topics.heads.pictures import user_figure, users_drawn
from attnviz.trace.record import Trace
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.state import address


def all_users(settings: Settings, pinned: Pinned, trace: Trace, head: int) -> None:
    """Draw the batch's users side by side, as far as they fit."""
    if not_drawn := users_sentence(users_drawn(trace, head), settings.batch_size):
        st.caption(not_drawn)
    if (users := user_figure(trace, head)) is not None:
        pinned.picture(users, "users")


def who_asks(settings: Settings) -> None:
    """Let clicks look ahead or not, or the candidate ask again."""
    causal = settings.layer["causal"]
    with st.container(horizontal=True):
        label = "Let clicks look ahead" if causal else "Let clicks look back only (causal)"
        st.button(label, on_click=address.put, args=("causal", not causal))
        st.button("Let the candidate ask", on_click=address.put, args=("query", "candidate"))
