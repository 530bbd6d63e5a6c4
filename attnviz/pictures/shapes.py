"""What is drawn over the cells of a picture: lines between them, borders, bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from attnviz.pictures.palette import INK, PAGE, ROLES
from attnviz.pictures.panel import Panel
from attnviz.pictures.scene import Box, Scene

GAPLESS = 6
"""Cells smaller than this have no gap between them, pixels."""

Drawing = dict[str, Any]


def cell_gap(box: Box) -> int:
    """The gap between two cells, pixels: none where cells are tiny."""
    smallest = min(box.cell_width, box.cell_height)
    return 2 if smallest >= 20 else 1 if smallest >= GAPLESS else 0


def shapes(panels: Sequence[Panel], scene: Scene) -> list[Drawing]:
    """The lines between cells, the borders of panels and bands, and the scene's bars."""
    gaps: dict[int, str] = {}
    borders: dict[str, list[str]] = {}
    dashes: list[str] = []
    for panel, box in zip(panels, scene.boxes, strict=True):
        if gap := cell_gap(box):
            gaps[gap] = gaps.get(gap, "") + _lines(panel, box)
        path = borders.setdefault(ROLES[panel.role], [])
        path.append(_path(box, 0, 0, panel.rows, panel.columns, outset=1))
        path += [_path(box, 0, band.first, panel.rows, 0) for band in panel.bands[1:]]
        dashes += [_path(box, *piece, outset=-1) for piece in panel.pieces("padding")]
    # Lines and not a heatmap's own gaps: Plotly paints cells without gaps as one small image.
    drawn = [_outline([path], PAGE, gap) for gap, path in gaps.items()]
    drawn += [_outline(paths, colour, 1.5) for colour, paths in borders.items()]
    if dashes:
        drawn.append(_outline(dashes, INK, 1.5, dash="3px,2px"))
    return drawn + [
        {
            "type": "rect",
            "x0": bar.x,
            "x1": bar.x + bar.width,
            "y0": bar.y,
            "y1": bar.y + bar.height,
            "fillcolor": bar.colour,
            "line": {"width": 0},
        }
        for bar in scene.bars
    ]


def _lines(panel: Panel, box: Box) -> str:
    """The lines between the cells of a panel, as a path."""
    left, *down, right = _edges(box.x, box.cell_width, panel.columns)
    top, *across, bottom = _edges(box.y, box.cell_height, panel.rows)
    return "".join(
        [f"M{left},{y}H{right}" for y in across] + [f"M{x},{top}V{bottom}" for x in down]
    )


# Tiles stand in straight rows and columns, so most have their edges in common with others.
@lru_cache(maxsize=256)
def _edges(start: float, size: float, cells: int) -> tuple[str, ...]:
    return tuple(f"{start + cell * size:.1f}" for cell in range(cells + 1))


def _path(box: Box, row: int, column: int, rows: int, columns: int, outset: float = 0) -> str:
    left, top = box.x + column * box.cell_width - outset, box.y + row * box.cell_height - outset
    right = box.x + (column + columns) * box.cell_width + outset
    bottom = box.y + (row + rows) * box.cell_height + outset
    return f"M{left:.1f},{top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}Z"


def _outline(paths: list[str], colour: str, width: float, dash: str = "solid") -> Drawing:
    return {
        "type": "path",
        "path": "".join(paths),
        "line": {"color": colour, "width": width, "dash": dash},
        "fillcolor": "rgba(0,0,0,0)",
    }
