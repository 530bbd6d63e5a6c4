"""Reading: every known layout, what is guessed of others, and files that cannot be used."""

from typing import Any

import pandas as pd
import pytest

from attnviz.interactions import separated
from attnviz.interactions.asked import NONE, Asked
from attnviz.interactions.files import containers
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.layouts import LAYOUTS
from attnviz.interactions.reading import Reading, cells_in, clicks_of, content_of, items_of
from tests.interactions import written

CLICKS = written.clicks()
SPOKEN = ["MIND, behaviors.tsv", "MIND, news.tsv"]  # their tests are in test_sessions.py


def read(content: bytes, asked: Asked | None = None) -> Reading:
    """Return a file of clicks as it is read."""
    asked = asked or Asked()
    return clicks_of(cells_in(content, asked), asked)


def lines(reading: Reading) -> list[int]:
    return [int(line) for line in reading.cells.lines]


@pytest.mark.parametrize("name", written.LAYOUTS)
def test_a_known_layout_of_clicks_is_recognized_and_read(name: str) -> None:
    content = written.LAYOUTS[name](CLICKS)
    table = read(content)
    assert table.cells.layout is not None
    assert table.cells.layout.name == name
    amazon = name.startswith("Amazon")
    users = CLICKS["user"].map(written.amazon if amazon else str)
    items = CLICKS["item"].map(written.product if amazon else str)
    assert table.frame["user"].tolist() == users.tolist()
    assert table.frame["item"].tolist() == items.tolist()
    assert table.frame["time"].tolist() == CLICKS["timestamp"].map(str).tolist()
    header = table.cells.header
    assert table.frame.index.tolist() == list(range(1 + header, len(CLICKS) + 1 + header))
    assert table.cells.broken == {}
    assert table.notes == ()


@pytest.mark.parametrize("name", written.ITEM_LAYOUTS)
def test_a_known_layout_of_items_is_recognized_and_read(name: str) -> None:
    content = written.ITEM_LAYOUTS[name]()
    reading = items_of(cells_in(content))
    assert reading.cells.layout is not None
    assert reading.cells.layout.name == name
    frame = reading.frame
    assert frame["item"].tolist() == [str(item) for item in written.TITLES]
    assert frame["title"].tolist() == list(written.TITLES.values())
    assert frame["category"].tolist() == list(written.CATEGORIES.values())


def test_every_known_layout_has_a_file_here() -> None:
    assert {layout.name for layout in LAYOUTS} == set(written.LAYOUTS) | set(
        written.ITEM_LAYOUTS
    ) | set(SPOKEN)


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
            ("|", False, {"user": "column 1", "item": "column 2", "time": "column 4"}),
        ),
        (
            '\ufeffuser,item,time\nann,"tea, green",1\n',
            (",", True, {"user": "user", "item": "item", "time": "time"}),
        ),
        ("item,item,,date\na,b,c,2024-01-01\n", (",", True, {"item": "item", "time": "date"})),
    ],
)
def test_another_layout_is_guessed(content: str, form: tuple[str, bool, dict[str, str]]) -> None:
    found = read(content.encode())
    assert (found.cells.separator, found.cells.header, found.columns) == form
    assert found.cells.layout is None
    assert len(set(found.cells.columns)) == len(found.cells.columns)


def test_what_was_guessed_can_be_corrected() -> None:
    content = b"1,2;3,5\n4,5;6,7\n"
    assert cells_in(content).separator == ","
    assert cells_in(content, Asked(";")).columns == ("column 1", "column 2")
    assert cells_in(content, Asked(header=True)).columns == ("1", "2;3", "5")
    said = (("item", "column 3"), ("time", "2"), ("user", NONE))
    found = read(content, Asked(columns=said))
    assert found.columns == {"item": "column 3", "time": "column 2"}
    assert found.frame["item"].tolist() == ["5", "7"]
    ratings = written.LAYOUTS["MovieLens 100k, u.data"](CLICKS)
    assert cells_in(ratings, Asked(header=True)).layout is None


def test_the_first_rows_show_how_it_is_read() -> None:
    content = written.LAYOUTS["MovieLens latest, ratings.csv"](CLICKS)
    cells = cells_in(content)
    assert cells.columns == ("userId", "movieId", "rating", "timestamp")
    shown = cells.table.slice(0, 3).to_pydict()
    assert shown["movieId"] == CLICKS["item"].map(str).tolist()[:3]


def test_parquet_is_read_with_its_types() -> None:
    frame = pd.DataFrame(
        {
            "user_id": pd.array([7, None, 9], "Int64"),
            "movie": [1.0, 2.0, float("nan")],
            "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
            "rating": [1, 2, 3],
        }
    )
    content = written.parquet(frame)
    found = read(content)
    assert found.columns == {"user": "user_id", "item": "movie", "time": "date"}
    table = found.frame
    assert table["user"].tolist() == ["7", "", "9"]
    assert table["item"].tolist() == ["1", "2", ""]
    assert [text[:10] for text in table["time"]] == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert found.cells.table["rating"].to_pylist() == ["1", "2", "3"]


def test_rows_with_other_cells_are_told_by_line_and_text_and_empty_lines_passed_over() -> None:
    content = b"user,item,time\nann,tea,1\n\nann,jam\nbob,tea,3,4\nbob,jam,5\n"
    table = read(content)
    (broken,) = table.cells.broken.values()
    assert broken == ((4, "ann,jam"), (5, "bob,tea,3,4"))
    assert table.frame.index.tolist() == lines(table) == [2, 6]
    assert table.frame["user"].tolist() == ["ann", "bob"]
    assert table.rows == 4
    double = b"1::2::3\n1::2\n4::5::6\n"
    assert list(cells_in(double).broken.values()) == [((2, "1::2"),)]


def test_what_is_not_utf8_is_read_as_latin1_and_told() -> None:
    content = "user,item,time\nann,café,1\n".encode("latin-1")
    table = read(content)
    assert table.cells.encoding in ("latin-1", "cp1252")
    assert table.frame["item"].tolist() == ["café"]
    assert "latin-1" in table.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\n \n", "The file is empty"),
        (b"one\ntwo\n", "No columns were found in 'one'.*comma"),
        (b"PAR1 no table PAR1", "Parquet"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(content)


def test_exactly_as_many_rows_as_allowed_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separated, "MOST_ROWS", 2)
    assert len(read(b"1,2\n3,4\n").frame) == 2
    assert len(read(b"user,item\n1,2\n3,4\n").frame) == 2
    with pytest.raises(Unreadable, match="has 3 rows; at most 2 are read"):
        read(b"1,2\n3,4\n5,6")
    with pytest.raises(Unreadable, match="has 9 rows; at most 2 are read"):
        read(b"1,2\n" * 9)


def test_exactly_as_many_rows_of_a_table_as_allowed_are_read() -> None:
    content = written.parquet(CLICKS)
    assert containers.unpack(content, most_rows=len(CLICKS)).table is not None
    with pytest.raises(Unreadable, match=f"{len(CLICKS)} rows"):
        containers.unpack(content, most_rows=len(CLICKS) - 1)


def test_a_file_by_its_path(tmp_path: Any) -> None:
    path = tmp_path / "clicks.csv"
    path.write_bytes(b"x" * 3000)
    assert content_of(path) == b"x" * 3000
    with pytest.raises(Unreadable, match=r"0.0 MB; at most 0 MB"):
        content_of(path, most_bytes=2999)
    with pytest.raises(Unreadable, match=r"none\.csv: No such file"):
        content_of(tmp_path / "none.csv")
