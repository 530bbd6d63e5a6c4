"""How a claim is written for what shows it: as HTML, and as Markdown."""

import html
import re
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

from attnviz.topics.claim import (
    Break,
    Claim,
    Formula,
    Item,
    Name,
    Number,
    Strong,
    Term,
    spans_of,
)
from attnviz.topics.glossary import MEANINGS

# The marks of Markdown, of Streamlit's colours and icons, and of LaTeX. Inside a word, or before a
# space, some of them mean nothing and stay.
_MARKS = re.compile(r"[\\`*\[\]<>$~#|!&{}]|:(?=\S)|(?<![^\W_])_|_(?![^\W_])")
# What begins a list or a line, where a paragraph begins with it.
_BEGINNINGS = re.compile(r"^( ?(?:(?=[-+=])|\d+(?=[.)](?!\S))))")
# Addresses become links without any mark, unless something is in between.
_ADDRESSES = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\S)(?=@)", re.IGNORECASE)
# What MathML has to lay out a formula. The converter may write more, such as links and styles.
_TAGS = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|mfrac|msqrt|mroot|mstyle|mtable|mtr|mtd|msub|msup|msubsup|"
    "munder|mover|munderover|mmultiscripts|mprescripts|none|mpadded|mphantom|menclose"
)
_ATTRIBUTES = re.compile(
    "accent|column(align|lines|spacing)|depth|display|displaystyle|fence|form|height|largeop|"
    "linethickness|[lr]space|math(color|size|variant)|(max|min)size|movablelimits|notation|"
    "row(lines|spacing)|scriptlevel|separator|stretchy|symmetric|voffset|width|xmlns"
)
# What a reader of Markdown who knows no formulas would take for HTML or code.
_IN_MARKDOWN = str.maketrans({"<": r"\lt ", ">": r"\gt ", "`": "'"})
_PLAIN_VALUE = re.compile(r"[\w #%+.:/-]*")
TERMS = Path(__file__).with_name("terms.css")
"""The styles of terms and of what they open, beside the palette's."""

_WORD_JOINER = "\N{WORD JOINER}"
# A line does not end between a number and its unit, also where both are words.
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%)")
_NO_BREAK = "\N{NO-BREAK SPACE}"
# A line may end before and behind a button, also where a sign or an ending belongs to it.
_TERM = r"<button [^>]*>[^<]*</button>"
_LONGER_TERM = re.compile(rf"[(“]?{_TERM}(?:[\w.,:;?!)”…-]|&#x27;)+|[(“]{_TERM}")
_KEPT = r'<span class="kept">\g<0></span>'


def in_html(said: Claim | str) -> str:
    """Return a claim, or a plain text, as HTML that may stand in a paragraph or a heading."""
    return _LONGER_TERM.sub(_KEPT, "".join(map(_as_html, spans_of(said))))


def _as_html(span: str) -> str:
    text = html.escape(span if isinstance(span, Name) else _unbroken(span))
    match span:
        case Number():
            return f"<b>{html.escape(span.digits)}</b>{html.escape(_unit(span))}"
        case Strong():
            return f"<b>{text}</b>"
        case Item():
            return f'<b dir="auto">{text}</b>'
        case Name():
            return f"<bdi>{text}</bdi>"
        case Term():
            told = html.escape(span.meaning)
            place = _place(span.entry)
            opens = f'popovertarget="{place}" data-meaning="{told}"'
            return f'<button type="button" {opens}>{text}</button>'
        case Formula():
            return mathml(span)
        case Break():
            return "<br>"
    return text


def _unbroken(text: str) -> str:
    return _BEFORE_UNIT.sub(_NO_BREAK, text)


def _unit(number: Number) -> str:
    return f"{_NO_BREAK}{number.unit}" if number.unit else ""


def mathml(latex: str, *, block: bool = False) -> str:
    """Return a formula in LaTeX as MathML; as it was typed where it cannot be read.

    Args:
        latex: The formula, whoever has written it.
        block: Whether it stands in a line of its own.
    """
    try:
        made = convert_to_element(latex, display="block" if block else "inline")
    except Exception:  # The converter fails of what is not LaTeX in ways that it does not name.
        return f"<code>{html.escape(latex)}</code>"
    return tostring(_laid_out(made), encoding="unicode")


def _laid_out(element: Element) -> Element:
    """Return a copy of an element that only lays out: its texts are texts, and nothing happens."""
    kept = {
        name: value
        for name, value in element.attrib.items()
        if _ATTRIBUTES.fullmatch(name) and _PLAIN_VALUE.fullmatch(value)
    }
    plain = Element(element.tag if _TAGS.fullmatch(element.tag) else "mrow", kept)
    # The converter writes signs as HTML names them.
    plain.text = html.unescape(element.text or "")
    plain.tail = html.unescape(element.tail or "")
    plain.extend(_laid_out(child) for child in element)
    return plain


@cache
def glossary_in_html() -> str:
    """Return what the terms of claims open, hidden until then; a page needs it once."""
    made = '<div class="meaning" popover id="{}"><b>{}</b>: {}</div>'
    return "".join(
        made.format(_place(word), word, html.escape(text)) for word, text in MEANINGS.items()
    )


def _place(entry: str) -> str:
    return f"meaning-{entry.replace(' ', '-')}"


def in_markdown(said: Claim | str) -> str:
    """Return a claim, or a plain text, as one paragraph of Markdown, for Jupyter and Streamlit."""
    return "".join(map(_as_markdown, spans_of(said)))


def _as_markdown(span: str) -> str:
    match span:
        case Number():
            return f"**{_escaped(span.digits)}**{_escaped(_unit(span))}"
        case Strong():
            return f"**{_escaped(span)}**"
        case Name():
            return _as_code(span)
        case Term():
            return f"*{_escaped(span)}*"
        case Formula():
            return f"${span.translate(_IN_MARKDOWN)}$"
        case Break():
            return "  \n"
    return _escaped(span)


def _as_code(text: str) -> str:
    """Return a text as code, which no reader of Markdown reads further, not even for formulas."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, room = "`" * (longest + 1), " " * bool(longest)
    return f"{fence}{room}{' '.join(text.split())}{room}{fence}"


def _escaped(text: str) -> str:
    line = _unbroken(re.sub(r"[^\S\N{NO-BREAK SPACE}]+", " ", text))
    marked = _MARKS.sub(r"\\\g<0>", _ADDRESSES.sub(_WORD_JOINER, line))
    return _BEGINNINGS.sub(r"\1\\", marked)
