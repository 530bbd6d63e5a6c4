"""Pictures of tensors: panels of cells, laid out for a page, and charts beside them.

Pure functions of arrays: no Streamlit, no Keras.
"""

from attnviz.pictures.curves import Series, curves
from attnviz.pictures.dots import Dots, dots
from attnviz.pictures.equation import equation
from attnviz.pictures.grid import Block, grid
from attnviz.pictures.legend import LegendEntry, legend, legend_text
from attnviz.pictures.numbers import number_text
from attnviz.pictures.panel import Band, Panel
from attnviz.pictures.picture import Picture
from attnviz.pictures.plotly import to_figure

__all__ = [
    "Band",
    "Block",
    "Dots",
    "LegendEntry",
    "Panel",
    "Picture",
    "Series",
    "curves",
    "dots",
    "equation",
    "grid",
    "legend",
    "legend_text",
    "number_text",
    "to_figure",
]
