"""What is said, as typed spans: each pen draws them in its own way, and `str` is the plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from attnviz.topics.glossary import MEANINGS


class Strong(str):
    """Stressed words."""


class Number(str):
    """A number as it reads, and stressed.

    Attributes:
        digits: The number without its unit.
        unit: Its unit, such as "%"; "" for none.
    """

    digits: str
    unit: str

    def __new__(cls, digits: str | int, unit: str = "") -> Self:
        """Make it of its parts."""
        made = super().__new__(cls, f"{digits} {unit}".rstrip())
        made.digits, made.unit = str(digits), unit
        return made


class Name(str):
    """What somebody else calls a thing, such as an interest: it is shown letter by letter."""


class Item(Name):
    """The name of what is spoken about, as an item's title, and stressed."""


class Term(str):
    """A word that the glossary explains.

    Attributes:
        entry: Its name there.
        meaning: What stands there.
    """

    entry: str
    meaning: str

    def __new__(cls, text: str, entry: str = "") -> Self:
        """Make it of a word as it stands in the sentence.

        Raises:
            KeyError: if the glossary has no such entry.
        """
        made = super().__new__(cls, text)
        made.entry = entry or text
        made.meaning = MEANINGS[made.entry]
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # `str` has one
        """Return what it is made of again, as from a pickle."""
        return str(self), self.entry


class Formula(str):
    """A formula in LaTeX."""


class Break(str):
    """The end of a line."""


BREAK = Break("\n")
"""Where a line ends within what is said."""


@dataclass(frozen=True, repr=False)
class Claim:
    """Spans in the order in which they are read; a plain `str` among them is words."""

    spans: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the plain text."""
        return "".join(self.spans)

    def __repr__(self) -> str:
        return f"<Claim: {self}>"

    def __bool__(self) -> bool:
        """Return whether anything is said."""
        return bool(self.spans)

    @property
    def lines(self) -> tuple[Claim, ...]:
        """Its lines, without those that say nothing."""
        parts = (group for ends, group in groupby(self.spans, _ends_line) if not ends)
        return tuple(Claim(tuple(part)) for part in parts)


def _ends_line(span: str) -> bool:
    return isinstance(span, Break)


def spans_of(said: Claim | str) -> tuple[str, ...]:
    """Return the spans of a claim; a text is one span."""
    return said.spans if isinstance(said, Claim) else (said,)


def claim(*parts: str | Claim) -> Claim:
    """Return a claim of spans and of claims, which follow each other without a space."""
    return Claim(tuple(span for part in parts for span in spans_of(part) if span))


def joined(between: str, parts: Iterable[str | Claim]) -> Claim:
    """Return spans and claims as one claim, the same words between any two of them."""
    first, *others = [*parts] or [""]
    return claim(first, *(piece for part in others for piece in (between, part)))
