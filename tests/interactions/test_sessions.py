"""Sessions in one cell: opened as clicks where no row holds a click."""

import json

import pytest

from attnviz.interactions.checks import checked
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.reading import Reading, cells_in, clicks_of, items_of


def read(content: str) -> Reading:
    return clicks_of(cells_in(content.encode()))


def order(reading: Reading) -> dict[str, list[str]]:
    frame, _ = checked(reading)
    return {str(user): rows["item"].tolist() for user, rows in frame.groupby("user")}


BEHAVIORS = [
    "7\tU2\t11/15/2019 10:22:32 AM\tN5 N6\tN7-0 N8-1",
    "1\tU1\t11/15/2019 9:22:32 PM\tN1 N2\tN3-0 N4-1 N9-1",
    "2\tU1\t11/14/2019 9:22:32 PM\tN1 N2\tN6-1",
    "3\tU3\t11/14/2019 9:22:32 PM\t\tN6-1 N7-1",
]


def test_mind_is_opened_as_histories_and_what_was_clicked_after_them() -> None:
    reading = read("\n".join([*BEHAVIORS, ""]))
    assert reading.cells.layout is not None
    assert reading.cells.layout.name == "MIND, behaviors.tsv"
    assert order(reading) == {
        "U1": ["N1", "N2", "N6", "N4", "N9"],
        "U2": ["N5", "N6", "N8"],
        "U3": ["N6", "N7"],
    }
    assert any("4 rows were opened as 10 clicks" in note for note in reading.notes)


def test_minds_news_have_titles_and_categories() -> None:
    row = "{}\tsports\tsoccer\tA goal\tAn abstract.\thttps://news.example/0\t[]\t[]\n"
    found = items_of(cells_in((row.format("N1") + row.format("N2")).encode()))
    assert found.frame.to_numpy().tolist() == [
        ["N1", "A goal", "sports"],
        ["N2", "A goal", "sports"],
    ]


@pytest.mark.parametrize(
    "cell",
    ["a b c", "a|b|c", '"a,b,c"', '"[a, b, c]"', "\"['a', 'b', 'c']\"", '"[""a"", ""b"", ""c""]"'],
)
def test_lists_in_any_writing_are_opened(cell: str) -> None:
    reading = read(f"user_id,history\nu1,{cell}\nu2,{cell}\n")
    assert order(reading) == {"u1": ["a", "b", "c"], "u2": ["a", "b", "c"]}


def test_sessions_follow_one_another_by_time_and_grown_histories_are_taken_once() -> None:
    later = "u1,2023-01-05,c d\nu1,2023-01-02,a b\nu2,2023-01-02,x y\n"
    assert order(read("user,date,items\n" + later))["u1"] == ["a", "b", "c", "d"]
    grown = "u1,2023-01-05,a b c d\nu1,2023-01-02,a b\nu2,2023-01-02,x y\n"
    assert order(read("user,date,items\n" + grown))["u1"] == ["a", "b", "c", "d"]


def test_events_of_sessions_keep_their_times() -> None:
    sessions = [
        {
            "session": n,
            "events": [
                {"aid": 10 + i, "ts": 1_661_724_000_000 + i, "type": "clicks"} for i in (2, 0, 1)
            ],
        }
        for n in range(3)
    ]
    reading = read("\n".join(map(json.dumps, sessions)) + "\n")
    assert order(reading) == {str(n): ["10", "11", "12"] for n in range(3)}
    assert reading.times is not None
    assert reading.times.format == "milliseconds"


def test_a_history_beside_rows_of_clicks_is_left_alone() -> None:
    reading = read("user_id,parent_asin,timestamp,history\nu,a,5,\nu,b,6,a\nu,c,7,a b\n")
    assert "history" not in reading.columns
    assert order(reading) == {"u": ["a", "b", "c"]}


def test_lists_without_a_user_are_refused() -> None:
    with pytest.raises(Unreadable, match="no column was found for the user"):
        read("night,history\nx,a b\ny,c d\n")
