"""Where a page asks for files: sessions whose pages have not may send none."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import streamlit as st

from attnviz.ui import platform
from attnviz.ui.state import address, keys

_asking: set[str] = set()


def ask_for_files() -> None:
    """Let this session send files from now on."""
    _asking.add(platform.session())
    for name in list(_asking):
        if not platform.is_connected(name):
            _asking.discard(name)  # it asks again when it is back


@contextmanager
def asking_for_files(key: str) -> Iterator[None]:
    """Let this session send files, by the uploader that is drawn in here.

    In a frame of another site it is hidden (`attnviz/ui/shell/styles/page.css`), so that a page
    which has one also says `out_of_a_frame`.

    Args:
        key: Tells the uploader from others of the page.
    """
    ask_for_files()
    with st.container(key=f"takes_file_{key}"):
        yield


def out_of_a_frame() -> None:
    """Say, in a frame of another site alone, that it takes no file, and what does.

    A browser keeps from such a frame what says whose the file is. Only the browser knows that it
    shows one: `attnviz/ui/components/page/frame.js` marks the page.
    """
    with st.container(key=keys.OUT_OF_A_FRAME):
        st.markdown("A frame in another page takes no file. A tab of its own does:")
        st.link_button(
            "Open this page in a tab",
            f"{st.context.url or ''}?{urlencode(address.link())}",
            icon=":material/tab:",
        )


def may_send_files(session: str) -> bool:
    """Return whether a session's page has asked for a file."""
    return session in _asking and platform.is_connected(session)
