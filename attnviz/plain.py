"""Plain text on a page: what a link or a learner brings is shown, and never read as Markdown."""

import re

# The marks of Markdown, of Streamlit's colours and icons, and of LaTeX. Inside a word, or before a
# space, some of them mean nothing and stay.
_MARKS = re.compile(r"[\\`*\[\]<>$~#|!&{}]|:(?=\S)|(?<![^\W_])_|_(?![^\W_])")
# Addresses become links without any mark, unless something is in between.
_ADDRESSES = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\S)(?=@)", re.IGNORECASE)
_WORD_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Return Markdown, one paragraph, that shows a text as it is."""
    return _MARKS.sub(r"\\\g<0>", _ADDRESSES.sub(_WORD_JOINER, " ".join(text.split())))
