"""A learner's own clicks come back after a reload, in the tab of the browser that brought them.

A reload is a new session, and Streamlit keeps the one before it for two minutes. Its clicks are
found by a name that only this tab knows, and are kept no longer than they would be anyway.
"""

from pathlib import Path

import streamlit as st

from attnviz.ui.compute.user_data import forgotten, take_up, user_data
from attnviz.ui.state import keys
from attnviz.ui.state.visit import visit

_mount = st.components.v2.component(
    "attnviz_tab", js=Path(__file__).with_name("tab.js").read_text(encoding="utf-8")
)


def remember() -> None:
    """Let the tab remember the clicks of this session, or bring back those that it remembers."""
    found = user_data()
    data = {
        "name": "" if found is None else found.name,
        "forget": found is None and (forgotten() or visit().clicks_are_gone),
    }
    _mount(key=keys.TAB, data=data, height=1, on_brought_change=_bring_back)


def _bring_back() -> None:
    if keys.TAB not in st.session_state:  # dropped as the page changed: the next one asks again
        return
    name = getattr(st.session_state[keys.TAB], "brought", None)
    visit().clicks_are_gone = not (isinstance(name, str) and take_up(name))
