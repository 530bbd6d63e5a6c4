"""What is wrong with interactions: each problem with its row and value, each loss counted."""

from dataclasses import dataclass

import pandas as pd

from attnviz.interactions.asked import FILE_ORDER, REVERSED, Doubt, of_the_items
from attnviz.interactions.choice import NOBODY, written
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.layouts import ROLES
from attnviz.interactions.reading import Reading

NEEDED = ("user", "item", "time")
FEWEST_USERS = 10
_EXAMPLES = 3
_NO_TIME = "the time cannot be read"


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
        return f"{_rows(self.rows)}: {self.reason} ({shown})"


@dataclass(frozen=True)
class Report:
    """What became of a file.

    Attributes:
        rows: How many rows it has, a header aside; of sessions that were opened, their clicks.
        drops: What is not used, by reason, in the order of the checks.
        notes: What else to know, in sentences.
        doubts: What is not sure.
    """

    rows: int
    drops: tuple[Drop, ...]
    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()

    @property
    def used(self) -> int:
        """How many rows are used."""
        return self.rows - sum(drop.rows for drop in self.drops)


def check_columns(reading: Reading, *, of_items: bool = False) -> None:
    """Refuse a file of clicks, or of items, without the columns that are needed.

    Raises:
        Unreadable: if a role has no column, or two have the same.
    """
    found = reading.columns
    there = {*reading.frame.columns, *(["time"] if reading.times is not None else [])}
    missing = [role for role in (("item",) if of_items else NEEDED) if role not in there]
    if missing:
        columns = written(reading.cells.columns)
        said = f"No column was found for {' and '.join(missing)} among: {columns}. Say which it is."
        if missing == ["time"]:
            said += (
                " If the rows are in the order of the clicks, take the file's order as times "
                f"({FILE_ORDER}, or {REVERSED} where the newest is first)."
            )
        said = of_the_items(said) if of_items else said
        raise Unreadable(said, tuple(missing), of_items=of_items)
    taken = [found[role] for role in ROLES if role in found]
    twice = sorted({name for name in taken if taken.count(name) > 1})
    if twice:
        said = f"The column {twice[0]!r} is chosen for two things; each needs its own."
        raise Unreadable(of_the_items(said) if of_items else said)


def checked(reading: Reading) -> tuple[pd.DataFrame, Report]:
    """Return the rows that can be used, and what became of the others.

    Args:
        reading: A file of clicks, with user, item and time.

    Returns:
        The rows sorted by user and time, with rows of one time in the file's order; `time` is
        a number, as of `times.Times`. And the report.

    Raises:
        Unreadable: if no times are known.
    """
    times = reading.times
    if times is None:
        raise Unreadable("No times are known.")
    frame, drops = reading.frame, []
    for reason, rows in reading.cells.broken.items():
        examples = tuple((line, text[:80]) for line, text in rows[:_EXAMPLES])
        drops.append(Drop(reason, len(rows), examples))
    broken = sum(drop.rows for drop in drops)

    def drop(frame: pd.DataFrame, bad: pd.Series, reason: str, values: pd.Series) -> pd.DataFrame:
        if not bad.any():
            return frame
        shown = values[bad.to_numpy()].iloc[:_EXAMPLES]
        examples = tuple((int(line), str(value)[:80]) for line, value in shown.items())
        drops.append(Drop(reason, int(bad.sum()), examples))
        return frame[~bad.to_numpy()]

    frame = frame.assign(moment=times.values.array)
    if "label" in frame:
        shown = frame["label"].str.lower().isin(["0", "0.0", "false"])
        frame = drop(frame, shown, "shown, not clicked", frame["label"])
    for role in NEEDED:
        if role not in frame:
            continue
        frame = drop(frame, frame[role] == "", f"the {role} is empty", frame[role])
        if role != "time":
            nobody = frame[role].str.lower().isin(NOBODY)
            frame = drop(frame, nobody, f"the {role} is NULL, NA or the like", frame[role])
    if "time" in frame:
        frame = drop(frame, frame["moment"].isna(), _NO_TIME, frame["time"])
    kind = "int64" if times.values.dtype == "Int64" else "float64"
    frame = frame.assign(time=frame["moment"].astype(kind)).drop(columns="moment")
    pairs = frame["user"] + ", " + frame["item"]
    repeated = frame.duplicated(["user", "item", "time"])
    frame = drop(frame, repeated, "the same user, item and time as an earlier row", pairs)
    different = frame.groupby("user")["item"].transform("nunique")
    frame = drop(frame, different < 2, "a user of one item, with no history", frame["user"])
    whole = len(reading.frame) + broken
    notes = (*reading.notes, *_shared_times(frame))
    report = Report(whole, tuple(drops), notes, reading.doubts)
    return frame.sort_values(["user", "time"], kind="stable"), report


def refuse_few(frame: pd.DataFrame, report: Report, *, drops_told: bool = False) -> None:
    """Refuse clicks of fewer than `FEWEST_USERS` users.

    Args:
        frame: The rows that can be used.
        report: What became of the others.
        drops_told: Whether that has been told already.

    Raises:
        Unreadable: if there are fewer.
    """
    users = frame["user"].nunique()
    if users < FEWEST_USERS:
        told = "" if drops_told else "; ".join(map(str, report.drops))
        undated = sum(drop.rows for drop in report.drops if drop.reason == _NO_TIME)
        raise Unreadable(
            f"{users:,} {'user' if users == 1 else 'users'} with a history "
            f"{'is' if users == 1 else 'are'} left of {_rows(report.rows)}; at least "
            f"{FEWEST_USERS} are needed." + (f" What was dropped: {told}." if told else ""),
            ("time_format",) if undated > report.rows / 2 else (),
        )


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def _shared_times(frame: pd.DataFrame) -> list[str]:
    """Tell the share of clicks at whose time their user clicked something else."""
    shared = frame.duplicated(["user", "time"], keep=False).mean() if len(frame) else 0.0
    if shared == 0:
        return []
    share = f"{100 * shared:.0f} %" if shared >= 0.01 else "Less than 1 %"
    told = (
        f"{share} of the clicks share their time with another click of their user; these stay in "
        "the file's order."
    )
    steps = frame.groupby("user")["time"].diff()
    if (steps < 0).sum() > 0.9 * ((steps < 0) | (steps > 0)).sum() > 0:
        told += (
            " The file is newest first: where that is so for clicks of one time too, take the "
            f"reversed order of the file as times ({REVERSED})."
        )
    return [told]


def described(reading: Reading) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a row for each item of a file of items, and what is not used of it, in sentences."""
    frame = reading.frame
    notes = [of_the_items(note) for note in reading.notes]
    lost = {
        f"with {reason}": [line for line, _ in rows]
        for reason, rows in reading.cells.broken.items()
    }
    lost["without an item"] = frame.index[frame["item"] == ""].tolist()
    again = frame.duplicated("item") & (frame["item"] != "")
    lost["for an item that came before"] = frame.index[again].tolist()
    for what, lines in lost.items():
        if lines:
            told = f"{_rows(len(lines))} {what} (line {lines[0]:,} first) cannot be used."
            notes.append(of_the_items(told))
    return frame[frame["item"] != ""].drop_duplicates("item"), tuple(notes)
