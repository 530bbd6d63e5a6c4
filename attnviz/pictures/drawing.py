"""A picture's panels and scenes as traces and layout of one figure, in Plotly's terms.

A picture has one pair of axes, in pixels, so that any number of panels costs a handful of traces:
one heatmap trace a tensor (NaN between its tiles), one filled trace a kind of hatch, one text trace
for the numbers and one for everything else that is written. A picture is placed twice, for a wide
and for a narrow page. The figure is the wide one, and `layout.meta` holds what differs in the
narrow one and what a reader of the picture must know of its panels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from attnviz.pictures.labels import as_text
from attnviz.pictures.legend import legend
from attnviz.pictures.numbers import needed_width, number_text
from attnviz.pictures.palette import (
    HATCH,
    INK,
    NUMBER_COLOURS,
    NUMBER_ON_INK,
    SCALES,
    WASH,
    scale_positions,
)
from attnviz.pictures.panel import MASKED, Panel
from attnviz.pictures.picture import Picture
from attnviz.pictures.scene import Box, Label, Scene
from attnviz.pictures.shapes import cell_gap, shapes

FONT = "Source Sans, Source Sans Pro, sans-serif"

MOST_NUMBERS = 2_000
"""Cells of a picture in which numbers are written at most: nobody would read more."""

Drawing = dict[str, Any]


def drawn(picture: Picture) -> Drawing:
    """Return a picture's "data" and "layout", as both the page's painter and Plotly read them.

    They are those of the wide scene; see the module for the layout's "meta".
    """
    panels, tensors = picture.panels, picture.tensors
    wide, narrow = picture.wide, picture.narrow
    wide_numbers, narrow_numbers = (
        fitting_numbers(panels, scene.boxes) for scene in (wide, narrow)
    )
    wide_data = _data(panels, tensors, wide, wide_numbers)
    narrow_data = _data(panels, tensors, narrow, narrow_numbers)
    entries = _entries(panels, tensors, wide=(wide, wide_numbers), narrow=(narrow, narrow_numbers))
    meta: Drawing = {
        "name": picture.name,
        "alt": picture.alt,
        "legend": [asdict(entry) for entry in legend(panels)],
        "panels": entries,
        "labels": _label_lists(panels),
        "narrow": {
            "data": [_changes(*traces) for traces in zip(wide_data, narrow_data, strict=True)],
            "layout": _layout(panels, narrow),
        },
    }
    if picture.current is not None:
        meta["current"] = picture.current
    return {"data": wide_data, "layout": _layout(panels, wide) | {"meta": meta}}


def _data(
    panels: Sequence[Panel],
    tensors: Sequence[Sequence[int]],
    scene: Scene,
    numbers: Sequence[Sequence[str]],
) -> list[Drawing]:
    return [
        *(_heatmap(panels, members, scene) for members in tensors),
        *(_fill(panels, scene, kind) for kind in ("masked", "nan", "infinite")),
        _numbers(panels, scene, numbers),
        text_trace(scene.labels),
    ]


def _changes(wide: Drawing, narrow: Drawing) -> Drawing:
    """What a trace of the narrow scene has in its own way; tiles are placed by their panels."""
    if wide["type"] == "heatmap":
        return {}
    placed = ("x", "y", "text", "textposition")
    changes = {key: narrow[key] for key in placed if key in narrow}
    font = narrow.get("textfont", {})
    if any(not np.array_equal(value, wide["textfont"][key]) for key, value in font.items()):
        changes["textfont"] = font
    return changes


def _heatmap(panels: Sequence[Panel], members: Sequence[int], scene: Scene) -> Drawing:
    first, box = panels[members[0]], scene.boxes[members[0]]
    corners = _corners(panels, members, scene)
    rows = max(top for top, _ in corners.values()) + first.rows
    columns = max(left for _, left in corners.values()) + first.columns
    z = np.full((rows, columns), np.nan, np.float32)
    for i, (top, left) in corners.items():
        z[top : top + first.rows, left : left + first.columns] = panels[i].shown
    low, high = first.bounds
    return {
        "type": "heatmap",
        "z": z,
        "x": _edges({scene.boxes[i].x for i in members}, box.cell_width, first.columns),
        "y": _edges({scene.boxes[i].y for i in members}, box.cell_height, first.rows),
        "zmin": low,
        "zmax": high,
        "colorscale": [list(stop) for stop in SCALES[first.scale]],
        "showscale": False,
        "hoverinfo": "skip",
    }


def _corners(
    panels: Sequence[Panel], members: Sequence[int], scene: Scene
) -> dict[int, tuple[int, int]]:
    """Each tile's first (row, column) in its trace: one of nothing is between two tiles."""
    first = panels[members[0]]
    tops = _first_cells({scene.boxes[i].y for i in members}, first.rows)
    lefts = _first_cells({scene.boxes[i].x for i in members}, first.columns)
    return {i: (tops[scene.boxes[i].y], lefts[scene.boxes[i].x]) for i in members}


def _first_cells(places: Iterable[float], cells: int) -> dict[float, int]:
    return {start: i * (cells + 1) for i, start in enumerate(sorted(places))}


def _edges(places: Iterable[float], size: float, cells: int) -> NDArray[np.floating]:
    return np.concatenate([start + size * np.arange(cells + 1) for start in sorted(places)])


def _fill(
    panels: Sequence[Panel], scene: Scene, kind: Literal["masked", "nan", "infinite"]
) -> Drawing:
    x: list[float] = []
    y: list[float] = []
    for panel, box in zip(panels, scene.boxes, strict=True):
        if kind != "masked" and panel.finite:
            continue
        gap = cell_gap(box)
        inset = gap / 2
        # A gap of one pixel is not seen between hatches, and a thousand cells are slow to hatch.
        pieces = (
            [(row, column, 1, 1) for row, column in np.argwhere(panel.occurs(kind)).tolist()]
            if gap > 1
            else panel.pieces(kind)
        )
        for row, column, rows, columns in pieces:
            left, top = (
                box.x + column * box.cell_width + inset,
                box.y + row * box.cell_height + inset,
            )
            right = box.x + (column + columns) * box.cell_width - inset
            bottom = box.y + (row + rows) * box.cell_height - inset
            x += [left, right, right, left, left, np.nan]
            y += [top, top, bottom, bottom, top, np.nan]
    patterns: dict[str, Drawing] = {
        "masked": {"shape": "/", "fgcolor": HATCH, "bgcolor": WASH, "size": 7, "solidity": 0.22},
        "nan": {"shape": "x", "fgcolor": HATCH, "bgcolor": WASH, "size": 8, "solidity": 0.18},
        "infinite": {"shape": "", "bgcolor": INK},
    }
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.array(x, np.float32),
        "y": np.array(y, np.float32),
        "fill": "toself",
        "line": {"width": 0, "color": INK},
        "fillcolor": INK if kind == "infinite" else WASH,
        **({"fillpattern": patterns[kind]} if kind != "infinite" else {}),
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _numbers(panels: Sequence[Panel], scene: Scene, numbers: Sequence[Sequence[str]]) -> Drawing:
    x: list[NDArray[np.float32]] = []
    y: list[NDArray[np.float32]] = []
    texts: list[str] = []
    colours: list[str] = []
    for panel, box, shown in zip(panels, scene.boxes, numbers, strict=True):
        if not shown:
            continue
        rows, columns = np.indices(panel.values.shape, np.float32)
        x.append((box.x + (columns + 0.5) * box.cell_width).ravel())
        y.append((box.y + (rows + 0.5) * box.cell_height).ravel())
        texts += shown
        colours += _number_colours(panel)
    empty = np.zeros(0, np.float32)
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.concatenate(x) if x else empty,
        "y": np.concatenate(y) if y else empty,
        "text": np.array(texts, str),
        "textfont": {"size": 11, "family": FONT, "color": np.array(colours, str)},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def fitting_numbers(panels: Sequence[Panel], boxes: Sequence[Box]) -> list[list[str]]:
    """For each panel the texts of its cells, in one way of writing.

    A panel has none where they do not fit, or where it and all smaller ones have too many cells.
    """
    largest = _largest_numbered(panels)
    forms = [
        _fitting_form(panel, box) if panel.values.size <= largest else None
        for panel, box in zip(panels, boxes, strict=True)
    ]
    if (2, True) in forms:
        # Not 0.05 in one panel and .05 in the next.
        forms = [
            (2, True) if form == (2, False) and panel.below_one else form
            for form, panel in zip(forms, panels, strict=True)
        ]
    return [
        [] if form is None else panel.texts(*form)
        for form, panel in zip(forms, panels, strict=True)
    ]


def _largest_numbered(panels: Sequence[Panel]) -> int:
    """How many cells a panel with numbers has at most; panels of one size are treated alike."""
    sizes = sorted(panel.values.size for panel in panels)
    so_far = dict(zip(sizes, accumulate(sizes), strict=True))  # a size's last, which is all of them
    return max((size for size, cells in so_far.items() if cells <= MOST_NUMBERS), default=0)


def _fitting_form(panel: Panel, box: Box) -> tuple[int, bool] | None:
    if box.cell_height < 12:
        return None
    for decimals, compact in panel.forms:
        # Where the largest number does not fit, the others need not be written out.
        largest = number_text(panel.largest, decimals, compact=compact)
        if needed_width([largest]) > box.cell_width:
            continue
        if needed_width(panel.texts(decimals, compact)) <= box.cell_width:
            return decimals, compact
    return None


def _number_colours(panel: Panel) -> list[str]:
    table = NUMBER_COLOURS[panel.scale]
    place = np.nan_to_num(scale_positions(panel.shown, panel.bounds))
    steps = np.round(place * (len(table) - 1)).astype(int)
    colours = np.array(table)[steps]
    colours[panel.occurs("infinite")] = NUMBER_ON_INK
    colours[panel.occurs("nan")] = INK
    return colours.ravel().tolist()


def text_trace(labels: Sequence[Label]) -> Drawing:
    """The one text trace for labels: titles, row and column labels, signs."""
    sides = {"left": "middle right", "center": "middle center", "right": "middle left"}
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.array([label.x for label in labels], np.float32),
        "y": np.array([label.y for label in labels], np.float32),
        # Arrays and not lists: Plotly copies a list entry by entry.
        "text": np.array([_written(label) for label in labels]),
        "textposition": np.array([sides[label.anchor] for label in labels]),
        "textfont": {
            "family": FONT,
            "size": np.array([label.size for label in labels], np.float32),
            "color": np.array([label.colour for label in labels]),
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _written(label: Label) -> str:
    return label.text if label.markup else as_text(label.text)


def axes(width: float, height: float) -> Drawing:
    """The layout of a picture of some size: one hidden pair of axes, in pixels, downwards."""
    return {
        "width": width,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {"range": [0, width], "visible": False},
        "yaxis": {"range": [height, 0], "visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": INK},
        "hovermode": False,
        "showlegend": False,
        "template": {},
    }


def _layout(panels: Sequence[Panel], scene: Scene) -> Drawing:
    return axes(scene.width, scene.height) | {"shapes": shapes(panels, scene)}


def _label_lists(panels: Sequence[Panel]) -> list[list[str]]:
    lists = dict.fromkeys(
        labels for panel in panels for labels in (panel.row_labels, panel.column_labels)
    )
    return [list(labels) for labels in lists]


def _entries(
    panels: Sequence[Panel],
    tensors: Sequence[Sequence[int]],
    **scenes: tuple[Scene, Sequence[Sequence[str]]],
) -> list[Drawing]:
    lists = _label_lists(panels)
    trace_of = {i: trace for trace, members in enumerate(tensors) for i in members}
    corners = {
        i: corner
        for members in tensors
        for i, corner in _corners(panels, members, scenes["wide"][0]).items()
    }
    starts = dict.fromkeys(scenes, 0)
    entries = []
    for i, panel in enumerate(panels):
        entry: Drawing = {
            "step": panel.name,
            "title": panel.title,
            "block": panel.block,
            "trace": trace_of[i],
            "z": corners[i],
            "rows": panel.rows,
            "columns": panel.columns,
            "at": list(panel.at),
            "band": panel.bands[0].columns if panel.bands else panel.columns,
            "row_labels": lists.index(list(panel.row_labels)),
            "column_labels": lists.index(list(panel.column_labels)),
            "shape": panel.shape,
            "cursor": panel.cursor,
            "masked": panel.pieces("masked"),
            "padding": panel.pieces("padding"),
        }
        # Few panels have them, and each byte of a picture is sent.
        if panel.row_places:
            entry["row_places"] = list(panel.row_places)
        if panel.column_places:
            entry["column_places"] = list(panel.column_places)
        if panel.hatched != MASKED:
            entry["hatched"] = panel.hatched
        for name, (scene, texts) in scenes.items():
            box, start = scene.boxes[i], starts[name]
            starts[name] += len(texts[i])
            entry[name] = {
                "box": [box.x, box.y, box.cell_width, box.cell_height],
                "numbers": [start, starts[name], needed_width(texts[i])],
            }
        entries.append(entry)
    return entries
