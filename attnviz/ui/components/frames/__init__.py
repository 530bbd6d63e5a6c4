"""Frames of which one is seen at a time: what a picture of tensors and a chart have in common."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, overload

import plotly.graph_objects as go

from attnviz.learning.store import STORE, Shelf
from attnviz.pictures import Picture
from attnviz.pictures.payload import frame_view, pack, picture_view
from attnviz.scenario.settings import KINDS
from attnviz.trace.cell import OVER_HEADS, Cell
from attnviz.ui import components

Shown: TypeAlias = Picture | go.Figure

SHEET = "frames/style.css"
"""What pictures and charts look like alike."""

_mount = components.component("frames", "frames/main.js")
_shelf = Shelf(STORE)


class Frames(Sequence[Picture]):
    """Pictures that are made when they are asked for.

    Args:
        count: How many there are.
        make: Returns the picture of an index, 0-based.
        version: Names what they show: pictures of one version are the same.
        private: Whether they are a learner's own, and so in no cache that others share.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], Picture],
        version: str,
        *,
        private: bool = False,
    ) -> None:
        self._count = count
        self._make = make
        self.version = version
        self.private = private

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Picture: ...
    @overload
    def __getitem__(self, index: slice) -> list[Picture]: ...
    def __getitem__(self, index: int | slice) -> Picture | list[Picture]:
        indices = range(self._count)[index]
        return self._make(indices) if isinstance(indices, int) else [self[i] for i in indices]


@dataclass(frozen=True)
class Kept:
    """A picture, a chart or frames of one, made only where what it is sent is not kept.

    Attributes:
        make: Returns them.
        version: Names what they show: those of one version are the same, whoever asks for them.
    """

    make: Callable[[], Shown | Sequence[Shown]]
    version: Hashable


Drawn: TypeAlias = Shown | Sequence[Shown] | Kept


def send_all(frames: Frames, key: str) -> None:
    """Send all frames to the picture called `key`, which by now shows one of them.

    Compressed: a browser that cannot unpack them asks the server for each.
    """
    sent = (
        _pack(key, frames)
        if frames.private
        else _shelf.get((key, frames.version), lambda: _pack(key, frames))
    )
    _mount(key=f"{key}_frames", data=sent, height=1)


def _pack(key: str, frames: Frames) -> bytes:
    # An eighth of it is left, in 2 ms: no picture waits for it, and a slow line does.
    views = [frame_view(shown) for shown in frames]
    packed = pack({"key": key, "version": frames.version, "frames": views})
    return gzip.compress(packed, compresslevel=6, mtime=0)


def packed(
    drawn: Drawn,
    key: str,
    *,
    alt: str,
    frame: int,
    follows: Literal["step", "epoch"],
    hint: str,
    pinned: Cell | None = None,
    outlined: Sequence[Cell] = (),
    moved: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """Return what a picture or a chart is sent, with what a chart is sent besides.

    Of `Frames` it has the shown one alone. It is kept of what has a version, and then made for the
    first who asks.

    Raises:
        ValueError: if there is no frame, or `frame` is not the index of one.
    """

    def made() -> bytes:
        frames = all_of(drawn)
        view = _view(frames, key, alt, frame, follows, hint, pinned, outlined, moved)
        return pack({**view, **(more or {})})

    version = drawn.version if isinstance(drawn, Kept | Frames) else None
    if version is None or (isinstance(drawn, Frames) and drawn.private):
        return made()
    asked = (alt, frame, follows, hint, pinned, tuple(outlined), tuple(moved))
    return _shelf.get((key, version, asked), made)


def all_of(drawn: Drawn) -> Shown | Sequence[Shown]:
    """Return what is drawn, made where it was not."""
    return drawn.make() if isinstance(drawn, Kept) else drawn


def _view(
    frames: Shown | Sequence[Shown],
    key: str,
    alt: str,
    frame: int,
    follows: Literal["step", "epoch"],
    hint: str,
    pinned: Cell | None,
    outlined: Sequence[Cell],
    moved: Sequence[str],
) -> dict[str, Any]:
    every = [frames] if isinstance(frames, Shown) else frames
    if not every:
        raise ValueError("frames must hold at least one picture, got none")
    if not 0 <= frame < len(every):
        raise ValueError(f"frame must be in 0..{len(every) - 1}, got {frame}")
    shown = every[frame]
    version = every.version if isinstance(every, Frames) else None
    return picture_view(
        [shown] if version else every,
        key,
        alt=alt or _words(shown),
        count=len(every),
        version=version,
        frame=frame,
        follows=follows,
        pinned=None if pinned is None else vars(pinned),
        outlined=[vars(cell) for cell in outlined],
        moved=moved,
        hint=hint,
    )


def _words(shown: Shown) -> str:
    if isinstance(shown, Picture):
        return shown.alt
    return str((shown.layout.meta or {}).get("alt", ""))


def is_pin(answer: Any) -> bool:
    """Whether this can be what is told of a cell: one, or none."""
    if answer is None:
        return True
    cell = answer.get("cell") if isinstance(answer, dict) else answer
    if not isinstance(cell, dict):
        return cell is None
    step, index = cell.get("step"), cell.get("index")
    if not isinstance(step, str) or not isinstance(index, list):
        return False
    places = all(n is None or (type(n) is int and n >= 0) or n in tuple(OVER_HEADS) for n in index)
    return places and KINDS["pin"].accepts(str(Cell(step, tuple(index))))


def cell_of(answer: dict[str, Any] | None) -> Cell | None:
    """Return the cell that an answer tells of."""
    cell = (answer or {}).get("cell")
    return None if cell is None else Cell(cell["step"], tuple(cell["index"]))
