"""What a person says about how a file is read, and what they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

NONE = "none"
"""Said for a role that no column has."""
SEPARATORS = {
    "\t": "tab",
    ",": "comma",
    ";": "semicolon",
    "|": "bar |",
    "::": "double colon ::",
    "\x01": "Ctrl-A",
    " ": "space",
}
"""Separators that can be read, and what they are called."""
ISO, DAY_FIRST, MONTH_FIRST = "iso", "day-first", "month-first"
NUMBER, FILE_ORDER, REVERSED = "number", "file-order", "reversed-file-order"
DATES = {
    ISO: "year, month, day",
    DAY_FIRST: "the day first: 13.4.2023",
    MONTH_FIRST: "the month first: 4/13/2023",
}
UNITS = {"seconds": 10**9, "milliseconds": 10**6, "microseconds": 10**3, "nanoseconds": 1}
"""Units of numbers that are times since 1970, in nanoseconds; the largest first."""
FORMATS = {
    **DATES,
    **{unit: f"{unit} since 1970" for unit in UNITS},
    NUMBER: "numbers that grow with time",
    FILE_ORDER: "the file's order, oldest first",
    REVERSED: "the file's order, newest first",
}
"""How a column of times may be read, and what that is called."""


@dataclass(frozen=True)
class Asked:
    """What a person said about how a file is read; the rest is guessed.

    Attributes:
        separator: One of `SEPARATORS`; None to guess.
        header: Whether the first row names the columns; None to guess.
        columns: Pairs of a role and its column: a name, a number from 1, two of them with " + "
            between for a time, or `NONE`.
        time_format: One of `FORMATS`, or a pattern with %; "" to guess.
    """

    separator: str | None = None
    header: bool | None = None
    columns: tuple[tuple[str, str], ...] = ()
    time_format: str = ""

    def with_columns(self, columns: Mapping[str, str]) -> Self:
        """Return the same with these columns by role besides."""
        return replace(self, columns=tuple({**dict(self.columns), **columns}.items()))


@dataclass(frozen=True)
class Doubt:
    """What cannot be known from the file alone.

    Attributes:
        about: What it is of: a role, "time_format" or "header".
        told: What is not sure and how it was taken, in sentences.
        choices: What a person may say instead, the one that was taken first.
        of_items: Whether it is told of the file of items, beside one of clicks.
    """

    about: str
    told: str
    choices: tuple[str, ...]
    of_items: bool = False


def of_the_items(told: str) -> str:
    """Return a sentence about the file of items so that it says of which file it is."""
    return f"In the file of items: {told}"
