"""From a Parquet file to a table of texts; what its pages become is known before they are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from attnviz.interactions.files.limits import Budget, Unreadable, cause
from attnviz.interactions.files.tables import BATCH_ROWS, hold_columns, table_of
from attnviz.interactions.files.thrift import Damaged, struct_at

_MOST_PAGES = 100_000
_LONGEST_HEAD = 4 * 2**20
_TAIL = 8  # the size of the head, and PAR1
_ROW_GROUPS, _CHUNKS = 4, 1
_BATCH_BYTES = 64 * 10**6
# Encodings of texts that cannot be kept as a dictionary. In the second a text begins as the one
# before: few bytes can be many long texts, and how long is not written anywhere.
_DELTAS = (6, 7)
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}
_OFFSET = 4


def is_parquet(content: bytes) -> bool:
    """Whether these are the bytes of a Parquet file."""
    return content[:4] == b"PAR1" and content[-4:] == b"PAR1"


def read_parquet(content: bytes, budget: Budget) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the table of a Parquet file as texts, and what a reader should know of it.

    Raises:
        Unreadable: if it is damaged, has too many rows, or would be too large.
    """
    try:
        head = _head(content)
        metadata = pyarrow.parquet.read_metadata(pa.BufferReader(content))
        budget.hold_rows(metadata.num_rows)
        hold_columns(metadata.num_columns)
        columns = [_column(metadata.schema.column(n)) for n in range(metadata.num_columns)]
        _measure(content, head, columns, budget)
        # A text that stands a million times in a file of a few bytes stays one as a dictionary;
        # where that cannot be, few rows are decoded at a time.
        file = pyarrow.parquet.ParquetFile(
            pa.BufferReader(content),
            read_dictionary=[one.path for one in columns if one.is_text and not one.deltas],
            pre_buffer=False,
        )
        row = sum(one.longest for one in columns if one.deltas)
        rows = max(1, min(BATCH_ROWS, _BATCH_BYTES // row)) if row else BATCH_ROWS
        return table_of(file.iter_batches(rows, use_threads=False), file.schema_arrow, budget)
    except (pa.ArrowException, OSError, Damaged, ValueError, MemoryError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"The Parquet file is damaged and cannot be read ({cause(error)}). Save it again."
        ) from None


@dataclass(frozen=True)
class _Page:
    size: int
    values: int
    encoding: int


@dataclass
class _Column:
    """What a column's pages become.

    Attributes:
        path: Its name, with those of what it stands in.
        is_text: Whether its values are bytes of any length.
        width: Bytes of a value, where they can be known; of an offset otherwise.
        repeated: Whether a row can have several values.
        values: How many values there are.
        longest: The size of its largest page, and so of a value, at most.
        deltas: Whether texts are kept as differences, and so are decoded one by one.
    """

    path: str
    is_text: bool
    width: int
    repeated: bool
    values: int = 0
    longest: int = 0
    deltas: bool = False


def _column(column: pyarrow.parquet.ColumnSchema) -> _Column:
    kind = column.physical_type
    repeated = column.max_repetition_level > 0
    width = _WIDTHS.get(kind, 2 * _OFFSET) if repeated else _OFFSET
    if kind == "FIXED_LEN_BYTE_ARRAY":
        width = max(width, column.length)
    return _Column(column.path, kind == "BYTE_ARRAY", width, repeated)


def _head(content: bytes) -> dict[int, Any]:
    """Return the fields of the file's head, which stands at its end.

    They are read here as the library's own access to them ends the process where they are damaged.

    Raises:
        Unreadable: if it is too large.
        Damaged: if it is none.
    """
    size = int.from_bytes(content[-_TAIL : -_TAIL + 4], "little")
    if size > _LONGEST_HEAD:
        raise Unreadable(
            f"The head of the Parquet file has {size:,} bytes; at most {_LONGEST_HEAD:,} are read. "
            "Save it again, with one row group."
        )
    return struct_at(content, max(0, len(content) - _TAIL - size))[0]


def _measure(content: bytes, head: dict[int, Any], columns: list[_Column], budget: Budget) -> None:
    """Find what the columns become, by the heads of their pages.

    Raises:
        Unreadable: if that is too much.
        Damaged: if a head cannot be read.
    """
    pages = unpacked = decoded = 0
    for group in _list(head, _ROW_GROUPS):
        for column, chunk in zip(columns, _list(group, _CHUNKS), strict=True):
            for page in _pages(content, chunk):
                pages += 1
                if pages > _MOST_PAGES:
                    raise Unreadable(
                        f"The Parquet file has more than {_MOST_PAGES:,} pages. Save it again."
                    )
                unpacked += page.size
                decoded += page.values * column.width
                budget.hold(max(unpacked, decoded), "The Parquet file")
                column.values += page.values
                column.longest = max(column.longest, page.size)
                column.deltas |= page.encoding in _DELTAS
    for column in columns:
        if column.deltas and column.repeated:
            budget.hold(column.values * column.longest, f"The column {column.path[:60]!a}")


def _list(fields: Any, number: int) -> list[Any]:
    found = fields.get(number) if isinstance(fields, dict) else None
    if not isinstance(found, list):
        raise Damaged(f"its head has no list {number}")
    return found


def _whole(fields: Any, number: int) -> int:
    """Return a field's whole number; -1 where there is none."""
    found = fields.get(number) if isinstance(fields, dict) else None
    return found if isinstance(found, int) else -1


def _pages(content: bytes, chunk: Any) -> Iterator[_Page]:
    """Yield what the heads of a column's pages say; its own sums may be other than theirs."""
    about = chunk.get(3) if isinstance(chunk, dict) else None
    if _whole(about, 5) <= 0:
        return  # without values no page is read, and none may be there
    start, size, dictionary = (_whole(about, number) for number in (9, 7, 11))
    if 0 < dictionary < start:
        start = dictionary
    end = start + size
    if not 0 <= start <= end <= len(content):
        raise Damaged(f"a column stands at bytes {start:,} .. {end:,} of {len(content):,}")
    while start < end:
        head, after = struct_at(content, start)
        inner = next((number for number in (5, 7, 8) if number in head), 0)
        values, encoding = (_whole(head.get(inner), n) for n in (1, 4 if inner == 8 else 2))
        page = _Page(_whole(head, 2), values, encoding)
        packed = _whole(head, 3)
        if min(page.size, packed, page.values) < 0:
            raise Damaged(f"the head of a page at byte {start:,} has no sizes")
        yield page
        start = after + packed
