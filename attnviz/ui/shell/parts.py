"""Parts of a page that can run without the rest of it, and the links that then are behind.

A control's callback names the parts that are to run (`redraw_numbers` in
`attnviz/ui/state/pacing.py`). Links to other pages say what is shown; a press would make a dozen of
them anew, so they come when a hand comes near them, which the page script tells.
"""

from collections.abc import Callable
from urllib.parse import urlencode
from zlib import crc32

import streamlit as st

from attnviz.ui.platform import goes_elsewhere
from attnviz.ui.state import address, keys
from attnviz.ui.state.moved import settle
from attnviz.ui.state.visit import visit

Part = Callable[[str, Callable[[], None]], None]
"""Draws a part of a page, by its key."""


def without_the_rest(key: str, draw: Callable[[], None]) -> None:
    """Draw a part of a page that can run without the rest; several may have one key."""

    @st.fragment(key=key)
    def part() -> None:
        draw()

    part()


def with_the_rest(_key: str, draw: Callable[[], None]) -> None:
    """Draw a part of a page that runs with the rest alone."""
    with st.container():
        draw()


def note_links() -> None:
    """Note that links to other pages say what is shown now: the last of them is drawn."""
    visit().linked = urlencode(address.link())


def links_behind() -> str:
    """Return what links to other pages should say and do not yet, as a short mark; "" for none."""
    link = urlencode(address.link())
    return "" if link == visit().linked else f"{crc32(link.encode()):x}"


def bring_links_up() -> None:
    """Let links to other pages say what is shown, as a hand comes near them.

    A run that was cut off by it, before all was drawn, is begun anew; and one that leads to another
    page goes on.
    """
    around = visit().around
    if visit().is_drawn and around is not None and not goes_elsewhere(around.page):
        address.write(at_once=True)
        settle()
        st.rerun(keys.LINKS)
