"""Checks: each problem is told with its row and value, and nothing is dropped in silence."""

import pandas as pd
import pytest

from attnviz.interactions.asked import Asked
from attnviz.interactions.checks import Drop, check_columns, checked, described, refuse_few
from attnviz.interactions.dataset import interactions_of
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.reading import Reading, cells_in, clicks_of, items_of
from attnviz.interactions.times import read_times
from tests.interactions import written

CLICKS = written.clicks()


def read(content: bytes, **said: str) -> Reading:
    asked = Asked(columns=tuple(said.items()))
    return clicks_of(cells_in(content), asked)


def report_of(*extra: str) -> tuple[pd.DataFrame, dict[str, Drop], int]:
    """Check good rows with these after them; return what is used, and what was dropped by why."""
    content = written.text(CLICKS, ",", "user,item,rating,timestamp") + "\n".join(extra).encode()
    frame, report = checked(read(content))
    assert report.rows == len(CLICKS) + len(extra)
    assert report.used == len(frame)
    return frame, {drop.reason: drop for drop in report.drops}, len(CLICKS) + 2


def test_good_rows_are_all_used() -> None:
    frame, drops, _ = report_of()
    assert drops == {}
    assert len(frame) == len(CLICKS)


@pytest.mark.parametrize(
    ("rows", "reason", "value"),
    [
        (["1,2"], "too many or too few cells", "1,2"),
        (["1,2,3,4,5"], "too many or too few cells", "1,2,3,4,5"),
        ([",3,1,880000000"], "the user is empty", ""),
        (["1, ,1,880000000"], "the item is empty", ""),
        (["1,3,1,"], "the time is empty", ""),
        (["1,3,1,soon"], "the time cannot be read", "soon"),
        (["1,3,1,inf"], "the time cannot be read", "inf"),
        (["99,3,1,880000000"], "a user of one item, with no history", "99"),
    ],
)
def test_a_row_that_cannot_be_used(rows: list[str], reason: str, value: str) -> None:
    frame, drops, line = report_of(*rows)
    assert len(frame) == len(CLICKS)
    assert list(drops) == [reason]
    assert drops[reason].examples == ((line, value),)
    assert str(drops[reason]) == f"1 row: {reason} (line {line}: {value!r})"


@pytest.mark.parametrize("role", ["user", "item"])
@pytest.mark.parametrize("word", ["NULL", "\\N", "NA", "nan", "NaN", "None", "<NA>", "null"])
def test_a_word_for_nobody_and_nothing_is_left_out_and_counted(role: str, word: str) -> None:
    row = f"{word},3,1,880000000" if role == "user" else f"1,{word},1,880000000"
    frame, drops, line = report_of(row, row)
    assert len(frame) == len(CLICKS)
    (drop,) = drops.values()
    assert drop == Drop(f"the {role} is NULL, NA or the like", 2, ((line, word), (line + 1, word)))


def test_impressions_are_left_out_and_counted() -> None:
    frame = CLICKS.assign(click=1)
    shown = b"1,3,1,880000000,0\n2,4,1,880000000,0\n"
    content = written.text(frame, ",", "user,item,rating,timestamp,click") + shown
    used, report = checked(read(content))
    assert len(used) == len(CLICKS)
    assert [(drop.reason, drop.rows) for drop in report.drops] == [("shown, not clicked", 2)]
    assert checked(read(content, label="none"))[1].used == len(CLICKS) + 2


def test_the_share_of_clicks_at_one_time_is_told() -> None:
    content = b"user,item,time\n" + b"".join(
        b"u%d,a,1\nu%d,b,1\nu%d,c,2\nu%d,d,3\n" % (n, n, n, n) for n in range(12)
    )
    _, report = checked(read(content))
    assert any(note.startswith("50 % of the clicks share their time") for note in report.notes)
    assert not any("newest first" in note for note in report.notes)
    header, *lines = content.splitlines()
    _, report = checked(read(b"\n".join([header, *reversed(lines), b""])))
    assert any("The file is newest first" in note for note in report.notes)
    _, report = checked(read(content.replace(b"b,1", b"b,4")))
    assert not any("share their time" in note for note in report.notes)


def test_repeated_rows_are_dropped_and_later_clicks_on_the_same_item_are_not() -> None:
    row = CLICKS.iloc[4]
    again = f"{row.user},{row['item']},1,{row.timestamp}"
    later = f"{row.user},{row['item']},1,{row.timestamp + 1}"
    frame, drops, line = report_of(again, later, again)
    (drop,) = drops.values()
    assert "same user, item and time" in drop.reason
    assert drop.rows == 2
    assert [place for place, _ in drop.examples] == [line, line + 2]
    assert len(frame) == len(CLICKS) + 1


def test_a_user_of_one_item_many_times_has_no_history_to_learn_from() -> None:
    _, drops, _ = report_of(*[f"99,3,1,{880000000 + n}" for n in range(5)])
    (drop,) = drops.values()
    assert drop.rows == 5
    assert len(drop.examples) == 3


def test_too_few_users_are_told_with_what_was_dropped() -> None:
    content = b"user,item,time\n" + b"".join(b"%d,1,5\n%d,2,6\n" % (n, n) for n in range(9))
    with pytest.raises(Unreadable, match=r"9 users .* 18 rows; at least 10 are needed\.$"):
        refuse_few(*checked(read(content)))
    content += b"x,1,5\n"
    with pytest.raises(Unreadable, match=r"of 19 rows.* 1 row: a user of one item.*'x'") as few:
        refuse_few(*checked(read(content)))
    assert few.value.about == ()
    with pytest.raises(Unreadable, match=r"of 19 rows; at least 10 are needed\.$"):
        refuse_few(*checked(read(content)), drops_told=True)


def test_where_times_cannot_be_read_how_they_are_read_may_mend_it() -> None:
    content = written.text(CLICKS, ",", "user,item,rating,timestamp")
    asked = Asked(time_format="%d.%m.%Y")
    with pytest.raises(Unreadable, match=r"0 users .*line 2: '8800") as unread:
        refuse_few(*checked(clicks_of(cells_in(content), asked)))
    assert unread.value.about == ("time_format",)


def test_where_nobody_has_three_clicks_that_is_told_before_anything_is_trained() -> None:
    content = b"user,item,time\n" + b"".join(b"%d,1,5\n%d,2,6\n" % (n, n) for n in range(20))
    with pytest.raises(Unreadable, match="Nobody has three clicks"):
        interactions_of(content)
    assert len(interactions_of(content + b"3,2,7\n").users) == 20


def test_columns_that_are_missing_or_chosen_twice() -> None:
    content = b"user,film,when\n1,2,3\n"
    with pytest.raises(Unreadable, match="item and time among: user, film, when"):
        check_columns(read(content))
    check_columns(read(content, item="film", time="when"))
    with pytest.raises(Unreadable, match="'film' is chosen for two things"):
        check_columns(read(content, item="film", time="film"))


def test_times_may_be_numbers_or_dates() -> None:
    assert read_times(pd.Series(["3", "1.5", "x"])).values.tolist()[:2] == [3.0, 1.5]
    dates = read_times(pd.Series(["2024-01-01", "2024-01-01T00:00:10Z", "3", "never"])).values
    assert dates.iloc[1] - dates.iloc[0] == 10 * 10**9
    assert dates.isna().tolist() == [False, False, True, True]
    spoken = read_times(pd.Series(["1 March 2024", "2 March 2024"])).values
    assert spoken.iloc[1] - spoken.iloc[0] == 86400 * 10**9
    assert spoken.notna().all()


def test_a_file_of_items_says_what_is_not_used_of_it() -> None:
    content = b"item,title\n1,Heat\n,Alien\n1,Heat again\n2\n3,Brazil\n"
    frame, notes = described(items_of(cells_in(content)))
    assert frame["title"].tolist() == ["Heat", "Brazil"]
    assert [note.split("items: ")[1] for note in notes] == [
        "1 row with too many or too few cells (line 5 first) cannot be used.",
        "1 row without an item (line 3 first) cannot be used.",
        "1 row for an item that came before (line 4 first) cannot be used.",
    ]
