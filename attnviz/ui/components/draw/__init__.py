"""Bars over the clicks, which a learner draws: shares that sum to 100 %."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attnviz.ui import components
from attnviz.ui.components.shared.told import when_told

_mount = components.component("draw", "draw/main.js", "draw/style.css")


def draw(bars: Sequence[str], *, key: str, on_answer: Callable[[tuple[int, ...]], None]) -> None:
    """Let a learner draw a share for each bar, by the pointer or by keys.

    Args:
        bars: What each bar is of; any text.
        key: Streamlit's key.
        on_answer: Called before the page runs again with the per cent of each bar; they are whole,
            and sum to 100.
    """

    def is_drawing(value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) == len(bars)
            and all(type(share) is int and share >= 0 for share in value)
            and sum(value) == 100
        )

    answer = when_told(key, "drawn", is_drawing, lambda drawn: on_answer(tuple(drawn)))
    _mount(key=key, data=_data(bars, None, None), on_drawn_change=answer)


def drawn_beside(
    bars: Sequence[str], drawn: Sequence[int], layer: Sequence[float], *, key: str
) -> None:
    """Show a drawing beside the layer's weights.

    Args:
        bars: What each bar is of; any text.
        drawn: Per cent of each bar, as drawn.
        layer: The layer's share of each bar, 0 .. 1.
        key: Streamlit's key.
    """
    _mount(key=key, data=_data(bars, drawn, layer))


def _data(
    bars: Sequence[str], drawn: Sequence[int] | None, layer: Sequence[float] | None
) -> dict[str, Any]:
    return {
        "bars": list(bars),
        "drawn": None if drawn is None else list(drawn),
        "layer": None if layer is None else [components.number(100 * share) for share in layer],
    }
