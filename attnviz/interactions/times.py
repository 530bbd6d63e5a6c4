"""Times: one reading for a whole column, from what all of its texts are together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from attnviz.interactions.asked import DATES, FILE_ORDER, FORMATS, NUMBER, REVERSED, UNITS, Doubt
from attnviz.interactions.dates import Dates, dates_of, is_date
from attnviz.interactions.files.containers import Unreadable

# From here on a number is as many seconds, milliseconds and so on since 1970 as a date of today.
_SIZES = np.array([1e8, 1e11, 1e14, 1e17])
_SECOND, _DAY = 10**9, 86_400 * 10**9
_THOUSANDS = (r"\d{1,3}(,\d{3})+(\.\d+)?", r"\d{1,3}([. '\u00a0\u202f’]\d{3}){2,}")
_EXPONENT = r"(\d)(?:[.,](\d+))?[eE]\+?(\d+)"
_LARGEST = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Times:
    """Times of rows.

    Attributes:
        values: Whole nanoseconds since 1970 where `dated`, else numbers in an order; missing
            where a text cannot be read.
        dated: Whether the values are dates.
        format: The name of the reading, one of `FORMATS`, or a pattern.
        notes: What to know of it, in sentences.
        doubts: What is not sure.
    """

    values: pd.Series
    dated: bool
    format: str
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def text(self, value: object) -> str:
        """Return one of the values as a person reads it: a date, or the number."""
        if not self.dated:
            return str(value)
        whole = pd.Timestamp(int(str(value)), unit="ns")
        return whole.isoformat(sep=" ")

    @property
    def coarse(self) -> bool:
        """Whether the values are days, without a time of the day."""
        return self.dated and bool((self.values.dropna() % _DAY == 0).all())


def read_times(texts: pd.Series, asked: str = "") -> Times:
    """Read a column of times.

    Args:
        texts: Trimmed texts; "" is none.
        asked: One of `FORMATS`, or a pattern with % as of `strptime`; "" to guess.

    Raises:
        Unreadable: if there is no such format.
    """
    if asked and asked not in FORMATS and "%" not in asked:
        raise Unreadable(
            f"The time format {asked!r} is not known; allowed are {', '.join(FORMATS)}, or a "
            "pattern such as %d.%m.%Y %H:%M."
        )
    if asked in (FILE_ORDER, REVERSED):
        order = pd.Series(np.arange(len(texts)), texts.index, dtype="Int64")
        return Times(-order if asked == REVERSED else order, False, asked)
    if "%" in asked:
        return _by_pattern(texts, asked)
    times = _guessed(texts.reset_index(drop=True), asked)  # of sessions, many have one line
    return replace(times, values=times.values.set_axis(texts.index))


def _guessed(texts: pd.Series, asked: str) -> Times:
    filled = texts != ""
    plain, notes = _plain_numbers(texts)
    numbers = pd.to_numeric(plain.where(filled), errors="coerce")
    numbers = numbers.where(np.isfinite(numbers.astype(np.float64)))
    by_number = asked in UNITS or asked == NUMBER
    if by_number or (not asked and numbers.notna().sum() > 0.5 * filled.sum()):
        if not by_number and (days := _compact(plain, numbers)) is not None:
            return _dated(dates_of(days), notes)
        return _numbered(plain, numbers, asked, notes)
    if asked in DATES and numbers.notna().sum() > 0.5 * filled.sum():
        days = _compact(plain, numbers)
        return _dated(dates_of(texts if days is None else days, asked), notes)
    return _dated(dates_of(texts, asked), notes)


def _dated(dates: Dates, notes: Sequence[str]) -> Times:
    return Times(dates.values, True, dates.format, (*notes, *dates.notes), dates.doubts)


def _by_pattern(texts: pd.Series, pattern: str) -> Times:
    try:
        dates = pd.to_datetime(texts.where(texts != ""), format=pattern, errors="coerce", utc=True)
    except ValueError as error:
        raise Unreadable(f"The time format {pattern!r} cannot be used: {error}.") from None
    values = pd.Series(dates.astype("datetime64[ns, UTC]").astype("int64"), dtype="Int64")
    return Times(values.where(dates.notna()), True, pattern)


def _plain_numbers(texts: pd.Series) -> tuple[pd.Series, list[str]]:
    """Return texts without separators of thousands, with a point for a decimal comma."""
    filled = texts[texts != ""]
    sample = filled.iloc[:1000]
    for pattern in _THOUSANDS:
        if len(sample) and sample.str.fullmatch(pattern).mean() > 0.5:
            shown = sample[sample.str.fullmatch(pattern)].iloc[0]
            fits = texts.str.fullmatch(pattern)
            decimal = r"[^\d.]" if pattern is _THOUSANDS[0] else r"\D"
            bare = texts.str.replace(decimal, "", regex=True)
            note = f"Times such as {shown} were read as numbers, without the marks of thousands."
            return texts.where(~fits, bare), [note]
    if len(sample) and sample.str.fullmatch(r"\d+,\d+").mean() > 0.5:
        return texts.str.replace(r"^(\d+),(\d+)$", r"\1.\2", regex=True), []
    exponent = sample.str.fullmatch(_EXPONENT)
    if len(sample) and exponent.mean() > 0.5:
        return texts.str.replace(",", ".", regex=False), []
    return texts, []


def _compact(texts: pd.Series, numbers: pd.Series) -> pd.Series | None:
    """Return dates for numbers such as 20230413 or 202304131405; None if they are none."""
    known = texts[numbers.notna()].str.replace(r"\.0+$", "", regex=True)
    lengths = known.str.len()
    pattern = r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])?([0-5]\d){0,2}"
    if not (lengths.isin([8, 10, 12, 14]).all() and known.str.fullmatch(pattern).all()):
        return None
    if lengths.nunique() > 1 or lengths.iloc[0] == 10:  # ten digits are seconds
        return None
    days = known.str.slice(0, 4) + "-" + known.str.slice(4, 6) + "-" + known.str.slice(6, 8)
    if lengths.iloc[0] > 8:
        seconds = known.str.slice(12, 14) if lengths.iloc[0] == 14 else "00"
        days += " " + known.str.slice(8, 10) + ":" + known.str.slice(10, 12) + ":" + seconds
    return days.reindex(texts.index, fill_value="")


def _numbered(texts: pd.Series, numbers: pd.Series, asked: str, notes: list[str]) -> Times:
    known = numbers.dropna()
    exact = pd.to_numeric(texts[known.index]) if len(known) else known
    if exact.dtype != np.int64:
        exact = exact.astype(np.float64)
    sizes = np.searchsorted(_SIZES, np.abs(exact.to_numpy(np.float64)), side="right")
    middle = int(np.median(sizes)) if len(sizes) else 0
    unit = asked or (list(UNITS)[middle - 1] if middle else NUMBER)
    if unit == NUMBER:
        kind = "Int64" if exact.dtype == np.int64 else "Float64"
        values = exact.astype(kind).reindex(numbers.index)
        return Times(values, False, unit, tuple(notes), _rounded(texts, 1))
    names = np.array(["", *UNITS])
    own = np.where(sizes > 0, names[sizes], unit) if not asked else np.full(len(sizes), unit)
    factors = np.array([UNITS[name] for name in own], np.int64)
    other = own != unit
    if other.any():
        shown = texts[exact.index[other]].iloc[0]
        notes.append(
            f"{int(other.sum()):,} of {len(own):,} times, such as {shown}, have another size than "
            f"the others, which are {unit}; each was read by its size."
        )
    fits = np.abs(exact.to_numpy(np.float64)) * factors < _LARGEST
    whole = exact[fits]
    if whole.dtype == np.int64:
        scaled = whole.to_numpy() * factors[fits]
    else:
        scaled = np.rint(whole.to_numpy() * factors[fits].astype(np.float64)).astype(np.int64)
    values = pd.Series(scaled, whole.index, dtype="Int64").reindex(numbers.index)
    return Times(values, True, unit, tuple(notes), _rounded(texts, UNITS[unit]))


def _rounded(texts: pd.Series, factor: int) -> tuple[Doubt, ...]:
    """Return a doubt where a spreadsheet has rounded the numbers; `factor` ns are one of them."""
    found = texts[texts != ""].iloc[:10_000].str.extract(f"^{_EXPONENT}$").dropna(subset=[0])
    if len(found) == 0 or len(found) < 0.5 * min(len(texts), 10_000):
        return ()
    digits = found[1].fillna("").str.len()
    step = 10.0 ** (found[2].astype(int) - digits).median() * factor
    if step <= _SECOND:
        return ()
    shown = texts[found.index[0]]
    length = f"{step / _DAY:,.0f} days" if step >= 2 * _DAY else f"{step / _SECOND:,.0f} seconds"
    by = f"steps of {length}" if factor > 1 else f"steps of {step:,.0f}"
    told = (
        f"Times such as {shown} were rounded by a spreadsheet, to {by}: within them the order is "
        "lost. The file's order is kept there; export the file anew with all digits if you can."
    )
    return (Doubt("time_format", told, ("as guessed", FILE_ORDER, REVERSED)),)


def looks_like_time(text: str) -> bool:
    """Whether a text is a date, or a time of a day, and no number."""
    return bool(re.match(r"\d{1,2}:\d{2}", text)) or is_date(text)


def is_number(text: str) -> bool:
    """Whether a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return text.strip().lower() not in ("nan", "inf", "-inf", "infinity")
