"""A page on paper: what is printed at its foot, beside what print.css leaves out."""

import html

import streamlit as st

from attnviz.ui.state.qr_code import qr_code


def foot(link: str) -> None:
    """Put a link and its code under the page, where only paper shows them."""
    code = qr_code(link)
    shown = f'<img alt="QR code of this link" src="{code}">' if code else ""
    words = "This page, with the same numbers:" if code else "This page (too long for a QR code):"
    st.html(f'<footer class="handout">{shown}<p>{words}<br>{html.escape(link)}</p></footer>')
