"""A badge in a room outlasts a reload, in the tab of the browser that took it.

It is in no link: who reads one from the screen is another learner, and never the teacher.
"""

from pathlib import Path

import streamlit as st

from attnviz.ui.components.told import when_told
from attnviz.ui.state import keys
from attnviz.ui.state.class_room import badge, is_badge, take_badge

_mount = st.components.v2.component(
    "attnviz_badge", js=Path(__file__).with_name("badge.js").read_text(encoding="utf-8")
)


def remember_badge(place: int) -> None:
    """Let the tab remember the badge of this session, or bring back the one that it remembers.

    Args:
        place: The view of the lesson. What the tab tells can be lost where the page changes at that
            moment: on another view it is asked anew.
    """
    told = when_told(keys.BADGE_OF_TAB, "remembered", is_badge, take_badge)
    data = {"badge": badge(), "place": place}
    _mount(key=keys.BADGE_OF_TAB, data=data, height=1, on_remembered_change=told)
