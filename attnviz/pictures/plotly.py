"""A picture as a figure of Plotly's, for notebooks and whoever goes on with one."""

from __future__ import annotations

import plotly.graph_objects as go

from attnviz.pictures.drawing import drawn
from attnviz.pictures.palette import CARD
from attnviz.pictures.picture import Picture


def to_figure(picture: Picture) -> go.Figure:
    """Return the figure of a picture on a wide page.

    It shows the same cells, hatches, lines and texts, in the light theme on a light ground, so that
    it is read on a dark page too, and may be changed. Its `layout.meta` holds what a reader must
    know of its panels.

    Example:
        >>> import numpy as np
        >>> from attnviz.pictures import Panel, equation, to_figure
        >>> figure = to_figure(equation(Panel("value", np.eye(3), "value")))
        >>> figure.data[0].z.shape
        (3, 3)
    """
    # Plotly's own check of what is made here takes ten times as long as making it; a test does it.
    made = drawn(picture)
    made["layout"]["paper_bgcolor"] = CARD
    return go.Figure(**made, _validate=False)
