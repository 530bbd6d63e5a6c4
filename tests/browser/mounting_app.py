"""A page whose pictures come and go: what is left of them when they are gone?"""

import sys
from pathlib import Path

import numpy as np
import streamlit as st

# `streamlit run` has only this file's folder on its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from attnviz.pictures import Panel, equation
from attnviz.ui.components.picture import picture

st.title("Pictures that come and go")
if st.toggle("shown"):
    for number in range(10):
        picture(equation(Panel("value", np.full((2, 3), number), "value")), f"picture {number}")
st.text("end of the page")
