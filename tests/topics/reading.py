"""Read a picture back: its panels, and the cells that are drawn of each."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from attnviz.pictures import Picture, to_figure
from attnviz.trace.cell import Cell


def figure_of(picture: Picture | go.Figure) -> go.Figure:
    """Return a picture as a figure."""
    return to_figure(picture) if isinstance(picture, Picture) else picture


def panels(picture: Picture | go.Figure) -> list[dict[str, Any]]:
    """Return what a picture says of its panels."""
    listed: list[dict[str, Any]] = figure_of(picture).layout.meta["panels"]
    return listed


def cells(picture: Picture | go.Figure, title: str, block: str = "") -> np.ndarray:
    """Return the cells of the one panel of a title in a block, (rows, columns); NaN if hatched."""
    figure = figure_of(picture)
    (panel,) = (p for p in panels(figure) if p["title"] == title and p["block"] == block)
    return drawn(figure, panel)


def drawn(picture: Picture | go.Figure, panel: dict[str, Any]) -> np.ndarray:
    """Return the cells of a panel, (rows, columns); NaN if hatched."""
    row, column = panel["z"]
    z = np.asarray(figure_of(picture).data[panel["trace"]].z)
    return z[row : row + panel["rows"], column : column + panel["columns"]]


def answer(panel: dict[str, Any], row: int, column: int) -> Cell:
    """Return what a click on a cell of a panel answers."""
    own = {"row": row, "column": column, "band": column // panel["band"]}
    own["within"] = column % panel["band"]
    return Cell(panel["step"], tuple(own.get(place, place) for place in panel["at"]))
