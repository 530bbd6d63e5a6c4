"""Files that are damaged or made to do harm, and a process of its own that reads them."""

import gzip
import io
import json
import random
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.interactions import kept

FILES = 500


def damaged(files: int = FILES) -> Iterator[tuple[str, bytes]]:
    """Yield files of every kind, each damaged in one of several ways, and what was done."""
    whole = kept.every_way()
    names = sorted(whole)
    ways = sorted(_WAYS)
    for number in range(files):
        rng = random.Random(number)
        name, way = names[number % len(names)], ways[number // len(names) % len(ways)]
        other = whole[rng.choice(names)]
        if name == "workbook":  # a damaged zip is found out before its members are looked at
            content = _damaged_member(whole[name], _WAYS[way], other, rng)
        else:
            content = _WAYS[way](bytearray(whole[name]), other, rng)
        wrapped = rng.choice(("", "", "", "gzip", "zip"))
        if wrapped == "gzip":
            content = gzip.compress(content, 1)
        elif wrapped == "zip":
            content = kept.zipped({"inner": content})
        yield f"{number}: {name}, {way}, {wrapped}", bytes(content)


def _damaged_member(
    archive: bytes,
    damage: Callable[[bytearray, bytes, random.Random], bytes],
    other: bytes,
    rng: random.Random,
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    chosen = rng.choice(sorted(members))
    return kept.zipped(members | {chosen: damage(bytearray(members[chosen]), other, rng)})


def _flipped(content: bytearray, _other: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice((1, 1, 3, 20))):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


def _cut(content: bytearray, _other: bytes, rng: random.Random) -> bytes:
    return bytes(content[: rng.randrange(len(content))])


def _gap(content: bytearray, _other: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    del content[start : start + rng.randrange(1, 200)]
    return bytes(content)


def _numbers(content: bytearray, _other: bytes, rng: random.Random) -> bytes:
    """Write numbers that are sizes elsewhere: none, all bits, the largest there are."""
    for _ in range(rng.choice((1, 2, 5))):
        start = rng.randrange(max(1, len(content) - 8))
        value = rng.choice((b"\0" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\0\0\0\x10", b"\1"))
        content[start : start + len(value)] = value
    return bytes(content)


def _repeated(content: bytearray, _other: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    piece = content[start : start + rng.randrange(1, 300)]
    return bytes(content[:start] + piece * rng.choice((2, 50)) + content[start:])


def _spliced(content: bytearray, other: bytes, rng: random.Random) -> bytes:
    return bytes(content[: rng.randrange(len(content))]) + other[rng.randrange(len(other)) :]


def _text(content: bytearray, _other: bytes, rng: random.Random) -> bytes:
    """Write what is a sign in some text: quotes, breaks, brackets, a mark, half a character."""
    signs = (b'"', b"\r", b"\n", b"\\", b"[" * 2_000, b"{", b"\0", b"\xef\xbb\xbf", b"\xed\xa0")
    for _ in range(rng.choice((1, 3, 10))):
        start = rng.randrange(len(content))
        content[start:start] = rng.choice(signs)
    return bytes(content)


_WAYS: dict[str, Callable[[bytearray, bytes, random.Random], bytes]] = {
    "bits flipped": _flipped,
    "cut": _cut,
    "a gap": _gap,
    "numbers": _numbers,
    "repeated": _repeated,
    "spliced": _spliced,
    "signs": _text,
}


def _dictionary_parquet() -> bytes:
    """Return a million rows of one text of 4,000 characters: 4 GB in a file of a few KB."""
    values = pa.array(["x" * 4_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), values)
    table = pa.table({"user": column, "item": column})
    return kept.parquet(table, store_schema=False, write_statistics=False, compression="zstd")


def _delta_parquet() -> bytes:
    """Return texts that each begin as the one before, of which only the ends are kept."""
    table = pa.table({"user": ["y" * 50_000] * 1_000})
    return kept.parquet(
        table,
        use_dictionary=False,
        column_encoding={"user": "DELTA_BYTE_ARRAY"},
        store_schema=False,
        write_statistics=False,
        compression="zstd",
        data_page_size=2**20,
    )


def _list_parquet() -> bytes:
    """Return one row whose list has six million elements."""
    values = pa.array(np.zeros(6_000_000, np.int64))
    table = pa.table({"items": pa.ListArray.from_arrays([0, len(values)], values)})
    return kept.parquet(table, compression="zstd", write_statistics=False)


def _lying_gzip() -> bytes:
    """Return a gzip of 600 MB that says that it holds ten bytes."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    piece = b"0" * 2**20
    packed = b"".join([packer.compress(piece) for _ in range(600)]) + packer.flush()
    return packed[:-4] + struct.pack("<I", 10)


def _large_gzip() -> bytes:
    """Return a gzip of a thousand parts of 1 MB."""
    return gzip.compress(b"0" * 2**20, 1) * 1_000


def _lying_zip() -> bytes:
    """Return a zip whose directory says that its file of 20 MB has 100 bytes."""
    buffer = io.BytesIO()
    packing = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packing as archive, archive.open("clicks.csv", "w") as file:
        for _ in range(20):
            file.write(b"0" * 2**20)
    content = buffer.getvalue()
    place = content.index(b"PK\1\2") + 24
    return content[:place] + struct.pack("<I", 100) + content[place + 4 :]


def _zip_of_many() -> bytes:
    return kept.zipped({f"{number}.csv": b"" for number in range(20_000)})


def _nested_gzip() -> bytes:
    content = _large_gzip()
    for _ in range(10):
        content = gzip.compress(content, 1)
    return content


def _gzip_of_many() -> bytes:
    return gzip.compress(b"") * 400_000


_CELL = '<c r="A{0}" t="s"><v>0</v></c>'


def _shared_text_workbook() -> bytes:
    """Return a sheet of 60,000 cells that share one text of 30,000 characters: 2 GB."""
    rows = "".join(f'<row r="{n}">{_CELL.format(n)}</row>' for n in range(1, 60_001))
    return kept.workbook({"one": rows}, ["x" * 30_000])


def _far_workbook() -> bytes:
    """Return two cells with the whole sheet between: 17 billion cells."""
    cell = '<row r="{1}"><c r="{0}{1}"><v>1</v></c></row>'
    return kept.workbook({"one": cell.format("A", 1) + cell.format("XFD", 1_048_576)})


def _rows_workbook() -> bytes:
    """Return a sheet of 24 million rows without a cell."""
    return kept.workbook({"one": "<row/>" * 30_000_000})


def _entities_workbook() -> bytes:
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12)
    )
    part = f'<!DOCTYPE sst [{entities}]><sst xmlns="x"><si><t>&a11;</t></si></sst>'
    return kept.workbook({"one": ""}, members={"xl/sharedStrings.xml": part.encode()})


def _compressed_arrow() -> bytes:
    """Return a batch of 800 MB of zeros."""
    zeros = pa.array(np.zeros(10**6, np.int64))
    return kept.arrow(pa.table([zeros] * 100, [f"c{place}" for place in range(100)]), "zstd")


def _overlapping_arrow() -> bytes:
    """Return 100,000 lists that are all the same million elements."""
    rows = 100_000
    offsets, sizes = pa.array([0] * rows, pa.int32()), pa.array([10**6] * rows, pa.int32())
    lists = pa.ListViewArray.from_arrays(offsets, sizes, pa.array([0] * 10**6, pa.int8()))
    return kept.arrow(pa.table({"items": lists}))


def _encoded_arrow() -> bytes:
    """Return a column that is one text of a megabyte for all of a million rows."""
    ends = pa.array([1_000_000], pa.int32())
    column = pa.RunEndEncodedArray.from_arrays(ends, pa.array(["z" * 10**6]))
    return kept.arrow(pa.table({"user": column}))


def _keys_json() -> bytes:
    """Return records that each have a key of their own."""
    return "\n".join(f'{{"{n}": {n}}}' for n in range(100_000)).encode()


def _deep_json() -> bytes:
    return b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]"


def _long_json() -> bytes:
    """Return one record with three million lists."""
    return b'{"a": [' + b"[]," * 3_000_000 + b"[]]}"


BOMBS: dict[str, Callable[[], bytes]] = {
    "a Parquet file of one text": _dictionary_parquet,
    "a gzip that lies": _lying_gzip,
    "a gzip of large parts": _large_gzip,
    "a zip that lies": _lying_zip,
    "a zip of many": _zip_of_many,
    "a gzip in ten": _nested_gzip,
    "a gzip of many": _gzip_of_many,
    "a sheet of one text": _shared_text_workbook,
    "a sheet of two cells": _far_workbook,
    "a sheet of rows": _rows_workbook,
    "a sheet with entities": _entities_workbook,
    "an Arrow file of zeros": _compressed_arrow,
    "an Arrow file of overlaps": _overlapping_arrow,
    "an Arrow file of one run": _encoded_arrow,
    "JSON with many keys": _keys_json,
    "JSON nested deep": _deep_json,
    "JSON of one record": _long_json,
}
"""Small files that would become large, or take long, by what they are."""

SMALLER_BOMBS: dict[str, Callable[[], bytes]] = {
    "a Parquet file of beginnings": _delta_parquet,
    "a Parquet file of one list": _list_parquet,
}
"""Others, which take long to make; they are too large for `SMALLER_BUDGET`."""
SMALLER_BUDGET = 40 * 10**6


def ends(whole: str, most_unpacked: int) -> None:
    """Read files whose paths stand on standard input, and print how each ended, as JSON.

    A line for each: its seconds of processor, the megabytes by which the process had grown at
    most, and what was read or the message of the refusal.

    Args:
        whole: "unpacked", or "to interactions" for all the way that a file of clicks goes.
        most_unpacked: Bytes that a file may have when it is unpacked.
    """
    from attnviz.interactions.dataset import interactions_of
    from attnviz.interactions.files.containers import Unreadable, unpack

    for path in sys.stdin.read().splitlines():
        content = Path(path).read_bytes()
        before = _peak()
        start = time.process_time()
        try:
            if whole == "unpacked":
                told = {"read": unpack(content, most_unpacked).kind}
            else:
                told = {"read": f"{len(interactions_of(content).users)} users"}
        except Unreadable as error:
            told = {"refused": str(error)}
        seconds = time.process_time() - start
        ended = {"path": path, "seconds": seconds, "grown": _peak() - before, **told}
        print(json.dumps(ended), flush=True)


def _peak() -> float:
    """Return the most megabytes that the process had since it was asked last, or since its start.

    Linux tells them and counts anew; other systems only know the most of all.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return int(peak.split()[1]) / 2**10


if __name__ == "__main__":
    ends(sys.argv[1], int(sys.argv[2]))
