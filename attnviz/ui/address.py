"""The address bar is the state: settings live in the link, and every page shows what it names.

Controls that every page draws are bound to the link by Streamlit (`bind="query-params"`). What
Streamlit leaves out is done here, before a page's first widget: bound values that came by link are
dropped when the page changes, other settings have no binding, and what a link asks for in vain is
dropped in silence.
"""

from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from attnviz.link import VERSION_NAME, oddities
from attnviz.pin import Pin
from attnviz.settings import KINDS, Settings
from attnviz.ui.controls import BOUND, meant, shown
from attnviz.ui.picture import Cell

_PAGE = "attnviz: page"
_MESSAGES = "attnviz: messages"
# What a learner typed stays in its field, also where no item is called so.
_TYPED = ("history", "candidate")


def enter(page: str) -> bool:
    """Bring link and session state together at the start of a page's run.

    Returns:
        Whether the page is new to the learner: opened, or another one than before.
    """
    arrived = st.session_state.get(_PAGE) != page
    context = get_script_run_ctx()
    came_by_history = context is not None and context.is_history_navigation
    if _PAGE not in st.session_state or came_by_history:
        link = parse_qs(context.query_string) if context is not None else {}
        texts = {name: values[-1] for name, values in link.items()}
        settings, messages = Settings.forgiving(texts)
        typed = {name: texts[name] for name in _TYPED if name in texts}
        adopt(settings)
        st.session_state.update(typed)
        messages += oddities(link)
        st.session_state[_MESSAGES] = messages
        st.session_state[_PAGE] = page
        # What the address bar shows is meant as this server means it.
        st.query_params.pop(VERSION_NAME, None)
        if came_by_history or messages:
            # Streamlit has already taken the settings of the other page's controls out of the link,
            # or would show what cannot be had: write what is shown, and run as if opened by that.
            _write({**settings.texts(), **typed})
            st.rerun()
    elif st.session_state[_PAGE] != page:
        st.session_state[_MESSAGES] = []
        st.session_state[_PAGE] = page
        _write(current()[0].texts())
    for name in KINDS:  # a key that is assigned survives a change of page
        st.session_state[name] = st.session_state[name]
    _write_unbound()
    return arrived


def messages() -> list[str]:
    """Return what the link asked for and could not have, in words."""
    return st.session_state[_MESSAGES]


def current() -> tuple[Settings, list[str]]:
    """Return the settings that the controls show, and what of them does not go together."""
    return Settings.fitting({name: meant(name, st.session_state[name]) for name in KINDS})


def adopt(settings: Settings) -> None:
    """Make the controls show these settings."""
    for name in KINDS:
        st.session_state[name] = shown(name, getattr(settings, name))


def put(name: str, value: Any) -> None:
    """Set a setting from a callback: the page that follows shows it, and its link names it."""
    st.session_state[name] = shown(name, value)


def put_pin(cell: Cell | None) -> None:
    """Pin a cell of a picture, or none."""
    put("pin", "" if cell is None else str(Pin(cell.step, tuple(n or 0 for n in cell.index))))


def reset() -> None:
    """Make every control show its default."""
    adopt(Settings())
    st.session_state[_MESSAGES] = []


def _write_unbound() -> None:
    """Bring settings that Streamlit does not bind into the link."""
    texts = current()[0].texts()
    for name in set(KINDS) - set(BOUND):
        if name in texts and st.query_params.get(name) != texts[name]:
            st.query_params[name] = texts[name]
        elif name not in texts and name in st.query_params:
            del st.query_params[name]


def _write(texts: dict[str, str]) -> None:
    """Make these the settings of the link. Streamlit's own parameters stay there."""
    st.query_params.from_dict(texts)
