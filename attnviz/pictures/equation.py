"""An equation of pictures: operand panels, operators and the result in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attnviz.pictures.labels import (
    BANDS,
    TEXT_ROOM,
    add_bands,
    column_labels,
    label_room,
    row_labels,
    title_text,
    title_width,
)
from attnviz.pictures.palette import SOFT
from attnviz.pictures.panel import Panel
from attnviz.pictures.picture import Picture
from attnviz.pictures.scene import GUTTER, NARROW, WIDE, Box, Label, Scene, Sketch
from attnviz.pictures.words import panel_words

SIGN_GAP = 52
ROW = 30
TALLEST = 720
LEFT = 4
RIGHT = 8
COLUMN = 43
NUMBER = 34
"""A cell that holds "−0.34", pixels: a narrow page breaks a line rather than go below."""


@dataclass(frozen=True)
class _Slot:
    """A panel in a line, with the operator before it."""

    panel: Panel
    operator: str


def equation(
    *terms: Panel | str,
    below: Panel | None = None,
    below_note: str = "Σ over the T rows ↓",
    alt: str = "",
) -> Picture:
    """Operands, operators and result in one row; panels with the most rows share rows and labels.

    A vector sits at mid height. On a narrow page the row breaks before an operator, as a printed
    equation does.

    Args:
        *terms: Panels with an operator between two: one sign ("×", "÷", "·", "=", "+", "−"), or a
            word such as "exp", drawn as an arrow with the word below.
        below: The sum of the last panel's rows, (1, columns): drawn under the columns it sums.
        below_note: What is done to the rows.
        alt: The picture in words; by default the terms and their sizes.

    Returns:
        A picture, at most 1040 px wide on a wide page.

    Raises:
        ValueError: if terms do not alternate, or `below` has not the last panel's columns.
    """
    slots = _slots(terms)
    panels = [slot.panel for slot in slots]
    if below is not None:
        if below.values.shape != (1, panels[-1].columns):
            raise ValueError(
                f"below must be (1, {panels[-1].columns}), the columns of {panels[-1].name!r}, "
                f"got {below.values.shape}"
            )
        panels.append(below)
    wide, narrow = (_place(slots, below, below_note, width) for width in (WIDE, NARROW))
    tensors = [[i] for i in range(len(panels))]
    name = panel_words(panels[-1])
    return Picture(panels, tensors, wide, narrow, name, alt or _words(terms, below, below_note))


def _slots(terms: Sequence[Panel | str]) -> list[_Slot]:
    panels, operators = terms[::2], ("", *terms[1::2])
    slots = [
        _Slot(panel, operator)
        for panel, operator in zip(panels, operators, strict=False)
        if isinstance(panel, Panel) and isinstance(operator, str)
    ]
    if len(slots) != (len(terms) + 1) // 2 or len(terms) % 2 == 0:
        raise ValueError(
            "terms must be panels with one operator between two, got "
            f"{[term if isinstance(term, str) else f'panel {term.name}' for term in terms]}"
        )
    return slots


def _words(terms: Sequence[Panel | str], below: Panel | None, below_note: str) -> str:
    words = [
        term if isinstance(term, str) else f"{term.title} ({term.rows} by {term.columns})"
        for term in terms
    ]
    if below is not None:
        words.append(f"{below_note.rstrip(' ↓')}: {below.title} ({below.columns})")
    return " ".join(words)


def _place(slots: Sequence[_Slot], below: Panel | None, below_note: str, width: int) -> Scene:
    lines = [_Line(slots, width)] if width == WIDE else _broken(slots, width)
    sketch = Sketch()
    top = 4.0
    for line in lines:
        top = line.place(sketch, top, summed=line is lines[-1] and below is not None)
    if below is not None:
        top = _place_below(below, below_note, sketch, top, width)
    return sketch.scene(width, top + 4)


def _broken(slots: Sequence[_Slot], width: int) -> list[_Line]:
    """The slots in as many lines as it takes for cells to hold their numbers."""
    lines: list[_Line] = []
    current: list[_Slot] = []
    for slot in slots:
        if current and _Line([*current, slot], width).column < NUMBER:
            lines.append(_Line(current, width))
            current = []
        current.append(slot)
    return [*lines, _Line(current, width)]


def _place_below(below: Panel, note: str, sketch: Sketch, top: float, width: int) -> float:
    """Add a sum under the last panel from `top` on; returns where it ends."""
    over = sketch.boxes[-1]
    box = Box(over.x, top + 14, over.cell_width, ROW)
    sketch.boxes.append(box)
    middle = over.x + below.columns * over.cell_width / 2
    sketch.labels.append(Label(max(middle, 3.0 * len(note)), top, note, size=12, colour=SOFT))
    sketch.labels += column_labels(below, box, width)
    bottom = box.y + ROW + 20
    title = title_text(below)
    if box.x > title_width(below) + 12:
        sketch.labels.append(Label(box.x - 8, box.y + ROW / 2, title, "right", markup=True))
        return bottom
    sketch.labels.append(Label(box.x, bottom + 12, title, "left", markup=True))
    return bottom + 24


def _title_width(panel: Panel, leading: str) -> float:
    """About how wide a panel's title is behind the operator of a broken line, pixels."""
    return title_width(panel) + 10 * len(leading)


class _Line:
    """Slots side by side: the size of their cells, and where they go."""

    def __init__(self, slots: Sequence[_Slot], width: int) -> None:
        self.slots = slots
        self.width = width
        panels = [slot.panel for slot in slots]
        self.rows = max(panel.rows for panel in panels)
        self.labelled = next((p for p in panels if p.rows == self.rows and p.row_labels), None)
        self.row = min(ROW, TALLEST / self.rows)
        self.titles = [self._title_room(slot) for slot in slots]
        self.column = float(COLUMN)
        around = LEFT + RIGHT + sum(self._label_room(panel) for panel in panels)
        around += sum(self._gap(slot.operator) for slot in slots[1:])
        while self.column > 0.5 and around + sum(self._panel_widths()) > width:
            self.column *= 0.98

    def _title_room(self, slot: _Slot) -> float:
        """What a slot's title needs of its panel's width, as far as the gaps do not give it."""
        leading = slot.operator if slot is self.slots[0] else ""
        needed = TEXT_ROOM[self.width] * _title_width(slot.panel, leading)
        if slot.panel.rows < self.rows and len(self.slots) > 1:
            # It stands at mid height, where the next panel's labels may end the gap.
            return min(needed, self.width / 2)
        return min(needed - SIGN_GAP + 16, self.width / 3)

    def _cell(self, panel: Panel) -> float:
        return max(40.0, min(64.0, 1.5 * self.column)) if panel.columns == 1 else self.column

    def _label_room(self, panel: Panel) -> float:
        """Room for a panel's row labels: none if it shares the rows of one that has them."""
        if panel is self.labelled:
            return float(GUTTER[self.width])
        if not panel.row_labels or (self.labelled and panel.row_labels == self.labelled.row_labels):
            return 0
        return label_room(panel, self.width)

    def _panel_widths(self) -> list[float]:
        """Width of each panel, or of its title where that is wider than what is free beside it."""
        panels = zip(self.slots, self.titles, strict=True)
        return [max(self._cell(slot.panel) * slot.panel.columns, title) for slot, title in panels]

    def _gap(self, operator: str) -> float:
        gap = SIGN_GAP if self.width == WIDE else SIGN_GAP / 2
        if len(operator) < 2:
            return gap
        words = 6.0 * len(operator)
        # Between panels they have room also where the page shrinks the picture most.
        return max(gap, 1.75 * words + 10 if self.width == WIDE else words + 16)

    def place(self, sketch: Sketch, top: float, *, summed: bool) -> float:
        """Add the line from `top` on; returns where it ends.

        Args:
            sketch: What the line is added to.
            top: Pixels.
            summed: Whether the last panel's sum comes below, in place of its column labels.
        """
        panels = [slot.panel for slot in self.slots]
        notes, bands = any(panel.note for panel in panels), any(panel.bands for panel in panels)
        first_row = top + 22 + 16 * notes + BANDS * bands
        height = self.rows * self.row
        x = float(LEFT)
        for slot, width in zip(self.slots, self._panel_widths(), strict=True):
            panel = slot.panel
            if slot is not self.slots[0]:
                x = self._operator(slot.operator, x, first_row + height / 2, sketch)
            room, cell = self._label_room(panel), self._cell(panel)
            left = x + room + (width - cell * panel.columns) / 2
            box = Box(left, first_row + (height - panel.rows * self.row) / 2, cell, self.row)
            sketch.boxes.append(box)
            if room:
                sketch.labels += row_labels(panel, box, box.x - 9, room - 9)
            self._title(panel, box, slot.operator if slot is self.slots[0] else "", sketch)
            if not (summed and slot is self.slots[-1]):
                sketch.labels += column_labels(panel, box, self.width)
            add_bands(panel, box, sketch, self.width)
            x += room + width
        return first_row + height + (20 if summed else 26)

    def _operator(self, operator: str, x: float, middle: float, sketch: Sketch) -> float:
        centre = x + self._gap(operator) / 2
        if len(operator) == 1:
            sketch.labels.append(Label(centre, middle, operator, size=20))
        else:
            sketch.labels.append(Label(centre, middle - 6, "→", size=20))
            sketch.labels.append(Label(centre, middle + 12, operator, size=12, colour=SOFT))
        return x + self._gap(operator)

    def _title(self, panel: Panel, box: Box, leading: str, sketch: Sketch) -> None:
        """Title, centred over the panel but inside the page, behind a broken line's operator."""
        text = title_text(panel)
        if leading:
            text = f"<b>{leading if len(leading) == 1 else f'→ {leading}'}</b>  {text}"
        half = _title_width(panel, leading) / 2 + 2
        centre = box.x + panel.columns * box.cell_width / 2
        centre = max(half, min(centre, self.width - half))
        y = box.y - 12 - BANDS * bool(panel.bands)
        if panel.note:
            sketch.labels.append(Label(centre, y, panel.note, size=12, colour=SOFT))
            y -= 16
        sketch.labels.append(Label(centre, y, text, markup=True))
