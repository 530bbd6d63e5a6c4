"""From an Excel workbook (.xlsx) to a table of texts; its parts are measured before it is read."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from string import ascii_letters, digits
from typing import Any
from xml.parsers import expat

import pyarrow as pa
import python_calamine

from attnviz.interactions.files.arrow_columns import plain
from attnviz.interactions.files.limits import Budget, Unreadable, cause
from attnviz.interactions.files.tables import Growing, hold_columns, strings, unlike

_MOST_CELLS = 3_000_000
_TAGS_OF_A_CELL = 8
_LONGEST_NUMBER = 10
_CELL_SIZE = 40  # of one in memory, beside its text
_MOST_SHEETS = 20
_INEXACT = 10**15
_BATCH = 20_000
_SHARED = re.compile(rb"<([^\s<>/:]+:)?si[\s/>]")  # a text that cells share
_PANIC = "pyo3_runtime"
_A_MILLISECOND = timedelta(milliseconds=1)


def is_workbook(names: list[str]) -> bool:
    """Whether a zip with these members is a workbook."""
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def is_part(name: str) -> bool:
    """Whether a member of a workbook can hold cells, or what they mean."""
    return name.endswith((".xml", ".rels"))


def read_workbook(
    parts: Iterator[tuple[str, bytes]], budget: Budget
) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the first sheet that has data as a table of texts, and what a reader should know.

    The first row with data names the columns, unless it has a number or a date.

    Args:
        parts: The names and bytes of the members that `is_part` knows.
        budget: What they, and the table, may need.

    Raises:
        Unreadable: if it is damaged, has no data, or would be too large.
    """
    kept: dict[str, bytes] = {}
    unpacked = 0
    for name, part in parts:
        unpacked += len(part)
        budget.hold(unpacked, "The workbook")
        kept[name] = part
    _measure(list(kept.values()), budget)
    # What was measured is what is read: members that are there twice, or are not what the
    # archive's directory says, are not in this copy.
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, part in kept.items():
            archive.writestr(name, part)
    kept.clear()
    copy.seek(0)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(copy) as workbook:
            return _first_sheet(workbook, budget)
    except BaseException as error:
        # What goes wrong in the library's Rust derives from no other class that can be named.
        if isinstance(error, python_calamine.CalamineError) or type(error).__module__ == _PANIC:
            raise _damaged(error) from None
        raise


def _damaged(error: BaseException) -> Unreadable:
    return Unreadable(
        f"The Excel workbook is damaged and cannot be read ({cause(error)}). Save it again, or "
        "as CSV in UTF-8."
    )


def _measure(parts: Sequence[bytes], budget: Budget) -> None:
    """Check the parts of a workbook.

    Raises:
        Unreadable: if one is no XML, or its cells need too much.
    """
    shared = [part for part in parts if _SHARED.search(part)]
    if len(shared) > 1:
        raise Unreadable("The Excel workbook has two lists of texts. Save it again.")
    for part in parts:
        if part.count(b"<") > _TAGS_OF_A_CELL * _MOST_CELLS:
            raise _too_many("more than any")
    lengths = _shared_lengths(shared[0]) if shared else []
    for part in parts:
        rows, columns, sharing = _extent(part)
        cells = rows * columns
        if cells > _MOST_CELLS:
            raise _too_many(f"{rows:,} rows of {columns:,}")
        needed = sharing * max(lengths, default=0)
        if needed + _CELL_SIZE * cells > budget.unpacked:
            needed = _shared_size(part, lengths, budget)
        budget.hold(needed + _CELL_SIZE * cells, "The sheet")


def _too_many(cells: str) -> Unreadable:
    return Unreadable(
        f"The Excel workbook has too many cells, {cells}; at most {_MOST_CELLS:,} are read. Save "
        "only the rows and columns of clicks, as CSV in UTF-8."
    )


def _parse(part: bytes, **handlers: Callable[..., None]) -> None:
    """Parse a part with these handlers of its elements.

    Raises:
        Unreadable: if it is no XML, or has entities, which can become anything.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise _damaged(error) from None


def _refuse_entities(*_: Any) -> None:
    raise Unreadable("The Excel workbook defines entities, which no program for sheets does.")


def _extent(part: bytes) -> tuple[int, int, int]:
    """Return how far the cells of a part reach, in rows and columns, and how many share a text.

    A cell without anything in it, which has a colour at most, counts for nothing.
    """
    row = column = last_row = last_column = sharing = 0
    cell: list[str] | None = None

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal row, column, last_row, last_column, sharing, cell
        name = tag.rpartition(":")[2]
        if name == "c":
            cell = attributes
            place = _attribute(cell, "r")
            column = _column(place.rstrip(digits)) if place else column + 1
        elif name == "row":
            row = _number(_attribute(attributes, "r"), row + 1)
            column = 0
        elif cell is not None:
            last_column = max(last_column, column)
            last_row = max(last_row, row, _number(_attribute(cell, "r").lstrip(ascii_letters), row))
            sharing += _attribute(cell, "t") == "s"
            cell = None

    _parse(part, StartElementHandler=start)
    return last_row, last_column, sharing


def _attribute(attributes: list[str], name: str) -> str:
    """Return one of an element's attributes, which follow their names; "" where there is none."""
    for place in range(0, len(attributes), 2):
        if attributes[place] == name:
            return attributes[place + 1]
    return ""


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    """Return a column's number, from 1; a sheet has no more columns than three letters have."""
    number = 0
    for letter in letters[:4].upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else default


def _shared_lengths(part: bytes) -> list[int]:
    """Return the bytes that each text of the list that cells share needs at most."""
    lengths = [0]

    def start(tag: str, _: list[str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def data(text: str) -> None:
        lengths[-1] += len(text.encode())

    _parse(part, StartElementHandler=start, CharacterDataHandler=data)
    return lengths[1:]


def _shared_size(part: bytes, lengths: Sequence[int], budget: Budget) -> int:
    """Return the bytes that the shared texts of a part's cells need, each as often as it is used.

    Raises:
        Unreadable: as soon as that is too much.
    """
    size = 0
    index: list[str] = []

    def start(*_: Any) -> None:
        index.clear()

    def end(tag: str) -> None:
        nonlocal size
        if tag.rpartition(":")[2] == "v":
            place = _number("".join(index).strip(), len(lengths))
            size += lengths[place] if place < len(lengths) else 0
            budget.hold(size, "The sheet")

    _parse(
        part, StartElementHandler=start, CharacterDataHandler=index.append, EndElementHandler=end
    )
    return size


def _first_sheet(
    workbook: python_calamine.CalamineWorkbook, budget: Budget
) -> tuple[pa.Table, tuple[str, ...]]:
    names = workbook.sheet_names
    for name in names[:_MOST_SHEETS]:
        found = _table(workbook.get_sheet_by_name(name).iter_rows(), budget)
        if found is not None:
            only = [f"Only the sheet {name[:60]!r} was read."] if len(names) > 1 else []
            return found[0], (*only, *found[1])
    raise Unreadable("The Excel workbook has no cells with anything in them.")


def _table(rows: Iterator[list[Any]], budget: Budget) -> tuple[pa.Table, tuple[str, ...]] | None:
    """Return a sheet's rows as a table; None if there is none. Rows of nothing are passed over."""
    filled = (row for row in rows if any(value != "" for value in row))
    first = next(filled, None)
    if first is None:
        return None
    hold_columns(len(first))
    named = all(isinstance(value, str) and not _is_number(value) for value in first)
    names = unlike([str(value).strip() if named else "" for value in first])
    growing = Growing(budget)
    growing.add(dict.fromkeys(names, strings([])), 0)
    batch = [] if named else [first]
    cut: set[str] = set()
    for row in filled:
        batch.append(row)
        if len(batch) == _BATCH:
            cut |= _add(growing, names, batch)
            batch = []
    cut |= _add(growing, names, batch)
    notes = tuple(
        f"The column {name[:60]!r} has numbers of more than 15 digits, of which a workbook keeps "
        "only 15: ids that differ may read alike. Keep them as text there."
        for name in names
        if name in cut
    )
    return growing.table(), notes


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _add(growing: Growing, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> set[str]:
    """Add rows, and return the columns with numbers that have lost digits."""
    columns = dict(zip(names, zip(*rows, strict=True), strict=False))
    growing.add({name: strings(_words(cells)) for name, cells in columns.items()}, len(rows))
    return {
        name
        for name, cells in columns.items()
        if any(isinstance(cell, float) and abs(cell) >= _INEXACT for cell in cells)
    }


def _words(cells: Sequence[Any]) -> list[str]:
    """Return the texts of one column: whole numbers without decimals, dates as ISO texts."""
    timed = any(isinstance(cell, datetime) for cell in cells)
    return [_word(cell, timed=timed) for cell in cells]


def _word(cell: Any, *, timed: bool) -> str:
    if isinstance(cell, datetime):
        when = _rounded(cell)
        return when.isoformat(sep=" ", timespec="milliseconds" if when.microsecond else "seconds")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return plain(cell)


def _rounded(when: datetime) -> datetime:
    """Return a time to the millisecond; a sheet keeps it as a part of a day."""
    rest = timedelta(microseconds=when.microsecond % 1000)
    return when - rest + (_A_MILLISECOND if 2 * rest >= _A_MILLISECOND else timedelta(0))
