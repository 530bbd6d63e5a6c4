"""Texts of a lesson's author: **bold**, $formulas$ and line breaks become typed spans, no more."""

import re
from collections.abc import Iterator

from attnviz.topics.claim import BREAK, Claim, Formula, Strong, claim

# A formula begins and ends without a space, and no digit follows, as it does behind a price.
_FORMULA = r"(?<!\$)\$(?!\s)(?P<formula>(?:[^$\n\\]|\\[^$\n])+)(?<!\s)\$(?![\d$])"
_ESCAPED = r"\\(?P<escaped>[\\*$])"
_BOLD = re.compile(r"\*\*(?!\s)(?P<bold>(?:\\[\\*$]|[^*\n]|\*(?!\*))+)(?<!\s)\*\*")
_MARK = re.compile(rf"{_ESCAPED}|{_FORMULA}|{_BOLD.pattern}|[^\S\n]*(?P<line>\n)\s*")
_INSIDE = re.compile(f"{_ESCAPED}|{_FORMULA}")


def marked(text: str) -> Claim:
    r"""Return an author's text as spans; a mark behind a backslash is the sign itself.

    >>> marked(r"**Twice** $x^2$, for \$5").spans
    ('Twice', ' ', 'x^2', ', for $5')
    """
    return claim(*_joined(_spans(text.strip(), _MARK)))


def escaped(text: str) -> str:
    r"""Return a plain text as `marked` reads it: its marks are signs.

    >>> escaped("2 * 3 = $6")
    '2 \\* 3 = \\$6'
    """
    return re.sub(r"[\\*$]", r"\\\g<0>", text)


def _spans(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    end = 0
    for found in pattern.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        kind, said = found.lastgroup, found.group(found.lastgroup or 0)
        if kind == "formula":
            yield Formula(said)
        elif kind == "bold":
            inner = _joined(_spans(said, _INSIDE))
            yield from (Strong(span) if type(span) is str else span for span in inner)
        elif kind == "line":
            yield BREAK
        else:
            yield said
    yield text[end:]


def _joined(spans: Iterator[str]) -> list[str]:
    """Return spans with words that follow each other as one, so that terms in them are found."""
    made: list[str] = []
    for span in spans:
        if made and type(span) is str and type(made[-1]) is str:
            made[-1] += span
        else:
            made.append(span)
    return made
