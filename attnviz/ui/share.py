"""Share: the whole link of a view, ready to copy."""

from urllib.parse import urlsplit

import streamlit as st

from attnviz.link import link_of
from attnviz.settings import Settings

_HERE = ("localhost", "127.0.0.1", "::1")


def share(settings: Settings) -> None:
    """Show the button that opens the link of these settings on the page that is open."""
    if st.button("Share", key="open_share", icon=":material/link:"):
        _link(settings)


@st.dialog("Share this view")
def _link(settings: Settings) -> None:
    # None where no browser asks, as in a test of the page alone; without a path on the main page.
    address = st.context.url or ""
    if not urlsplit(address).path:
        address += "/"
    st.code(link_of(address, settings), language=None, wrap_lines=True)
    st.markdown(
        "The link is the view. Whoever opens it sees the same page with the same numbers: same "
        "settings, same seed, same weights."
    )
    if urlsplit(address).hostname in _HERE:
        st.caption(
            "This app runs on this computer only, so the link opens here. On another computer that "
            "runs attnviz, the part from the / on is the same."
        )
