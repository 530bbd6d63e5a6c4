"""What is wrong with interactions: each problem with its row and value, each loss counted."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from attnviz.interactions.layouts import ROLES
from attnviz.interactions.reading import Form, Table, Unreadable

NEEDED = ("user", "item", "timestamp")
FEWEST_USERS = 10
_EXAMPLES = 3


@dataclass(frozen=True)
class Drop:
    """Rows that are not used.

    Attributes:
        reason: Why, such as "the item is empty".
        rows: How many.
        examples: The first of them: pairs of a line in the file, from 1, and the value there.
    """

    reason: str
    rows: int
    examples: tuple[tuple[int, str], ...]

    def __str__(self) -> str:
        shown = "; ".join(f"line {line}: {value!r}" for line, value in self.examples)
        return f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}: {self.reason} ({shown})"


@dataclass(frozen=True)
class Report:
    """What became of a file.

    Attributes:
        rows: How many rows it has, a header aside.
        drops: What is not used, by reason, in the order of the checks.
        notes: What else to know, in sentences.
    """

    rows: int
    drops: tuple[Drop, ...]
    notes: tuple[str, ...]

    @property
    def used(self) -> int:
        """How many rows are used."""
        return self.rows - sum(drop.rows for drop in self.drops)


def check_columns(form: Form, needed: Iterable[str] = NEEDED) -> None:
    """Refuse a file without the columns that are needed.

    Raises:
        Unreadable: if a role has no column, or two have the same.
    """
    found = dict(form.roles)
    missing = [role for role in needed if role not in found]
    if missing:
        columns = ", ".join(form.columns)
        raise Unreadable(f"No column was found for {' and '.join(missing)} among: {columns}.")
    taken = [found[role] for role in ROLES if role in found]
    twice = sorted({name for name in taken if taken.count(name) > 1})
    if twice:
        raise Unreadable(f"The column {twice[0]!r} is chosen for two things; each needs its own.")


def checked(table: Table) -> tuple[pd.DataFrame, Report]:
    """Return the rows that can be used, and what became of the others.

    Args:
        table: A table with user, item and timestamp.

    Returns:
        The rows sorted by user and time, with rows of one time in the file's order; `timestamp` is
        a number. And the report.

    Raises:
        Unreadable: if fewer than `FEWEST_USERS` users are left.
    """
    frame, drops = table.frame, []
    if table.broken:
        examples = tuple((line, text[:80]) for line, text in table.broken[:_EXAMPLES])
        drops.append(Drop("too many or too few cells", len(table.broken), examples))

    def drop(frame: pd.DataFrame, bad: pd.Series, reason: str, values: pd.Series) -> pd.DataFrame:
        if not bad.any():
            return frame
        shown = values[bad].iloc[:_EXAMPLES]
        examples = tuple((int(line), str(value)[:80]) for line, value in shown.items())
        drops.append(Drop(reason, int(bad.sum()), examples))
        return frame[~bad]

    for role in NEEDED:
        frame = drop(frame, frame[role] == "", f"the {role} is empty", frame[role])
    times = timestamps(frame["timestamp"])
    frame = drop(frame, times.isna(), "the timestamp cannot be read", frame["timestamp"])
    frame = frame.assign(timestamp=times[frame.index])
    pairs = frame["user"] + ", " + frame["item"]
    repeated = frame.duplicated(["user", "item", "timestamp"])
    frame = drop(frame, repeated, "the same user, item and time as an earlier row", pairs)
    different = frame.groupby("user")["item"].transform("nunique")
    frame = drop(frame, different < 2, "a user of one item, with no history", frame["user"])
    report = Report(len(table.frame) + len(table.broken), tuple(drops), table.notes)
    users = frame["user"].nunique()
    if users < FEWEST_USERS:
        told = "; ".join(map(str, drops)) or "nothing was dropped"
        raise Unreadable(
            f"{users:,} users with a history are left of {report.rows:,} rows; at least "
            f"{FEWEST_USERS} are needed. What was dropped: {told}."
        )
    return frame.sort_values(["user", "timestamp"], kind="stable"), report


def described(table: Table) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a row for each item of a file of items, and what is not used of it, in sentences."""
    frame = table.frame
    notes = list(table.notes)
    lost = {
        "with too many or too few cells": [line for line, _ in table.broken],
        "without an item": frame.index[frame["item"] == ""].tolist(),
        "for an item that came before": frame.index[
            frame.duplicated("item") & (frame["item"] != "")
        ].tolist(),
    }
    for what, lines in lost.items():
        if lines:
            notes.append(
                f"In the file of items, {len(lines):,} {'row' if len(lines) == 1 else 'rows'} "
                f"{what} (line {lines[0]:,} first) cannot be used."
            )
    return frame[frame["item"] != ""].drop_duplicates("item"), tuple(notes)


def timestamps(texts: pd.Series) -> pd.Series:
    """Return times as numbers that can be ordered; NaN where they cannot be read.

    Numbers stay as they are, in whatever unit; dates become seconds since 1970. What most of the
    texts are decides.
    """
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    numbers = numbers.where(np.isfinite(numbers))
    if numbers.isna().mean() <= 0.5:
        return numbers
    dates = pd.to_datetime(texts, errors="coerce", utc=True, format="ISO8601")
    if dates.isna().mean() > 0.5:
        dates = pd.to_datetime(texts, errors="coerce", utc=True, format="mixed")
    return (dates - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
