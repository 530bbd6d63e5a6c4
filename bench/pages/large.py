"""A slider and one picture of 200 by 200 cells."""

import numpy as np
import streamlit as st

from attnviz.pictures import Panel, equation
from attnviz.ui.components.picture import picture

seed = st.slider("Sequence length", 1, 200, 10, key="sequence_length")
weights = np.random.default_rng(seed).dirichlet(np.full(200, 0.1), 200)
picture(equation(Panel("weights", weights, "weights", scale="weights")), "large")
