"""Pictures and charts of numbers that say where they are: row r, column c of `value` is r.c."""

import sys
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import streamlit as st

# `streamlit run` has only this file's folder on its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from attnviz.pictures import Block, Panel, Series, curves, equation, grid
from attnviz.trace.cell import Cell
from attnviz.ui.components.chart import chart
from attnviz.ui.components.picture import picture

ITEMS = ("trail shoes", "burr grinder", "sea novel", "padding")
COLUMNS = ("1", "2", "3")

st.title("Pictures")
shift = st.slider("shift", 0, 5)
places = np.add.outer(np.arange(4.0), np.arange(3.0) / 10) + shift
masked = np.repeat([[False], [False], [False], [True]], 3, axis=1)

weights = np.array([[0.5], [0.3], [0.2], [0.0]])
at = (0, "row", "column")
value = Panel("value", places, "value", ITEMS, COLUMNS, at, limit=9, masked=masked, shape="T×D")
weighted = Panel("weighted", weights * places, "context", ITEMS, COLUMNS, at, masked=masked)
context = Panel("context", weighted.values.sum(0, keepdims=True), "context", at=(0, "column"))
weight = Panel(
    "weights", weights, "weights", ITEMS, at=(0, "row"), scale="weights", masked=masked[:, :1]
)
walk = equation(weight, "×", value, "=", weighted, below=context)

pinned = picture(walk, "walk", outlined=[Cell("context", (0, 1))])
st.text(f"pinned {pinned.step} {list(pinned.index)}" if pinned else "nothing pinned")

heads = grid(
    [
        Block(f"head {h + 1}", (Panel("key", places + h, "key", ITEMS, COLUMNS, (h, *at[1:])),))
        for h in range(4)
    ],
    wide=4,
    narrow=2,
)
dots = places[:, :2] - 1
dots[2] = np.nan, np.inf
scores = Panel("scores", dots, "query", ITEMS, limit=4)
scaled = Panel("scaled", dots / 2, "query", ITEMS, limit=4, masked=masked[:, :2])
scoring = equation(value, "·", scores)
scaling = equation(scores, "÷ √4", scaled)
picture([heads, walk, scoring, scaling], "frames", follows="step")
epochs = curves(range(6), [Series("loss", np.linspace(0.7, 0.1, 6))], current=2, chance=0.5)
chart(epochs, "epochs")
plain = go.Figure(go.Heatmap(z=places, name="plain"), {"height": 200})
chart(
    plain,
    "plain",
    alt="A figure of nobody's.",
    on_click=lambda cell: st.session_state.update(clicked=list(cell.index)),
)
st.text(f"plain {st.session_state.get('clicked', 'not clicked')}")
st.text("end of the page")
