"""What if: clicks and numbers that a learner changes, as values of a link."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnviz.scenario.values import InvalidValue, Kind

LARGEST = 1e6
"""A changed number is at most so far from 0."""
# Of an index, of ids and of users alike: what is beyond is of no view.
_MOST_DIGITS = 6
_WHOLE = rf"[0-9]{{1,{_MOST_DIGITS}}}"
_NUMBER = re.compile(
    rf"([A-Za-z_][\w/]{{0,79}}):({_WHOLE}(?:,{_WHOLE}){{0,4}})="
    r"(-?[0-9]{1,16}(?:\.[0-9]{1,16})?(?:e[+-]?[0-9]{1,3})?)",
    re.ASCII,
)
_CLICK = re.compile(rf"(delete|add|move|empty):({_WHOLE}(?:,{_WHOLE}){{0,2}})", re.ASCII)


@dataclass(frozen=True)
class Change:
    """A change of a view; places, users and indices count from 0."""

    @property
    def words(self) -> str:
        """What it does, as a page says it: places, users and indices count from 1."""
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Change):
    """A number of a tensor, written "weights:0,0,3=0.9".

    Attributes:
        step: A step, or the path of a learned weight.
        index: One index an axis.
        value: What it is changed to, −`LARGEST` .. `LARGEST`.
    """

    step: str
    index: tuple[int, ...]
    value: float

    def __str__(self) -> str:
        return f"{self.step}:{','.join(map(str, self.index))}={self.value:.9g}"

    @property
    def words(self) -> str:
        place = ", ".join(str(n + 1) for n in self.index)
        return f"{self.step.replace('_', ' ')} at {place} is {number_typed(self.value)}"


@dataclass(frozen=True)
class OfClicks(Change):
    """A change of a user's history.

    Attributes:
        user: Row of the batch.
    """

    user: int


@dataclass(frozen=True)
class Emptied(OfClicks):
    """All clicks go; written "empty:0"."""

    def __str__(self) -> str:
        return f"empty:{self.user}"

    @property
    def words(self) -> str:
        return f"all clicks of user {self.user + 1} deleted"


@dataclass(frozen=True)
class Deleted(OfClicks):
    """A click goes, and the others close up; written "delete:0,3".

    Attributes:
        place: Its position.
    """

    place: int

    def __str__(self) -> str:
        return f"delete:{self.user},{self.place}"

    @property
    def words(self) -> str:
        return f"click {self.place + 1} of user {self.user + 1} deleted"


@dataclass(frozen=True)
class Added(OfClicks):
    """A click comes, in place of padding; written "add:0,3,12".

    Attributes:
        place: Its position then; among the padding it is the one next to the clicks.
        item: Id of the clicked item.
    """

    place: int
    item: int

    def __str__(self) -> str:
        return f"add:{self.user},{self.place},{self.item}"

    @property
    def words(self) -> str:
        return f"item {self.item} added as click {self.place + 1} of user {self.user + 1}"


@dataclass(frozen=True)
class Moved(OfClicks):
    """A click goes to another place among the clicks; written "move:0,3,5".

    Attributes:
        place: Its position.
        to: Its position then.
    """

    place: int
    to: int

    def __str__(self) -> str:
        return f"move:{self.user},{self.place},{self.to}"

    @property
    def words(self) -> str:
        return f"click {self.place + 1} of user {self.user + 1} moved to place {self.to + 1}"


# By its word in a link, a change of clicks and how many numbers it has.
_OF_CLICKS: dict[str, tuple[type[OfClicks], int]] = {
    "empty": (Emptied, 1),
    "delete": (Deleted, 2),
    "add": (Added, 3),
    "move": (Moved, 3),
}


@dataclass(frozen=True)
class Changes(Kind):
    """Changes, one after the other, with ";" between them.

    Attributes:
        most: How many, at most.
        longest: How many characters they are written with, at most.
    """

    most: int
    longest: int

    @property
    def allowed(self) -> str:
        return (
            f"at most {self.most} changes with ';' between, of at most {self.longest} characters, "
            "such as 'weights:0,0,3=0.9' for a "
            f"number from {-LARGEST:.0f} to {LARGEST:.0f}, 'delete:0,3', 'move:0,3,5', "
            "'add:0,3,12' or 'empty:0' for the clicks of a user"
        )

    @property
    def words(self) -> str:
        return self.allowed.replace("'", "")

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, tuple | list) or len(value) > self.most:
            return False
        readable = all(isinstance(one, Change) and _readable(one) for one in value)
        return readable and len(self.write(value)) <= self.longest

    def parse(self, text: str) -> tuple[Change, ...]:
        parts = text.split(";") if text else []
        if len(parts) > self.most:
            raise InvalidValue("changes", len(parts), f"at most {self.most}")
        return tuple(_read(part) for part in parts)

    def write(self, value: Iterable[Change]) -> str:
        return ";".join(map(str, value))


def _read(text: str) -> Change:
    if found := _NUMBER.fullmatch(text):
        step, places, value = found.groups()
        number = float(value) + 0.0  # as in `Float.parse`
        if abs(number) <= LARGEST:
            return Number(step, tuple(map(int, places.split(","))), number)
    elif found := _CLICK.fullmatch(text):
        kind, numbers = _OF_CLICKS[found[1]]
        given = tuple(map(int, found[2].split(",")))
        if len(given) == numbers:
            return kind(*given)
    raise InvalidValue("change", text, "such as 'weights:0,0,3=0.9' or 'delete:0,3'")


def _readable(change: Change) -> bool:
    """Return whether a link can say a change, which is then allowed."""
    try:
        return _read(str(change)) is not None
    except (TypeError, ValueError):
        return False


def rounded(value: float) -> float:
    """Return a number as a link has it: float32 needs no more digits."""
    return float(f"{value:.9g}") + 0.0


def number_typed(value: float) -> str:
    """Return a number as it stands in a field, for a hand to change it."""
    return f"{value:.6g}".replace("-", "−").replace("inf", "∞")


def typed_number(text: str) -> float:
    """Return the number that a learner has typed; a comma is a point on many a keyboard.

    Raises:
        ValueError: if it is none, or too large; the message says what is allowed.
    """
    try:
        value = float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST:
        allowed = f"a number from −{LARGEST:,.0f} to {LARGEST:,.0f}"
        raise InvalidValue("number", text[:40], allowed)
    return rounded(value)


@dataclass(frozen=True)
class ChangedHistory:
    """A user's history after changes.

    Attributes:
        ids: Item ids (T,), 0 for padding.
        before: Where each position stood before the changes, (T,); −1 where it is new.
        left_out: The changes that could not be made, as there is no such click, no such item, or
            no room.
    """

    ids: np.ndarray
    before: np.ndarray
    left_out: tuple[OfClicks, ...]


def changed_history(
    ids: np.ndarray, changes: Sequence[OfClicks], padding_side: str, vocabulary_size: int
) -> ChangedHistory:
    """Return a user's history after changes, made one after the other.

    Args:
        ids: Item ids (T,), 0 for padding.
        changes: Changes of this user's clicks.
        padding_side: Where the padding is: "right" or "left".
        vocabulary_size: Number of ids, with 0.
    """
    row = [(int(item), place) for place, item in enumerate(ids)]
    left_out = tuple(
        one for one in changes if not _make(one, row, padding_side == "left", vocabulary_size)
    )
    changed, before = (np.array(part) for part in zip(*row, strict=True))
    return ChangedHistory(changed.astype(ids.dtype), before, left_out)


_PADDING = (0, -1)


def _make(change: OfClicks, row: list[tuple[int, int]], left: bool, vocabulary_size: int) -> bool:
    """Make a change of a row of (id, position before), and return whether it could be made."""

    def is_click(place: int) -> bool:
        return place < len(row) and row[place][0] != 0

    match change:
        case Emptied():
            row[:] = [_PADDING] * len(row)
        case Deleted(place=place) if is_click(place):
            del row[place]
            row.insert(0 if left else len(row), _PADDING)
        case Moved(place=place, to=to) if is_click(place) and is_click(to):
            row.insert(to, row.pop(place))
        case Added(place=place, item=item) if 0 < item < vocabulary_size:
            padding = [n for n, (one, _) in enumerate(row) if one == 0]
            if not padding:
                return False
            del row[padding[0] if left else padding[-1]]
            row.insert(_beside_clicks(place, row, left), (item, -1))
        case _:
            return False
    return True


def _beside_clicks(place: int, row: list[tuple[int, int]], left: bool) -> int:
    """Return the place for a new click: as it is asked for, but next to the clicks."""
    clicks = [n for n, (one, _) in enumerate(row) if one != 0]
    if left:
        return min(max(place, clicks[0] if clicks else len(row)), len(row))
    return min(place, clicks[-1] + 1 if clicks else 0)
