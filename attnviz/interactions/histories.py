"""How a file is read, for a person or a program: columns, losses, doubts, and every history."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from attnviz.interactions.asked import (
    FILE_ORDER,
    FORMATS,
    REVERSED,
    SEPARATORS,
    Doubt,
    of_the_items,
)
from attnviz.interactions.checks import FEWEST_USERS, Drop, refuse_few
from attnviz.interactions.dataset import in_order, rows_of
from attnviz.interactions.layouts import ROLE_WORDS
from attnviz.interactions.reading import Reading
from attnviz.interactions.times import Times


def dry_run(clicks: Reading, items: Reading | None = None) -> dict[str, Any]:
    """Return how files are read: columns, rows, losses by reason, notes and users' histories.

    Raises:
        Unreadable: if a column is missing, or no row can be used.
    """
    frame, report, titles = rows_of(clicks, items)
    if not len(frame):
        refuse_few(frame, report)
    notes = [*how_read(clicks), *report.notes, *map(_asked, report.doubts)]
    if items is not None:
        notes += map(of_the_items, how_read(items))
    users = histories(frame, titles, clicks.times)
    if len(users) < FEWEST_USERS:
        notes.append(
            f"{len(users):,} {'user has' if len(users) == 1 else 'users have'} a history; at "
            f"least {FEWEST_USERS} are needed to learn from them."
        )
    return {
        "columns": clicks.columns,
        "rows": report.rows,
        "used": report.used,
        "left_out": {drop.reason: drop.rows for drop in report.drops},
        "dropped": [asdict(drop) for drop in report.drops],
        "notes": notes,
        "users": users,
    }


def histories(
    frame: pd.DataFrame, titles: pd.DataFrame, times: Times | None
) -> dict[str, list[dict[str, str | None]]]:
    """Return what each user clicked, oldest first.

    Args:
        frame: Rows with user, item and time, sorted, as of `checks.checked`.
        titles: Rows with item, and title and category where they are known.
        times: How the times were read.
    """
    known = titles.drop_duplicates("item").set_index("item")

    def of_items(role: str) -> list[str | None]:
        if role not in known:
            return [None] * len(frame)
        texts = frame["item"].map(known[role]).fillna("")
        return [" ".join(text.split()) or None for text in texts]

    shown = _times(frame, times)
    columns = (frame["user"], frame["item"], of_items("title"), of_items("category"), shown)
    users: dict[str, list[dict[str, str | None]]] = {
        user: [] for user in in_order(frame["user"].unique().tolist())
    }
    for user, item, title, category, time in zip(*columns, strict=True):
        click = {"item": str(item), "title": title, "category": category, "time": time}
        users[user].append(click)
    return users


def _times(frame: pd.DataFrame, times: Times | None) -> list[str | None]:
    if times is None or times.format in (FILE_ORDER, REVERSED):
        return [None] * len(frame)
    return [times.text(value) for value in frame["time"]]


def _asked(doubt: Doubt) -> str:
    """Return a doubt with what to say on the command line if it was taken wrongly."""
    other = [choice for choice in doubt.choices[1:] if choice != doubt.choices[0]]
    before = "items-" if doubt.of_items else ""
    if doubt.about == "header":
        flag = f"--{'no-' if doubt.choices[0] == 'names' else ''}{before}header"
    elif doubt.about == "time_format":
        flag = f"--time-format {' or '.join(other)}"
    else:
        flag = f"--{before}{doubt.about}-column {' or '.join(map(repr, other))}"
    return f"Not sure: {doubt.told} To read it otherwise: {flag}."


def how_read(reading: Reading) -> list[str]:
    """Return how a file is read, in sentences: its form, and which column is what and why."""
    cells = reading.cells
    parts = [f"{cells.kind[:1].upper()}{cells.kind[1:]}"]
    if cells.separator:
        header = "the first row names the columns" if cells.header else "no header"
        parts += [f"separator {SEPARATORS[cells.separator]}", header, cells.encoding]
    told = [", ".join(part for part in parts if part) + "."]
    if cells.layout:
        told.append(f"Recognized: {cells.layout.name}.")
    reasons = dict(reading.chosen.reasons)
    told += [
        f"The {ROLE_WORDS[role].partition(':')[0]} is {name!r}, {reasons[role]}."
        for role, name in reading.chosen.columns
    ]
    if reading.times is not None:
        told.append(f"Times: {FORMATS.get(reading.times.format, reading.times.format)}.")
    return told


def written(found: dict[str, Any], most_users: int = 3, most_clicks: int = 8) -> list[str]:
    """Return the lines in which a dry run is told to a person.

    Args:
        found: As of `dry_run`.
        most_users: How many users are shown.
        most_clicks: How many of a user's clicks.
    """
    lines = [f"{found['used']:,} of {found['rows']:,} rows are used."]
    lines += [f"left out, {Drop(**drop)}" for drop in found["dropped"]]
    lines += found["notes"]
    for user, clicks in list(found["users"].items())[:most_users]:
        lines.append(f"{user}, oldest first:")
        for click in clicks[:most_clicks]:
            category = f" ({click['category']})" if click["category"] else ""
            name = click["title"] or click["item"]
            lines.append(f"  {click['time'] or '-':>26}  {name}{category}")
        if len(clicks) > most_clicks:
            lines.append(f"  and {len(clicks) - most_clicks:,} more")
    if (left := len(found["users"]) - most_users) > 0:
        lines.append(f"and {left:,} more {'user' if left == 1 else 'users'}")
    return lines
