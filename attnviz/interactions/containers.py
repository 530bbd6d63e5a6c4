"""From the bytes of a file to plain content: a text or a table, whatever it was kept in."""

import gzip
import io
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

MOST_BYTES = 50 * 2**20
MOST_ROWS = 1_000_000
MOST_UNPACKED = 400 * 10**6
"""Bytes that a file may have once it is unpacked and decoded: 400 for each of `MOST_ROWS`."""


class Unreadable(ValueError):
    """A file that cannot be used; the message says why, with the value, and what is needed."""


@dataclass(frozen=True, eq=False)
class Content:
    """What was in a file.

    Attributes:
        text: The decoded text of a file with separators, without a byte order mark; None for a
            table.
        table: Columns of strings, none of them null ("" is nothing), with unlike names; row n is
            the file's record n, from 1. None for a text. The elements of a list stand in one
            cell with a space between two; a record in a cell is its JSON.
        encoding: The encoding of a text, such as "utf-8"; "" for a table.
        kind: What the file is, in words: "text", "gzip of text", "Parquet", "an Excel workbook".
        notes: What a reader should know, in sentences.
    """

    text: str | None
    table: pa.Table | None
    encoding: str
    kind: str
    notes: tuple[str, ...] = ()


def unpack(
    content: bytes, most_unpacked: int = MOST_UNPACKED, most_rows: int = MOST_ROWS
) -> Content:
    """Return what is in a file.

    Args:
        content: The file's bytes.
        most_unpacked: Bytes that it may have once it is unpacked and decoded.
        most_rows: How many rows a table may have.

    Raises:
        Unreadable: if it is nothing that can be read, or too large; the message is one line,
            which says what it is and what to save instead.
    """
    if content[:2] == b"\x1f\x8b":
        with gzip.open(io.BytesIO(content)) as file:
            inner = file.read(most_unpacked + 1)
        if len(inner) > most_unpacked:
            raise Unreadable("The gzip file unpacks to more than is allowed.")
        found = unpack(inner, most_unpacked, most_rows)
        return Content(
            found.text, found.table, found.encoding, f"gzip of {found.kind}", found.notes
        )
    if content[:4] == b"PAR1":
        table = pyarrow.parquet.read_table(pa.BufferReader(content))
        columns = [pc.fill_null(column.cast(pa.string()), "") for column in table.columns]
        return Content(None, pa.table(columns, table.column_names), "", "Parquet")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Content(content.decode("utf-16"), None, "utf-16", "text")
    if b"\0" in content:
        raise Unreadable("The file is no text: it holds bytes of value 0.")
    try:
        return Content(content.decode("utf-8-sig"), None, "utf-8", "text")
    except UnicodeDecodeError:
        note = "The file is not UTF-8. It was read as latin-1: look whether titles are right."
        return Content(content.decode("latin-1"), None, "latin-1", "text", (note,))
