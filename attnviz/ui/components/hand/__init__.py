"""What the hand does on every page: undo, redo, and numbers of sliders that are typed.

And a page that has lost its server runs as soon as there is one again: else the hand's first press
would be one in a session that has drawn nothing yet, and come to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attnviz.ui import components
from attnviz.ui.components.shared.told import when_told

_LONGEST = 40
_mount = components.component("hand", "hand/main.js", "shared/ways.css", "hand/style.css")


def hand(
    sliders: Mapping[str, str],
    answer: tuple[int, str],
    session: str,
    *,
    key: str,
    on_typed: Callable[[str, str, int], None],
    on_asked: Callable[[], None],
) -> bool:
    """Show undo and redo, which go through the browser's history, and let sliders be typed into.

    It also keeps the focus on the page: what goes with a run leaves it to what it stood in.

    Args:
        sliders: By the key of each slider whose number can be typed, what it can be, in words.
        answer: The number of what was typed last, as `on_typed` was told it, and why it cannot be;
            "" where it can.
        session: The name of the session that draws the page.
        key: Streamlit's key.
        on_typed: Called with a slider's key, the text, and its number before the page runs again.
        on_asked: Called where the list of the keys is asked for, by "?".

    Returns:
        Whether the browser had this page from another session, which is lost.
    """

    def is_typed(told: Any) -> bool:
        if not isinstance(told, dict):
            return False
        name, text, number = (told.get(part) for part in ("name", "text", "number"))
        short = isinstance(text, str) and len(text) <= _LONGEST
        return isinstance(name, str) and name in sliders and short and type(number) is int

    number, refused = answer
    told = _mount(
        key=key,
        data={
            "sliders": dict(sliders),
            "answered": number,
            "refused": refused,
            "session": session,
        },
        on_typed_change=when_told(
            key,
            "typed",
            is_typed,
            lambda told: on_typed(told["name"], told["text"], told["number"]),
        ),
        on_asked_change=when_told(
            key, "asked", lambda told: told is True, lambda _told: on_asked()
        ),
        # To run the page is all; and a new session, which knows no callback yet, reads it.
        on_back_change=lambda: None,
    )
    return isinstance(told.back, str) and told.back != session
