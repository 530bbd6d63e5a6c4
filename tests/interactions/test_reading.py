"""Reading: every known layout, what is guessed of others, and files that cannot be used."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from attnviz.interactions.layouts import LAYOUTS
from attnviz.interactions.reading import (
    Form,
    Unreadable,
    content_of,
    first_rows,
    guess,
    read,
)
from tests.interactions import files

CLICKS = files.clicks()


@pytest.mark.parametrize("name", files.LAYOUTS)
def test_a_known_layout_of_clicks_is_recognized_and_read(name: str) -> None:
    content = files.LAYOUTS[name](CLICKS)
    form = guess(content)
    assert form.layout is not None
    assert form.layout.name == name
    table = read(content, form)
    amazon = name.startswith("Amazon")
    users = CLICKS["user"].map(files.amazon if amazon else str)
    items = CLICKS["item"].map(files.product if amazon else str)
    assert table.frame["user"].tolist() == users.tolist()
    assert table.frame["item"].tolist() == items.tolist()
    assert table.frame["timestamp"].tolist() == CLICKS["timestamp"].map(str).tolist()
    assert table.frame.index.tolist() == list(range(1 + form.header, len(CLICKS) + 1 + form.header))
    assert table.broken == ()
    assert table.notes == ()


@pytest.mark.parametrize("name", files.ITEM_LAYOUTS)
def test_a_known_layout_of_items_is_recognized_and_read(name: str) -> None:
    content = files.ITEM_LAYOUTS[name]()
    form = guess(content)
    assert form.layout is not None
    assert form.layout.name == name
    frame = read(content, form).frame
    assert frame["item"].tolist() == [str(item) for item in files.TITLES]
    assert frame["title"].tolist() == list(files.TITLES.values())
    assert frame["category"].tolist() == list(files.CATEGORIES.values())


def test_every_known_layout_has_a_file_here() -> None:
    assert {layout.name for layout in LAYOUTS} == set(files.LAYOUTS) | set(files.ITEM_LAYOUTS)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (
            "Customer;Product;Bought at\nann;tea;2024-03-01\nbob;jam;2024-03-02\n",
            (";", True, {"user": "Customer", "item": "Product"}),
        ),
        (
            "who,what,when\nann,tea,1700000000\nbob,jam,1700000001\n",
            (",", True, {}),  # only the last column's numbers tell that the first row is a header
        ),
        (
            "ann|tea|5|2024-03-01T10:00:00\nbob|jam|4|2024-03-02T11:00:00\n",
            ("|", False, {"user": "column 1", "item": "column 2", "timestamp": "column 4"}),
        ),
        (
            '\ufeffuser,item,time\nann,"tea, green",1\n',
            (",", True, {"user": "user", "item": "item", "timestamp": "time"}),
        ),
        ("item,item,,date\na,b,c,2024-01-01\n", (",", True, {"item": "item", "timestamp": "date"})),
    ],
)
def test_another_layout_is_guessed(content: str, form: tuple[str, bool, dict[str, str]]) -> None:
    found = guess(content.encode())
    assert (found.separator, found.header, dict(found.roles)) == form
    assert found.layout is None
    assert len(set(found.columns)) == len(found.columns)


def test_what_was_guessed_can_be_corrected() -> None:
    content = b"1,2;3,5\n4,5;6,7\n"
    assert guess(content).separator == ","
    assert guess(content, ";").columns == ("column 1", "column 2")
    form = guess(content, header=True)
    assert form.columns == ("1", "2;3", "5")
    form = guess(content).with_roles({"item": "column 3", "timestamp": "column 2", "user": None})
    assert dict(form.roles) == {"item": "column 3", "timestamp": "column 2"}
    assert read(content, form).frame["item"].tolist() == ["5", "7"]
    ratings = files.LAYOUTS["MovieLens 100k, u.data"](CLICKS)
    assert guess(ratings, header=True).layout is None


def test_the_first_rows_show_how_it_is_read() -> None:
    content = files.LAYOUTS["MovieLens latest, ratings.csv"](CLICKS)
    shown = first_rows(content, guess(content), 3)
    assert list(shown.columns) == ["userId", "movieId", "rating", "timestamp"]
    assert shown["movieId"].tolist() == CLICKS["item"].map(str).tolist()[:3]
    short = first_rows(b"a,b,c\n1\n1,2,3,4\n", guess(b"a,b,c\n1,2,3\n"))
    assert short.to_numpy().tolist() == [["1", "", ""], ["1", "2", "3"]]


def test_parquet_is_read_with_its_types() -> None:
    frame = pd.DataFrame(
        {
            "user_id": pd.array([7, None, 9], "Int64"),
            "movie": [1.0, 2.0, float("nan")],
            "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
            "rating": [1, 2, 3],
        }
    )
    content = files.parquet(frame)
    form = guess(content)
    assert dict(form.roles) == {"user": "user_id", "item": "movie", "timestamp": "date"}
    table = read(content, form).frame
    assert table["user"].tolist() == ["7", "", "9"]
    assert table["item"].tolist() == ["1", "2", ""]
    assert [text[:10] for text in table["timestamp"]] == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert list(first_rows(content, form, 2)["rating"]) == [1, 2]


def test_rows_with_other_cells_are_told_by_line_and_text() -> None:
    content = b"user,item,time\nann,tea,1\n\nann,jam\nbob,tea,3,4\nbob,jam,5\n"
    table = read(content, guess(content))
    assert table.broken == ((4, "ann,jam"), (5, "bob,tea,3,4"))
    assert table.frame.index.tolist() == [2, 3, 6]
    assert table.frame["user"].tolist() == ["ann", "", "bob"]
    double = b"1::2::3\n1::2\n4::5::6\n"
    assert read(double, guess(double)).broken == ((2, "1::2"),)


def test_what_is_not_utf8_is_read_as_latin1_and_told() -> None:
    content = "user,item,time\nann,café,1\n".encode("latin-1")
    form = guess(content)
    assert form.encoding == "latin-1"
    table = read(content, form)
    assert table.frame["item"].tolist() == ["café"]
    assert "latin-1" in table.notes[0]


NUMBERS = Form(",", "utf-8", ("a", "b"), False, (("user", "a"), ("item", "b")))


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda: guess(b""), "The file is empty"),
        (lambda: guess(b"\n \n"), "The file is empty"),
        (lambda: guess(b"one\ntwo\n"), "No columns were found in 'one'.*comma"),
        (lambda: guess("user,item".encode("utf-16")), "bytes of value 0"),
        (lambda: guess(b"PAR1 no table PAR1"), "The Parquet file cannot be read"),
        (lambda: read(b"1,2\n3,4\n5,6", NUMBERS, most_rows=2), "has 3 rows; at most 2 are read"),
        (
            lambda: read(
                files.parquet(CLICKS), guess(files.parquet(CLICKS)), most_rows=len(CLICKS) - 1
            ),
            f"has {len(CLICKS)} rows",
        ),
        (
            lambda: _nested(pa.table({"user": [[1], [2]], "item": [1, 2]})),
            "columns of the Parquet file cannot be read",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(attempt: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        attempt()


def _nested(table: pa.Table) -> None:
    content = files.parquet(table.to_pandas())
    read(content, guess(content))


def test_exactly_as_many_rows_as_allowed_are_read() -> None:
    assert len(read(b"1,2\n3,4\n", NUMBERS, most_rows=2).frame) == 2
    content = b"user,item\n1,2\n3,4\n"
    assert len(read(content, guess(content), most_rows=2).frame) == 2


def test_a_file_by_its_path(tmp_path: Any) -> None:
    path = tmp_path / "clicks.csv"
    path.write_bytes(b"x" * 3000)
    assert content_of(path) == b"x" * 3000
    with pytest.raises(Unreadable, match=r"0.0 MB; at most 0 MB"):
        content_of(path, most_bytes=2999)
    with pytest.raises(Unreadable, match=r"none\.csv: No such file"):
        content_of(tmp_path / "none.csv")
