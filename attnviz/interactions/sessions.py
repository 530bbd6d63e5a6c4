"""Sessions that stand in one cell: their items, one after the other, as clicks."""

import json
import re
from typing import Any

import pandas as pd

from attnviz.interactions.asked import FILE_ORDER
from attnviz.interactions.files.containers import MOST_ROWS, Unreadable
from attnviz.interactions.layouts import rank
from attnviz.interactions.times import Times, read_times


def opened_sessions(
    frame: pd.DataFrame, times: Times | None
) -> tuple[pd.DataFrame, Times, list[str]]:
    """Return a row for each click of the sessions in a file's cells.

    A user's history of the first session comes first; then, session by session, the impressions
    that were clicked. Where there are only histories, each that goes on from the one before it
    takes its place, and others follow.

    Args:
        frame: Rows with "history" or "impressions" and what else there is.
        times: The times of the sessions; None if there are none.

    Returns:
        Rows with user and item, their times, and what to tell.

    Raises:
        Unreadable: if there are more clicks than are read, or no user.
    """
    if "user" not in frame:
        raise Unreadable(
            "The items stand in lists, one for each session; no column was found for the user."
        )
    if times is not None:
        frame = frame.assign(order=times.values.to_numpy(dtype="float64", na_value=float("inf")))
        frame = frame.sort_values("order", kind="stable")
    users: list[str] = []
    items: list[str] = []
    lines: list[int] = []
    stamps: list[str] = []
    for user, sessions in frame.groupby("user", sort=False):
        for line, item, stamp in _clicks(sessions):
            users.append(str(user))
            items.append(item)
            lines.append(line)
            stamps.append(stamp)
        if len(items) > MOST_ROWS:
            raise Unreadable(f"The lists hold more than {MOST_ROWS:,} clicks.")
    made = pd.DataFrame({"user": users, "item": items}, index=pd.Index(lines, dtype="int64"))
    made = made.astype("str")
    note = (
        f"Each row holds the items of a session in one cell: {len(frame):,} rows were opened as "
        f"{len(made):,} clicks, in the order of the lists."
    )
    if stamps and all(stamps):
        return made, read_times(pd.Series(stamps, made.index)), [note]
    # The order of the lists is known; when each click was is not.
    order = read_times(pd.Series("", made.index), FILE_ORDER)
    return made, order, [note]


def _clicks(sessions: pd.DataFrame) -> list[tuple[int, str, str]]:
    """Return line, item and time, "" if unknown, of one user's clicks in their order."""
    found: list[tuple[int, str, str]] = []
    if "impressions" in sessions:
        first = sessions.iloc[0]
        found += [(int(first.name), item, "") for item, _ in _listed(first.get("history", ""))]
        for line, cell in sessions["impressions"].items():
            shown = [item for item, _ in _listed(cell)]
            clicked = [item[:-2] for item in shown if item.endswith("-1")]
            found += [(int(str(line)), item, "") for item in clicked]
        return found
    before: list[tuple[str, str]] = []
    start = 0
    for line, cell in sessions["history"].items():
        now = _listed(cell)
        if before and now[: len(before)] == before:
            del found[start:]
        else:
            start = len(found)
        found += [(int(str(line)), item, stamp) for item, stamp in now]
        before = now
    return found


def _listed(cell: str) -> list[tuple[str, str]]:
    """Return the items of a list in a cell, each with its time, "" where it has none."""
    text = cell.strip()
    if text.startswith(("{", "[{")):
        return [pair for record in _records(text) if (pair := _of_record(record))]
    bare = re.sub(r"^[\[({]|[\])}]$", "", text)
    separator = r"\s*[,|]\s*" if re.search(r"[,|]", bare) else r"\s+"
    parts = [part.strip().strip("\"'") for part in re.split(separator, bare)]
    return [(part, "") for part in parts if part]


def _records(text: str) -> list[dict[str, Any]]:
    """Return the records of a text of JSON, a list of them or one after the other."""
    decoder, place = json.JSONDecoder(), 0
    found: list[dict[str, Any]] = []
    while place < len(text):
        if text[place] in " \t\n,[]":
            place += 1
            continue
        try:
            record, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return found
        if isinstance(record, dict):
            found.append(record)
    return found


def _of_record(record: dict[str, Any]) -> tuple[str, str] | None:
    """Return the item and the time of a click."""

    def named(role: str) -> str:
        ranks = [(rank(name, role), name) for name in record]
        known = [(place, name) for place, name in ranks if place is not None]
        return str(record[min(known)[1]]) if known else ""

    item = named("item")
    return (item, named("time")) if item else None
