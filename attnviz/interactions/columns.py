"""Which column is what, and why: by names where there is a header, by what is in them elsewhere."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from attnviz.interactions.asked import NONE, Doubt
from attnviz.interactions.choice import AND, NOBODY, Choice, Chosen, is_of_days, written
from attnviz.interactions.contents import guess_clicks, guess_items
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.layouts import (
    ITEM_ROLES,
    ROLES,
    TIMES_OF_DAY,
    TIMES_OF_SESSION,
    ends_as,
    plain_name,
    rank,
)
from attnviz.interactions.separated import Cells
from attnviz.interactions.times import read_times

_MOST_ASKED = 8  # columns that are listed in a question


def columns_of_clicks(cells: Cells, asked: Mapping[str, str]) -> Chosen:
    """Choose the columns of a file of clicks.

    Args:
        cells: The file.
        asked: Columns that are known, by role: names, numbers from 1, or `NONE`.

    Raises:
        Unreadable: if there is no such column.
    """
    choice = Choice(cells, ROLES)
    _settle(choice, asked)
    _by_layout(choice)
    if cells.layout is None or not cells.layout.roles:
        if cells.header:
            _by_name(choice)
            _by_ending(choice)
            _user_who_is_there(choice)
            _finest_time(choice)
        else:
            guess_clicks(choice)
    _lists(choice)
    _labels(choice)
    return choice.done()


def columns_of_items(
    cells: Cells, asked: Mapping[str, str], clicked: Collection[str] = ()
) -> Chosen:
    """Choose the columns of a file of items.

    Args:
        cells: The file.
        asked: Columns that are known, as of `columns_of_clicks`.
        clicked: The items that were clicked, where they are known.

    Raises:
        Unreadable: if there is no such column.
    """
    choice = Choice(cells, ITEM_ROLES)
    _settle(choice, asked)
    _by_layout(choice)
    if cells.header:
        _by_name(choice, of_items=True)
    _by_clicked(choice, set(clicked))
    named = choice.columns.keys() - choice.settled
    if cells.layout is None and "item" in choice.columns and not named & {"title", "category"}:
        guess_items(choice)
    _ask_title(choice)
    return choice.done()


def _ask_title(choice: Choice) -> None:
    """Ask for the titles where neither these nor categories were found."""
    told = {"title", "category"} & (choice.columns.keys() | choice.settled)
    if "item" in choice.columns and choice.free() and not told and not choice.cells.layout:
        said = (
            "No title and no category column was found, so nothing of this file is used: items "
            "are called by their ids."
        )
        choice.doubts.append(Doubt("title", said, (NONE, *choice.free()[:_MOST_ASKED])))


def _settle(choice: Choice, asked: Mapping[str, str]) -> None:
    names = choice.cells.columns
    for role, said in asked.items():
        if said in (NONE, "") and said not in names:
            choice.settled.add(role)
            continue
        parts = [said] if said in names or role != "time" else said.split(AND)
        found = [_column(part.strip(), names) for part in parts]
        choice.give(role, AND.join(found), "as you said")
        choice.settled.add(role)


def _column(said: str, names: Sequence[str]) -> str:
    if said in names:
        return said
    alike = [name for name in names if plain_name(name) == plain_name(said) != ""]
    if len(alike) == 1:
        return alike[0]
    if said.isdecimal() and 1 <= int(said) <= len(names):
        return names[int(said) - 1]
    raise Unreadable(
        f"There is no column {said!r}; the columns are {written(names)}, or numbers from 1 to "
        f"{len(names)}."
    )


def _by_layout(choice: Choice) -> None:
    layout = choice.cells.layout
    for role, column in zip(layout.roles if layout else (), choice.cells.columns, strict=False):
        if role:
            choice.give(role, column, "as in this layout")


def _by_name(choice: Choice, *, of_items: bool = False) -> None:
    for role in choice.roles:
        if role in choice.columns:
            continue
        ranks = [(rank(name, role, of_items=of_items), name) for name in choice.free()]
        known = [(place, name) for place, name in ranks if place is not None]
        if known:
            choice.give(role, min(known, key=lambda pair: pair[0])[1], "by its name")


def _by_ending(choice: Choice) -> None:
    """Take for what has no column yet one whose name ends as a known one, and ask."""
    for role in ("user", "item", "time"):
        if role in choice.columns or role in choice.settled:
            continue
        ending = [name for name in choice.free() if ends_as(name, role)]
        if role == "time":
            ending = [name for name in ending if _tells_time(choice.sample[name])]
        if ending:
            choice.give(role, ending[0], "by the end of its name")
            told = f"No column has a usual name for the {role}; {ending[0]!r} was taken."
            choice.doubts.append(Doubt(role, told, (*ending, NONE)))


def _nobody(texts: pd.Series) -> float:
    return float((texts.str.lower().isin(NOBODY) | (texts == "")).mean())


def _user_who_is_there(choice: Choice) -> None:
    """Take another column where most of the users are nobody."""
    column = choice.columns.get("user")
    if column is None or (share := _nobody(choice.sample[column])) <= 0.5:
        return
    others = [(rank(name, "user"), name) for name in choice.free()]
    for _, name in sorted((place, name) for place, name in others if place is not None):
        if _nobody(choice.sample[name]) < share:
            why = f"by its name; in {column!r}, {100 * share:.0f} % of the rows are of nobody"
            choice.give("user", name, why)
            told = (
                f"{100 * share:.0f} % of the cells of {column!r} name nobody, so {name!r} was "
                "taken as the user."
            )
            choice.doubts.append(Doubt("user", told, (name, column)))
            return


def _tells_time(texts: pd.Series) -> bool:
    """Whether these are dates, or numbers of the size of a date."""
    times = read_times(texts)
    filled = (texts != "").sum()
    return times.dated and bool(filled) and times.values.notna().sum() > 0.5 * filled


def _finest_time(choice: Choice) -> None:
    """Of several columns with times, take the finest; join one of days with what goes with it."""
    column = choice.columns.get("time")
    if column is None or "time" in choice.settled:
        return
    named = [name for name in choice.free() if rank(name, "time") is not None]
    if not _tells_time(choice.sample[column]):
        whole = [name for name in named if _tells_time(choice.sample[name])]
        if whole:
            named = [name for name in [column, *named] if name != whole[0]]
            column = whole[0]
            choice.give("time", column, "by its name, and as it holds whole dates")
    if not is_of_days(choice.sample[column]):
        return
    finer = [
        name
        for name in named
        if _tells_time(choice.sample[name]) and not is_of_days(choice.sample[name])
    ]
    if finer:
        choice.give("time", finer[0], f"by its name; {column!r} has days alone")
        return
    with_it = [
        name
        for name in choice.free()
        if plain_name(name) in (*TIMES_OF_DAY, *TIMES_OF_SESSION) and name != column
    ]
    if with_it:
        why = f"by their names: {column!r} has days alone"
        choice.give("time", f"{column}{AND}{with_it[0]}", why)


def _lists(choice: Choice) -> None:
    """Read items out of lists only where no column holds one for each row."""
    item = choice.columns.get("item")
    if item and "history" in choice.columns and _nobody(choice.sample[item]) > 0.5:
        choice.take("item")  # there for few rows, while the lists are for all
    if "item" in choice.columns:
        choice.take("history")
        choice.take("impressions")
        return
    column = choice.columns.get("history")
    if column is None or "history" in choice.settled:
        return
    filled = choice.sample[column][choice.sample[column] != ""]
    if filled.str.contains(r"[\s,|]").mean() <= 0.5:
        choice.take("history")


def _labels(choice: Choice) -> None:
    """Keep a label only if it is one: 0 and 1 in all rows."""
    column = choice.columns.get("label")
    if column is None or "label" in choice.settled:
        return
    found = set(choice.sample[column].str.lower().unique())
    if not found <= {"0", "1", "0.0", "1.0", "true", "false", ""}:
        choice.take("label")
    elif found & {"0", "0.0", "false"}:
        told = (
            f"Rows with 0 in the column {column!r} were taken as shown but not clicked, and are "
            "left out."
        )
        choice.doubts.append(Doubt("label", told, (column, NONE)))


def _by_clicked(choice: Choice, clicked: set[str]) -> None:
    """Take the column with the items that were clicked."""
    if "item" in choice.settled or not clicked:
        if not choice.cells.header and "item" not in choice.columns:
            choice.give("item", choice.cells.columns[0], "as it is the first")
        return
    shares = {
        name: len(clicked & set(without_point(choice.cells.table[name].to_pandas().astype("str"))))
        for name in choice.cells.columns
    }
    named = choice.columns.get("item")
    best = max(shares, key=lambda name: shares[name])
    if named is not None and shares[named] > 0.1 * shares[best]:
        return
    if shares[best] > 0.1 * len(clicked):
        if named is not None:
            told = f"{best!r} holds the items that were clicked, and not {named!r}."
            choice.doubts.append(Doubt("item", told, (best, named)))
        for role in [role for role, column in choice.columns.items() if column == best]:
            choice.take(role)
        choice.give("item", best, "as it holds the items that were clicked")
    elif named is None and not choice.cells.header:
        choice.give("item", choice.cells.columns[0], "as it is the first")


def without_point(texts: pd.Series) -> pd.Series:
    """Return ids such as 101.0 as 101, where all of them are whole numbers."""
    filled = texts[~(texts.str.lower().isin(NOBODY) | (texts == ""))]
    pointed = filled.str.endswith(".0")
    if not pointed.any() or not filled.str.fullmatch(r"-?\d+(\.0+)?").all():
        return texts
    return texts.str.replace(r"\.0+$", "", regex=True)
