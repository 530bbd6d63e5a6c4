"""Claims on a page: the one place where the app draws what a topic says, and explains its terms."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import streamlit as st

from attnviz.topics.claim import Claim, Formula
from attnviz.topics.glossary import KEYS, LETTERS, WORDS
from attnviz.topics.pens import in_html, in_markdown
from attnviz.topics.terms import sentence, with_terms

CLAIMS = "attnviz: claims"
"""Under this key of the session is what a run has claimed, until the shell takes it."""


def claimed(said: Claim | str) -> None:
    """Keep what a page claims, for the shell to tell who hears it."""
    st.session_state[CLAIMS] = [*st.session_state.get(CLAIMS, ()), str(said)]


def heading(said: Claim | str) -> None:
    """Show what a picture says, as the heading over it."""
    claimed(said)
    st.html(f'<h2 class="claim">{in_html(with_terms(said))}</h2>')


def paragraphs(*said: Claim | str) -> None:
    """Show claims, a paragraph each; nothing for those that say nothing.

    A formula is Streamlit's own to draw: the lines that have one are drawn by it.
    """
    for formulas, lines in groupby(_lines(said), _has_formula):
        if formulas:
            st.markdown("\n\n".join(in_markdown(line) for line in lines))
        else:
            st.html("".join(f'<p class="claim">{in_html(line)}</p>' for line in lines))


def _lines(said: Iterable[Claim | str]) -> Iterator[Claim]:
    """Yield claims with their terms explained; where there is a formula, line by line."""
    for whole in (with_terms(one) for one in said if one):
        yield from whole.lines if _has_formula(whole) else (whole,)


def _has_formula(said: Claim) -> bool:
    return any(isinstance(span, Formula) for span in said.spans)


def prose(text: str) -> None:
    """Show a paragraph of the page's own, in which **words** between stars are stressed."""
    paragraphs(sentence(text))


def glossary_button(key: str) -> bool:
    """Draw the button that opens it, under a key of the session; return whether it was pressed."""
    return st.button("Glossary", key=key, type="tertiary", icon=":material/book_2:")


def glossary() -> None:
    """Show all letters, keys and words."""
    letters, words = st.columns([2, 3])
    letters.markdown("**Letters**\n\n" + _list(LETTERS))
    letters.markdown("**Keys**\n\n" + _list(KEYS))
    words.markdown("**Words**\n\n" + _list(WORDS))


def list_of_keys() -> None:
    """Show what the keys do."""
    st.markdown(_list(KEYS))


def _list(entries: dict[str, str]) -> str:
    return "\n".join(f"- **{name}**: {meaning}" for name, meaning in entries.items())
