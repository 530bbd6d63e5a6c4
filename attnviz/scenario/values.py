"""Kinds of values: what an argument or a setting may be, how it is written, how it is refused."""

import math
import sys
from collections.abc import Collection
from dataclasses import dataclass
from numbers import Integral, Real
from reprlib import Repr
from typing import Any

import numpy as np

# A link may hold anything: of a longer value a message shows the beginning.
LONGEST_SHOWN = 200
# And of a deeper one the outside, as Python's own `repr` fails of some hundred levels.
_OUTSIDE = Repr()
_OUTSIDE.maxlevel = 8
for _kind in ("list", "tuple", "dict", "set", "frozenset", "deque", "array"):
    setattr(_OUTSIDE, f"max{_kind}", LONGEST_SHOWN)
_OUTSIDE.maxstring = _OUTSIDE.maxlong = _OUTSIDE.maxother = sys.maxsize


def shortened(value: object) -> str:
    """Return a value as Python writes it, at most its beginning and its outer levels."""
    shown = _OUTSIDE.repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"


class InvalidValue(ValueError):
    """A value that is not allowed: the message names it, its value and what is allowed.

    Attributes:
        name: What it is of, as code and links call it.
        value: The value.
        allowed: What is allowed, in words.
    """

    def __init__(self, name: str, value: object, allowed: str) -> None:
        super().__init__(f"{name}={shortened(value)} is not allowed; allowed is {allowed}")
        self.name, self.value, self.allowed = name, value, allowed

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is made again: another process may be told of it."""
        return type(self), (self.name, self.value, self.allowed)


class Kind:
    """What a value may be.

    `check` returns the value or raises a `InvalidValue`; `parse` reads the text of a
    link or of the command line (and raises ValueError where it cannot); `write` is its inverse.
    """

    @property
    def allowed(self) -> str:
        """What is allowed, as code writes it."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """The same as a page writes it."""
        return self.allowed

    def accepts(self, value: Any) -> bool:
        """Whether `value` is of this kind."""
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """Read a value from text, without checking its range."""
        return text

    def write(self, value: Any) -> str:
        """Write a value as the text that `parse` reads."""
        return str(value)

    def check(self, name: str, value: Any) -> Any:
        """Return `value`, or raise a `InvalidValue`."""
        if not self.accepts(value):
            raise InvalidValue(name, value, self.allowed)
        return value


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number from `low` to `high`, both included; no upper limit when None."""

    low: int
    high: int | None = None

    @property
    def allowed(self) -> str:
        upper = "or more" if self.high is None else f"to {self.high}"
        return f"a whole number, {self.low} {upper}"

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, Integral) or isinstance(value, bool):
            return False
        return self.low <= int(value) and (self.high is None or int(value) <= self.high)

    def parse(self, text: str) -> int:
        return int(text)


@dataclass(frozen=True)
class Float(Kind):
    """A finite number from `low` to `high`, both included; `step` is the distance of a slider."""

    low: float
    high: float
    step: float

    @property
    def allowed(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, Real) or isinstance(value, bool):
            return False
        return math.isfinite(value) and self.low <= float(value) <= self.high

    def parse(self, text: str) -> float:
        return float(text) + 0.0  # -0 is 0, and what is kept for one is for the other

    def write(self, value: float) -> str:
        return repr(float(value)).removesuffix(".0")


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    @property
    def allowed(self) -> str:
        return "true or false"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool | np.bool_)

    def parse(self, text: str) -> bool | str:
        return {"true": True, "false": False}.get(text.lower(), text)

    def write(self, value: bool) -> str:
        return str(value).lower()


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words."""

    options: Collection[str]

    @property
    def allowed(self) -> str:
        return "one of " + ", ".join(repr(option) for option in self.options)

    @property
    def words(self) -> str:
        return "one of " + ", ".join(self.options)

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.options


@dataclass(frozen=True)
class Sizes(Kind):
    """At most `most` whole numbers from 1 to `high`, such as layer sizes; written "80,40"."""

    most: int
    high: int

    @property
    def allowed(self) -> str:
        return (
            f"at most {self.most} whole numbers from 1 to {self.high}, such as '80,40', or 'none'"
        )

    @property
    def words(self) -> str:
        return self.allowed.replace("'", "")

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, tuple | list) or len(value) > self.most:
            return False
        return all(Integer(1, self.high).accepts(size) for size in value)

    def parse(self, text: str) -> tuple[int, ...]:
        return () if text == "none" else tuple(int(size) for size in text.split(","))

    def write(self, value: tuple[int, ...]) -> str:
        return ",".join(str(size) for size in value) or "none"


@dataclass(frozen=True)
class Text(Kind):
    """Free text of at most `most` characters."""

    most: int

    @property
    def allowed(self) -> str:
        return f"text of at most {self.most} characters"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= self.most
