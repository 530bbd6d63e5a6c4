"""Pictures of tensors: heatmap panels laid out in one Plotly figure, and curves beside them.

Pure functions of arrays: no Streamlit, no Keras.
"""

from attnviz.panels.curves import Series, curves
from attnviz.panels.dots import Dots, dots
from attnviz.panels.equation import equation
from attnviz.panels.grid import Block, grid
from attnviz.panels.legend import LegendEntry, legend, legend_text
from attnviz.panels.numbers import number_text
from attnviz.panels.panel import Band, Panel

__all__ = [
    "Band",
    "Block",
    "Dots",
    "LegendEntry",
    "Panel",
    "Series",
    "curves",
    "dots",
    "equation",
    "grid",
    "legend",
    "legend_text",
    "number_text",
]
