"""Small multiples: the same panels for each head, sample or variant, every tensor on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from attnviz.pictures.labels import (
    BANDS,
    add_bands,
    as_text,
    bare_width,
    column_labels,
    cut,
    label_room,
    row_labels,
    title_text,
    title_width,
)
from attnviz.pictures.palette import SOFT, head_colour
from attnviz.pictures.panel import Panel
from attnviz.pictures.picture import Picture
from attnviz.pictures.scene import NARROW, WIDE, Bar, Box, Label, Scene, Sketch
from attnviz.pictures.words import panels_words

SINGLE = 1.35
"""How much wider the cells of a single column are."""
ROW = 30
TALLEST = 480
RIGHT = 8


@dataclass(frozen=True)
class Block:
    """One of the multiples: panels side by side that share their rows.

    Args:
        title: What the block is of, such as "head 1".
        panels: At least one panel; all have the same number of rows.
        above: A panel over the first one's columns (a query over its key), or None.
        note: A line under the title.
        head: The head's number, for the band under the title, or None.
    """

    title: str
    panels: tuple[Panel, ...]
    above: Panel | None = None
    note: str = ""
    head: int | None = None

    @property
    def all(self) -> tuple[Panel, ...]:
        """The block's panels, the one above last."""
        return self.panels if self.above is None else (*self.panels, self.above)

    @property
    def main(self) -> Panel:
        """The panel that the block comes to: its weights, or its last one."""
        weights = [panel for panel in self.panels if panel.scale == "weights"]
        return (weights or list(self.panels))[-1]

    @property
    def labelled(self) -> tuple[Panel, ...]:
        """The panels whose row labels are written; one above has its title by default."""
        first, above = self.panels[0], self.above
        if above is None:
            return (first,)
        return first, replace(above, row_labels=above.row_labels or (above.title,))


def grid(blocks: Sequence[Block], *, wide: int = 4, narrow: int = 2, alt: str = "") -> Picture:
    """Blocks of equal layout in rows, each tensor of all blocks in one trace on one scale.

    Args:
        blocks: At least one block; all have panels of the same shapes in the same order.
        wide: Blocks in a row on a wide page.
        narrow: Blocks in a row on a phone.
        alt: The picture in words; by default the blocks' titles and tensors.

    Returns:
        A picture, 1040 px wide on a wide page.

    Raises:
        ValueError: if the blocks do not have the same layout, or a row count is not positive.
    """
    if not blocks:
        raise ValueError("blocks must hold at least one block, got none")
    if min(wide, narrow) < 1:
        raise ValueError(f"wide and narrow must be 1 or more, got {wide} and {narrow}")
    layouts = {tuple(panel.values.shape for panel in block.all) for block in blocks}
    if len(layouts) > 1 or len({len(block.panels) for block in blocks}) > 1:
        raise ValueError(f"blocks must have panels of the same shapes, got {sorted(layouts)}")
    blocks = _on_one_scale(blocks)
    panels = [panel for block in blocks for panel in block.all]
    traces: dict[tuple[object, ...], list[int]] = {}
    for i, panel in enumerate(panels):
        traces.setdefault((i % len(blocks[0].all), panel.title, panel.scale), []).append(i)
    wide_scene, narrow_scene = (
        _Multiples(blocks, count, width).scene()
        for count, width in ((wide, WIDE), (narrow, NARROW))
    )
    tensors = list(traces.values())
    name = panels_words([(block.title, block.main, block.note) for block in blocks])
    return Picture(panels, tensors, wide_scene, narrow_scene, name, alt or _words(blocks))


def _on_one_scale(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with one limit for all panels of a title and a scale, and their titles in them."""
    limits: dict[tuple[str, str], float] = {}
    for panel in (panel for block in blocks for panel in block.all):
        tensor = panel.title, panel.scale
        limits[tensor] = max(limits.get(tensor, 0.0), panel.bounds[1])

    def scaled(panel: Panel, block: Block) -> Panel:
        return replace(panel, limit=limits[panel.title, panel.scale], block=block.title)

    return [
        replace(
            block,
            panels=tuple(scaled(panel, block) for panel in block.panels),
            above=None if block.above is None else scaled(block.above, block),
        )
        for block in blocks
    ]


def _words(blocks: Sequence[Block]) -> str:
    parts = []
    for block in blocks:
        tensors = ", ".join(
            f"{panel.title} ({panel.rows} by {panel.columns})" for panel in block.all
        )
        parts.append(f"{block.title}: {tensors}" + (f", {block.note}" if block.note else ""))
    return "; ".join(parts)


class _Multiples:
    """The blocks placed on a page of one width, `count` in a row."""

    def __init__(self, blocks: Sequence[Block], count: int, width: int) -> None:
        self.blocks = blocks
        self.count = min(count, len(blocks))
        self.width = width
        panels = blocks[0].panels
        self.rows = max(panel.rows for panel in panels)
        labelled = [panel for block in blocks for panel in block.labelled]
        self.gutter = max(4.0, *(label_room(panel, width) for panel in labelled))
        inside = width - self.gutter - RIGHT
        # A dozen blocks in a row leave no room for wide gaps.
        self.gap = min(32 if width == WIDE else 14, 0.15 * inside / self.count)
        self.panel_gap = 18 if width == WIDE else 10
        self.block_width = (inside - self.gap * (self.count - 1)) / self.count
        units = sum(SINGLE if panel.columns == 1 else panel.columns for panel in panels)
        self.column = min(50.0, (self.block_width - self.panel_gap * (len(panels) - 1)) / units)
        self.row = min(ROW, max(1.3 * self.column, 14.0), TALLEST / self.rows)
        self.named = len(blocks[0].all) > 1
        self.noted = any(block.note for block in blocks)
        self.barred = any(block.head is not None for block in blocks)
        self.last_row = False

    def scene(self) -> Scene:
        """All blocks, row by row."""
        sketch = Sketch()
        bottom = 4.0
        for i, block in enumerate(self.blocks):
            column = i % self.count
            if column == 0:
                top = bottom
                self.last_row = i + self.count >= len(self.blocks)
            left = self.gutter + column * (self.block_width + self.gap)
            bottom = self._place(block, left, top, sketch, first=column == 0)
        return sketch.scene(self.width, bottom - 8)

    def _cell(self, panel: Panel) -> float:
        return min(66.0, SINGLE * self.column) if panel.columns == 1 else self.column

    def _place(
        self, block: Block, left: float, top: float, sketch: Sketch, *, first: bool
    ) -> float:
        """Add a block; returns where the next row of blocks may begin."""
        y = self._heading(block, left, top, sketch)
        above = Box(left, y, self.column, ROW)
        if block.above is not None:
            y += ROW + 8
            if first:
                sketch.labels += row_labels(block.labelled[-1], above, left - 9, self.gutter - 9)
        y += BANDS * any(panel.bands for panel in block.panels) + 18 * self.named
        x = left
        for panel in block.panels:
            box = Box(x, y, self._cell(panel), self.row)
            self._panel(panel, box, sketch, labelled=first and panel is block.panels[0])
            x += panel.columns * box.cell_width + self.panel_gap
        if self.named:
            self._titles(block, sketch)
        if block.above is not None:
            sketch.boxes.append(above)
        return y + self.rows * self.row + 36

    def _heading(self, block: Block, left: float, top: float, sketch: Sketch) -> float:
        y = top + 10
        size = 14 if self.block_width > 90 else 12
        sketch.labels.append(
            Label(left, y, f"<b>{as_text(block.title)}</b>", "left", size, markup=True)
        )
        if self.noted:
            y += 18
            # Of a single block the rest of the page is free.
            room = self.block_width + self.gap if self.count > 1 else self.width - left
            sketch.labels.append(Label(left, y, cut(block.note, room, 12), "left", 12, SOFT))
        y += 12 * self.barred
        if block.head is not None:
            width = sum(panel.columns * self._cell(panel) for panel in block.panels)
            width += self.panel_gap * (len(block.panels) - 1)
            sketch.bars.append(Bar(left, y, width, 4, head_colour(block.head)))
        return y + 16

    def _panel(self, panel: Panel, box: Box, sketch: Sketch, *, labelled: bool) -> None:
        sketch.boxes.append(box)
        if labelled:
            sketch.labels += row_labels(panel, box, box.x - 9, self.gutter - 9)
        # Many rows of blocks are numbered once, at the bottom.
        if self.last_row or len(self.blocks) <= 3 * self.count:
            sketch.labels += column_labels(panel, box, self.width)
        add_bands(panel, box, sketch, self.width)

    def _titles(self, block: Block, sketch: Sketch) -> None:
        """Add the titles of a block's panels, without shapes and limits where they do not fit.

        The last one ends with its panel where it is wider than that: the next block begins there.
        """
        boxes = sketch.boxes[-len(block.panels) :]
        end = float("inf")
        for panel, box in reversed(list(zip(block.panels, boxes, strict=True))):
            width = panel.columns * box.cell_width
            last = panel is block.panels[-1]
            room = min(width if last else width + self.panel_gap, end - box.x)
            fits = title_width(panel) <= room
            bare = replace(panel, shape="")
            text = title_text(panel if fits else bare, with_limit=fits)
            y = box.y - 12 - BANDS * bool(panel.bands)
            if last and not fits and bare_width(panel) > room:
                sketch.labels.append(Label(box.x + width, y, text, "right", markup=True))
                end = box.x + width - bare_width(panel)
            else:
                sketch.labels.append(Label(box.x, y, text, "left", markup=True))
