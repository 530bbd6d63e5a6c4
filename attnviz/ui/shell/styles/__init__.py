"""The styles of a page, behind the palette and what the terms of claims open."""

from functools import cache
from pathlib import Path

import streamlit as st

from attnviz.pictures.palette import palette_styles
from attnviz.topics.pens import TERMS


def page_styles() -> None:
    """Put them into the page."""
    st.html(f"<style>{_styles()}</style>")


@cache
def _styles() -> str:
    folder = Path(__file__).parent
    order = folder.parents[1] / "lessons" / "reading_order.css"
    sheets = (TERMS, folder / "page.css", order, folder / "print.css")
    texts = (sheet.read_text(encoding="utf-8") for sheet in sheets)
    return "\n".join((palette_styles(":root"), *texts))
