"""Where the parts of a picture are, in pixels, on a page of one width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from attnviz.pictures.palette import INK

WIDE = 1040
NARROW = 358
GUTTER = {WIDE: 118, NARROW: 84}
"""Width of the row labels at the left, by the picture's width."""


@dataclass(frozen=True)
class Box:
    """A panel's place: its left top corner and the size of a cell, pixels."""

    x: float
    y: float
    cell_width: float
    cell_height: float


@dataclass(frozen=True)
class Label:
    """A text at a point, pixels; y is the text's middle.

    It is shown as it is, or where it is `markup` as Plotly reads it.
    """

    x: float
    y: float
    text: str
    anchor: Literal["left", "center", "right"] = "center"
    size: float = 12.5
    colour: str = INK
    markup: bool = False


@dataclass(frozen=True)
class Bar:
    """A filled bar of one colour: a head's band; pixels."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Scene:
    """A picture placed on a page of one width: a box a panel, and what is written around them.

    The panels of one tensor must be in straight rows and columns.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...] = ()
    bars: tuple[Bar, ...] = ()


class Sketch:
    """A scene in the making."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.labels: list[Label] = []
        self.bars: list[Bar] = []

    def scene(self, width: float, height: float) -> Scene:
        """The scene of what has been added, in the panels' order."""
        return Scene(width, height, tuple(self.boxes), tuple(self.labels), tuple(self.bars))
