"""What a page does as a whole: its news are read out, one line says what a change has moved, its
frame is told how high it is, and its links say what is shown when a hand comes near them.
"""

from __future__ import annotations

from collections.abc import Callable

from attnviz.ui import components
from attnviz.ui.components.shared.told import when_told

_mount = components.component("page", "page/main.js")


def page_script(
    number: int,
    news: str,
    *,
    embedded: bool,
    moved: str,
    behind: str,
    parts: bool,
    key: str,
    on_approached: Callable[[], None],
) -> None:
    """Do what a page does as a whole; nothing of it is seen.

    Args:
        number: Of what is new: more than that of what was told before.
        news: What a screen reader is told, once.
        embedded: Whether the page stands in a frame, which is told how high it is.
        moved: Which lengths the last change has moved, in one line over the page's foot; "" for
            none.
        behind: What links to other pages should say and do not yet, as a short mark; "" for
            nothing.
        parts: Whether the page leaves links behind at all.
        key: Streamlit's key.
        on_approached: Called where a hand comes near links that are behind.
    """
    _mount(
        key=key,
        data={
            "number": number,
            "text": news,
            "embedded": embedded,
            "moved": moved,
            "behind": behind,
            "parts": parts,
        },
        height=1,
        on_approached_change=when_told(
            key, "approached", lambda told: told is True, lambda _told: on_approached()
        ),
    )
