"""What Share offers of a view: its link, a frame for another page, and a QR code."""

import html
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from attnviz.ui.state import keys
from attnviz.ui.state.pages import PAGES
from attnviz.ui.state.qr_code import LONGEST, qr_code

_FOLDER = Path(__file__).parent
_copied = st.components.v2.component(
    "attnviz_copy",
    css=(_FOLDER / "styles" / "copy.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "copy.js").read_text(encoding="utf-8"),
)
_HEIGHT = 900
# The frame tells how high its page is; where no script may run, it stays as high as it says.
_SNIPPET = """\
<iframe src="{src}" title="{title}" style="width: 100%; height: {height}px; border: 0" \
allow="clipboard-write"></iframe>
<script>
addEventListener("message", ({{ data, source }}) => {{
  const height = data?.attnviz?.height;
  for (const frame of document.querySelectorAll("iframe"))
    if (height && frame.contentWindow === source) frame.style.height = height + "px";
}});
</script>"""


def offers(page: str, link: str) -> None:
    """Show what can be taken of a view.

    Args:
        page: The page's key in the menu.
        link: The view's link.
    """
    alone, framed, code = st.tabs(["Link", "In another page", "QR code"])
    with alone:
        _copy("Link", link)
    with framed:
        _copy("HTML for your page", snippet(page, link))
        st.caption("It shows the view without menu and title, as high as it is.")
    with code:
        if image := qr_code(link):
            st.html(f'<img class="qr_code" alt="QR code of the link" src="{image}">')
        else:
            st.caption(
                f"The link has {len(link):,} characters, and a code that can be read holds "
                f"{LONGEST}. Share the link itself."
            )


def snippet(page: str, link: str) -> str:
    """Return the HTML that shows a view in a page of somebody else's."""
    src = f"{link}{'&' if urlsplit(link).query else '?'}embed=true"
    title = f"{PAGES[page].title} · attnviz"
    return _SNIPPET.format(src=html.escape(src), title=html.escape(title), height=_HEIGHT)


def _copy(label: str, text: str) -> None:
    _copied(key=f"{keys.COPY} {label}", data={"label": label, "text": text})
