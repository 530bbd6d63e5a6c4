"""The rules of a sentence: numbers agree with their words, no code, nothing broken."""

import re
from collections.abc import Iterator

from attnviz.topics.claim import Claim, Name, spans_of

# Nouns that are counted on the pages.
_COUNTED = (
    "click|position|user|head|epoch|layer|seed|view|item|vector|sample|candidate|weight|score|"
    "direction|training|number|value|key"
)
RULES = {
    "one of several": rf"(?<![\d.,])1 (?:more )?(?:\w+ )?(?:{_COUNTED})s\b",
    "several of one": rf"(?<![\d.])(?:0|[2-9]|[1-9][\d,]*\d|both|no two) (?:{_COUNTED})\b(?! of)",
    "all of one": r"\ball (?:click|position|user|head|epoch|layer|seed|view|item|vector)\b",
    "the 1": r"\b(?:the|all|these|those|both) 1\b(?!\.)",
    "of 1": rf"\bof (?:the )?1 (?:{_COUNTED})",
    "out of one": r"\bout of 1\b(?![.,]?\d)",
    "many is": rf"(?<!of )(?<!of the )\b(?:[2-9]|\d\d+|all|both)\b (?:\w+ )?(?:{_COUNTED})s "
    r"(?:is|has|gets|gives|was)\b",
    "one are": rf"(?<!of )(?<!and )(?<![\d.])\b(?:1|one) (?:\w+ )?(?:{_COUNTED}) "
    r"(?:are|have|get|give|were)\b",
    "no are": rf"\b[Nn]o (?:{_COUNTED}) (?:are|have|get|give|were)\b",
    "a name and its value": r"\w=\S",
    "an underscore": r"\w_\w|\b_\w|\w_\b",
    "an attribute": r"[a-z)]\.[A-Za-z_]",
    "a call": r"\w\(\)",
    "quotes of Python": r"(?<!\w)'[^']*'(?!\w)",
    "a value of Python": r"(?<=.)\b(?:None|True|False|nan|NaN|inf|dtype|float64\()\b",
    "two spaces": r"\s\s",
    "a space before a mark": r"\s[.,;:!?](?!\d)",
    "two marks": r"[.,;:]{2,}|\(\)",
    "nothing read as a thing": r"\bnothing (?:gets|has|is given) ",
    "a capital missing": r"^[a-z]\w",
    "no end": r"[^.?!:]$",
    "a space at an end": r"^\s|\s$",
}
"""What must not be found, by what is wrong with it."""


def faults(said: Claim | str, *without: str) -> Iterator[str]:
    """Return what is wrong with a sentence, or several: a line each.

    What somebody else has called a thing is passed over.

    Args:
        said: The sentence.
        *without: Rules that do not hold for it, as those of a whole sentence do not for a note.
    """
    text = "".join("Tom" if isinstance(span, Name) else span for span in spans_of(said))
    for fault, pattern in RULES.items():
        if fault not in without and (found := re.search(pattern, text)):
            yield f"{fault}, {found.group()!r}: {said}"
