"""Columns: known by their names, found by what is in them, never swapped without a word."""

from collections.abc import Sequence

import pandas as pd
import pytest

from attnviz.interactions.asked import NONE, Asked
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.layouts import rank
from attnviz.interactions.reading import Reading, cells_in, clicks_of, items_of
from tests.interactions import written

USERS, ITEMS = 12, 25


def rows(*columns: str, header: Sequence[str] = (), separator: str = ",") -> bytes:
    """Return a file of these columns; each is written with its user, item, place and time."""
    lines = [separator.join(header)] if header else []
    for user in range(USERS):
        for place in range(8):
            item = (user * 7 + place * 3) % ITEMS
            values = {"u": user, "i": item, "n": user * 8 + place, "c": "abcde"[item % 5]}
            values |= {"t": 1_673_000_000 + 1000 * place + user, "d": 10 + place}
            lines.append(separator.join(column.format(**values) for column in columns))
    return "\n".join([*lines, ""]).encode()


def read(content: bytes, time_format: str = "", **said: str) -> Reading:
    asked = Asked(columns=tuple(said.items()), time_format=time_format)
    return clicks_of(cells_in(content, asked), asked)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        *((name, "user") for name in ("visitorid", "distinct_id", "User ID", "user_pseudo_id")),
        *((name, "user") for name in ("sessionId", "t.user_id", "CUSTOMER_ID", "user_id:token")),
        *((name, "item") for name in ("video_id", "sku", "parent_asin", "Lineitem sku", "itemid")),
        *((name, "item") for name in ("business_id", "StockCode", "db.t.Item_Id", "movieId")),
        *((name, "time") for name in ("event_time", "t_dat", "event_timestamp", "Created at")),
        *((name, "time") for name in ("time_ms", "received_at", "unixReviewTime", "date_added")),
        *((name, "title") for name in ("prod_name", "Lineitem name", "movie_title")),
        *((name, "category") for name in ("genres", "feat", "main_category", "Product Group")),
        *((name, "label") for name in ("is_click", "clk", "click", "label")),
    ],
)
def test_a_name_is_known_in_any_writing(header: str, role: str) -> None:
    assert rank(header, role) is not None


@pytest.mark.parametrize("header", ["rating", "rank", "price", "quantity", "", "status", "is_read"])
def test_other_names_are_nothing(header: str) -> None:
    roles = ("user", "item", "time", "title", "category", "label", "history")
    assert [role for role in roles if rank(header, role) is not None] == []


def test_the_clearest_name_counts_and_not_the_first() -> None:
    content = rows(
        "{n}", "{u}", "{i}", "x{i}", "{t}", header=["session", "user", "item", "name", "ts"]
    )
    assert read(content).columns == {"user": "user", "item": "item", "time": "ts", "title": "name"}


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        (["{u}", "{t}", "{i}"], (1, 3, 2)),
        (["{t}", "{u}", "{i}"], (2, 3, 1)),
        (["{u}", "2023-01-{d}T10:00:00Z", "12.5{n}", "{i}"], (1, 4, 2)),
        (["{n}", "{u}", "{i}", "{t}"], (2, 3, 4)),
        (["{u}", "const", "{i}", "{t}"], (1, 3, 4)),
        (["{u}", "{c}", "{i}", "{t}"], (1, 3, 4)),
        (["{u}", "{i}", "{c}", "{t}"], (1, 2, 4)),
        (["{u}", "{i}", "4.5", "{d}/01/2023 10:00"], (1, 2, 4)),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", "|", "\x01", "::"])
def test_without_a_header_the_time_is_found_wherever_it_stands(
    columns: list[str], roles: tuple[int, int, int], separator: str
) -> None:
    found = read(rows(*columns, separator=separator))
    names = tuple(found.columns[role] for role in ("user", "item", "time"))
    assert names == tuple(f"column {number}" for number in roles)
    assert any(doubt.about == "user" for doubt in found.doubts)


def test_without_a_header_an_items_category_is_no_item_and_told_apart() -> None:
    found = read(rows("{u}", "{t}", "{c}", "{i}"))
    assert (found.columns["item"], found.columns["category"]) == ("column 4", "column 3")


def test_days_are_joined_with_the_times_beside_them() -> None:
    header = ["user", "item", "date", "time"]
    found = read(rows("{u}", "{i}", "2023-01-02", "08:{d}:00", header=header))
    assert found.columns["time"] == "date + time"
    assert found.times is not None
    assert found.times.text(found.times.values.iloc[0]) == "2023-01-02 08:10:00"
    for date in ("2023-01-02 00:00:00", "Jan 2 2023", "2.1.2023"):
        known = read(rows("{u}", "{i}", date, "08:{d}:00", header=["user", "item", "day", "clock"]))
        assert known.columns["time"] == "day + clock"
        assert known.times is not None
        assert known.times.text(known.times.values.iloc[0]) == "2023-01-02 08:10:00"
    hours = read(rows("{u}", "{i}", "20230102", "8{d}", header=["user", "item", "date", "hourmin"]))
    assert hours.times is not None
    assert hours.times.text(hours.times.values.iloc[0]) == "2023-01-02 08:10:00"
    bare = read(rows("{u}", "{i}", "2023-01-02", "8:{d}"))
    assert bare.columns["time"] == "column 3 + column 4"


def test_the_finer_of_two_times_is_taken() -> None:
    header = ["user", "item", "date", "time_ms"]
    found = read(rows("{u}", "{i}", "20230102", "{t}123", header=header))
    assert found.columns["time"] == "time_ms"
    header = ["user", "item", "order_date", "date"]
    found = read(rows("{u}", "{i}", "2023-01-02", "2023-01-02 10:{d}", header=header))
    assert found.columns["time"] == "date"
    assert "'order_date' has days alone" in dict(found.chosen.reasons)["time"]


def test_a_time_within_a_session_goes_with_its_day() -> None:
    header, *lines = b"sessionId;itemId;timeframe;eventdate", b"1;a;900;2016-05-09"
    content = b"\n".join([header, *lines, b"1;b;5;2016-05-10", b"1;c;80;2016-05-09", b""])
    found = read(content)
    assert found.times is not None
    assert found.times.values.rank().tolist() == [2, 3, 1]


def test_users_who_are_mostly_nobody_give_way_to_sessions() -> None:
    content = b"userId,sessionId,itemId,time\n" + b"NA,s1,a,5\n" * 6 + b"u,s2,a,5\n"
    found = read(content)
    assert found.columns["user"] == "sessionId"
    assert any("name nobody" in doubt.told for doubt in found.doubts)
    assert read(content, user="userId").columns["user"] == "userId"


@pytest.mark.parametrize("values", ["10", "01"])
def test_a_label_tells_clicks_and_can_be_switched_off(values: str) -> None:
    content = b"user,item,time,label\n" + b"".join(
        b"u%d,i%d,%d,%s\n" % (n % 3, n, n, values[n % 2].encode()) for n in range(20)
    )
    found = read(content)
    assert found.columns["label"] == "label"
    assert [doubt.choices for doubt in found.doubts] == [("label", NONE)]
    assert "label" not in read(content, label=NONE).columns
    stars = content.replace(b",1\n", b",5\n")
    assert "label" not in read(stars).columns


def test_columns_are_named_by_their_name_or_number() -> None:
    content = b"who,what,when\nann,tea,5\nbob,jam,6\n"
    for said in (
        {"user": "who", "item": "what", "time": "when"},
        {"user": "1", "item": "2", "time": "3"},
    ):
        found = read(content, **said)
        assert found.columns == {"user": "who", "item": "what", "time": "when"}
        assert set(dict(found.chosen.reasons).values()) == {"as you said"}
    assert read(content, user="WHO").columns["user"] == "who"
    for wrong in ("4", "0", "whose", "-1"):
        with pytest.raises(
            Unreadable, match=f"no column '{wrong}'; the columns are who, what, when"
        ):
            read(content, user=wrong)
    assert read(content, item=NONE, user="2").columns == {"user": "what"}


def test_ids_with_a_point_join_those_without() -> None:
    found = read(b"user,item,time\n1.0,101.0,5\n2.0,102.0,6\n,103.0,7\n")
    assert found.frame["item"].tolist() == ["101", "102", "103"]
    assert found.frame["user"].tolist() == ["1", "2", ""]
    versions = read(b"user,item,time\na,1.0,5\nb,1.5,6\n")
    assert versions.frame["item"].tolist() == ["1.0", "1.5"]


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ('"[27, 9]"', "27"),
        ("\"['Sci-Fi', 'War']\"", "Sci-Fi"),
        ('"[""Home, Garden"", ""War""]"', "Home, Garden"),
        ('"garden, sale"', "garden"),
        ("\"[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]\"", "Animation"),
        ("Drama|War", "Drama"),
        ("(no genres listed)", "(no genres listed)"),
        ("\"{'id': 16, 'name': 'Animation'}\"", "Animation"),
        ("Drama", "Drama"),
    ],
)
def test_of_several_categories_the_first_counts(cell: str, category: str) -> None:
    found = items_of(cells_in(f"item,title,category\n1,Heat,{cell}\n2,Big,{cell}\n".encode()))
    assert found.frame["category"].tolist() == [category, category]


def test_lists_of_categories_in_a_table_are_told_from_words() -> None:
    def read_items(categories: list[list[str]] | list[str]) -> list[str]:
        items = pd.DataFrame({"item": range(len(categories)), "category": categories})
        return items_of(cells_in(written.parquet(items))).frame["category"].tolist()

    assert read_items([["Drama", "War"], ["War"], ["Drama"]]) == ["Drama", "War", "Drama"]
    assert read_items([["Science Fiction", "War"], ["War"]]) == ["Science Fiction", "War"]
    plain = ["Women Shoes", "Women Bags", "Men Shoes"]
    assert read_items(plain) == plain


def test_the_column_of_items_is_the_one_that_was_clicked() -> None:
    clicked = {"b1", "b2", "b3"}
    bare = items_of(
        cells_in(b"Tea,b1,drinks\nJam,b2,food\nRum,b3,drinks\nBun,b4,food\n"), clicked=clicked
    )
    assert bare.columns == {"item": "column 2", "title": "column 1", "category": "column 3"}
    numbered = items_of(cells_in(b"id,code,title\n1,b1,Tea\n2,b2,Jam\n3,b3,Rum\n"), clicked=clicked)
    assert numbered.columns["item"] == "code"
    assert [doubt.about for doubt in numbered.doubts] == ["item"]
    plain = items_of(cells_in(b"id,name,genre\nb1,Tea,drinks\nb2,Jam,food\n"), clicked=clicked)
    assert plain.columns == {"item": "id", "title": "name", "category": "genre"}


ARTICLES = b"artikel_nr;bezeichnung;warengruppe\n" + b"".join(
    b"SKU-%d;Lampe Modell %s;%s\n" % (n, b"abcdefgh"[n : n + 1], [b"Garten", b"Haushalt"][n % 2])
    for n in range(8)
)


def test_titles_and_categories_are_guessed_below_names_that_are_not_known_too() -> None:
    clicked = {"SKU-1", "SKU-2", "SKU-5"}
    found = items_of(cells_in(ARTICLES), clicked=clicked)
    columns = {"item": "artikel_nr", "title": "bezeichnung", "category": "warengruppe"}
    assert found.columns == columns
    assert found.frame["title"].iloc[1] == "Lampe Modell b"
    # What a person corrects moves nothing else.
    asked = Asked(columns=(("title", "warengruppe"),))
    assert items_of(cells_in(ARTICLES), asked, clicked).columns["title"] == "warengruppe"
    asked = Asked(columns=(("title", "bezeichnung"),))
    assert items_of(cells_in(ARTICLES), asked, clicked).columns == columns
    # Where a name is known, others are not guessed beside it.
    known = items_of(cells_in(ARTICLES.replace(b"bezeichnung", b"title")), clicked=clicked)
    assert known.columns == {"item": "artikel_nr", "title": "title"}


def test_a_file_of_items_of_which_nothing_is_known_asks_for_the_titles() -> None:
    content = b"item,price,weight\n" + b"".join(b"a%d,%d,%d\n" % (n, n, n * n) for n in range(9))
    found = items_of(cells_in(content), clicked={"a1", "a2"})
    (doubt,) = found.doubts
    assert (doubt.about, doubt.choices) == ("title", (NONE, "price", "weight"))
    assert "No title and no category column was found" in doubt.told
    answered = items_of(cells_in(content), Asked(columns=(("title", NONE),)), {"a1", "a2"})
    assert answered.doubts == ()
    bare = pd.DataFrame({"item": ["a1", "a2"]})
    assert items_of(cells_in(written.parquet(bare)), clicked={"a1", "a2"}).doubts == ()


def test_an_orders_time_holds_for_all_its_lines() -> None:
    content = b"Name,Email,Created at,Lineitem sku\n" + b"".join(
        b"#%d,u%d,2023-01-%02d 10:00:00 -0500,a%d\n#%d,u%d,,b%d\n" % (n, n, n, n, n, n, n)
        for n in range(1, 10)
    )
    found = read(content)
    assert (found.frame["time"] != "").all()
    assert any("9 rows the time is empty" in note for note in found.notes)
    without = read(content.replace(b"#", b"x", 1).replace(b"#1", b"y"))
    assert (without.frame["time"] == "").any()


def test_a_name_that_ends_as_a_known_one_is_taken_and_asked() -> None:
    header = ["our_user_id", "click_article_id", "click_timestamp", "release_date"]
    found = read(rows("{u}", "{i}", "{t}", "2001-01-{d}", header=header))
    assert found.columns["item"] == "click_article_id"
    assert (found.columns["user"], found.columns["time"]) == ("our_user_id", "click_timestamp")
    assert [doubt.about for doubt in found.doubts] == ["user", "item", "time"]
    assert found.doubts[-1].choices == ("click_timestamp", "release_date", NONE)
    spent = read(rows("{u}", "{i}", "1{d}", header=["user", "item", "play_time"]))
    assert "time" not in spent.columns


def test_without_a_header_a_column_of_0_and_1_is_asked_about() -> None:
    content = b"".join(
        b"u%d,i%d,%d,%d\n" % (n % 9, n % 7, 1_673_000_000 + n, n % 2) for n in range(99)
    )
    found = read(content)
    assert "label" not in found.columns
    (doubt,) = (doubt for doubt in found.doubts if doubt.about == "label")
    assert doubt.choices == (NONE, "column 4")
    assert read(content, label="4").columns["label"] == "column 4"


def test_without_a_header_a_title_beside_the_item_is_found() -> None:
    found = read(
        rows("{u}", "2023-01-{d}T10:00:00Z", "id-{i}", "The film {i}", "{c}", separator="\t")
    )
    assert found.columns["item"] == "column 3"
    assert (found.columns["title"], found.columns["category"]) == ("column 4", "column 5")


def test_few_items_are_not_taken_for_stars_where_they_tell_a_title() -> None:
    lines = [f"{n % 12},{n % 5},{n * n % 4},{1_673_000_000 + n},Film {n % 5}" for n in range(120)]
    found = read("\n".join([*lines, ""]).encode())
    assert (found.columns["item"], found.columns["title"]) == ("column 2", "column 5")


def test_an_item_that_is_mostly_missing_gives_way_to_lists() -> None:
    content = b"user_id,article_id,impression_time,article_ids_clicked\n" + b"".join(
        b"u%d,%s,2023-01-%02d 10:00:00,a%d b%d\n" % (n % 3, b"x" * (n == 11), n, n, n)
        for n in range(10, 20)
    )
    found = read(content)
    assert "item" not in found.columns
    assert found.frame["item"].tolist()[:4] == ["a10", "b10", "a13", "b13"]
