"""The key to both forms, as the table that is written with them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LETTERS = "abcd"
"""The letters of a question's options."""
COLUMNS = ("form", "question", "idea", "answer")
KEY = "key.csv"
"""The name of the table."""


@dataclass(frozen=True)
class Key:
    """What is right.

    Attributes:
        answers: The right letter by form and question, from 1.
        ideas: What each question is about, in the order of the questions.
    """

    answers: Mapping[tuple[str, int], str]
    ideas: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms, in the order in which they are filled in."""
        return tuple(dict.fromkeys(form for form, _ in self.answers))


def read_key(path: Path = Path(__file__).with_name(KEY)) -> Key:
    """Read the table that `docs.study.make_forms` writes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Key(
        {(row["form"], int(row["question"])): row["answer"] for row in rows},
        tuple(dict.fromkeys(row["idea"] for row in rows)),
    )
