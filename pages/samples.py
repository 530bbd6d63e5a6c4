"""Clicks and vectors: what a history is, and how ids become query, key and value."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.samples import claims, pictures
from attnviz.ui.components.claims import heading
from attnviz.ui.compute.view import view
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.samples.all_users import all_users
from attnviz.ui.sections.samples.embedding_table import embedding_table, shared_rows
from attnviz.ui.sections.samples.side_information import side_information
from attnviz.ui.sections.samples.training_data import trained_on
from attnviz.ui.sections.step_notes import step_notes
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import end_of_first_picture
from attnviz.ui.state.pacing import yield_to_browser

LATER = "It comes after the lookup: here it could only lead training to other vectors."


@shell(
    "samples",
    "From ids to vectors",
    "A history is a row of item ids. The **embedding table** holds one vector for each id; looking "
    "up takes the id's row, and attention works with these rows.",
    idle=dict.fromkeys(("num_heads", "normalization", "scale", "mask_padding", "dropout"), LATER)
    | {"causal": "Nobody looks at anybody yet."},
)
def samples(settings: Settings) -> None:
    trace, training = view(settings)
    pinned = Pinned(settings, trace)
    user = settings.sample - 1
    self_attention = trace.self_attention

    heading(claims.samples_claim(trace, user))
    pinned.picture(kept(pictures.lookup_figure, trace, user), "lookup")
    yield_to_browser()
    if self_attention:
        st.markdown("In self-attention every click asks: the query is the key once more.")
    else:
        pinned.picture(kept(pictures.candidate_figure, trace, user), "candidate_lookup")
    pinned.open()
    end_of_first_picture("samples")

    side_information(pinned, trace, training, user)
    embedding_table(pinned, trace, user)
    shared_rows(pinned, trace, training)

    all_users(trace)
    st.subheader("What was it trained on?", anchor=False)
    with st.container():  # what grows by a training takes no other's place
        trained_on(settings, training)

    ids = ("history", "history_rows", "mask", "candidate", "candidate_row")
    info = ("candidate_info", "query_joined", "history_info", "key_joined")
    lookup = (*ids, *info, "query", "key", "value", "positions")
    step_notes(trace, *lookup, *(name for name in trace.steps if name.endswith("_positioned")))
