"""The keyboard's place on a page that has no other component."""

from attnviz.ui import components

_mount = components.component("focus", "focus/main.js")


def keep_focus() -> None:
    """Keep the focus on the page: a button that goes with a run leaves it to what it stood in."""
    _mount(key="focus", data={}, height=1)
