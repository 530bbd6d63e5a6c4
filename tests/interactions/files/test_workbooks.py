"""Excel workbooks: the first sheet with data, its names, whole numbers and dates."""

from typing import Any

import pytest

from attnviz.interactions.files.containers import Unreadable, unpack
from tests.interactions import kept

NAMES = ["user", "item", "time"]


def _rows(content: bytes) -> list[list[str]]:
    table = unpack(content).table
    assert table is not None
    return [list(table.column_names), *(list(row.values()) for row in table.to_pylist())]


def test_whole_numbers_are_whole_and_others_have_their_digits() -> None:
    rows: list[list[Any]] = [
        NAMES,
        [101, 7.0, 1_672_647_342],
        [2.5, "i,1", 1.58e12],
        [None, "", -3],
    ]
    found = unpack(kept.workbook({"Sheet 1": kept.sheet(rows)}))
    assert found.kind == "an Excel workbook"
    assert (found.text, found.encoding, found.notes) == (None, "", ())
    assert _rows(kept.workbook({"Sheet 1": kept.sheet(rows)})) == [
        NAMES,
        ["101", "7", "1672647342"],
        ["2.5", "i,1", "1580000000000"],
        ["", "", "-3"],
    ]


def test_ids_that_a_workbook_has_cut_are_told() -> None:
    rows: list[list[Any]] = [["id", "text", "n"], [1_234_567_890_123_456, "1234567890123456", 5]]
    found = unpack(kept.workbook({"one": kept.sheet(rows)}))
    assert found.notes == (
        "The column 'id' has numbers of more than 15 digits, of which a workbook keeps only 15: "
        "ids that differ may read alike. Keep them as text there.",
    )


def test_dates_are_iso_texts() -> None:
    """A sheet keeps days since 30.12.1899, and a time as a part of a day."""
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>day</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>time</t></is></c></row>'
        '<row r="2"><c r="A2" s="2"><v>44928</v></c>'
        '<c r="B2" s="1"><v>44928.34423611111</v></c></row>'
        '<row r="3"><c r="A3" s="2"><v>45291</v></c><c r="B3" s="1"><v>45291</v></c></row>'
    )
    found = _rows(kept.workbook({"one": rows}))
    assert found[0] == ["day", "time"]
    assert [row[0][:10] for row in found[1:]] == ["2023-01-02", "2023-12-31"]
    assert [row[1] for row in found[1:]] == ["2023-01-02 08:15:42", "2023-12-31 00:00:00"]


def test_cells_share_texts_and_may_have_formulas_truth_and_errors() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="str"><f>A2</f><v>Zoë</v></c></row>'
    )
    shared = ["user", "item", "a &amp; b"]
    assert _rows(kept.workbook({"one": rows}, shared)) == [
        ["user", "item"],
        ["a & b", "2"],
        ["true", "Zoë"],
    ]


def test_the_first_sheet_with_data_is_read_and_told() -> None:
    sheets = {
        "Cover": "",
        "Clicks 2023": kept.sheet([NAMES, [1, 2, 3]]),
        "Notes": kept.sheet([[1]]),
    }
    found = unpack(kept.workbook(sheets))
    assert found.notes == ("Only the sheet 'Clicks 2023' was read.",)
    assert _rows(kept.workbook(sheets)) == [NAMES, ["1", "2", "3"]]


def test_a_first_row_with_a_number_or_a_date_names_no_columns() -> None:
    rows = [["u1", 5, 1_672_647_342], ["u2", 6, 1_672_647_343]]
    assert _rows(kept.workbook({"one": kept.sheet(rows)})) == [
        ["column 1", "column 2", "column 3"],
        ["u1", "5", "1672647342"],
        ["u2", "6", "1672647343"],
    ]


def test_rows_of_nothing_and_cells_of_colour_alone_are_passed_over() -> None:
    """A sheet whose last cell is coloured is not as large as that cell is far away."""
    rows = (
        '<row r="3"><c r="B3" t="inlineStr"><is><t>user</t></is></c>'
        '<c r="C3" t="inlineStr"><is><t>item</t></is></c><c r="XFD3" s="1"/></row>'
        '<row r="7"><c r="B7"><v>1</v></c><c r="C7"><v>2</v></c></row>'
        '<row r="1048576"><c r="A1048576" s="1"/></row>'
    )
    found = _rows(kept.workbook({"one": rows}))
    assert [row[-2:] for row in found] == [["user", "item"], ["1", "2"]]


def test_rows_without_numbers_count_on() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert _rows(kept.workbook({"one": rows}))[1:] == [["1", "2"], ["3", ""]]


def test_columns_of_the_same_name_or_of_none_are_told_apart() -> None:
    rows: list[list[Any]] = [["id", "id", "x"], [1, 2, 3]]
    assert _rows(kept.workbook({"one": kept.sheet(rows)}))[0] == ["id", "id 2", "x"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (kept.workbook({"one": "", "two": ""}), "no cells with anything in them"),
        (kept.workbook({"one": "<row><c>"}), "damaged.*Save it again, or as CSV"),
        (kept.workbook({"one": '<row><c t="s"><v>7</v></c></row>'}), "damaged.*Save it again"),
        (
            kept.zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b/>"}),
            "damaged.*Save it",
        ),
    ],
)
def test_a_workbook_without_cells_is_told_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refused:
        unpack(content)
    assert "\n" not in str(refused.value)
    assert "orkbook" in str(refused.value)


def test_a_failure_inside_the_library_is_a_refusal(capfd: pytest.CaptureFixture[str]) -> None:
    """A day so long ago that the library's arithmetic gives up."""
    rows = '<row r="1"><c r="A1" s="1"><v>-1e300</v></c></row>'
    with pytest.raises(Unreadable, match="workbook is damaged and cannot be read"):
        unpack(kept.workbook({"one": rows}))
    assert "panicked" in capfd.readouterr().err


def test_cells_that_are_far_apart_are_refused_with_how_far() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="400000"><c r="J400000"><v>1</v></c></row>'
    )
    with pytest.raises(Unreadable, match="400,000 rows of 10; at most 3,000,000 are read"):
        unpack(kept.workbook({"one": rows}))


def test_a_text_that_cells_share_counts_as_often_as_it_is_used() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 101))
    content = kept.workbook({"one": rows}, ["x" * 1_000])
    assert unpack(content, most_unpacked=120_000).table is not None
    with pytest.raises(Unreadable, match="when unpacked"):
        unpack(content, most_unpacked=90_000)


def test_more_rows_than_are_allowed_are_refused() -> None:
    content = kept.workbook({"one": kept.sheet([NAMES, *([[1, 2, 3]] * 10)])})
    assert unpack(content, most_rows=10).table is not None
    with pytest.raises(Unreadable, match="10 rows; at most 9"):
        unpack(content, most_rows=9)
