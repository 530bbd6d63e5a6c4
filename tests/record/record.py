"""The record: what links showed when they were recorded, and how it differs from what they show."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.record.reading import Shown

FILE = Path(__file__).with_name("record.json")
CLOSE = 1e-5
# A picture of more numbers than this is sent in half precision.
_HALVED, _HALF = 200_000, 1e-3
# What is trained while a link opens ends in the same numbers on the same processor only.
TRAINED = 1e-3
_DIGEST = re.compile(r"(\d+) of (\d+): (\S+) (\S+) (\S+)")
# One step of float32 beside 1, and what rounding to the printed digits adds: where numbers of that
# size have cancelled each other, processors differ by it.
_STEP = 1.5 * 2**-23
# Numbers that are written out to their last digits.
_PRECISE = re.compile(r"-?\d\.?\d{5,}(?:e[-+]?\d+)?|-?0\.\d{6,}|-?\d+\.\d{4,}(?:e[-+]?\d+)?")


def read() -> dict[str, Shown]:
    """Return the record: what is shown, by link."""
    if not FILE.exists():
        return {}
    recorded: dict[str, Shown] = json.loads(FILE.read_text(encoding="utf-8"))
    return recorded


def write(recorded: dict[str, Shown]) -> None:
    """Write the record, a fact a line."""
    text = json.dumps(recorded, ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")


def differences(recorded: Any, seen: Any, close: float = CLOSE, at: str = "") -> Iterator[str]:
    """Tell how what is shown differs from what was recorded, a line each.

    Args:
        recorded: What was recorded, or a part of it.
        seen: The same of what is shown.
        close: By how much of it a number may differ.
        at: Where the parts are.
    """
    if isinstance(recorded, dict) and isinstance(seen, dict):
        for name in {**recorded, **seen}:
            yield from differences(recorded.get(name), seen.get(name), close, f"{at}/{name}")
    elif isinstance(recorded, list) and isinstance(seen, list) and len(recorded) == len(seen):
        for n, (one, other) in enumerate(zip(recorded, seen, strict=True)):
            yield from differences(one, other, close, f"{at}/{n}")
    elif not (isinstance(recorded, str) and isinstance(seen, str) and _same(recorded, seen, close)):
        yield f"{at.removeprefix('/')}: {recorded!r} was recorded, and it is {seen!r}"


def _same(recorded: str, seen: str, close: float) -> bool:
    one, other = _DIGEST.fullmatch(recorded), _DIGEST.fullmatch(seen)
    if one and other:
        if one.group(1, 2) != other.group(1, 2):
            return False
        close = max(close, _HALF) if int(one.group(2)) > _HALVED else close
        sums, now = (tuple(map(float, found.group(3, 4, 5))) for found in (one, other))
        if max(sums[1], now[1]) <= _STEP * int(one.group(2)):  # a difference of what is the same
            return True
        return all(abs(a - b) <= close * sums[1] for a, b in zip(sums, now, strict=True))
    if close > CLOSE:
        # To the printed digits alone would be too much for what is trained.
        one_text, other_text = (re.sub(r"\d+\.\d+", "…", text) for text in (recorded, seen))
        return one_text == other_text
    if _PRECISE.sub("…", recorded) != _PRECISE.sub("…", seen):
        return False
    pairs = zip(_PRECISE.findall(recorded), _PRECISE.findall(seen), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=close, abs_tol=_STEP) for a, b in pairs)
