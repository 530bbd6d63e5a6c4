"""From the bytes of a file to a table; how it is to be read is guessed, and can be corrected."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from attnviz.interactions.layouts import LAYOUTS, ROLES, Layout, role_of

MOST_BYTES = 50 * 2**20
MOST_ROWS = 1_000_000
SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar |", "::": "double colon ::"}
"""Separators that can be read, and what they are called."""
# These quote cells that hold a separator; in the others a quote is a character like any other.
_QUOTING = (",", ";")
_TRIED_ROWS = 20


class Unreadable(ValueError):
    """A file that cannot be used; the message says why, with the value, and what is needed."""


@dataclass(frozen=True)
class Form:
    """How a file is read.

    Attributes:
        separator: What stands between two cells; "" in a Parquet file.
        encoding: "utf-8", or "latin-1" where it is not that.
        columns: The names of all columns: the header's, or "column 1" and so on.
        header: Whether the first row names them.
        roles: The column of each role that was found: pairs of a role and a column's name.
        layout: The known layout that it has; None for another one.
    """

    separator: str
    encoding: str
    columns: tuple[str, ...]
    header: bool
    roles: tuple[tuple[str, str], ...]
    layout: Layout | None = None

    def with_roles(self, roles: Mapping[str, str | None]) -> Self:
        """Return the same form with these columns by role; None is no column."""
        known = {**dict(self.roles), **roles}
        kept = tuple((role, name) for role in ROLES if (name := known.get(role)))
        return replace(self, roles=kept)


@dataclass(frozen=True, eq=False)
class Table:
    """What was read.

    Attributes:
        frame: One text column a role; the index is the line of the file, from 1.
        broken: Lines with too many or too few cells, which are not in `frame`: pairs of the line
            and its text.
        notes: What a reader should know of the reading, in sentences.
    """

    frame: pd.DataFrame
    broken: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]


def content_of(path: str | Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file.

    Raises:
        Unreadable: if there is no such file, or it is larger than `most_bytes`.
    """
    try:
        size = Path(path).stat().st_size
        _refuse_large(size, most_bytes)
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None


def _refuse_large(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        raise Unreadable(
            f"The file has {size / 2**20:,.1f} MB; at most {most_bytes / 2**20:,.0f} MB are read."
        )


def is_parquet(content: bytes) -> bool:
    """Whether these are the bytes of a Parquet file."""
    return content[:4] == b"PAR1" and content[-4:] == b"PAR1"


def guess(content: bytes, separator: str | None = None, header: bool | None = None) -> Form:
    """Return how a file is to be read.

    Args:
        content: The file's bytes.
        separator: One of `SEPARATORS`, where it is known.
        header: Whether the first row names the columns, where it is known.

    Raises:
        Unreadable: if it is empty, or no table.
    """
    if is_parquet(content):
        names = tuple(_parquet(content).schema_arrow.names)
        return Form("", "utf-8", names, True, _roles_by_name(names))
    encoding = _encoding(content)
    head = content[: 2**20].decode(encoding, errors="replace").lstrip("\ufeff").splitlines()
    lines = [line for line in head if line.strip()][:_TRIED_ROWS]
    if not lines:
        raise Unreadable("The file is empty; a row for each click is needed.")
    if separator is None:
        separator = max(SEPARATORS, key=lambda one: _evenness(_split(lines, one)))
    rows = _split(lines, separator)
    if len(rows[0]) < 2:
        raise Unreadable(
            f"No columns were found in {lines[0][:60]!r}; a row needs cells with one of these "
            f"between them: {', '.join(SEPARATORS.values())}."
        )
    layout = next((one for one in LAYOUTS if one.separator == separator and one.fits(rows)), None)
    if header is None:
        header = layout.header if layout else _has_header(rows)
    if layout and layout.header != header:
        layout = None
    if header:
        names = _unlike(rows[0])
        return Form(separator, encoding, names, True, _roles_by_name(names), layout)
    names = tuple(f"column {number + 1}" for number in range(len(rows[0])))
    roles = layout.roles if layout else _roles_by_content(rows)
    pairs = {role: name for role, name in zip(roles, names, strict=False) if role}
    return Form(separator, encoding, names, False, (), layout).with_roles(pairs)


def _encoding(content: bytes) -> str:
    if b"\0" in content:
        raise Unreadable("The file is no text in UTF-8, nor Parquet: it holds bytes of value 0.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _split(lines: Sequence[str], separator: str) -> list[list[str]]:
    if separator in _QUOTING:
        rows = csv.reader(lines, delimiter=separator)
        return [[cell.strip() for cell in row] for row in rows]
    return [[cell.strip() for cell in line.split(separator)] for line in lines]


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return the share of rows with as many cells as the first, and how many these are."""
    cells = len(rows[0])
    return (sum(len(row) == cells for row in rows) / len(rows), cells) if cells > 1 else (0.0, 0)


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    if any(role_of(cell) for cell in rows[0]):
        return True
    below = [row for row in rows[1:] if len(row) == len(rows[0])]
    return any(
        not _is_number(cell) and below and all(_is_number(row[place]) for row in below)
        for place, cell in enumerate(rows[0])
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _unlike(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a header, each one told from the others."""
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        found.append(name if name and name not in found else f"{name or 'column'} {place}")
    return tuple(found)


def _roles_by_name(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(role_of(name), name)
    return tuple((role, found[role]) for role in ROLES if role in found)


def _roles_by_content(rows: Sequence[Sequence[str]]) -> list[str]:
    """Guess columns without names: user, item, and what looks most like a time."""
    roles = ["user", "item", *[""] * (len(rows[0]) - 2)]
    later = range(2, len(rows[0]))
    times = {place: [row[place] for row in rows if len(row) == len(rows[0])] for place in later}
    likely = [place for place in later if all(_looks_like_time(text) for text in times[place])]
    if likely:
        roles[likely[-1]] = "timestamp"
    return roles


def _looks_like_time(text: str) -> bool:
    if _is_number(text):
        return float(text) >= 1e8  # seconds since 1970, from 1973 on
    return not pd.isna(pd.to_datetime(text, errors="coerce", format="ISO8601"))


def read(content: bytes, form: Form, most_rows: int = MOST_ROWS) -> Table:
    """Read a table.

    Args:
        content: The file's bytes.
        form: How it is read.
        most_rows: How many rows are allowed.

    Raises:
        Unreadable: if it has more rows, or cannot be read at all.
    """
    parquet = None if form.separator else _parquet(content)
    content = content.rstrip(b"\r\n")
    rows = parquet.metadata.num_rows if parquet else content.count(b"\n") + (not form.header)
    if rows > most_rows:
        raise Unreadable(f"The file has {rows:,} rows; at most {most_rows:,} are read.")
    wanted = list(dict(form.roles).values())
    if not parquet:
        return _read_text(content, form, wanted)
    try:
        whole = parquet.read(columns=wanted)
        frame = _frame(whole, form)
    except pa.ArrowException as error:
        raise Unreadable(f"The columns of the Parquet file cannot be read: {error}") from None
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return Table(frame, (), ())


def _parquet(content: bytes) -> pyarrow.parquet.ParquetFile:
    try:
        return pyarrow.parquet.ParquetFile(pa.BufferReader(content))
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"The Parquet file cannot be read: {error}") from None


def first_rows(content: bytes, form: Form, rows: int = 8) -> pd.DataFrame:
    """Return the first rows of a file with all its columns, to show how it is read."""
    if not form.separator:
        return next(_parquet(content).iter_batches(rows)).to_pandas()
    lines = io.BytesIO(content).readlines(2**16)[: rows + form.header]
    text = b"".join(lines).decode(form.encoding, errors="replace").lstrip("\ufeff")
    split = _split([line for line in text.splitlines() if line.strip()], form.separator)
    width = len(form.columns)
    cells = [[*row, *[""] * width][:width] for row in split[form.header :]]
    return pd.DataFrame(cells, columns=list(form.columns))


def _frame(whole: pa.Table, form: Form) -> pd.DataFrame:
    """Return the columns by role; of several categories of an item the first counts."""
    frame = pd.DataFrame({role: _texts(whole[name]) for role, name in form.roles})
    if "category" in frame:
        between = " " if dict(form.roles)["category"].endswith(":token_seq") else "|"
        frame["category"] = frame["category"].str.partition(between)[0].str.strip()
    return frame


def _texts(column: pa.ChunkedArray) -> pd.Series:
    """Return a column as trimmed texts; nothing becomes ""."""
    if pa.types.is_floating(column.type) and pc.all(pc.equal(column, pc.round(column))).as_py():
        column = column.cast(pa.int64())  # ids become floats where one is missing: 7, not 7.0
    texts = pc.fill_null(column.cast(pa.string()), "")
    return pc.utf8_trim_whitespace(texts).to_pandas().astype("str")


def _read_text(content: bytes, form: Form, wanted: list[str]) -> Table:
    delimiter = form.separator
    if len(delimiter) > 1:  # the reader knows only single characters
        content, delimiter = content.replace(delimiter.encode(), b"\x1f"), "\x1f"
    flags = form.layout.flags if form.layout else ()
    wanted = [*wanted, *form.columns[len(form.columns) - len(flags) :]]
    broken: list[tuple[int, str]] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        broken.append((row.number, row.text.replace("\x1f", form.separator)))
        return "skip"

    try:
        whole = pyarrow.csv.read_csv(
            pa.BufferReader(content + b"\n"),
            pyarrow.csv.ReadOptions(
                use_threads=False,  # with threads the reader does not know the lines of bad rows
                column_names=list(form.columns),
                skip_rows=int(form.header),
                encoding=form.encoding,
            ),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if form.separator in _QUOTING else False,
                ignore_empty_lines=False,  # or lines would be counted wrongly
                invalid_row_handler=note,
            ),
            pyarrow.csv.ConvertOptions(
                include_columns=list(dict.fromkeys(wanted)),
                column_types=dict.fromkeys(form.columns, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise Unreadable(f"The file cannot be read as a table: {error}") from None
    frame = _frame(whole, form)
    if flags:
        columns = [whole[name].to_pandas() == "1" for name in form.columns[-len(flags) :]]
        set_flags = pd.concat(columns, axis=1, keys=flags)
        frame["category"] = set_flags.idxmax(axis=1).where(set_flags.any(axis=1), "")
    lines = pd.RangeIndex(1 + form.header, 1 + form.header + len(frame) + len(broken))
    frame.index = lines.drop([number for number, _ in broken])
    notes = (
        ("The file is not UTF-8. It was read as latin-1: look whether titles are right.",)
        if form.encoding == "latin-1"
        else ()
    )
    return Table(frame, tuple(broken), notes)
