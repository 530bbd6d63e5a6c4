"""The lesson in the making comes back after a reload, in the tab of the browser that made it."""

from pathlib import Path

import streamlit as st

from attnviz.ui.components.told import when_told
from attnviz.ui.state import draft, keys
from attnviz.ui.state.visit import visit

_mount = st.components.v2.component(
    "attnviz_kept_draft",
    js=Path(__file__).with_name("kept_draft.js").read_text(encoding="utf-8"),
)


def keep_draft() -> None:
    """Let the tab keep the draft as it is now; a session that begins asks for what it has kept."""
    told = when_told(keys.KEPT_DRAFT, "kept", _is_text, _take)
    text = draft.kept_text()
    asks = text is None or keys.ASKED_FOR_DRAFT not in st.session_state
    st.session_state[keys.ASKED_FOR_DRAFT] = True
    _mount(key=keys.KEPT_DRAFT, data={"draft": text, "asks": asks}, height=1, on_kept_change=told)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _take(text: str) -> None:
    try:
        draft.take_kept(text)
    except ValueError as error:
        visit().messages.append(f"The draft that this tab has kept cannot be read: {error}.")
