"""Texts to cells: separators, quotes, comments, headers, and lines that are told, not swallowed."""

import pytest

from attnviz.interactions.asked import Asked
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.reading import cells_in
from attnviz.interactions.separated import Cells

ROWS = [["ann", "tea", "1"], ["bob", "jam", "2"], ["cid", "bun", "3"]]


def read(text: str, separator: str | None = None, header: bool | None = None) -> Cells:
    return cells_in(text.encode(), Asked(separator, header))


def rows(cells: Cells) -> list[list[str]]:
    return [list(row.values()) for row in cells.table.to_pylist()]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\r\r\n", "\n\n"])
@pytest.mark.parametrize("separator", ["\t", ",", ";", "|", "::", "\x01", " "])
def test_every_separator_with_every_end_of_a_line(separator: str, newline: str) -> None:
    text = newline.join(separator.join(row) for row in [["user", "item", "time"], *ROWS]) + newline
    cells = read(text)
    assert (cells.separator, cells.header) == (separator, True)
    assert cells.columns == ("user", "item", "time")
    assert rows(cells) == ROWS
    assert cells.broken == {}


def test_several_spaces_are_one_separator_and_prose_is_no_table() -> None:
    assert rows(read("1  8   5\n  2 9 6 \n")) == [["1", "8", "5"], ["2", "9", "6"]]
    days = read("u1 i2 2023-01-02 08:15:42\nu2 i3 2023-01-03 09:15:42\n")
    assert rows(days)[0] == ["u1", "i2", "2023-01-02", "08:15:42"]
    for prose in ("no table", "these are\ntwo lines", "an honest text\nof some words"):
        with pytest.raises(Unreadable, match="No columns were found"):
            read(prose)


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_line_that_names_the_separator_is_passed_over(said: str) -> None:
    cells = read(f"{said}\r\nuser;item\r\na,b;c,d\r\n")
    assert cells.columns == ("user", "item")
    assert rows(cells) == [["a,b", "c,d"]]
    assert cells.lines.tolist() == [3]


@pytest.mark.parametrize("mark", ["%", "#"])
def test_comments_at_the_top_are_passed_over_and_told(mark: str) -> None:
    cells = read(f"{mark} sym positive\n{mark} 3 5 5\n1 8\n2 9\n")
    assert rows(cells) == [["1", "8"], ["2", "9"]]
    assert cells.lines.tolist() == [3, 4]
    assert any("2 lines of comment" in note for note in cells.notes)
    assert rows(read("user,item,time\n#1,%2,3\n")) == [["#1", "%2", "3"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "])
def test_quotes_are_no_part_of_what_they_hold(separator: str) -> None:
    text = "\n".join(
        separator.join(f'"{cell}"' for cell in row)
        for row in [["user", "item", "time"], ["ann", f"tea{separator}green", "1"], *ROWS]
    )
    cells = read(text)
    assert cells.columns == ("user", "item", "time")
    assert rows(cells) == [["ann", f"tea{separator}green", "1"], *ROWS]


def test_a_quote_inside_may_be_doubled_or_follow_a_backslash() -> None:
    for quote in ('""', '\\"'):
        cells = read(f'item;title\n"1";"The {quote}best{quote} of; all"\n"2";"{quote}Big{quote}"\n')
        assert rows(cells) == [["1", 'The "best" of; all'], ["2", '"Big"']]
    inches = read('item\ttitle\n1\t5" disk\n2\t"Weird Al" hits\n')
    assert rows(inches) == [["1", '5" disk'], ["2", '"Weird Al" hits']]


def test_line_breaks_inside_of_quotes_belong_to_the_cell_and_lines_are_counted() -> None:
    cells = read('user,item,title\na,1,"one\ntwo\nthree"\nb,2,four\nc\nd,3,five\n')
    assert rows(cells)[0] == ["a", "1", "one\ntwo\nthree"]
    assert cells.lines.tolist() == [2, 5, 7]
    assert cells.broken == {"too many or too few cells": ((6, "c"),)}


@pytest.mark.parametrize("place", [0, 10, 48, 49])
@pytest.mark.parametrize("ended", [False, True])
def test_a_quote_without_an_end_swallows_no_rows(place: int, ended: bool) -> None:
    lines = [f'u{n % 7},i{n},{1_600_000_000 + n},"title {n}"' for n in range(50)]
    lines[place] = lines[place].removesuffix('"')
    if ended and place < 49:  # by the quote of a later row
        lines[place + 1] = lines[place + 1].replace('"', "", 1)
    cells = read("\n".join(["user,item,time,title", *lines, ""]))
    lost = sum(map(len, cells.broken.values()))
    assert len(rows(cells)) + lost == 50
    assert lost <= 2
    if place < 49:  # the last one ends with the file, and holds its title alone
        assert cells.broken["a quote that does not end"][0][0] == place + 2
    assert all("\n" not in cell for row in rows(cells) for cell in row)


def test_names_of_rows_as_r_writes_them_are_passed_over() -> None:
    cells = read('"user_id"\t"item_id"\n"1"\t"u1"\t"i2"\n"2"\t"u2"\t"i3"\n')
    assert cells.columns == ("row names", "user_id", "item_id")
    assert rows(cells)[0] == ["1", "u1", "i2"]
    assert cells.broken == {}
    ends = read("user,item,time\na,1,5,\nb,2,6,\n")
    assert ends.columns == ("user", "item", "time", "column 4")
    assert rows(ends)[0] == ["a", "1", "5", ""]
    index = read(",user_id,item_id\n0,u1,i2\n1,u2,i3\n")
    assert index.columns == ("column 1", "user_id", "item_id")


def test_a_header_that_comes_again_is_told_and_no_row() -> None:
    cells = read("user,item\na,1\nuser,item\nb,2\nuser,item\n")
    assert rows(cells) == [["a", "1"], ["b", "2"]]
    assert cells.broken == {"the header once more": ((3, "user,item"), (5, "user,item"))}


@pytest.mark.parametrize(
    ("text", "header", "doubted"),
    [
        ("user,item\nann,tea\nbob,jam\n", True, False),
        ("kunde,tag\nann,2023-01-02\nbob,2023-01-03\n", True, False),
        ("wer,was\nu1,i1\nu2,i2\nu3,i1\n", True, True),
        ("artikel,gruppe\ntea,drinks\nrum,drinks\nbun,food\njam,food\n", True, True),
        ("ann,tea\nbob,jam\ncid,bun\n", False, True),
        ("ann,tea\nbob,jam\nann,bun\n", False, False),
        ("1,2\n3,4\n", False, False),
        ("u1,2023-01-02\nu2,2023-01-03\n", False, False),
        ("book,5\nfilm,6\nbook,7\n", False, False),
    ],
)
def test_whether_the_first_row_names_the_columns(text: str, header: bool, doubted: bool) -> None:
    cells = read(text)
    assert cells.header is header
    assert bool(cells.doubt) is doubted
    assert read(text, header=not header).header is not header


def test_cells_may_be_as_long_as_the_file() -> None:
    long = "x" * 300_000
    assert rows(read(f'user,item\na,"{long}"\n')) == [["a", long]]


def test_rows_of_nothing_are_passed_over() -> None:
    assert rows(read("user;item\na;1\n;\n ; \nb;2\n;\n")) == [["a", "1"], ["b", "2"]]


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(Unreadable, match="A row has 1,001 cells"):
        read(",".join(["1"] * 1001) + "\n")


def test_long_texts_with_separators_in_quotes_are_no_swallowed_rows() -> None:
    review = "A first line, with, commas\nand, more, of them\nand, a, third"
    body = "".join(f'u{n},{n},{1_600_000_000 + n},"{review}"\n' for n in range(20))
    cells = read("user,item,time,text\n" + body)
    assert cells.broken == {}
    assert [row[3] for row in rows(cells)] == [review] * 20
    short = read("user,text,time\n" + "".join(f'u{n},"{review}",{n + 1}\n' for n in range(20)))
    assert short.broken == {}
    assert len(rows(short)) == 20


@pytest.mark.parametrize("row", ['a,"tea,5', 'a,"tea, green,5', '"a,tea,5'])
def test_a_quote_without_an_end_takes_not_one_row_with_it(row: str) -> None:
    cells = read(f'user,item,time\n{row}\nb,"jam",6\nc,bun,7\nd,"rum",8\n')
    assert rows(cells) == [["b", "jam", "6"], ["c", "bun", "7"], ["d", "rum", "8"]]
    assert cells.broken == {"a quote that does not end": ((2, row),)}
    two = read('user,time,text\na,5,"one, two, three, four\nfive"\nb,6,x\n')
    assert rows(two)[0] == ["a", "5", "one, two, three, four\nfive"]
