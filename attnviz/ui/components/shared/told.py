"""What widgets and components tell of: taken for input, as a browser may send anything.

Where the page changes at that moment, Streamlit calls back for what it has dropped already.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st


def when_told(
    key: str, name: str, is_allowed: Callable[[Any], bool], then: Callable[[Any], None]
) -> Callable[[], None]:
    """Return a callback that passes on what a component tells, and passes over all else.

    Args:
        key: The component's key.
        name: The state of the component that has changed.
        is_allowed: Whether a value is one that the component can tell.
        then: Called with the value.
    """

    def told() -> None:
        value = getattr(st.session_state.get(key), name, None)
        if is_allowed(value):
            then(value)

    return told


def when_shown(key: str, then: Callable[[Any], None]) -> Callable[[], None]:
    """Return a callback that passes on what a widget shows, if it is still kept.

    Args:
        key: The widget's key.
        then: Called with its value.
    """

    def shown() -> None:
        if key in st.session_state:
            then(st.session_state[key])

    return shown


def is_index(value: object, length: int) -> bool:
    """Whether a value is a place in a list of so many."""
    return type(value) is int and 0 <= value < length
