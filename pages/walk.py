"""Page walk."""

import streamlit as st

from attnviz.ui.shell import shell
from attnviz.ui.view import view

settings = shell("walk", "Page walk", "A sentence.")
trace, training = view(settings)
st.write(trace["weights"].shape)
