"""Heads: the embedding is cut into bands, and each band attends by itself."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.heads import claims, pictures
from attnviz.ui.components.claims import heading
from attnviz.ui.compute.view import view
from attnviz.ui.sections.choices import head_choice, show_all_users
from attnviz.ui.sections.heads import all_users, head_ablation, let_every_click_ask, who_asks
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.learned import learned
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import end_of_first_picture
from attnviz.ui.state.pacing import yield_to_browser


@shell(
    "heads",
    "Do heads differ?",
    "The embedding is cut into equal bands. Each **head** compares query and key in its own band "
    "only, so each can find a different click.",
    mode="multi_head",
)
def heads(settings: Settings) -> None:
    trace, _ = view(settings)
    pinned = Pinned(settings, trace)
    user = settings.sample - 1
    self_attention = settings.layer["query"] == "history"
    with st.container(horizontal=True):
        head = head_choice(settings, trace, "all")
        everyone = self_attention and show_all_users(settings)
    if not self_attention:
        heading(claims.heads_claim(trace, user))
        notes = [finding.note for finding in claims.findings(trace, user)]
        pinned.picture(kept(pictures.band_figure, trace, user, head, notes), "bands")
        yield_to_browser()
        learned(trace)
        pinned.open()
        end_of_first_picture("heads")
        head_ablation(settings, trace)
        st.subheader("All users of the batch", anchor=False)
        all_users(settings, pinned, trace, head)
        let_every_click_ask()
    else:
        drawn = pictures.users_drawn(trace, head) if everyone else 0
        heading(claims.users_claim(trace, drawn) if drawn else claims.clicks_claim(trace, user))
        st.markdown(claims.who_asks_sentence(settings.layer["mask_padding"]))
        if everyone:
            all_users(settings, pinned, trace, head)
        else:
            pinned.picture(kept(pictures.click_figure, trace, user, head), "clicks")
        yield_to_browser()
        pinned.open()
        end_of_first_picture("heads")
        who_asks(settings)
    step_notes(trace, "query_heads", "key_heads", "value_heads", "causal_mask", "scores", "concat")
