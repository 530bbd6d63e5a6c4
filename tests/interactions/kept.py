"""The same clicks, kept in all the ways that are read, with columns of every type there is."""

import gzip
import io
import json
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

TIME = datetime(2023, 1, 2, 8, 15, 42, 123456)

# Each: a type, a value, and the text that it must become.
SCALARS: tuple[tuple[pa.DataType, Any, str], ...] = (
    (pa.int8(), -7, "-7"),
    (pa.int16(), 300, "300"),
    (pa.int32(), 70_000, "70000"),
    (pa.int64(), 9_007_199_254_740_993, "9007199254740993"),
    (pa.uint8(), 200, "200"),
    (pa.uint16(), 60_000, "60000"),
    (pa.uint32(), 4_000_000_000, "4000000000"),
    (pa.uint64(), 18_446_744_073_709_551_615, "18446744073709551615"),
    (pa.float16(), 2.5, "2.5"),
    (pa.float32(), 101.0, "101"),
    (pa.float64(), 2_053_013_555_631_997_440.0, "2053013555631997440"),
    (pa.bool_(), True, "true"),
    (pa.string(), "Zoë, \"quoted\"\n2", "Zoë, \"quoted\"\n2"),
    (pa.large_string(), "日本", "日本"),
    (pa.string_view(), "a text that is longer than twelve", "a text that is longer than twelve"),
    (pa.binary(), "Größe".encode(), "Größe"),
    (pa.large_binary(), b"\x00\xff", "00ff"),
    (pa.binary_view(), b"as a text that is long", "as a text that is long"),
    (
        pa.binary(16),
        uuid.UUID("e3e70682-c209-4cac-a29f-6fbed82c07cd").bytes,
        "e3e70682-c209-4cac-a29f-6fbed82c07cd",
    ),
    (pa.binary(3), b"\xfe\x01\x02", "fe0102"),
    (pa.decimal128(20, 0), Decimal(12_345_678_901_234_567_890), "12345678901234567890"),
    (pa.decimal128(9, 2), Decimal("101.00"), "101"),
    (pa.decimal256(40, 1), Decimal("1.5"), "1.5"),
    (pa.date32(), date(2023, 1, 2), "2023-01-02"),
    (pa.date64(), date(2023, 1, 2), "2023-01-02"),
    (pa.time32("s"), time(8, 15, 42), "08:15:42"),
    (pa.time64("us"), time(8, 15, 42, 5), "08:15:42.000005"),
    (pa.timestamp("s"), 1_672_647_342, "2023-01-02 08:15:42"),
    (pa.timestamp("ms"), 1_672_647_342_001, "2023-01-02 08:15:42.001"),
    (pa.timestamp("us", "UTC"), 1_672_647_342_000_000, "2023-01-02 08:15:42Z"),
    (
        pa.timestamp("ns", "Europe/Berlin"),
        1_672_647_342_123_456_789,
        "2023-01-02 08:15:42.123456789Z",
    ),
    (pa.duration("s"), timedelta(seconds=90), "90"),
    (pa.null(), None, ""),
    (pa.list_(pa.int64()), [3, 1, 2], "3 1 2"),
    (pa.large_list(pa.string()), ["a", "b"], "a b"),
    (pa.list_(pa.float64(), 2), [101.0, 2.5], "101 2.5"),
    (pa.list_view(pa.string()), ["a c", "b"], "a c|b"),
    (pa.struct([("a", pa.int64()), ("b", pa.string())]), {"a": 1, "b": "é"}, '{"a": 1, "b": "é"}'),
    (pa.list_(pa.struct([("i", pa.int32())])), [{"i": 5}, {}], '[{"i": 5}, {"i": null}]'),
    (pa.list_(pa.list_(pa.int64())), [[1], [2, 3]], "[[1], [2, 3]]"),
    (pa.map_(pa.string(), pa.int64()), {"k": 1}, '{"k": 1}'),
    (pa.dictionary(pa.int8(), pa.string()), "garden", "garden"),
)  # fmt: skip
"""Types of columns."""


def one_of_each(rows: int = 2) -> pa.Table:
    """Return a table with a column of each type that Parquet and Arrow know, named by its place.

    Every second row has nothing.
    """
    columns = [
        pa.array([value if row % 2 == 0 else None for row in range(rows)], kind)
        for kind, value, _ in SCALARS
    ]
    return pa.table(columns, [f"c{place}" for place in range(len(columns))])


def clicks_table() -> pa.Table:
    """Return forty clicks of ten users."""
    return pa.table(
        {
            "user_id": pa.array([f"u{row % 10}" for row in range(40)]).dictionary_encode(),
            "item_id": pa.array([row % 7 for row in range(40)], pa.int64()),
            "timestamp": pa.array([1_672_647_342 + 60 * row for row in range(40)], pa.int64()),
        }
    )


def parquet(table: pa.Table, **options: Any) -> bytes:
    """Return a table as a Parquet file."""
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer, **options)
    return buffer.getvalue()


def arrow(table: pa.Table, compression: str | None = None, *, stream: bool = False) -> bytes:
    """Return a table as an Arrow file or stream."""
    buffer = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(buffer, table.schema, options=options) as writer:
        writer.write_table(table)
    return buffer.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


_SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f'<styleSheet {_SPREADSHEET}><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
    '<xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def workbook(
    sheets: Mapping[str, str],
    shared: Sequence[str] = (),
    members: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return an Excel workbook.

    Args:
        sheets: The XML of the rows of each sheet. Style 1 is a date with a time, 2 a date.
        shared: The texts that cells share.
        members: Others, or in place of the usual ones.
    """
    names = list(sheets)
    numbers = range(1, len(names) + 1)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    links += f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    links += f'<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    texts = "".join(f"<si><t>{text}</t></si>" for text in shared)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="w" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_SPREADSHEET} xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f"<sst {_SPREADSHEET}>{texts}</sst>",
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        body = f"<worksheet {_SPREADSHEET}><sheetData>{rows}</sheetData></worksheet>"
        parts[f"xl/worksheets/sheet{number}.xml"] = body
    return zipped({name: part.encode() for name, part in parts.items()} | dict(members or {}))


def sheet(rows: Sequence[Sequence[Any]]) -> str:
    """Return the XML of a sheet's rows: numbers, texts, and None for no cell."""
    return "".join(
        f'<row r="{number}">'
        + "".join(_cell(value, chr(65 + place), number) for place, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )


def _cell(value: Any, column: str, row: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{column}{row}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{column}{row}"><v>{value}</v></c>'


def every_way() -> dict[str, bytes]:
    """Return clicks in each kind of file that is read, and a table of all types of columns."""
    table = clicks_table()
    rows = table.to_pylist()
    cells = [list(rows[0]), *(list(row.values()) for row in rows)]
    csv = "\n".join(",".join(f'"{cell}"' for cell in row) for row in cells).encode()
    tabs = "\n".join("\t".join(map(str, row)) for row in cells)
    nested = [{**row, "history": [1, "b"], "more": {"a": [None, 1.5]}} for row in rows]
    every = one_of_each(8)
    return {
        "csv": csv,
        "tabs": tabs.encode(),
        "utf-16": tabs.encode("utf-16"),
        "latin-1": tabs.replace("u1", "é").encode("latin-1"),
        "json lines": "\n".join(map(json.dumps, nested)).encode(),
        "json list": json.dumps(nested, indent=1).encode(),
        "workbook": workbook({"one": sheet(cells)}, ["a", "b"]),
        "arrow": arrow(every),
        "arrow lz4": arrow(every, "lz4"),
        "arrow stream": arrow(every, "zstd", stream=True),
        "parquet": parquet(every),
        "parquet pages 2": parquet(every, data_page_version="2.0", compression="zstd"),
        "parquet as it is": parquet(every, compression="none", use_dictionary=False),
        "parquet deltas": parquet(
            table,
            use_dictionary=False,
            column_encoding={
                "user_id": "DELTA_BYTE_ARRAY",
                "item_id": "DELTA_BINARY_PACKED",
                "timestamp": "BYTE_STREAM_SPLIT",
            },
            store_schema=False,
        ),
        "gzip": gzip.compress(csv, mtime=0),
        "zip": zipped({"clicks.csv": csv}),
    }
