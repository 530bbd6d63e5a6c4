"""Claims on a page: the one place where the app draws what a topic says."""

import streamlit as st

from attnviz.topics.claim import Claim
from attnviz.topics.pens import in_html


def heading(said: Claim | str) -> None:
    """Show what a picture says, as the heading over it."""
    st.html(f'<h2 class="claim">{in_html(said)}</h2>')


def paragraphs(*said: Claim | str) -> None:
    """Show claims, a paragraph each."""
    st.html("".join(f'<p class="claim">{in_html(one)}</p>' for one in said))
