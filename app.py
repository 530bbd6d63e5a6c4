"""The overview: one user, one candidate, and where the attention goes."""

import streamlit as st

from attnviz.ui.shell import shell
from attnviz.ui.view import view

settings = shell(
    "overview",
    "What does the model look at?",
    "A recommender scores one candidate item. **Attention** lets every past click speak up in "
    "proportion to how much it matters *for that candidate*.",
)
trace, training = view(settings)
st.write(trace["weights"].value[settings.sample - 1])
st.write(trace.score)
