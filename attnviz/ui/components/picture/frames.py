"""Frames of a picture of which one is sent at once, and the others behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

import plotly.graph_objects as go

from attnviz.learning.store import STORE, Shelf
from attnviz.pictures.payload import figure_view, pack
from attnviz.ui import components

_mount = components.component("frames", "picture/frames.js")
_shelf = Shelf(STORE)


class Frames(Sequence[go.Figure]):
    """Figures that are made when they are asked for.

    Args:
        count: How many there are.
        make: Returns the figure of an index, 0-based.
        version: Names what they show: figures of one version are the same.
        private: Whether they are a learner's own, and so in no cache that others share.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], go.Figure],
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
    def __getitem__(self, index: int) -> go.Figure: ...
    @overload
    def __getitem__(self, index: slice) -> list[go.Figure]: ...
    def __getitem__(self, index: int | slice) -> go.Figure | list[go.Figure]:
        indices = range(self._count)[index]
        return self._make(indices) if isinstance(indices, int) else [self[i] for i in indices]


def send_all(frames: Frames, key: str) -> None:
    """Send all frames to the picture called `key`, which by now shows one of them."""
    packed = (
        _pack(key, frames)
        if frames.private
        else _shelf.get((key, frames.version), lambda: _pack(key, frames))
    )
    _mount(key=f"{key}_frames", data=packed, height=1)


def _pack(key: str, frames: Frames) -> bytes:
    views = [figure_view(figure) for figure in frames]
    return pack({"key": key, "version": frames.version, "frames": views})
