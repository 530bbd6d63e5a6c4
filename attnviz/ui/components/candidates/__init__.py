"""Chips to choose the candidate from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attnviz.ui import components
from attnviz.ui.components.shared.item import Item
from attnviz.ui.components.shared.told import when_told

_mount = components.component("candidates", "candidates/main.js", "candidates/style.css")


def candidates(
    items: Sequence[Item],
    chosen: int,
    *,
    key: str,
    on_choose: Callable[[int], None],
    label: str = "Score this item",
) -> None:
    """Show a radio group of items; the arrow keys move in it.

    Args:
        items: What can be chosen.
        chosen: Id of the chosen item; an id that is not among `items` leaves all unchosen.
        key: Streamlit's key.
        on_choose: Called with the item's id before the page runs again.
        label: What is chosen here.
    """
    data = {"label": label, "chosen": chosen, "items": [vars(item) for item in items]}
    ids = {item.item_id for item in items}
    choose = when_told(key, "chosen", lambda item: type(item) is int and item in ids, on_choose)
    _mount(key=key, data=data, on_chosen_change=choose)
