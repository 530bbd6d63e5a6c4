"""The page that all others are measured against: a slider and its number."""

import streamlit as st

st.text(st.slider("Sequence length", 1, 200, 10, key="sequence_length"))
