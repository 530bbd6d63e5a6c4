"""From the bytes of a file to plain content: a text or a table, whatever it was kept in."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

import pyarrow as pa

from attnviz.interactions.files.arrow_files import is_arrow, read_arrow
from attnviz.interactions.files.decoding import decode
from attnviz.interactions.files.json_records import is_json, read_json
from attnviz.interactions.files.limits import (
    MOST_BYTES,
    MOST_ROWS,
    MOST_UNPACKED,
    Budget,
    Unreadable,
    cause,
)
from attnviz.interactions.files.parquet_files import is_parquet, read_parquet
from attnviz.interactions.files.signatures import refuse_by_bytes, refuse_by_members, refuse_by_text
from attnviz.interactions.files.workbooks import is_part, is_workbook, read_workbook

__all__ = ["MOST_BYTES", "MOST_ROWS", "MOST_UNPACKED", "Content", "Unreadable", "unpack"]

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\3\4"
_EMPTY_ZIP = b"PK\5\6"
_ZIP_ENTRY = b"PK\1\2"
_GZIP_MEMBER = b"\x1f\x8b\x08"
_MOST_MEMBERS = 10_000
_DEEPEST = 3
_PIECE = 2**20
_NAMED = 5
_ZIP_ERRORS = (OSError, EOFError, ValueError, RuntimeError)  # of a damaged or odd zip
# What systems and programs put beside the files of a zip.
_BESIDE = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)|/$")


@dataclass(frozen=True, eq=False)
class Content:
    """What a file holds.

    Attributes:
        text: The decoded text of a file with separators, without a byte order mark; None for a
            table.
        table: Columns of texts, none of them null ("" is nothing), with unlike names; row n is
            the file's record n, from 1. None for a text. The elements of a list stand in one
            cell with a space between two, or with a bar where an element of the column has a
            space itself. A record inside a record, or a list of records, is its JSON.
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
        most_unpacked: Bytes that it may have when it is unpacked, and again as texts.
        most_rows: How many rows a table may have.

    Raises:
        Unreadable: if it is nothing that can be read, or too large; the message is one line,
            which says what it is and what to save instead.
    """
    return _unpack(content, Budget(most_unpacked, most_rows), 0)


def _unpack(content: bytes, budget: Budget, depth: int) -> Content:
    if depth > _DEEPEST:
        raise Unreadable("The file is packed more than three times. Unpack it first.")
    if not content:
        raise Unreadable("The file is empty; a row for each click is needed.")
    if content.startswith(_GZIP):
        return _packed("gzip", _gunzip(content, budget), budget, depth)
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _unzip(content, budget, depth)
    if is_parquet(content):
        table, notes = read_parquet(content, budget)
        return Content(None, table, "", "Parquet", notes)
    if is_arrow(content):
        table, notes = read_arrow(content, budget)
        return Content(None, table, "", "Arrow", notes)
    refuse_by_bytes(content)
    text, encoding, notes = decode(content, budget)
    refuse_by_text(text)
    if is_json(text):
        table, kind = read_json(text, budget)
        return Content(None, table, "", kind, notes)
    return Content(text, None, encoding, "text", notes)


def _packed(kind: str, inner: bytes, budget: Budget, depth: int) -> Content:
    found = _unpack(inner, budget, depth + 1)
    return replace(found, kind=f"{kind} of {found.kind}")


def _gunzip(content: bytes, budget: Budget) -> bytes:
    if content.count(_GZIP_MEMBER) > _MOST_MEMBERS:
        raise Unreadable(f"The gzip file has more than {_MOST_MEMBERS:,} parts. Pack it again.")
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return _held(file, budget, "The gzip file")
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(
            f"The gzip file is damaged or cut off ({cause(error)}). Load or pack it again."
        ) from None


def _held(file: IO[bytes] | gzip.GzipFile, budget: Budget, what: str) -> bytes:
    """Return what is read from a file, a piece at a time; what its head says is not trusted."""
    found = io.BytesIO()
    while piece := file.read(_PIECE):
        budget.hold(found.tell() + len(piece), what)
        found.write(piece)
    return found.getvalue()


def _unzip(content: bytes, budget: Budget, depth: int) -> Content:
    if content.count(_ZIP_ENTRY) > _MOST_MEMBERS:
        raise Unreadable(f"The zip has more than {_MOST_MEMBERS:,} files. Unpack it first.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not _BESIDE.search(one.filename)]
            names = [one.filename for one in members]
            if is_workbook(names):
                refuse_by_members(names)
                parts = [one for one in members if is_part(one.filename)]
                held = ((one.filename, _member(archive, one, budget)) for one in parts)
                return _workbook(held, budget)
            refuse_by_members(names)
            inner = _member(archive, _single(members), budget)
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"The zip is damaged or cut off ({cause(error)}). Load or pack it again."
        ) from None
    found = _packed("zip", inner, budget, depth)
    return replace(found, notes=(f"The file {names[0][:60]!a} in the zip was read.", *found.notes))


def _workbook(parts: Iterator[tuple[str, bytes]], budget: Budget) -> Content:
    table, notes = read_workbook(parts, budget)
    return Content(None, table, "", "an Excel workbook", notes)


def _single(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if not members:
        raise Unreadable("The zip is empty; a table of clicks is needed in it.")
    if len(members) > 1:
        names = ", ".join(repr(one.filename[:40]) for one in members[:_NAMED])
        more = f" and {len(members) - _NAMED:,} more" if len(members) > _NAMED else ""
        raise Unreadable(
            f"The zip has {len(members):,} files: {names}{more}. Unpack it and choose the file of "
            "clicks, and a file of items beside it if there is one."
        )
    return members[0]


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> bytes:
    if member.flag_bits & 1:
        raise Unreadable(
            f"The file {member.filename[:60]!a} in the zip has a password. Unpack it and choose "
            "the file itself."
        )
    budget.hold(member.file_size, f"The file {member.filename[:60]!a} in the zip")
    with archive.open(member) as file:
        return _held(file, budget, f"The file {member.filename[:60]!a} in the zip")
