"""A learner's own clicks come back after a reload, in the tab of the browser that brought them.

A reload is a new session, and Streamlit keeps the one before it for two minutes. Its clicks are
found by a name that only this tab knows, and are kept no longer than they would be anyway.
"""

from pathlib import Path

import streamlit as st

from attnviz.ui.components.told import when_told
from attnviz.ui.compute.user_data import forgotten, take_up, user_data
from attnviz.ui.state import keys
from attnviz.ui.state.visit import visit

_mount = st.components.v2.component(
    "attnviz_tab", js=Path(__file__).with_name("tab.js").read_text(encoding="utf-8")
)


def remember() -> None:
    """Let the tab remember the clicks of this session, or bring back those that it remembers."""
    found = user_data()
    data: dict[str, str | bool | int] = {
        "name": "" if found is None else found.name,
        "forget": found is None and (forgotten() or visit().clicks_are_gone),
    }
    if found is None:
        # What the tab tells can be lost, as where the page changes at that moment: each run asks
        # anew, as a component that is given the same is not called again.
        visit().asked_tab += 1
        data["asked"] = visit().asked_tab
    told = when_told(keys.TAB, "brought", _is_name, _bring_back)
    _mount(key=keys.TAB, data=data, height=1, on_brought_change=told)


def _is_name(value: object) -> bool:
    return isinstance(value, str)


def _bring_back(name: str) -> None:
    visit().clicks_are_gone = not take_up(name)
