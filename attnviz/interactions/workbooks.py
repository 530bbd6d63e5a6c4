"""From an Excel workbook (.xlsx) to a table of texts; its parts are measured before it is read."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

import pyarrow as pa
import python_calamine

from attnviz.interactions.arrow_columns import plain
from attnviz.interactions.content import Budget, Unreadable, cause, unlike
from attnviz.interactions.tables import Growing, hold_columns, strings

_MOST_CELLS = 5_000_000
_MOST_ELEMENTS = 6 * _MOST_CELLS
_CELL_SIZE = 40  # of one in memory, beside its text
_MOST_SHEETS = 20
_BATCH = 20_000
_A_MILLISECOND = timedelta(milliseconds=1)


def is_workbook(names: list[str]) -> bool:
    """Whether a zip with these members is a workbook."""
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def read_workbook(parts: Iterator[tuple[str, bytes]], budget: Budget) -> tuple[pa.Table, str]:
    """Return the first sheet that has data as a table of texts, and a sentence on it, or "".

    The first row with data names the columns, unless it has a number or a date.

    Args:
        parts: The names and bytes of the workbook's members.
        budget: What they, and the table, may need.

    Raises:
        Unreadable: if it is damaged, has no data, or would be too large.
    """
    kept: list[tuple[str, bytes]] = []
    for name, part in parts:
        if name.endswith((".xml", ".rels")):
            kept.append((name, part))
            budget.hold(sum(len(one) for _, one in kept), "The workbook")
    _measure([part for _, part in kept], budget)
    # What was measured is what is read: members that are there twice, or are not what the
    # archive's directory says, are not in this copy.
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, part in dict(kept).items():
            archive.writestr(name, part)
    copy.seek(0)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(copy) as workbook:
            return _first_sheet(workbook, budget)
    except python_calamine.CalamineError as error:
        raise _damaged(error) from None


def _damaged(error: BaseException) -> Unreadable:
    return Unreadable(
        f"The Excel workbook is damaged and cannot be read ({cause(error)}). Save it again, or "
        "as CSV in UTF-8."
    )


@dataclass
class _Measured:
    """How far a part's cells reach, and what they need; a cell repeats the text that it shares."""

    budget: Budget
    shared: Sequence[int]
    lengths: list[int] = field(default_factory=list)
    elements: int = 0
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    texts: int = 0
    _shares: bool = False
    _index: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        name = tag.rpartition(":")[2]
        if name == "c":
            row, self.column = _place(attributes.get("r"), self.row, self.column + 1)
            self.last_row = max(self.last_row, self.row, row)
            self.last_column = max(self.last_column, self.column)
            self._shares = attributes.get("t") == "s"
        elif name == "v":
            self._index = [] if self._shares else None
        elif name == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
            self.hold()
        elif name == "si":
            self.lengths.append(0)

    def end(self, tag: str) -> None:
        if self._index is not None:
            place = _number("".join(self._index).strip(), -1)
            self.texts += self.shared[place] if 0 <= place < len(self.shared) else 0
            self._index = None
            if self.texts > self.budget.unpacked:
                self.hold()

    def data(self, text: str) -> None:
        if self._index is not None:
            self._index.append(text)
        elif self.lengths:
            self.lengths[-1] += 4 * len(text)

    def doctype(self, *_: Any) -> None:
        raise Unreadable("The Excel workbook defines entities, which no program for sheets does.")

    def hold(self) -> None:
        cells = self.last_row * self.last_column
        if cells > _MOST_CELLS or self.elements > _MOST_ELEMENTS:
            raise Unreadable(
                f"The sheet reaches to row {self.last_row:,} and column {self.last_column:,}; at "
                f"most {_MOST_CELLS:,} cells are read. Save only the rows and columns of clicks, "
                "as CSV in UTF-8."
            )
        self.budget.hold(self.texts + _CELL_SIZE * cells, "The sheet")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _place(text: str | None, row: int, column: int) -> tuple[int, int]:
    """Return the row and column of a reference such as "AB12", both from 1."""
    if not text:
        return row, column
    letters = text.rstrip("0123456789")
    if not 1 <= len(letters) <= 3 or not letters.isalpha() or not letters.isascii():
        return row, column
    found = 0
    for letter in letters.upper():
        found = 26 * found + ord(letter) - ord("A") + 1
    return _number(text[len(letters) :], row), found


def _measure(parts: Sequence[bytes], budget: Budget) -> None:
    """Check the parts of a workbook.

    Raises:
        Unreadable: if one is no XML, or its cells need too much.
    """
    shared: Sequence[int] = ()
    for part in sorted(parts, key=lambda part: b"si>" not in part and b"<si" not in part):
        measured = _Measured(budget, shared)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = measured.start
        parser.EndElementHandler = measured.end
        parser.CharacterDataHandler = measured.data
        parser.StartDoctypeDeclHandler = measured.doctype
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise _damaged(error) from None
        measured.hold()
        if measured.lengths and shared:
            raise Unreadable("The Excel workbook has two lists of texts. Save it again.")
        shared = shared or measured.lengths


def _first_sheet(
    workbook: python_calamine.CalamineWorkbook, budget: Budget
) -> tuple[pa.Table, str]:
    names = workbook.sheet_names
    for name in names[:_MOST_SHEETS]:
        table = _table(workbook.get_sheet_by_name(name).iter_rows(), budget)
        if table is not None:
            note = f"Only the sheet {name[:60]!r} was read." if len(names) > 1 else ""
            return table, note
    raise Unreadable("The Excel workbook has no cells with anything in them.")


def _table(rows: Iterator[list[Any]], budget: Budget) -> pa.Table | None:
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
    for row in filled:
        batch.append(row)
        if len(batch) == _BATCH:
            _add(growing, names, batch)
            batch = []
    _add(growing, names, batch)
    return growing.table()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _add(growing: Growing, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    columns = zip(*rows, strict=True)
    growing.add(
        {name: strings(_words(cells)) for name, cells in zip(names, columns, strict=False)},
        len(rows),
    )


def _words(cells: Sequence[Any]) -> list[str]:
    """Return the texts of one column: whole numbers without decimals, dates as ISO texts."""
    timed = any(isinstance(cell, datetime) for cell in cells)
    return [_word(cell, timed=timed) for cell in cells]


def _word(cell: Any, *, timed: bool) -> str:
    if isinstance(cell, datetime):
        return _rounded(cell).isoformat(sep=" ")
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
