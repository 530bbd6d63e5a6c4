"""The files that a learner has opened, what they said about them, and what was read: kept in the
session under names of its own, so that another page and back loses nothing.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from attnviz.interactions.asked import Asked
from attnviz.ui.compute.aside import aside
from attnviz.ui.state import keys
from attnviz.ui.state.uploads import asking_for_files

T = TypeVar("T")

CLICKS, ITEMS = "clicks", "items"


@dataclass(frozen=True, eq=False)
class Opened:
    """A file that is open.

    Attributes:
        id: Tells it from others.
        name: What it is called.
        content: Its bytes.
        asked: What the learner said about how it is read.
    """

    id: str
    name: str
    content: bytes
    asked: Asked = Asked()  # noqa: RUF009  # it is frozen


def uploader(what: str, label: str) -> Opened | None:
    """Show where a file is opened; return the file that is open.

    Args:
        what: `CLICKS` or `ITEMS`.
        label: What is asked for.
    """
    key = f"own_{what}"
    with asking_for_files(key):
        sent = st.file_uploader(label, key=key, on_change=_take, args=(what, key))
    found = opened(what)
    if found is not None and sent is None:  # the page was left in between
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Open: {found.name}")
            st.button("Close", key=f"{key}_close", on_click=close, args=(what,))
    return found


def opened(what: str) -> Opened | None:
    """Return the file that is open, if there is one."""
    found: Opened | None = st.session_state.get(keys.USER_FILES, {}).get(what)
    return found


def say(what: str, asked: Asked) -> None:
    """Keep what the learner says about how a file is read."""
    if (found := opened(what)) is not None:
        _keep(what, Opened(found.id, found.name, found.content, asked))


def close(what: str) -> None:
    """Close a file."""
    _keep(what, None)


def close_all() -> None:
    """Close all files, and drop what was read of them."""
    for key in (keys.USER_FILES, keys.READ_USER_FILES):
        st.session_state.pop(key, None)


def once(name: str, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returns, made once for the same key; the last of each name is kept.

    It is made aside, and kept also where a press ends the run meanwhile.
    """
    kept: dict[str, tuple[Hashable, Any]] = st.session_state.setdefault(keys.READ_USER_FILES, {})

    def keep() -> T:
        made = make()
        kept[name] = key, made
        return made

    if name in kept and kept[name][0] == key:
        found: T = kept[name][1]
        return found
    return aside((id(kept), name, key), keep)  # of this session, as what is kept


def _take(what: str, key: str) -> None:
    sent = st.session_state.get(key)
    _keep(what, None if sent is None else Opened(sent.file_id, sent.name, sent.getvalue()))


def _keep(what: str, file: Opened | None) -> None:
    before = opened(what)
    if before is not None and (file is None or file.id != before.id):
        st.session_state.pop(keys.READ_USER_FILES, None)  # it is large
    files = {**st.session_state.get(keys.USER_FILES, {}), what: file}
    st.session_state[keys.USER_FILES] = {
        name: one for name, one in files.items() if one is not None
    }
