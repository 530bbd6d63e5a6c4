"""From a text to rows of cells: its separator, its quotes, its header, and lines that differ."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from attnviz.interactions.asked import SEPARATORS
from attnviz.interactions.files.containers import MOST_ROWS, Content, Unreadable
from attnviz.interactions.headers import has_header, names_columns
from attnviz.interactions.layouts import LAYOUTS, Layout
from attnviz.interactions.times import is_number, looks_like_time

# These quote cells that hold a separator; with the others that has to show.
_QUOTING = (",", ";")
# Between spaces a row has a number or a quoted cell: else it is prose.
_ROW = re.compile(r"(^| )(q|[\d.:/-]+)( |$)")
# The reader knows separators of one character; this one stands for those that are not.
_UNIT = "\x1f"
_MOST_CELLS = 1000
_TRIED, _TRIED_TEXT, _PIECE = 200, 2**20, 2**13


@dataclass(frozen=True, eq=False)
class Cells:
    """A file as rows of cells.

    Attributes:
        table: A column of texts for each column of the file, with unlike names.
        lines: The line of the file at which each row begins, from 1; (rows,).
        separator: One of `SEPARATORS`; "" where the file has none.
        header: Whether the first row names the columns.
        kind: What the file is, in words.
        encoding: Its encoding; "" for a table.
        layout: The known layout that it has; None for another one.
        broken: Rows that are not in `table`, by reason: pairs of a line and its text.
        notes: What a reader should know, in sentences.
        doubt: What is not sure of the header, in a sentence; "" for nothing.
    """

    table: pa.Table
    lines: np.ndarray
    separator: str
    header: bool
    kind: str
    encoding: str
    layout: Layout | None
    broken: dict[str, tuple[tuple[int, str], ...]]
    notes: tuple[str, ...]
    doubt: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns: the header's, or "column 1" and so on."""
        return tuple(self.table.column_names)


def cells_of(content: Content, separator: str | None = None, header: bool | None = None) -> Cells:
    """Split a file into cells.

    Args:
        content: What is in the file.
        separator: One of `SEPARATORS`, where it is known.
        header: Whether the first row names the columns, where it is known.

    Raises:
        Unreadable: if it is empty, has too many rows, or is no table.
    """
    if content.table is not None:
        lines = np.arange(1, content.table.num_rows + 1)
        named = content.table.rename_columns(list(_unlike(content.table.column_names)))
        return Cells(
            named, lines, "", True, content.kind, content.encoding, None, {}, content.notes
        )
    text = (content.text or "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    text, skipped, told, said = _without_preamble(text)
    separator = separator or said
    if not text.strip():
        raise Unreadable("The file is empty; a row for each click is needed.")
    rows = text.rstrip("\n").count("\n") + 1
    if rows > 2 * MOST_ROWS + 2:  # an empty line may follow each row
        raise Unreadable(f"The file has {rows:,} rows; at most {MOST_ROWS:,} are read.")
    found = _split(text, separator, skipped)
    notes = (*content.notes, *told)
    return replace(_named(found, header), kind=content.kind, encoding=content.encoding, notes=notes)


def _without_preamble(text: str) -> tuple[str, int, list[str], str | None]:
    """Return a text without the lines that come before its rows, how many these are, what to tell
    of them, and the separator that they name.
    """
    skipped, comments, separator, start = 0, 0, None, 0
    while start < len(text) and skipped < _TRIED:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip()
        named = re.fullmatch(r'"?sep=(.|::|\\t)"?', line, re.IGNORECASE)
        if named and named[1] in (*SEPARATORS, "\\t"):
            separator = "\t" if named[1] == "\\t" else named[1]
        elif line.startswith("%") or (
            line.startswith("#") and _is_remark(text[start : start + _PIECE])
        ):
            comments += 1
        elif line:
            break
        skipped, start = skipped + 1, end + 1
    told = []
    if comments:
        told.append(f"{comments:,} {'line' if comments == 1 else 'lines'} of comment at the top.")
    return text[start:], skipped, told, separator


def _is_remark(text: str) -> bool:
    """Whether a text's first line, which begins with #, has no columns as the lines below it."""
    first, *below = [line for line in text.split("\n") if line.strip()]
    below = [line for line in below if not line.startswith("#")]
    if not below:
        return False
    masked = [_masked(line, one) for one in SEPARATORS for line in (first, below[-1])]
    counts = [
        (masked[2 * n].count(one), masked[2 * n + 1].count(one)) for n, one in enumerate(SEPARATORS)
    ]
    return not any(above == under > 0 for above, under in counts[:-1])


def _masked(text: str, separator: str) -> str:
    """Return a text in which quoted cells hold nothing that separates."""
    before, after = (re.escape(separator),) * 2
    quoted = rf'(?m)(^|{before})"(?>(?:[^"\\]|\\.|"")*)"(?={after}|$)'
    return re.sub(quoted, r"\1q", text)


def _separator_of(head: str, separators: Sequence[str]) -> tuple[str, int]:
    """Return the separator that splits most lines evenly, and into how many cells."""

    def evenness(separator: str) -> tuple[bool, float, int]:
        lines = [line for line in _masked(head, separator).split("\n") if line.strip()][:_TRIED]
        if separator == " ":
            lines = [re.sub(" +", " ", line.strip()) for line in lines]
            rows = sum(bool(_ROW.search(line)) for line in lines[1:])
            if rows == 0 or rows < 0.9 * (len(lines) - 1):
                return False, 0.0, 0  # words
        counts = Counter(line.count(separator) + 1 for line in lines)
        cells, often = max(counts.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
        share = often / len(lines) if cells > 1 else 0.0
        # Spaces stand inside of cells: they separate where nothing else does.
        return separator != " " and share >= 0.5, share, cells

    best = max(separators, key=evenness)
    return best, evenness(best)[2]


def _split(text: str, separator: str | None, skipped: int) -> Cells:
    """Return rows of cells below a header that is still a row; its columns are "0", "1" ..."""
    head = text[:_TRIED_TEXT]
    if len(head) < len(text):
        head = head.rpartition("\n")[0] or head
    named, cells = _separator_of(head, [separator] if separator else list(SEPARATORS))
    if cells < 2:
        first = next(line for line in text.split("\n") if line.strip())
        raise Unreadable(
            f"No columns were found in {first[:60]!r}; a row needs cells with one of these "
            f"between them: {', '.join(SEPARATORS.values())}."
        )
    if cells > _MOST_CELLS:
        raise Unreadable(f"A row has {cells:,} cells; at most {_MOST_CELLS:,} are read.")
    text = text.rstrip("\n")
    quoting = named in _QUOTING or _has_quotes(head, named)
    delimiter = named
    if named == " " and not quoting:  # several may stand between two cells
        text = "\n".join(re.sub(" +", _UNIT, line.strip()) for line in text.split("\n"))
        delimiter = _UNIT
    elif len(named) > 1:
        text, delimiter = text.replace(named, _UNIT), _UNIT
    escape = quoting and bool(re.search(rf'\\"(?!["\n{re.escape(delimiter)}]|$)', text))
    unclosed: tuple[tuple[int, str], ...] = ()
    found = _parsed(text, delimiter, cells, quoting, escape)
    if quoting and _swallows(found, text, delimiter, cells):
        text, unclosed = _without_odd_quotes(text)
        unclosed = tuple((line + skipped, row) for line, row in unclosed)
        found = _parsed(text, delimiter, cells, quoting, escape)
    table, lines, broken = found
    broken = tuple(
        (line + skipped, row.replace(_UNIT, named if delimiter == _UNIT else _UNIT))
        for line, row in broken
    )
    reasons = {"a quote that does not end": unclosed, "too many or too few cells": broken}
    kept = {reason: rows for reason, rows in reasons.items() if rows}
    return Cells(table, lines + skipped, named, False, "", "", None, kept, ())


def _has_quotes(head: str, delimiter: str) -> bool:
    """Whether cells are quoted where the separator alone does not tell: nearly all quotes stand
    around cells.
    """
    quoted = head.count('"')
    return quoted > 0 and _masked(head, delimiter).count('"') < 0.1 * quoted


_Parsed = tuple[pa.Table, np.ndarray, tuple[tuple[int, str], ...]]


def _parsed(text: str, delimiter: str, cells: int, quoting: bool, escape: bool) -> _Parsed:
    """Return the table of all rows that have so many cells, their lines, and the other rows."""
    content = text.encode("utf-8", "replace") + b"\n"
    broken: list[tuple[int, str]] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        broken.append((row.number, row.text))
        return "skip"

    names = [str(number) for number in range(cells)]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            pyarrow.csv.ReadOptions(
                use_threads=False,  # with threads the reader does not know the lines of bad rows
                column_names=names,
                block_size=len(content) + 1,  # a cell may be as long as the file
            ),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoting else False,
                escape_char="\\" if escape else False,
                newlines_in_values=quoting,
                ignore_empty_lines=False,  # or lines would be counted wrongly
                invalid_row_handler=note,
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise Unreadable(f"The file cannot be read as a table: {_one_line(error)}") from None
    records = np.delete(
        np.arange(table.num_rows + len(broken)), [number - 1 for number, _ in broken]
    )
    long = np.zeros(table.num_rows + len(broken), np.int64)
    for column in table.columns if quoting else ():
        long[records] += pc.count_substring(column, "\n").to_numpy()
    for number, row in broken:
        long[number - 1] = row.rstrip("\n").count("\n")
    starts = np.arange(len(long)) + 1 + np.cumsum(long) - long
    empty = np.ones(table.num_rows, bool)
    for column in table.columns:
        empty &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy()
    kept = table.filter(pa.array(~empty)) if empty.any() else table
    trimmed = pa.table([pc.utf8_trim_whitespace(one) for one in kept.columns], kept.column_names)
    told = tuple((int(starts[number - 1]), row) for number, row in broken)
    return trimmed, starts[records][~empty], told


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _swallows(found: _Parsed, text: str, delimiter: str, cells: int) -> bool:
    """Whether cells hold lines that are rows themselves: a quote before them has no end."""
    table, _, broken = found
    long = [row for _, row in broken if "\n" in row]
    for column in table.columns:
        long += column.filter(pc.match_substring(column, "\n")).to_pylist()[:_TRIED]
    exact = [
        place
        for place, column in enumerate(table.slice(0, _TRIED).to_pydict().values())
        if sum(is_number(text) or looks_like_time(text) for text in column) > 0.9 * len(column)
    ]

    def is_row(line: str) -> bool:
        parts = [part.strip(' "') for part in line.split(delimiter)]
        return len(parts) == cells and all(
            is_number(parts[place]) or looks_like_time(parts[place]) for place in exact
        )

    inner = [line for cell in long for line in cell.split("\n")[1:-1] if line]
    if sum(map(is_row, inner)) > 0.5 * len(inner):
        return True
    if exact and any(is_row(cell.split("\n")[-1]) for cell in long):
        return True
    return bool(long) and _ends_amid(text, delimiter)


def _ends_amid(text: str, delimiter: str) -> bool:
    """Whether a quote of several lines ends where a cell goes on: another cell's has ended it."""
    between = re.escape(delimiter)
    quoted = rf'(?m)(?:^|{between})"((?>(?:[^"]|"")*))"(?=({between}|$)?)'
    return any("\n" in match[1] and match[2] is None for match in re.finditer(quoted, text))


def _without_odd_quotes(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return a text with empty lines in place of those with a quote that does not end."""
    lines, odd = text.split("\n"), []
    for number, line in enumerate(lines):
        if line.count('"') % 2:
            odd.append((number + 1, line))
            lines[number] = ""
    return "\n".join(lines), tuple(odd)


def _named(found: Cells, header: bool | None) -> Cells:
    """Return rows of cells without the row that names the columns, if there is one."""
    table, lines, broken = found.table, found.lines, dict(found.broken)
    first_row, short = [str(column[0]) for column in table.columns] if table.num_rows else [], None
    uneven = broken.get("too many or too few cells", ())
    if uneven and (not len(lines) or uneven[0][0] < lines[0]):
        short = _cells_of_line(uneven[0][1], found.separator)
        if len(short) != table.num_columns - 1 and not names_columns(short):
            short = None
    if short is not None and header is not False:
        # As R writes it: the names of the rows have no name.
        missing = table.num_columns - len(short)
        ends = pc.all(pc.equal(table.column(table.num_columns - 1), "")).as_py()
        names = ["row names"] * (missing == 1 and not ends) + short
        names = [*names, *[""] * (table.num_columns - len(names))][: table.num_columns]
        broken["too many or too few cells"] = uneven[1:]
        return _finished(found, table, lines, names, broken, None)
    if not first_row:
        raise Unreadable("The file has no rows of the same number of cells.")
    sample = [list(row.values()) for row in table.slice(0, _TRIED).to_pylist()]
    layout = next(
        (one for one in LAYOUTS if one.separator == found.separator and one.fits(sample)), None
    )
    doubt = ""
    if header is None:
        header, doubt = (layout.header, "") if layout else has_header(sample)
    if layout and layout.header != header:
        layout = None
    names = first_row if header else [f"column {n + 1}" for n in range(table.num_columns)]
    if header:
        table, lines = table.slice(1), lines[1:]
    done = _finished(found, table, lines, names, broken, layout)
    return replace(done, header=header, doubt=doubt)


def _finished(
    found: Cells,
    table: pa.Table,
    lines: np.ndarray,
    names: list[str],
    broken: dict[str, tuple[tuple[int, str], ...]],
    layout: Layout | None,
) -> Cells:
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"The file has {len(lines):,} rows; at most {MOST_ROWS:,} are read.")
    again = np.ones(table.num_rows, bool)
    for column, name in zip(table.columns, names, strict=True):
        again &= pc.equal(column, name).to_numpy()
    if again.any():
        row = found.separator.join(names)
        broken["the header once more"] = tuple((int(line), row) for line in lines[again])
        table, lines = table.filter(pa.array(~again)), lines[~again]
    broken = {reason: rows for reason, rows in broken.items() if rows}
    table = table.rename_columns(list(_unlike(names)))
    return replace(found, table=table, lines=lines, header=True, layout=layout, broken=broken)


def _cells_of_line(line: str, separator: str) -> list[str]:
    cells = line.split(separator)
    return [re.sub(r'^"(.*)"$', r"\1", cell.strip()) for cell in cells]


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a header, each one told from the others."""
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        unlike = name if name and name not in found else f"{name or 'column'} {place}"
        while unlike in found:
            unlike += "'"
        found.append(unlike)
    return tuple(found)
