"""Heads: the embedding is cut into bands, and each band attends by itself."""

import streamlit as st

from attnviz.topics.heads.claims import (
    clicks_claim,
    findings,
    heads_claim,
    users_claim,
    users_sentence,
)
from attnviz.topics.heads.pictures import band_figure, click_figure, user_figure, users_drawn
from attnviz.ui.compute.view import view
from attnviz.ui.sections.choices import head_choice, show_all_users
from attnviz.ui.sections.head_ablation import head_ablation
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state import address
from attnviz.ui.state.pacing import yield_to_browser

with shell(
    "heads",
    "Do heads differ?",
    "The embedding is cut into equal bands. Each **head** compares query and key in its own band "
    "only, so each can find a different click.",
    mode="multi_head",
) as settings:
    trace, _ = view(settings)
    pinned = Pinned(settings, trace)
    user = settings.sample - 1
    self_attention = settings.layer["query"] == "history"
    with st.container(horizontal=True):
        head = head_choice(settings, trace, "all")
        everyone = self_attention and show_all_users(settings)

    def draw_users() -> None:
        """Draw the batch's users side by side, as far as they fit."""
        if not_drawn := users_sentence(users_drawn(trace, head), settings.batch_size):
            st.caption(not_drawn)
        if (users := user_figure(trace, head)) is not None:
            pinned.picture(users, "users")

    if not self_attention:
        st.header(heads_claim(trace, user), anchor=False)
        notes = [finding.note for finding in findings(trace, user)]
        pinned.picture(band_figure(trace, user, head, notes), "bands")
        yield_to_browser()
        pinned.open()
        head_ablation(settings, trace)
        st.subheader("All users of the batch", anchor=False)
        draw_users()
        st.subheader("Every click as the query", anchor=False)
        st.markdown("So far the candidate asks. In self-attention each click of the history does.")
        st.button("Let every click ask", on_click=address.put, args=("query", "history"))
    else:
        drawn = users_drawn(trace, head) if everyone else 0
        claim = users_claim(trace, drawn) if drawn else clicks_claim(trace, user)
        st.header(claim, anchor=False)
        st.markdown(
            "Rows ask, columns answer. What padding asks is left out, as its output is set to 0."
            if settings.layer["mask_padding"]
            else "Rows ask, columns answer. Nothing is masked, so padding asks and answers as well."
        )
        if everyone:
            draw_users()
        else:
            pinned.picture(click_figure(trace, user, head), "clicks")
        yield_to_browser()
        pinned.open()
        causal = settings.layer["causal"]
        with st.container(horizontal=True):
            label = "Let clicks look ahead" if causal else "Let clicks look back only (causal)"
            st.button(label, on_click=address.put, args=("causal", not causal))
            st.button("Let the candidate ask", on_click=address.put, args=("query", "candidate"))

    step_notes(trace, "query_heads", "key_heads", "value_heads", "causal_mask", "scores", "concat")
