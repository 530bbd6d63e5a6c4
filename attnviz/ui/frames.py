"""Frames of a picture of which one is sent at once, and the others behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import overload

import plotly.graph_objects as go
import streamlit as st

from attnviz.panels.payload import figure_view, pack
from attnviz.ui import assets

_SCRIPT = Path(__file__).with_name("picture_unpack.js").read_text(encoding="utf-8")

_mount = st.components.v2.component(
    "attnviz_frames", js="\n".join((_SCRIPT, assets.script("picture_frames")))
)


class Frames(Sequence[go.Figure]):
    """Figures that are made when they are asked for.

    Args:
        count: How many there are.
        make: Returns the figure of an index, 0-based.
        version: Names what they show: figures of one version are the same.
    """

    def __init__(self, count: int, make: Callable[[int], go.Figure], version: str) -> None:
        self._count = count
        self._make = make
        self.version = version

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
    _mount(key=f"{key}_frames", data=_packed(key, frames.version, frames), height=1)


@st.cache_resource(max_entries=32, show_spinner=False)
def _packed(key: str, version: str, _frames: Frames) -> bytes:
    frames = [figure_view(figure) for figure in _frames]
    return pack({"key": key, "version": version, "frames": frames})
