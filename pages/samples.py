"""Page samples."""

import streamlit as st

from attnviz.ui.shell import shell
from attnviz.ui.view import view

settings = shell("samples", "Page samples", "A sentence.")
trace, training = view(settings)
st.write(trace["weights"].shape)
