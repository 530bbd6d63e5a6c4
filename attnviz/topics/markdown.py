"""Plain text in Markdown and back: what a link or a learner brings is shown as it is."""

import re

# The marks of Markdown, of Streamlit's colours and icons, and of LaTeX. Inside a word, or before a
# space, some of them mean nothing and stay.
_MARKS = re.compile(r"[\\`*\[\]<>$~#|!&{}]|:(?=\S)|(?<![^\W_])_|_(?![^\W_])")
# Addresses become links without any mark, unless something is in between.
_ADDRESSES = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\S)(?=@)", re.IGNORECASE)
_WORD_JOINER = "\N{WORD JOINER}"
_PIECES = re.compile(r"\\(.)|(\*\*)|([^\\*]+|[\\*])")


def escape_markdown(text: str) -> str:
    """Return Markdown, one paragraph, that shows a text as it is."""
    return _MARKS.sub(r"\\\g<0>", _ADDRESSES.sub(_WORD_JOINER, " ".join(text.split())))


def spans(markdown: str) -> list[tuple[str, bool]]:
    """Return a claim as texts, each with whether it is bold, for what reads no Markdown.

    Args:
        markdown: What the claims write: words, bold words between `**`, and what
            `escape_markdown` made.
    """
    found = [""]
    for escaped, mark, other in _PIECES.findall(markdown):
        if mark:
            found.append("")
        else:
            found[-1] += escaped or other.replace(_WORD_JOINER, "")
    return [(text, number % 2 == 1) for number, text in enumerate(found) if text]
