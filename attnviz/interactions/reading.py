"""From the bytes of a file to rows of clicks or items: guessed, and read as a person says."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from attnviz.interactions.asked import FILE_ORDER, NUMBER, REVERSED, Asked, Doubt, of_the_items
from attnviz.interactions.choice import AND, Chosen
from attnviz.interactions.columns import columns_of_clicks, columns_of_items, without_point
from attnviz.interactions.files.containers import MOST_BYTES, Unreadable, unpack
from attnviz.interactions.layouts import TIMES_OF_SESSION, plain_name
from attnviz.interactions.separated import Cells, cells_of
from attnviz.interactions.sessions import opened_sessions
from attnviz.interactions.times import Times, read_times

_IDS = ("user", "item")


@dataclass(frozen=True, eq=False)
class Reading:
    """A file as it is read.

    Attributes:
        cells: Its rows of cells.
        chosen: Which column is what.
        frame: A column of texts for each role that was found; the index is the line of the file,
            from 1. Of clicks out of lists, the line of the list.
        times: The times of the rows; None where no column has them.
        rows: How many rows the file has, its header aside.
        notes: What to know, in sentences.
        doubts: What is not sure.
    """

    cells: Cells
    chosen: Chosen
    frame: pd.DataFrame
    times: Times | None
    rows: int
    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...]

    @property
    def columns(self) -> dict[str, str]:
        """The column of each role that was found."""
        return dict(self.chosen.columns)


def content_of(path: str | Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file.

    Raises:
        Unreadable: if there is no such file, or it is larger than `most_bytes`.
    """
    try:
        size = Path(path).stat().st_size
        if size > most_bytes:
            raise Unreadable(
                f"The file has {size / 2**20:,.1f} MB; at most {most_bytes / 2**20:,.0f} MB are "
                "read."
            )
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None


def cells_in(content: bytes, asked: Asked = Asked()) -> Cells:  # noqa: B008  # it is frozen
    """Return a file's rows of cells.

    Raises:
        Unreadable: if it is no table; the message says what it is.
    """
    return cells_of(unpack(content), asked.separator, asked.header)


def read_files(
    content: bytes, asked: Asked, items_content: bytes | None, items_asked: Asked
) -> tuple[Reading, Reading | None]:
    """Read a file of clicks, and one of items if there is one.

    Args:
        content: The bytes of the file of clicks.
        asked: How it is read, as far as a person says so.
        items_content: The bytes of a file of the items' titles and categories.
        items_asked: How that is read.

    Raises:
        Unreadable: if one is no table, or something was asked for that is not there.
    """
    clicks = clicks_of(cells_in(content, asked), asked)
    if items_content is None:
        return clicks, None
    clicked = set(clicks.frame["item"]) if "item" in clicks.frame else set()
    try:
        return clicks, items_of(cells_in(items_content, items_asked), items_asked, clicked)
    except Unreadable as error:
        raise Unreadable(of_the_items(str(error))) from None


def clicks_of(cells: Cells, asked: Asked = Asked()) -> Reading:  # noqa: B008  # it is frozen
    """Read rows of cells as clicks.

    Raises:
        Unreadable: if a column or a format of times was asked for that is not there.
    """
    cells = _of(cells, "user")
    chosen = columns_of_clicks(cells, dict(asked.columns))
    frame = _frame(cells, chosen)
    rows = len(frame) + sum(map(len, cells.broken.values()))
    notes, doubts = [*cells.notes], [*_header_doubt(cells), *chosen.doubts]
    times = None
    asked_time = asked.time_format
    if asked_time in (FILE_ORDER, REVERSED):
        times = read_times(pd.Series("", frame.index), asked_time)
    elif "time" in frame:
        frame, told = _filled_down(cells, chosen, frame)
        notes += told
        times = _times(cells, chosen, frame["time"], asked_time)
    if "item" not in frame and ("history" in frame or "impressions" in frame):
        frame, times, told = opened_sessions(frame, times)
        notes += told
    for role in _IDS:
        if role in frame:
            frame[role] = without_point(frame[role])
    if times is not None:
        notes += times.notes
        doubts += times.doubts
    return Reading(cells, chosen, frame, times, rows, tuple(notes), tuple(doubts))


def items_of(
    cells: Cells,
    asked: Asked = Asked(),  # noqa: B008  # it is frozen
    clicked: Collection[str] = (),
) -> Reading:
    """Read rows of cells as descriptions of items.

    Args:
        cells: The rows.
        asked: How they are read.
        clicked: The items that were clicked, where they are known.

    Raises:
        Unreadable: if a column was asked for that is not there.
    """
    cells = _of(cells, "item", "title")
    chosen = columns_of_items(cells, dict(asked.columns), clicked)
    frame = _frame(cells, chosen)
    if "item" in frame:
        frame["item"] = without_point(frame["item"])
    rows = len(frame) + sum(map(len, cells.broken.values()))
    doubts = (*_header_doubt(cells), *chosen.doubts)
    return Reading(cells, chosen, frame, None, rows, cells.notes, doubts)


def _of(cells: Cells, *roles: str) -> Cells:
    """Return rows of cells without a layout that is of the other kind of file."""
    known = cells.layout.roles if cells.layout else ()
    return replace(cells, layout=None) if known and not {*roles} <= {*known} else cells


def _header_doubt(cells: Cells) -> list[Doubt]:
    if not cells.doubt:
        return []
    choices = ("names", "a row")
    return [Doubt("header", cells.doubt, choices if cells.header else choices[::-1])]


def _frame(cells: Cells, chosen: Chosen) -> pd.DataFrame:
    """Return the columns by role; of several categories of an item the first counts."""
    frame = pd.DataFrame(index=pd.Index(cells.lines))
    for role, column in chosen.columns:
        parts = [_texts(cells, part) for part in _parts(cells, column)]
        frame[role] = parts[0] if len(parts) == 1 else parts[0].str.cat(parts[1], sep=" ")
    if "category" in frame:
        column = dict(chosen.columns)["category"]
        spaced = column.endswith(":token_seq") or (not cells.separator and lists(frame["category"]))
        frame["category"] = first_category(frame["category"], spaced)
    flags = cells.layout.flags if cells.layout else ()
    if flags and "category" not in frame:
        names = cells.columns[-len(flags) :]
        given = pd.concat([_texts(cells, name) == "1" for name in names], axis=1, keys=flags)
        frame["category"] = given.idxmax(axis=1).where(given.any(axis=1), "").astype("str")
    return frame


def _parts(cells: Cells, column: str) -> list[str]:
    return [column] if column in cells.columns else column.split(AND)


def _texts(cells: Cells, column: str) -> pd.Series:
    texts = cells.table[column].to_pandas().astype("str")
    return texts.set_axis(pd.Index(cells.lines))


def _times(cells: Cells, chosen: Chosen, texts: pd.Series, asked: str) -> Times:
    """Read the column of times, or the two that make it."""
    parts = _parts(cells, dict(chosen.columns)["time"])
    if len(parts) == 1:
        return read_times(texts, asked)
    day, clock = _texts(cells, parts[0]), _texts(cells, parts[1])
    day = day.str.replace(r"[T ]0?0:00(:00(\.0+)?)?$", "", regex=True)
    if plain_name(parts[1]) in TIMES_OF_SESSION:
        days, since = read_times(_texts(cells, parts[0]), asked), read_times(clock, NUMBER)
        milliseconds = since.values.astype("Float64").round().astype("Int64")
        note = f"{parts[1]!r} was read as milliseconds after the beginning of a session."
        values = days.values + milliseconds * 10**6
        return Times(values, days.dated, days.format, (*days.notes, note), days.doubts)
    if clock.str.fullmatch(r"\d{1,4}|").all():  # such as 1905, or 19
        digits = clock.str.zfill(4) if (clock.str.len() > 2).any() else clock.str.zfill(2) + "00"
        clock = digits.str.slice(0, 2) + ":" + digits.str.slice(2, 4)
    if day.str.fullmatch(r"\d{8}|").all():
        day = day.str.slice(0, 4) + "-" + day.str.slice(4, 6) + "-" + day.str.slice(6, 8)
    return read_times(day.str.cat(clock, sep=" ").str.strip(), asked)


def _filled_down(
    cells: Cells, chosen: Chosen, frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Return rows with the time of the row above where an order has it in its first row only."""
    empty = (frame["time"] == "").to_numpy()
    if not empty.any() or empty[0] or empty.mean() < 0.05:
        return frame, []
    taken = {column for role, column in chosen.columns if role in ("user", "item", "time")}
    for name in cells.columns:
        if name in taken:
            continue
        texts = _texts(cells, name).to_numpy()
        same = pd.Series(texts == pd.Series(texts).shift(1).to_numpy())
        if same[empty].all() and same[~empty].mean() < 0.1:
            filled = frame["time"].where(~empty).ffill()
            note = (
                f"In {int(empty.sum()):,} rows the time is empty; it was taken from the row above "
                f"of the same {name!r}."
            )
            return frame.assign(time=filled), [note]
    return frame, []


# The name in a list of records, such as [{'id': 16, 'name': 'Animation'}].
_RECORD = r"""^\[?\{.*?["']name["']\s*:\s*(["'])(.*?)\1"""


def first_category(texts: pd.Series, between_spaces: bool = False) -> pd.Series:
    """Return the first category of each text: of a list "[27, 9]", or between bars or commas.

    Args:
        texts: Categories of items.
        between_spaces: Whether spaces separate them, as in RecBole's files.
    """
    if between_spaces:
        return texts.str.replace(r"(?s) .*$", "", regex=True)
    quoted = texts.str.extract(r"""^[\[(]\s*(["'])(.*?)\1""")[1]
    quoted = quoted.where(quoted.notna(), texts.str.extract(_RECORD)[1])
    bare = texts.str.replace(r"^\[\s*(.*?)\s*\]$", r"\1", regex=True)
    separator = "|" if bare.str.contains("|", regex=False).any() else ","
    first = bare.str.replace(rf"(?s){re.escape(separator)}.*$", "", regex=True).str.strip()
    return quoted.where(quoted.notna(), first).astype("str")


def lists(texts: pd.Series) -> bool:
    """Whether texts with spaces are lists of single words: nearly all of these stand alone too."""
    different = set(texts.unique())
    parts = {part for text in different if " " in text for part in text.split(" ")}
    return len(parts) > 0 and len(parts & different) > 0.8 * len(parts)
