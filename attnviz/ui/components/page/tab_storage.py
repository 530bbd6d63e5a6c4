"""What a tab of the browser remembers, so that a reload, a new session, finds it again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from attnviz.ui.components.shared.told import when_told

_mount = st.components.v2.component(
    "attnviz_tab_storage", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def remembered_by_tab(
    name: str,
    text: str,
    *,
    key: str,
    asks: bool,
    is_allowed: Callable[[Any], bool],
    then: Callable[[Any], None],
    count: int = 0,
) -> None:
    """Let the tab remember a text, or tell the one that it remembers.

    Args:
        name: What it is remembered as, in the tab's own storage.
        text: What is remembered; "" to forget it, unless the tab is asked.
        key: Streamlit's key.
        asks: Whether what the tab remembers comes first: it is told, and kept.
        is_allowed: Whether a value is one that the tab can tell.
        then: Called with what the tab has told, where it is another text than this one.
        count: What the tab tells can be lost, as where the page changes at that moment; with
            another number it is asked anew.
    """
    _mount(
        key=key,
        data={"name": name, "text": text, "asks": asks, "count": count},
        height=1,
        on_kept_change=when_told(key, "kept", is_allowed, then),
    )
