"""The heads' page: all users, who asks, and whether heads differ over all held-out users."""

import streamlit as st

from attnviz.pictures import Picture
from attnviz.scenario.settings import Settings
from attnviz.topics.heads.ablation import ablation_caption, ablation_claim, ablation_rows
from attnviz.topics.heads.claims import users_sentence
from attnviz.topics.heads.pictures import similarity_figure, user_figure, users_drawn
from attnviz.topics.pens import in_markdown
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.picture import picture
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.cache import head_ablation_of
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.state import address, keys


def all_users(settings: Settings, pinned: Pinned, trace: Trace, head: int) -> None:
    """Draw the batch's users side by side, as far as they fit."""
    if not_drawn := users_sentence(users_drawn(trace, head), settings.batch_size):
        st.caption(not_drawn)
    if users_drawn(trace, head):
        pinned.picture(kept(_users, trace, head), "users")


def _users(trace: Trace, head: int) -> Picture:
    drawn = user_figure(trace, head)
    assert drawn is not None  # as some users are drawn
    return drawn


def let_every_click_ask() -> None:
    """Offer self-attention."""
    st.subheader("Every click as the query", anchor=False)
    st.markdown("So far the candidate asks. In self-attention each click of the history does.")
    st.button("Let every click ask", on_click=address.put, args=("query", "history"))


def who_asks(settings: Settings) -> None:
    """Let clicks look ahead or not, or the candidate ask again."""
    causal = settings.layer["causal"]
    with st.container(horizontal=True):
        label = "Let clicks look ahead" if causal else "Let clicks look back only (causal)"
        st.button(label, on_click=address.put, args=("causal", not causal))
        st.button("Let the candidate ask", on_click=address.put, args=("query", "candidate"))


def head_ablation(settings: Settings, trace: Trace) -> None:
    """Show, if the learner asks for it, how alike the trace's heads are and what each is worth."""
    if settings.items == "numbered":  # nobody clicked them: there is nothing to predict
        return
    st.subheader("Over all held-out users", anchor=False)
    st.markdown("So far it was one user. Do the heads differ on all of them, and is each needed?")
    if not st.toggle("Compare the heads, and switch each off", key=keys.HEAD_ABLATION):
        return
    with st.spinner("Running the layer once more for each head."):
        found = head_ablation_of(settings, trace)
    paragraphs(ablation_claim(found))
    if len(found.heads) > 1:
        picture(similarity_figure(found.similarity), "similar_heads", hint="")
    number_table(ablation_rows(found))
    st.caption(in_markdown(ablation_caption(found)))
