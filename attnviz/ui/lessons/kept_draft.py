"""The lesson in the making comes back after a reload, in the tab of the browser that made it."""

import streamlit as st

from attnviz.ui.components.page.tab_storage import remembered_by_tab
from attnviz.ui.state import draft, keys
from attnviz.ui.state.visit import visit


def keep_draft() -> None:
    """Let the tab keep the draft as it is now; a session that begins asks for what it has kept."""
    text = draft.kept_text()
    asks = text is None or keys.ASKED_FOR_DRAFT not in st.session_state
    st.session_state[keys.ASKED_FOR_DRAFT] = True
    remembered_by_tab(
        "attnviz: draft",
        text or "",
        key=keys.KEPT_DRAFT,
        asks=asks,
        is_allowed=_is_text,
        then=_take,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _take(text: str) -> None:
    try:
        draft.take_kept(text)
    except ValueError as error:
        visit().messages.append(f"The draft that this tab has kept cannot be read: {error}.")
