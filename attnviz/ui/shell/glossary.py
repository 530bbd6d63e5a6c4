"""The glossary, one click away on every page."""

import streamlit as st

from attnviz.topics.glossary import LETTERS, WORDS


@st.dialog("Glossary", width="large")
def glossary() -> None:
    """Open the glossary."""
    letters, words = st.columns([2, 3])
    letters.markdown("**Letters**\n\n" + _list(LETTERS))
    words.markdown("**Words**\n\n" + _list(WORDS))


def _list(entries: dict[str, str]) -> str:
    return "\n".join(f"- **{name}**: {meaning}" for name, meaning in entries.items())
