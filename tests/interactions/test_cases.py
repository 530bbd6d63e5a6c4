"""Small files in the layouts that recommenders really keep: each comes out as its table says."""

import json
from pathlib import Path
from typing import Any

import pytest

from attnviz.__main__ import main
from tests.processes import python

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.json"))
# What is refused, in words that say what it is and what to do.
REFUSED = {
    "goodreads_no_time": ["time", "user_id, book_id", "file-order"],
    "netflix_prize": ["Netflix Prize", "item,user,rating,date"],
    "sasrec_txt": ["time", "file-order"],
    "steam_python_lines": ["Python", "JSON"],
}
# Users and items whose names in the file hold a number, and where that stands in them.
NUMBERED = {
    "amazon_2018_json_gz": (slice(1, 3), slice(3, 5)),
    "yelp_review_json": (slice(-2, None), slice(-2, None)),
    "one_user": (slice(0), slice(None)),
}


def expected(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / case / "expected.json").read_text())
    return found


def arguments(case: str, *, helped: bool) -> list[str]:
    """Return what reads a case, also with its columns named as a person would choose them."""
    told = expected(case)
    made = ["clicks", str(CASES / case / told["file"]), "--json"]
    if told["items_file"]:
        made += ["--items", str(CASES / case / told["items_file"])]
    for before, form in (("", told["form"]), ("items-", told["items_form"])):
        for role, column in form.get("roles", {}).items() if helped else ():
            name = str(column + 1) if isinstance(column, int) else column
            made += [f"--{before}{role.replace('timestamp', 'time')}-column", name]
        if helped and "header" in form:
            made.append(f"--{before}header" if form["header"] else f"--no-{before}header")
    return made


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def read(case: str, capsys: pytest.CaptureFixture[str], *, helped: bool) -> dict[str, Any]:
    assert main(arguments(case, helped=helped)) == 0
    out = capsys.readouterr().out
    found: dict[str, Any] = json.loads(out, parse_constant=refuse_constant)
    return found


def name(click: dict[str, str | None]) -> str:
    return click["title"] or click["item"] or ""


@pytest.mark.parametrize("helped", [False, True], ids=["alone", "helped"])
@pytest.mark.parametrize("case", [case for case in NAMES if case not in REFUSED])
def test_a_case_comes_out_as_it_should(
    case: str, helped: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    found, told = read(case, capsys, helped=helped), expected(case)
    order = {user: [name(one) for one in clicks] for user, clicks in found["users"].items()}
    if case in NUMBERED:
        who, what = NUMBERED[case]
        order = {
            str(int(user[who] or 0)): [str(int(item[what])) for item in items]
            for user, items in order.items()
        }
    assert order == told["order"]
    for click in (click for clicks in found["users"].values() for click in clicks):
        assert told["categories"] is None or click["category"] == told["categories"][name(click)]
    assert set(found) == {"columns", "rows", "used", "left_out", "dropped", "notes", "users"}
    assert found["rows"] == found["used"] + sum(found["left_out"].values())
    if case != "mind_behaviors":  # whose rows are sessions of several clicks
        assert found["rows"] == told["rows"]
    assert found["used"] == sum(map(len, told["order"].values()))


@pytest.mark.parametrize("case", REFUSED)
def test_a_case_that_is_refused_says_what_it_is_in_one_line(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert expected(case)["check"] is False
    assert main(arguments(case, helped=False)) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert said.count("\n") == 1
    for words in REFUSED[case]:
        assert words in said


@pytest.mark.parametrize("case", ["goodreads_no_time", "sasrec_txt"])
def test_the_files_order_stands_for_times_if_a_person_says_so(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for said, forward in (("file-order", True), ("reversed-file-order", False)):
        assert main([*arguments(case, helped=False), "--time-format", said]) == 0
        users = json.loads(capsys.readouterr().out)["users"]
        order = {user: [name(one) for one in clicks] for user, clicks in users.items()}
        wanted = expected(case)["order"].items()
        assert order == {user: items[:: 1 if forward else -1] for user, items in wanted}


@pytest.mark.parametrize(
    ("case", "left_out", "noted"),
    [
        ("impressions_label", {"shown, not clicked": 717}, "'click'"),
        ("repeats", {"the same user, item and time as an earlier row": 65}, ""),
        ("header_again", {"the header once more": 1}, ""),
        ("parquet_large_float_ids", {"the item is empty": 1}, ""),
        ("one_user", {}, "at least 10 are needed"),
        ("excel_utf16", {}, "utf-16"),
        ("foursquare_tsv", {}, "UTF-8"),
        ("day_first_dots", {}, "the day first"),
        ("diginetica_views", {}, "'sessionId' was taken"),
        ("shopify_orders", {}, "the time is empty"),
        ("thousands", {}, "marks of thousands"),
    ],
)
def test_what_is_left_out_and_what_is_not_sure_is_told(
    case: str, left_out: dict[str, int], noted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(case, capsys, helped=False)
    assert found["left_out"] == left_out
    assert noted in " ".join(found["notes"])


def test_a_dry_run_is_told_to_a_person_too(capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES / "genres_comma"
    assert main(["clicks", f"{case}/clicks.csv", "--items", f"{case}/items.csv"]) == 0
    out = capsys.readouterr().out
    assert "246 of 246 rows are used." in out
    assert "The user is 'user_id', by its name." in out
    first = expected("genres_comma")["order"]["0"][0]
    assert f"{first} (garden)" in out
    assert "and 27 more users" in out


def test_a_dry_run_loads_no_tensorflow() -> None:
    file = str(CASES / "genres_comma" / "clicks.csv")
    program = (
        "import sys; from attnviz.__main__ import main; "
        f"code = main(['clicks', {file!r}, '--json']); "
        "sys.exit(code or ('tensorflow' in sys.modules) or ('keras' in sys.modules))"
    )
    assert python("-c", program).returncode == 0
