"""Dates in texts: which of day and month comes first holds for the whole column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from attnviz.interactions.asked import DATES, DAY_FIRST, ISO, MONTH_FIRST, Doubt

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "(?P<name>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
)
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)"
_REST = rf"(?:(?:\s*T\s*|[\s,]+|:){_CLOCK})?(?:\s*{_ZONE})?(?:\s*\(?[A-Z]{{2,5}}\)?)?"
_DAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_NUMBERED = "numbered"
# Of each kind of date the pattern; only in a numbered one day and month can be mistaken.
_PATTERNS = {
    ISO: rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?){_REST}",
    _NUMBERED: r"(?P<one>\d\d?)\s?(?P<mark>[-/.])\s?(?P<two>\d\d?)\s?(?P=mark)\s?"
    rf"(?P<year>\d{{4}}|\d\d){_REST}",
    "day named": rf"\[?{_DAY}(?P<day>\d\d?)(?:st|nd|rd|th)?[\s/.-]*{_NAMED}[\s/,-]*"
    rf"(?P<year>\d{{4}}|\d\d){_REST}\]?",
    "month named": rf"{_DAY}{_NAMED}\s*(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_REST}",
    "ctime": rf"{_DAY}{_NAMED}\s+(?P<day>\d\d?)\s+{_CLOCK}\s+(?:{_ZONE}\s+)?(?:[A-Z]{{3,4}}\s+)?"
    r"(?P<year>\d{4})",
    "basic": r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)T(?P<hour>\d\d)(?P<minute>\d\d)"
    rf"(?P<second>\d\d)?(?:\s*{_ZONE})?",
    "digits": rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)[T ]{_CLOCK}(?:\s*{_ZONE})?",
    "month, day, year": r"(?P<month>\d\d?)\s+(?P<day>\d\d?),\s*(?P<year>\d{4})",
}
_COMPILED = {kind: re.compile(text, re.IGNORECASE) for kind, text in _PATTERNS.items()}
_EARLIEST, _LATEST = 1678, 2261  # of dates in nanoseconds


@dataclass(frozen=True, eq=False)
class Dates:
    """Dates of rows.

    Attributes:
        values: Nanoseconds since 1970, missing where a text is no date.
        format: The name of the reading, one of `DATES`.
        notes: What to know of it, in sentences.
        doubts: What is not sure.
    """

    values: pd.Series
    format: str
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass
class _Found:
    """The parts of the dates that were found: places among the texts, and numbers for each."""

    places: list[int]
    parts: list[tuple[int, int, int, int]]  # year, two numbers, and nanoseconds of the day
    numbered: list[bool]
    zones: list[int | None]  # minutes from UTC
    marks: set[str]
    halves: bool = False
    short_years: bool = False
    padded: bool = True


def is_date(text: str) -> bool:
    """Whether a text is a date with all digits of its year, and no number."""
    for pattern in _COMPILED.values():
        if match := pattern.fullmatch(text):
            return len(match["year"]) == 4
    return False


def dates_of(texts: pd.Series, asked: str = "") -> Dates:
    """Read a column of dates.

    Args:
        texts: Trimmed texts.
        asked: One of `DATES`; "" to find out.
    """
    codes, different = pd.factorize(texts)
    if not asked or asked == ISO:
        fast = _by_iso([str(text) for text in different])
        if fast is not None:
            whole, told = fast
            return Dates(_spread(whole, codes, texts.index), ISO, told)
    found = _found([str(text) for text in different])
    values = np.full(len(different), np.iinfo(np.int64).min)
    if not found.places:
        return Dates(_spread(values, codes, texts.index), asked or ISO)
    format_, notes, doubts = _which_first(found, asked)
    parts = np.array(found.parts, np.int64)
    numbered = np.array(found.numbered)
    year, month, day, clock = parts.T.copy()
    if format_ == DAY_FIRST:
        month[numbered], day[numbered] = day[numbered].copy(), month[numbered].copy()
    offsets = np.array([zone or 0 for zone in found.zones], np.int64) * 60 * 10**9
    days, there = _days(year, month, day)
    values[np.array(found.places)[there]] = (days * 86_400 * 10**9 + clock - offsets)[there]
    notes = [*notes, *_told_of_zones(found.zones)]
    return Dates(_spread(values, codes, texts.index), format_, tuple(notes), tuple(doubts))


def _spread(values: np.ndarray, codes: np.ndarray, index: pd.Index) -> pd.Series:
    """Return the values of all rows by those of the different texts; the smallest is missing."""
    rows = pd.Series(values[codes], index, dtype="Int64")
    return rows.where(rows != np.iinfo(np.int64).min)


def _by_iso(texts: Sequence[str]) -> tuple[np.ndarray, tuple[str, ...]] | None:
    """Return what a fast reader makes of texts that all begin with a year; None for others."""
    filled = [text for text in texts if text]
    zoned = [bool(re.search(r"(Z|[+-]\d\d:?\d\d)$", text[10:])) for text in filled]
    begun = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?")
    if not filled or not all(begun.fullmatch(text) for text in filled):
        return None
    dates = pd.to_datetime(pd.Series(texts), format="ISO8601", errors="coerce", utc=True)
    whole = dates.astype("datetime64[ns, UTC]").astype("int64").to_numpy().copy()
    whole[dates.isna().to_numpy()] = np.iinfo(np.int64).min
    return whole, tuple(_told_of_zones([0 if zone else None for zone in zoned]))


def _told_of_zones(zones: Sequence[int | None]) -> list[str]:
    without = sum(zone is None for zone in zones)
    if 0 < without < len(zones):
        return ["Some times have an offset from UTC and others none; these were read as UTC."]
    if len(set(zones)) > 1:
        return ["The times have different offsets from UTC; they were ordered by UTC."]
    return []


def _found(texts: Sequence[str]) -> _Found:
    found = _Found([], [], [], [], set())
    kinds = list(_COMPILED)
    for place, text in enumerate(texts):
        for kind in kinds:
            match = _COMPILED[kind].fullmatch(text)
            if match is None:
                continue
            _take(found, place, kind, match.groupdict())
            if kind != kinds[0]:  # the next one is likely of the same kind
                kinds.remove(kind)
                kinds.insert(0, kind)
            break
    return found


def _take(found: _Found, place: int, kind: str, part: dict[str, str | None]) -> None:
    year = int(part["year"] or 0)
    if len(part["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
        found.short_years = True
    numbered = kind == _NUMBERED
    name = part.get("name")
    one = part["one"] if numbered else part.get("month")
    two = part["two"] if numbered else part["day"]
    if numbered:
        found.marks.add(part["mark"] or "")
        found.padded &= len(one or "") == 2 and len(two or "") == 2
    clock = _clock(part)
    if clock is None:
        return
    month = _MONTHS.index(name.lower()[:3]) + 1 if name else int(one or 0)
    found.halves |= bool(part.get("half"))
    found.places.append(place)
    found.parts.append((year, month, int(two or 0), clock))
    found.numbered.append(numbered)
    found.zones.append(_zone(part.get("zone")))


def _clock(part: dict[str, str | None]) -> int | None:
    """Return nanoseconds since midnight; None where there is no such time."""
    hour, minute = int(part.get("hour") or 0), int(part.get("minute") or 0)
    second = int(part.get("second") or 0)
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):
        return None
    fraction = int((part.get("fraction") or "0")[:9].ljust(9, "0"))
    return ((hour * 60 + minute) * 60 + second) * 10**9 + fraction


def _zone(text: str | None) -> int | None:
    if text is None:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if text[0] == "-" else minutes


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return days since 1970, and where there is such a day."""
    there = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    there &= (year >= _EARLIEST) & (year <= _LATEST)
    months = np.where(there, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(there, day - 1, 0)
    there &= days.astype("datetime64[M]") == months
    return days.astype(np.int64), there


def _first(format_: str) -> str:
    return DATES[format_].split(":")[0]


def _which_first(found: _Found, asked: str) -> tuple[str, list[str], list[Doubt]]:
    """Return the format, what to tell of it and what is not sure."""
    pairs = [
        (one, two)
        for (_, one, two, _), numbered in zip(found.parts, found.numbered, strict=True)
        if numbered
    ]
    if not pairs:
        return ISO, [], []
    if asked in (DAY_FIRST, MONTH_FIRST):
        return asked, [], []
    days = sum(one > 12 >= two for one, two in pairs)
    months = sum(two > 12 >= one for one, two in pairs)
    if days and months:
        format_ = DAY_FIRST if days > months else MONTH_FIRST
        told = (
            f"The day stands first in {days:,} of the different dates and second in {months:,}: "
            f"one order holds for all, so {min(days, months):,} cannot be read. The column was "
            f"read with {_first(format_)}."
        )
    elif days or months:
        format_ = DAY_FIRST if days else MONTH_FIRST
        why = "No date has a number above 12 in the other place"
        if not found.short_years or found.marks == {"."}:
            note = (
                f"Dates have {_first(format_)}: {days or months:,} of the different ones can be "
                "read in no other way."
            )
            return format_, [note], []
        told = f"{why}, but the years have two digits; they were taken to come last."
    elif found.marks == {"."}:
        return DAY_FIRST, ["Dates have the day first, as dots mean."], []
    else:
        format_ = MONTH_FIRST if found.halves or not found.padded else DAY_FIRST
        told = (
            "No date has a number above 12, so nothing in the file tells whether the day or the "
            f"month comes first. It was read with {_first(format_)}."
        )
    other = MONTH_FIRST if format_ == DAY_FIRST else DAY_FIRST
    return format_, [], [Doubt("time_format", told, (format_, other))]
