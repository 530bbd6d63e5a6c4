"""The head of the panel of an opened number, which also puts the panel where it is in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attnviz.ui import components
from attnviz.ui.components.shared.told import is_index, when_told

_mount = components.component("opened", "opened/main.js", "shared/ways.css", "opened/style.css")


def opened_bar(
    title: str,
    value: float,
    parents: Sequence[str],
    *,
    back: str,
    forward: str,
    comes_with_lesson: bool,
    key: str,
    on_open: Callable[[int], None],
    on_go: Callable[[int], None],
    on_close: Callable[[], None],
) -> None:
    """Show what the number is made of, the way back and forward, and Close.

    It stands in the container of the panel, whose key is "opened": where that is on the screen
    follows from where the page's pictures have the number.

    Args:
        title: The number's name and value, which a screen reader is told.
        value: The number: once it is another, its field gives the focus to the panel.
        parents: Names of the steps that it was computed from.
        back: What was opened before it; "" for nothing.
        forward: What was opened after it; "" for nothing.
        comes_with_lesson: Whether nobody has opened it, and a lesson's view comes with it: then the
            page stays where it is, as it is read from its top.
        key: Streamlit's key.
        on_open: Called with the index of one of the parents before the page runs again.
        on_go: The same with -1 for back and 1 for forward.
        on_close: The same when the panel is closed, by its button or by Escape.
    """
    data = {
        "title": title,
        "value": repr(value),
        "parents": list(parents),
        "back": back,
        "forward": forward,
        "comes_with_lesson": comes_with_lesson,
    }

    def is_parent(place: Any) -> bool:
        return is_index(place, len(parents))

    def is_way(by: Any) -> bool:
        return type(by) is int and by in (-1, 1)

    _mount(
        key=key,
        data=data,
        on_opened_change=when_told(key, "opened", is_parent, on_open),
        on_gone_change=when_told(key, "gone", is_way, on_go),
        on_closed_change=when_told(key, "closed", lambda told: told is True, lambda _: on_close()),
    )
