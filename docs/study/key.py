"""The key to both forms, as the table that is written with them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DAYS: Mapping[str, int] = {"A": 0, "B": 7}
"""The forms in their order, and the day on which each is filled in."""
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


def read_key() -> Key:
    """Read the table that `docs.study.make_forms` writes."""
    path = Path(__file__).with_name(KEY)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Key(
        {(row["form"], int(row["question"])): row["answer"] for row in rows},
        tuple(dict.fromkeys(row["idea"] for row in rows)),
    )
