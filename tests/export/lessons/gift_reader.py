"""A small strict reader of Moodle's GIFT: a choice of one answer in HTML, and nothing else."""

import re
from dataclasses import dataclass

MARKS = "~=#{}:\\"
# As Moodle's own reader does it: what stands behind a backslash is hidden until marks were read.
_HIDDEN = {mark: chr(0xE000 + place) for place, mark in enumerate(MARKS)}


@dataclass(frozen=True)
class Answer:
    text: str
    share: int
    feedback: str


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    answers: tuple[Answer, ...]
    general: str


def read(text: str) -> list[Question]:
    """Return the questions of a file; refuse a mark that is where none may be."""
    hidden = re.sub(r"\\([~=#{}:\\])", lambda found: _HIDDEN[found[1]], text)
    lines = [line for line in hidden.split("\n") if not line.startswith("//")]
    assert "\\" not in "".join(lines)
    blocks = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return [_question(block) for block in blocks]


def _question(block: str) -> Question:
    text = r"([^{}~=#:\n]+)"
    found = re.fullmatch(rf"::{text}::\[html\]{text} \{{\n(.*\n)####{text}\n\}}", block, re.DOTALL)
    assert found, block
    name, text, answers, general = found.groups()
    # By both Moodle tells a choice of one answer from a choice of several and from a typed answer.
    assert re.search("^=", answers, re.MULTILINE), block
    assert re.search("^~", answers, re.MULTILINE), block
    # It cuts a longer name.
    assert len(name) <= 255
    return Question(
        _shown(name),
        _shown(text),
        tuple(_answer(line) for line in answers.strip().split("\n")),
        _shown(general),
    )


def _answer(line: str) -> Answer:
    found = re.fullmatch(r"(=|~(?:%(\d+)%)?)([^{}~=#:\n]+)#([^{}~=#:\n]+)", line)
    assert found, line
    share = 100 if found[1] == "=" else int(found[2] or 0)
    # A format in brackets, such as that of the question's text, is no part of the answer.
    return Answer(_shown(re.sub(r"^\[\w+\]", "", found[3])), share, _shown(found[4]))


def _shown(text: str) -> str:
    for mark, hidden in _HIDDEN.items():
        text = text.replace(hidden, mark)
    return text
