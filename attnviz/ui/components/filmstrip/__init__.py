"""All steps of a walk as a strip of frames, and the stepper that goes through them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from attnviz.pictures.palette import ROLES, SCALE_STOPS, scale_bounds, scale_positions
from attnviz.topics.glossary import LETTERS
from attnviz.ui import components
from attnviz.ui.components.shared.told import when_told

ROWS = 20
COLUMNS = 40
"""Cells of a thumbnail at most; a larger array is averaged in blocks."""

_NO_NUMBER = 255

_mount = components.component(
    "filmstrip", "filmstrip/main.js", "shared/stepper.css", "filmstrip/style.css"
)


@dataclass(frozen=True, eq=False)
class Frame:
    """A step of the walk.

    Attributes:
        name: The step's name.
        role: Whose colour the name has, a key of `palette.ROLES`.
        shape: Its shape, such as "B=5 T=10 D=8".
        values: The thumbnail (rows, columns), any floats; NaN is drawn as masked.
        scale: The colours: "signed" (-limit..limit), "weights" or "grey" (0..limit), or "plain".
        limit: The end of the scale.
        title: What happens in the step.
        sentence: One sentence about it.
        before: Shapes of the tensors it is computed from.
        moved: Axes of the shape that are marked for a moment, as their lengths have changed.
        moved_before: The same of each shape of `before`.
        folded: How else the shape is written, in words; "" if it is not.

    Raises:
        ValueError: if the role, the limit or the number of axes of `values` is not allowed.
    """

    name: str
    role: str
    shape: str
    values: NDArray[np.floating]
    scale: Literal["weights", "signed", "grey", "plain"]
    limit: float
    title: str
    sentence: str
    before: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    moved_before: tuple[tuple[str, ...], ...] = ()
    folded: str = ""

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"role={self.role!r} is not allowed; allowed is one of {list(ROLES)}")
        if not self.limit > 0:
            raise ValueError(f"limit={self.limit!r} is not allowed; allowed is a number above 0")
        if self.values.ndim != 2 or self.values.size == 0:
            raise ValueError(
                f"values of shape {self.values.shape} are not allowed; allowed is (rows, columns)"
            )


def filmstrip(
    frames: Sequence[Frame], current: str, *, key: str, on_step: Callable[[str], None]
) -> None:
    """Show the strip, the current step's title, shapes and sentence, and the stepper.

    Steps are taken in the browser and told to the page as its step cursor at once, to Python 300 ms
    after the last one, and after playing.

    Args:
        frames: The steps in the order of the walk.
        current: Name of the step to show.
        key: Streamlit's key.
        on_step: Called with the step's name before the page runs again.

    Raises:
        ValueError: if there is no step of this name.
    """
    names = [frame.name for frame in frames]
    if current not in names:
        raise ValueError(f"current={current!r} is not allowed; allowed is one of {names}")
    _mount(
        key=key,
        data={
            "key": key,
            "current": current,
            "frames": [_payload(frame) for frame in frames],
            "stops": SCALE_STOPS,
            "letters": LETTERS,
        },
        on_step_change=when_told(key, "step", names.__contains__, on_step),
    )


def thumbnail(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return values averaged in blocks to at most `ROWS` by `COLUMNS`; a block of NaN stays NaN.

    Args:
        values: Any floats (rows, columns).
    """
    small = np.asarray(values, np.float64)
    for axis, most in enumerate((ROWS, COLUMNS)):
        if small.shape[axis] > most:
            blocks = np.array_split(small, most, axis=axis)
            small = np.concatenate([_mean(block, axis) for block in blocks], axis=axis)
    return small


def _mean(block: NDArray[np.floating], axis: int) -> NDArray[np.floating]:
    known = ~np.isnan(block)
    count = known.sum(axis=axis, keepdims=True)
    total = np.where(known, block, 0).sum(axis=axis, keepdims=True)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _payload(frame: Frame) -> dict[str, Any]:
    values = thumbnail(frame.values)
    place = scale_positions(values, scale_bounds(frame.scale, frame.limit)) * (_NO_NUMBER - 1)
    cells = np.where(np.isnan(values), _NO_NUMBER, np.round(place)).astype(np.uint8)
    return {
        "name": frame.name,
        "role": frame.role,
        "shape": frame.shape,
        "scale": frame.scale,
        "rows": cells.shape[0],
        "columns": cells.shape[1],
        "cells": b64encode(cells.tobytes()).decode(),
        "title": frame.title,
        "sentence": frame.sentence,
        "before": list(frame.before),
        "moved": list(frame.moved),
        "moved_before": [list(axes) for axes in frame.moved_before],
        "folded": frame.folded,
    }
