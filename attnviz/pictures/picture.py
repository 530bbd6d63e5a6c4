"""A picture: tensors side by side, as panels that are placed for a wide and for a narrow page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attnviz.pictures.panel import Panel
from attnviz.pictures.scene import Scene


@dataclass(frozen=True, eq=False)
class Picture:
    """Tensors side by side.

    Attributes:
        panels: All panels, one or more.
        tensors: Of each tensor the places of its panels; they have one shape and one scale.
        wide, narrow: The picture's two scenes.
        name: What it says: the numbers that it comes to, in words.
        alt: What it shows, in words: its tensors and what is done with them.
        current: The column that a panel's cursor is at first; None where no panel has a cursor.
    """

    panels: Sequence[Panel]
    tensors: Sequence[Sequence[int]]
    wide: Scene
    narrow: Scene
    name: str
    alt: str
    current: int | None = None
