"""Fields of the author that keep what was typed, also where the page is left at that moment."""

from collections.abc import Callable

import streamlit as st

from attnviz.ui.components.shared.told import when_shown
from attnviz.ui.state import keys

MARKS = (
    r"Two stars on each side make words **bold**: \*\*bold\*\*. A dollar on each side of LaTeX "
    r"makes a formula: \$x^2\$. Lines end where you end them. A backslash before a mark takes its "
    "meaning away."
)


def line(label: str, first: str, key: str, most: int) -> str:
    """Draw a field of one line; see `lines`."""
    with_typed, keep = _typed(first, key)
    return st.text_input(label, with_typed, key=key, max_chars=most, on_change=keep)


def lines(label: str, first: str, key: str, most: int | None, height: int = 90) -> str:
    """Draw a field of several lines, and return what stands in it.

    Streamlit drops what was typed into a field where another page is opened before this one has
    run with it, and takes the field's first value when it is drawn again.

    Args:
        label: Its label.
        first: What it shows before anything was typed.
        key: Its key, the same for the same field.
        most: How many characters it can have.
        height: In pixels.
    """
    with_typed, keep = _typed(first, key)
    return st.text_area(
        label, with_typed, key=key, max_chars=most, height=height, help=MARKS, on_change=keep
    )


def _typed(first: str, key: str) -> tuple[str, Callable[[], None]]:
    """Return what a field shows, and what keeps what is typed into it."""
    typed: dict[str, str] = st.session_state.setdefault(keys.TYPED_BY_AUTHOR, {})
    return typed.get(key, first), when_shown(key, lambda text: typed.update({key: text}))
