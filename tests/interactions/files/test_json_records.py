"""JSON: lines and lists of records as a table, and what is no table."""

import json
from typing import Any

import pytest

from attnviz.interactions.files.containers import Unreadable, unpack

RECORDS: list[dict[str, Any]] = [
    {"user": "Zoë", "item": 9_007_199_254_740_993, "stars": 3.0, "ok": True, "tags": ["a", "b"]},
    {"user": None, "item": 2, "stars": 4.5, "ok": False, "tags": [], "more": {"Size:": " 3 oz"}},
    {"item": 3, "user": "x\ny", "tags": None, "events": [{"aid": 1}, {"aid": 2}]},
]
TEXTS = {
    "user": ["Zoë", "", "x\ny"],
    "item": ["9007199254740993", "2", "3"],
    "stars": ["3", "4.5", ""],
    "ok": ["true", "false", ""],
    "tags": ["a b", "", ""],
    "more": ["", '{"Size:": " 3 oz"}', ""],
    "events": ["", "", '[{"aid": 1}, {"aid": 2}]'],
}


def _columns(text: str) -> dict[str, list[str]]:
    table = unpack(text.encode()).table
    assert table is not None
    columns: dict[str, list[str]] = table.to_pydict()
    return columns


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\n".join(map(json.dumps, RECORDS)), "JSON lines"),
        ("\ufeff\r\n" + "\r\n\r\n".join(map(json.dumps, RECORDS)) + "\r\n", "JSON lines"),
        (
            ",\n".join(json.dumps(one, indent=2, ensure_ascii=False) for one in RECORDS),
            "JSON lines",
        ),
        (json.dumps(RECORDS), "a JSON list of records"),
        (json.dumps(RECORDS, indent=1) + "\n", "a JSON list of records"),
    ],
)
def test_records_become_a_table(text: str, kind: str) -> None:
    assert unpack(text.encode()).kind == kind
    assert _columns(text) == TEXTS


def test_elements_with_spaces_stand_between_bars() -> None:
    lines = '{"c": ["Home Decor", "Garden"], "d": 1}\n{"c": "War", "d": 2}\n{"d": 3}\n'
    assert _columns(lines) == {"c": ["Home Decor|Garden", "War", ""], "d": ["1", "2", "3"]}


def test_half_a_character_and_no_number_do_not_stop_the_reading() -> None:
    lines = '{"a": "\\ud800x", "b": NaN}\n{"a": "y", "b": 1e3}'
    assert _columns(lines) == {"a": ["?x", "y"], "b": ["", "1000"]}


def test_records_that_are_read_in_parts_are_all_there_in_their_order() -> None:
    """Only a part of the text, 2 MB, is decoded at a time."""
    records = [{"n": number, "text": "é" * (number % 500)} for number in range(20_000)]
    for text in ("\n".join(map(json.dumps, records)), json.dumps(records, ensure_ascii=False)):
        columns = _columns(text)
        assert columns["n"] == [str(number) for number in range(20_000)]
        assert columns["text"] == ["é" * (number % 500) for number in range(20_000)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1}\n{"a": 2\n{"a": 3}', r"Record 2 cannot be read as JSON .*'\{\"a\": 2"),
        ('[{"a": 1}, {"a": 2}', "list is cut off behind record 2"),
        ('[{"a": 1}, {"a": ', "Record 2 cannot be read as JSON"),
        ('[{"a": 1}] {"b": 2}', "Behind the JSON list there is more"),
        ('[{"a": 1}, 5]', "Record 2 of the JSON is no record"),
        ('{"users": {"a": [1]}}', "one JSON record, and no list of them"),
        ('[["u1", "i1"], ["u2", "i2"]]', "JSON list, but none of records"),
        ("[]", "JSON list, but none of records"),
        ("[1, 2, 3]", "JSON list, but none of records"),
        ('{"a": ' + "[" * 100_000, "nested too deep"),
        ('[{"a": ' + '{"a": ' * 100_000, "nested too deep"),
        ('{"a": "' + "x" * 2_000_000 + '"}', "Record 1 .* longer than 1 MB"),
        ('{"a": 1}\n{"a": ' + "9" * 5_000 + "}", "Record 2 cannot be read"),
    ],
)
def test_what_is_no_list_of_records_is_told_in_one_line(text: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refused:
        unpack(text.encode())
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_as_many_rows_and_bytes_as_are_allowed() -> None:
    content = "\n".join(f'{{"n": {number}}}' for number in range(1_000)).encode()
    assert unpack(content, most_rows=1_000).table is not None
    with pytest.raises(Unreadable, match="1,000 rows; at most 999"):
        unpack(content, most_rows=999)
    repeated = "\n".join(['{"a": "x"}', *['{"b": ""}'] * 1_000]).encode()
    assert unpack(repeated, most_unpacked=12_000).table is not None
    many = "\n".join(f'{{"k{number}": 0}}' for number in range(1_000)).encode()
    with pytest.raises(Unreadable, match="when unpacked"):
        unpack(many, most_unpacked=2_000_000)
