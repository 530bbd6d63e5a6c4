"""From a Parquet file to a table of texts; what its pages become is known before they are read."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet

from attnviz.interactions.content import Budget, Unreadable, cause
from attnviz.interactions.tables import BATCH_ROWS, hold_columns, table_of
from attnviz.interactions.thrift import Damaged, struct_at

_MOST_PAGES = 100_000
_MOST_ROW_GROUPS = 10_000
_BATCH_BYTES = 64 * 10**6
# Encodings of a page in which a value is the difference from the one before: few bytes can be
# many long texts, and how long is not written anywhere.
_DELTA_BYTES = 7
_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3
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
        metadata = pyarrow.parquet.read_metadata(pa.BufferReader(content))
        budget.hold_rows(metadata.num_rows)
        hold_columns(metadata.num_columns)
        batch_rows = _batch_rows(content, metadata, budget)
        columns = [metadata.schema.column(place) for place in range(metadata.num_columns)]
        # A text that stands a million times in a file of a few bytes stays one as a dictionary.
        file = pyarrow.parquet.ParquetFile(
            pa.BufferReader(content),
            read_dictionary=[one.path for one in columns if one.physical_type == "BYTE_ARRAY"],
            pre_buffer=False,
        )
        batches = file.iter_batches(batch_rows, use_threads=False)
        return table_of(batches, file.schema_arrow, budget)
    except (pa.ArrowException, OSError, Damaged, ValueError, MemoryError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"The Parquet file is damaged and cannot be read ({cause(error)}). Save it again."
        ) from None


@dataclass(frozen=True)
class _Page:
    kind: int
    size: int
    values: int
    encoding: int


def _batch_rows(content: bytes, metadata: pyarrow.parquet.FileMetaData, budget: Budget) -> int:
    """Check what the pages become, and return how many rows may be decoded at once.

    Raises:
        Unreadable: if they become too large.
        Damaged: if a page's head cannot be read.
    """
    if metadata.num_row_groups > _MOST_ROW_GROUPS:
        raise Unreadable(
            f"The Parquet file has {metadata.num_row_groups:,} row groups; at most "
            f"{_MOST_ROW_GROUPS:,} are read. Save it again as one."
        )
    pages = unpacked = decoded = 0
    longest = [0] * metadata.num_columns
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(place)
            column = metadata.schema.column(place)
            width = _OFFSET
            if column.max_repetition_level:
                width = _WIDTHS.get(column.physical_type, 2 * _OFFSET)
            if column.physical_type == "FIXED_LEN_BYTE_ARRAY":
                width = max(width, column.length)
            for page in _pages(content, chunk):
                pages += 1
                if pages > _MOST_PAGES:
                    raise Unreadable(
                        f"The Parquet file has more than {_MOST_PAGES:,} pages. Save it again."
                    )
                unpacked += page.size
                budget.hold(unpacked, "The Parquet file")
                if page.kind == _DICTIONARY:
                    budget.hold(page.values * _OFFSET, "The Parquet file")
                    continue
                decoded += page.values * width
                budget.hold(decoded, "The Parquet file")
                if page.encoding == _DELTA_BYTES:
                    longest[place] = max(longest[place], page.size)
    row = sum(longest)
    return max(1, min(BATCH_ROWS, _BATCH_BYTES // row)) if row else BATCH_ROWS


def _pages(content: bytes, chunk: pyarrow.parquet.ColumnChunkMetaData) -> Iterator[_Page]:
    """Yield what the heads of a column's pages say; its own sums may be other than theirs."""
    start = chunk.data_page_offset
    if chunk.dictionary_page_offset is not None and 0 < chunk.dictionary_page_offset < start:
        start = chunk.dictionary_page_offset
    end = start + chunk.total_compressed_size
    if not 0 <= start <= end <= len(content):
        raise Damaged(f"a column stands at bytes {start:,} .. {end:,} of {len(content):,}")
    while start < end:
        head, after = struct_at(content, start)
        size, packed = head.get(2), head.get(3)
        inner = next((head[key] for key in (5, 7, 8) if isinstance(head.get(key), dict)), {})
        values = inner.get(1, 0)
        encoding = inner.get(4 if 8 in head else 2, 0)
        numbers = (head.get(1), size, packed, values, encoding)
        kind, size, packed, values, encoding = (
            one if isinstance(one, int) else -1 for one in numbers
        )
        if min(kind, size, packed, values) < 0:
            raise Damaged(f"the head of a page at byte {start:,} has no sizes")
        yield _Page(kind, size, values, encoding)
        start = after + packed
