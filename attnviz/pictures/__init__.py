"""Pictures of tensors: heatmap panels laid out in one Plotly figure, and curves beside them.

Pure functions of arrays: no Streamlit, no Keras.
"""

from attnviz.pictures.curves import Series, curves
from attnviz.pictures.dots import Dots, dots
from attnviz.pictures.equation import equation
from attnviz.pictures.grid import Block, grid
from attnviz.pictures.legend import LegendEntry, legend, legend_text
from attnviz.pictures.numbers import number_text
from attnviz.pictures.panel import Band, Panel

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
