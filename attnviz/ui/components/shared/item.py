"""An item as the components show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """An item of the shop.

    Attributes:
        item_id: Its id.
        title: What it is called; any text.
        interest: What it belongs to.
        hue: Whose colour it has, of `palette.INTERESTS`; by default its interest's, and grey if
            that is none of them.
    """

    item_id: int
    title: str
    interest: str
    hue: str = ""
