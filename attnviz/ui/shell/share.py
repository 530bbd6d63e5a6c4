"""Share: the whole link of a view, ready to copy."""

from urllib.parse import urlsplit

import streamlit as st

from attnviz.lessons.lesson import PAGES as LESSON_PAGES
from attnviz.scenario.link import link_of
from attnviz.scenario.settings import Settings
from attnviz.topics.words import plural
from attnviz.ui.shell.offers import offers
from attnviz.ui.state import keys
from attnviz.ui.state.draft import add, draft

_HERE = ("localhost", "127.0.0.1", "::1")


def share(page: str, settings: Settings, shown: Settings) -> None:
    """Show the button that opens the link of a page.

    Args:
        page: The page's key in the menu.
        settings: What the link says.
        shown: What the page makes of it, which a lesson takes over.
    """
    if st.button("Share", key=keys.OPEN_SHARE, icon=":material/link:"):
        _link(page, settings, shown)


def here() -> str:
    """Return the page's own address, without a query."""
    # None where no browser asks, as in a test of the page alone; without a path on the main page.
    address = st.context.url or ""
    return address if urlsplit(address).path else f"{address}/"


@st.dialog("Share this view")
def _link(page: str, settings: Settings, shown: Settings) -> None:
    address = here()
    offers(page, link_of(address, settings))
    st.markdown(
        "The link holds settings, and none of your clicks: whoever opens it is asked for the file, "
        "and sees the built-in clicks meanwhile."
        if settings.items == "own"
        else "The link is the view. Whoever opens it sees the same page with the same numbers: "
        "same settings, same seed, same weights."
    )
    if urlsplit(address).hostname in _HERE:
        st.caption(
            "This app runs on this computer only, so the link opens here. On another computer that "
            "runs attnviz, the part from the / on is the same."
        )
    if shown.items == "own":
        st.caption("A lesson is shown to others, so it cannot have clicks of your own.")
    elif page not in LESSON_PAGES:
        st.caption("A lesson is shown on the pages of the layer, and this is none of them.")
    elif st.button("Add to my lesson", icon=":material/add:", on_click=add, args=(page, shown)):
        views = plural(len(draft().views), "view")
        st.markdown(f"Your lesson has {views}. Its page is **Make a lesson**, in the menu.")
