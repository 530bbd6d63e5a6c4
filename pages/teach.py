"""Make a lesson: choose views, what a learner sees of them, and get one link."""

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.ui.lessons.author import author
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.draft import restore

wrong = restore()


@shell(
    "teach",
    "Make a lesson",
    "A lesson is views in an order. The learner sees your notes and the controls that you choose; "
    "all of it is in one link.",
)
def teach(settings: Settings) -> None:
    if wrong:
        st.warning(in_markdown(wrong))
    author()
