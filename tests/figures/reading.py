"""Read a figure back: its panels, and the cells that are drawn of each."""

from typing import Any

import numpy as np
import plotly.graph_objects as go


def panels(figure: go.Figure) -> list[dict[str, Any]]:
    """Return what a figure says of its panels."""
    listed: list[dict[str, Any]] = figure.layout.meta["panels"]
    return listed


def cells(figure: go.Figure, step: str, block: str = "") -> np.ndarray:
    """Return the cells of the one panel of a step in a block, (rows, columns); NaN if hatched."""
    (panel,) = (p for p in panels(figure) if p["step"] == step and p["block"] == block)
    row, column = panel["wide"]["z"]
    z = np.asarray(figure.data[panel["trace"]].z)
    return z[row : row + panel["rows"], column : column + panel["columns"]]
