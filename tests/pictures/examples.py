"""Panels and figures of panels for the tests."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from attnviz.pictures import Block, Panel, equation, grid, to_figure

LABELS = tuple(f"item {row}" for row in range(10))


AT = (0, "row", "column")


def panel(rows: int = 10, columns: int = 8, name: str = "value", **more: Any) -> Panel:
    values = np.linspace(-0.9, 0.9, rows * columns).reshape(rows, columns)
    labels = LABELS if rows == 10 else ()
    return Panel(name, values, **{"role": "value", "row_labels": labels, "at": AT} | more)


def equation_figure(*terms: Panel | str, **more: Any) -> go.Figure:
    """Return the figure of an equation."""
    return to_figure(equation(*terms, **more))


def grid_figure(blocks: Sequence[Block], **more: Any) -> go.Figure:
    """Return the figure of a grid."""
    return to_figure(grid(blocks, **more))


def walk(rows: int = 10, columns: int = 8) -> go.Figure:
    weights = panel(rows, 1, "weights", role="weights", scale="weights", at=(0, "row"))
    summed = panel(1, columns, "context", role="context", at=(0, "column"))
    shown = panel(rows, columns, shape="T×D")
    weighted = panel(rows, columns, "weighted")
    return equation_figure(weights, "×", shown, "=", weighted, below=summed)


def heads(count: int = 4, size: int = 10) -> go.Figure:
    weights = np.random.default_rng(0).dirichlet(np.ones(size), (count, size))
    blocks = [
        Block(f"head {h + 1}", (Panel("weights", weights[h], scale="weights", at=(h, *AT[1:])),))
        for h in range(count)
    ]
    return grid_figure(blocks, wide=4, narrow=2)


def heatmaps(figure: go.Figure) -> list[go.Heatmap]:
    return [trace for trace in figure.data if trace.type == "heatmap"]
