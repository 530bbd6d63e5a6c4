"""Parquet and Arrow: every type of column as texts, by values that are known."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from attnviz.interactions.files.containers import Content, Unreadable, unpack
from tests.interactions import kept

WAYS: dict[str, Callable[[pa.Table], bytes]] = {
    "Parquet": kept.parquet,
    "Parquet without Arrow's types": lambda table: kept.parquet(table, store_schema=False),
    "Parquet of pages 2": lambda table: kept.parquet(
        table, data_page_version="2.0", compression="zstd", use_dictionary=False
    ),
    "Arrow": kept.arrow,
    "Arrow, packed": lambda table: kept.arrow(table, "lz4"),
    "Arrow, as a stream": lambda table: kept.arrow(table, "zstd", stream=True),
}


def _rows(found: Content) -> dict[str, list[str]]:
    assert found.table is not None
    assert set(found.table.schema.types) <= {pa.string()}
    assert all(column.null_count == 0 for column in found.table.columns)
    rows: dict[str, list[str]] = found.table.to_pydict()
    return rows


def _texts(*columns: pa.Array) -> list[list[str]]:
    names = [f"c{place}" for place in range(len(columns))]
    return list(_rows(unpack(kept.arrow(pa.table(list(columns), names)))).values())


@pytest.mark.parametrize("way", WAYS)
def test_every_type_of_column_has_its_texts(way: str) -> None:
    found = unpack(WAYS[way](kept.one_of_each(4)))
    assert found.kind == way.split()[0].strip(",")
    assert len(found.notes) == 1
    assert "ids that differ may read alike" in found.notes[0]  # 2,053,013,555,631,997,440.0
    assert _rows(found) == {
        f"c{place}": [text, "", text, ""] for place, (_, _, text) in enumerate(kept.SCALARS)
    }


@pytest.mark.parametrize("way", WAYS)
def test_a_table_without_rows_has_its_columns(way: str) -> None:
    found = unpack(WAYS[way](kept.clicks_table().slice(0, 0)))
    assert _rows(found) == {"user_id": [], "item_id": [], "timestamp": []}


@pytest.mark.parametrize("way", WAYS)
def test_columns_of_the_same_name_are_told_apart(way: str) -> None:
    table = pa.table([pa.array([1]), pa.array([2]), pa.array([3])], ["id", "id 2", "id"])
    assert _rows(unpack(WAYS[way](table))) == {"id": ["1"], "id 2": ["2"], "id 3": ["3"]}
    table = pa.table([pa.array([1]), pa.array([2]), pa.array([3])], ["id", "id", "id 2"])
    assert _rows(unpack(WAYS[way](table))) == {"id": ["1"], "id 2'": ["2"], "id 2": ["3"]}


def test_types_that_only_arrow_keeps_have_their_texts() -> None:
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 5], pa.int32()), pa.array(["a", "b"]))
    numbers = pa.DictionaryArray.from_arrays(pa.array([1, 0, None, 1, 1]), pa.array([5.0, 7.5]))
    assert _texts(runs, numbers) == [["a", "a", "b", "b", "b"], ["7.5", "5", "", "7.5", "7.5"]]
    assert _texts(runs.slice(1, 2), numbers.slice(1, 2)) == [["a", "b"], ["5", ""]]


def test_numbers_have_no_exponent_and_whole_ones_no_point() -> None:
    values = [1e16, 1.5e9, 123_456_789_012.25, -0.0, 1e-7, float("nan"), None, float("inf"), -7.0]
    assert _texts(pa.array(values)) == [
        [
            "10000000000000000",
            "1500000000",
            "123456789012.25",
            "0",
            "0.0000001",
            "",
            "",
            "inf",
            "-7",
        ]
    ]
    assert _texts(pa.array([16_777_216.0, 0.1, None], pa.float32())) == [["16777216", "0.1", ""]]
    decimals = pa.array([Decimal("100.00"), Decimal("0.50"), None], pa.decimal128(9, 2))
    assert _texts(decimals) == [["100", "0.50", ""]]


def test_ids_beyond_what_floats_hold_are_as_they_are() -> None:
    exact = 2**53
    assert _texts(pa.array([float(exact + 2), None]), pa.array([exact + 1, -exact - 1])) == [
        [str(exact + 2), ""],
        [str(exact + 1), str(-exact - 1)],
    ]


def test_floats_that_are_too_large_for_ids_are_told() -> None:
    ids = pa.table({"id": [2.0**53 + 2, None], "small": [2.0**53, 1.0], "none": [None, 1e999]})
    assert unpack(kept.parquet(ids)).notes == (
        "The column 'id' holds whole numbers as floating-point numbers, so large that ids that "
        "differ may read alike.",
    )
    short = pa.table({"id": pa.array([2.0**24 + 2], pa.float32())})
    assert len(unpack(kept.arrow(short)).notes) == 1


def test_times_keep_their_digits_and_all_of_a_column_as_many() -> None:
    whole = pa.array([0, 1_000_000_000], pa.timestamp("ns"))
    parts = pa.array([1_000_000_001, 0], pa.timestamp("ns", "UTC"))
    odd_zone = pa.array([0, None], pa.timestamp("ms", "+05:30"))
    assert _texts(whole, parts, odd_zone) == [
        ["1970-01-01 00:00:00", "1970-01-01 00:00:01"],
        ["1970-01-01 00:00:01.000000001Z", "1970-01-01 00:00:00.000000000Z"],
        ["1970-01-01 00:00:00Z", ""],
    ]


def test_bytes_are_text_where_all_are_and_uuids_where_all_have_sixteen() -> None:
    ids = [bytes(range(16)), None, bytes(15) + b"\xff"]
    assert _texts(pa.array(ids), pa.array([b"0123456789abcdef", b"", "ü".encode()])) == [
        [
            "00010203-0405-0607-0809-0a0b0c0d0e0f",
            "",
            "00000000-0000-0000-0000-0000000000ff",
        ],
        ["0123456789abcdef", "", "ü"],
    ]
    assert _texts(pa.array([b"\xff\x00", b"ab", None])) == [["ff00", "6162", ""]]


def test_lists_stand_between_spaces_or_bars_where_an_element_has_a_space() -> None:
    plain = pa.array([["i1", "i2"], [], None, ["i3", None]])
    spaced = pa.array([["Home Decor", "Garden"], ["War"], None, []])
    assert _texts(plain, spaced) == [["i1 i2", "", "", "i3 "], ["Home Decor|Garden", "War", "", ""]]


def test_records_are_json_as_far_as_they_go() -> None:
    kind = pa.struct(
        [("when", pa.date32()), ("id", pa.binary(16)), ("tags", pa.list_(pa.string()))]
    )
    rows = [{"when": date(2023, 1, 2), "id": bytes(range(16)), "tags": ["é"]}, None]
    assert _texts(pa.array(rows, kind)) == [
        [
            '{"when": "2023-01-02", "id": "00010203-0405-0607-0809-0a0b0c0d0e0f", "tags": ["é"]}',
            "",
        ]
    ]


def test_a_column_without_texts_is_left_out_and_told() -> None:
    union = pa.UnionArray.from_sparse(
        pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])]
    )
    late = pa.array([2**62, 0], pa.timestamp("s"))
    found = unpack(kept.arrow(pa.table({"a": [1, 2], "odd": union, "late": late})))
    assert _rows(found) == {"a": ["1", "2"]}
    assert len(found.notes) == 2
    assert found.notes[0].startswith(
        "The column 'odd' cannot be read and is left out (sparse_union"
    )
    assert found.notes[1].startswith("The column 'late' cannot be read and is left out (timestamp")


ENCODINGS: tuple[tuple[str, Any], ...] = (
    ("DELTA_BYTE_ARRAY", ["user-1", "user-12", "user-2", None]),
    ("DELTA_LENGTH_BYTE_ARRAY", ["user-1", "user-12", "user-2", None]),
    ("PLAIN", ["user-1", "user-12", "user-2", None]),
)


@pytest.mark.parametrize(("encoding", "values"), ENCODINGS)
def test_texts_are_read_in_every_encoding(encoding: str, values: list[str | None]) -> None:
    table = pa.table({"user": values * 3, "of": pa.array([[one] for one in values * 3])})
    content = kept.parquet(
        table,
        use_dictionary=False,
        column_encoding={"user": encoding, "of.list.element": encoding},
        row_group_size=5,
    )
    texts = [one or "" for one in values]
    assert _rows(unpack(content)) == {"user": texts * 3, "of": texts * 3}


@pytest.mark.parametrize("way", WAYS)
def test_more_rows_than_are_allowed_are_refused_before_they_are_read(way: str) -> None:
    content = WAYS[way](kept.clicks_table())
    assert unpack(content, most_rows=40).table is not None
    with pytest.raises(Unreadable, match=r"The file has 40 rows; at most 39 are read\."):
        unpack(content, most_rows=39)


@pytest.mark.parametrize("way", WAYS)
def test_texts_larger_than_is_allowed_are_refused(way: str) -> None:
    table = pa.table({"user": ["x" * 1_000] * 1_000})
    content = WAYS[way](table)
    assert unpack(content, most_unpacked=1_100_000).table is not None
    with pytest.raises(Unreadable, match="when unpacked"):
        unpack(content, most_unpacked=900_000)


def test_more_columns_than_are_allowed_are_refused() -> None:
    wide = pa.table([pa.array([1])] * 2_001, [f"c{place}" for place in range(2_001)])
    for content in (kept.parquet(wide), kept.arrow(wide)):
        with pytest.raises(Unreadable, match=r"2,001 columns or more; at most 2,000 are read\."):
            unpack(content)


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_table_is_told_in_one_line(way: str) -> None:
    content = WAYS[way](kept.clicks_table())
    cut = content[:150] + content[200:]
    with pytest.raises(Unreadable, match=r"is damaged and cannot be read \(.+\)\. Save it again\."):
        unpack(cut)
