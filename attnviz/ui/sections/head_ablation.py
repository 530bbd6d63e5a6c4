"""Do heads differ? All held-out users, and each head switched off in turn."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.heads.ablation import ablation_caption, ablation_claim, ablation_rows
from attnviz.topics.heads.pictures import similarity_figure
from attnviz.topics.pens import in_markdown
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.picture import picture
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.cache import head_ablation_of
from attnviz.ui.state import keys


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
