"""A page on paper: what is printed at its foot, beside what print.css leaves out."""

import html
from functools import lru_cache

import segno
import streamlit as st

LONGEST = 800
"""So many characters of a link make a code that a phone still reads from paper."""


@lru_cache(maxsize=64)
def qr_code(link: str) -> str:
    """Return a link's QR code as an address of an image; "" where the link is too long for one."""
    if len(link) > LONGEST:
        return ""
    # On white, with the four modules of quiet around it that the standard asks for.
    return segno.make_qr(link, error="l").svg_data_uri(border=4, light="#fff")


def foot(link: str) -> None:
    """Put a link and its code under the page, where only paper shows them."""
    code = qr_code(link)
    shown = f'<img alt="QR code of this link" src="{code}">' if code else ""
    words = "This page, with the same numbers:" if code else "This page (too long for a QR code):"
    st.html(f'<footer class="handout">{shown}<p>{words}<br>{html.escape(link)}</p></footer>')
