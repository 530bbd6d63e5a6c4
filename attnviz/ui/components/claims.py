"""Claims on a page: the one place where the app draws what a topic says."""

import streamlit as st

from attnviz.topics.claim import Claim
from attnviz.topics.pens import in_html
from attnviz.topics.terms import sentence, with_terms


def heading(said: Claim | str) -> None:
    """Show what a picture says, as the heading over it."""
    st.html(f'<h2 class="claim">{in_html(with_terms(said))}</h2>')


def paragraphs(*said: Claim | str) -> None:
    """Show claims, a paragraph each; nothing for those that say nothing."""
    if there := [one for one in said if one]:
        st.html("".join(f'<p class="claim">{in_html(with_terms(one))}</p>' for one in there))


def prose(text: str) -> None:
    """Show a paragraph of the page's own, in which **words** between stars are stressed."""
    paragraphs(sentence(text))
