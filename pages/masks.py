"""Page masks."""

import streamlit as st

from attnviz.ui.shell import shell
from attnviz.ui.view import view

settings = shell("masks", "Page masks", "A sentence.")
trace, training = view(settings)
st.write(trace["weights"].shape)
