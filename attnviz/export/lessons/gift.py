"""Questions for Moodle, in its GIFT format: a choice of one answer, with feedback.

Texts are HTML. What GIFT reads as a mark stands behind a backslash. A backslash that somebody has
typed is as HTML has it, so that it begins no formula; those of a formula are two, which GIFT reads
as one: Moodle looks for formulas before a browser has read what HTML has.
"""

import html
import re

from attnviz.export.lessons.paper import Paper, Posed
from attnviz.topics.claim import Break, Claim, Formula, Item, Number, Strong


def written(paper: Paper) -> str:
    """Return the file: a question behind the other, an empty line between them."""
    head = f"// {_line(paper.name)}\n"
    left_out = "".join(f"// {_line(words)}\n" for words in paper.left_out)
    numbered = enumerate(paper.questions, start=1)
    asked = "\n".join(_question(f"{paper.name} {number}", posed) for number, posed in numbered)
    return f"{head}{left_out}\n{asked}"


def _question(name: str, posed: Posed) -> str:
    answers = "".join(f"{_option(posed, place)}\n" for place in range(len(posed.options)))
    parts = [in_gift(part) for part in (posed.answer, posed.why) if part]
    prompt = "<br>".join(in_gift(part) for part in (posed.note, posed.given, posed.prompt) if part)
    return f"::{_marked(_line(name))}::[html]{prompt} {{\n{answers}####{'<br>'.join(parts)}\n}}\n"


def _option(posed: Posed, place: int) -> str:
    # A per cent that begins an answer would be read as its share, and a bracket as its format.
    text = re.sub("^(<b>)?%", r"\1&\#37;", in_gift(posed.options[place]))
    text = re.sub(r"^\[", r"&\#91;", text)
    if place in posed.right:
        return f"={text}#Right."
    if place in posed.near:
        return f"~%50%{text}#Close. {_marked(html.escape(posed.why_near))}"
    return f"~{text}#Not so."


def in_gift(said: Claim) -> str:
    """Return a claim as HTML in GIFT, in one line. Formulas are for Moodle's own filter."""
    return "".join(map(_span, said.spans))


def _span(span: str) -> str:
    text = _marked(html.escape(_spaces(span)))
    match span:
        case Break():
            return "<br>"
        case Formula():
            return re.sub(r"[~=#{}:\\]", r"\\\g<0>", f"\\({html.escape(_spaces(span))}\\)")
        case Strong() | Item() | Number():
            return f"<b>{text}</b>"
    return text


def _marked(text: str) -> str:
    return re.sub(r"[~=#{}:]", r"\\\g<0>", text.replace("\\", "&#92;"))


def _spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _line(text: str) -> str:
    return _spaces(text).strip()
