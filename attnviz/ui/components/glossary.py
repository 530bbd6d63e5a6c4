"""The glossary, one click away on every page and in every lesson."""

import streamlit as st

from attnviz.topics.glossary import LETTERS, WORDS


def open_glossary(key: str) -> None:
    """Draw the button that opens it, under a key of the session."""
    if st.button("Glossary", key=key, type="tertiary", icon=":material/book_2:"):
        _glossary()


@st.dialog("Glossary", width="large")
def _glossary() -> None:
    letters, words = st.columns([2, 3])
    letters.markdown("**Letters**\n\n" + _list(LETTERS))
    words.markdown("**Words**\n\n" + _list(WORDS))


def _list(entries: dict[str, str]) -> str:
    return "\n".join(f"- **{name}**: {meaning}" for name, meaning in entries.items())
