"""Times: one reading for the whole column, what proves it, and what has to be asked."""

import pandas as pd
import pytest

from attnviz.interactions.asked import FILE_ORDER, REVERSED
from attnviz.interactions.files.containers import Unreadable
from attnviz.interactions.times import Times, read_times

SECOND = 10**9


def read(*texts: str, asked: str = "") -> Times:
    return read_times(pd.Series(texts), asked)


def shown(*texts: str, asked: str = "") -> list[str]:
    times = read(*texts, asked=asked)
    return ["" if pd.isna(value) else times.text(value) for value in times.values]


@pytest.mark.parametrize(
    ("texts", "dates"),
    [
        # One date above 12 holds for all, wherever it stands.
        (["03.04.2023 10:00", "13.04.2023 09:00"], ["2023-04-03 10:00:00", "2023-04-13 09:00:00"]),
        (["03/04/2023", "13/04/2023"], ["2023-04-03 00:00:00", "2023-04-13 00:00:00"]),
        (["03-04-2023", "04-13-2023"], ["2023-03-04 00:00:00", "2023-04-13 00:00:00"]),
        (["4/13/2023", "3/4/2023 2:05 PM"], ["2023-04-13 00:00:00", "2023-03-04 14:05:00"]),
        (["12/31/2023 12:00 AM", "1/1/2023 12:30 pm"],
         ["2023-12-31 00:00:00", "2023-01-01 12:30:00"]),
        # Dots mean the day first.
        (["03.04.2023", "05.06.2023"], ["2023-04-03 00:00:00", "2023-06-05 00:00:00"]),
        (["2023/04/03 08:15:42,123"], ["2023-04-03 08:15:42.123000"]),
        (["2023-01-02T08:15:42.5Z", "2023-01-02 09:15+01:00"],
         ["2023-01-02 08:15:42.500000", "2023-01-02 08:15:00"]),
        (["2023-02-20 10:00:00 -0500"], ["2023-02-20 15:00:00"]),
        (["Fri Aug 25 13:55:02 -0700 2017"], ["2017-08-25 20:55:02"]),
        (["Tue Apr 03 18:00:09 +0000 2012"], ["2012-04-03 18:00:09"]),
        (["Fri Aug 25 13:55:02 2017"], ["2017-08-25 13:55:02"]),
        (["Fri, 25 Aug 2017 13:55:02 GMT"], ["2017-08-25 13:55:02"]),
        (["[25/Aug/2017:13:55:02 -0700]"], ["2017-08-25 20:55:02"]),
        (["09 13, 2009", "11 2, 2010"], ["2009-09-13 00:00:00", "2010-11-02 00:00:00"]),
        (["Sep 13, 2009"], ["2009-09-13 00:00:00"]),
        (["13-Sep-2009"], ["2009-09-13 00:00:00"]),
        (["20230413", "20231201"], ["2023-04-13 00:00:00", "2023-12-01 00:00:00"]),
        (["20230413181500"], ["2023-04-13 18:15:00"]),
        (["20230413T181500Z"], ["2023-04-13 18:15:00"]),
        (["13-Apr-23 18:15"], ["2023-04-13 18:15:00"]),
        (["13.04.23", "05.06.23"], ["2023-04-13 00:00:00", "2023-06-05 00:00:00"]),
        (["202304131815"], ["2023-04-13 18:15:00"]),
    ],
)  # fmt: skip
def test_dates_are_read_as_they_are_meant(texts: list[str], dates: list[str]) -> None:
    assert shown(*texts) == dates
    assert read(*texts).doubts == ()


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["1673547195", "1673547196"], "seconds"),
        (["1594024175.223"], "seconds"),
        (["9.79637424E+08"], "seconds"),
        (["1,673,547,195", "1,673,547,196"], "seconds"),
        (["1.673.547.195"], "seconds"),
        (["1 673 547 195"], "seconds"),
        (["1673547195000"], "milliseconds"),
        (["1673547195000000"], "microseconds"),
        (["1673547195000000000"], "nanoseconds"),
    ],
)
def test_numbers_are_told_apart_by_their_size(texts: list[str], unit: str) -> None:
    times = read(*texts)
    assert times.format == unit
    assert times.doubts == ()
    assert times.text(times.values[0])[:4] in ("2001", "2020", "2023")


def test_nanoseconds_and_large_numbers_are_kept_to_the_last_digit() -> None:
    near = ["1672830685590800001", "1672830685590800000", "1672830685590800002"]
    assert read(*near).values.tolist() == [int(text) for text in near]


def test_small_numbers_are_an_order_and_no_dates() -> None:
    times = read("3", "1.5", "12")
    assert (times.dated, times.format) == (False, "number")
    assert times.values.tolist() == [3.0, 1.5, 12.0]


def test_numbers_of_two_sizes_are_read_by_their_size_and_told() -> None:
    times = read("1673547195", "1673547196000", "1673547197")
    assert times.values.diff().dropna().tolist() == [SECOND, SECOND]
    assert "1 of 3 times, such as 1673547196000" in times.notes[0]


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["03/04/2023", "05/06/2023"], "day-first"),
        (["3/4/2023", "5/6/2023"], "month-first"),
        (["03/04/2023 02:00 PM", "05/06/2023 03:00 AM"], "month-first"),
        (["03-04-2023"], "day-first"),
    ],
)
def test_what_no_date_tells_is_asked(texts: list[str], first: str) -> None:
    times = read(*texts)
    (doubt,) = times.doubts
    assert (doubt.about, doubt.choices[0], times.format) == ("time_format", first, first)
    assert set(doubt.choices) == {"day-first", "month-first"}
    for choice in doubt.choices:
        answered = read(*texts, asked=choice)
        assert answered.doubts == ()
        day, month = answered.text(answered.values[0])[8:10], answered.text(answered.values[0])[5:7]
        assert (day, month) == (("03", "04") if choice == "day-first" else ("04", "03"))


def test_a_column_in_both_orders_is_not_swapped_row_by_row() -> None:
    times = read("13/04/2023", "14/04/2023", "04/15/2023", "03/04/2023")
    assert times.values.isna().tolist() == [False, False, True, False]
    assert times.text(times.values[3])[:10] == "2023-04-03"
    assert "1 cannot be read" in times.doubts[0].told


def test_years_of_two_digits_are_doubted() -> None:
    times = read("13/04/23", "05/06/23")
    assert times.text(times.values[1])[:10] == "2023-06-05"
    assert "two digits" in times.doubts[0].told


@pytest.mark.parametrize("text", ["31.02.2023", "2023-13-01", "13.13.2023", "soon", "1/2", ""])
def test_no_date_is_missing(text: str) -> None:
    times = read("01.02.2023", "13.02.2023", "14.02.2023", text)
    assert times.values.isna().tolist() == [False, False, False, True]


def test_times_that_a_spreadsheet_has_rounded_are_told() -> None:
    times = read("1.58E+12", "1.59E+12", "1.58E+12")
    assert times.format == "milliseconds"
    (doubt,) = times.doubts
    assert "rounded by a spreadsheet, to steps of 116 days" in doubt.told
    assert FILE_ORDER in doubt.choices
    assert read("1.5802E+09").doubts
    assert not read("1.580200001E+09").doubts


def test_the_files_order_may_stand_for_times_both_ways() -> None:
    assert read("", "", "", asked=FILE_ORDER).values.tolist() == [0, 1, 2]
    assert read("x", "y", "z", asked=REVERSED).values.tolist() == [0, -1, -2]


def test_a_format_that_was_asked_for_holds() -> None:
    assert shown("5|4|23", asked="%d|%m|%y") == ["2023-04-05 00:00:00"]
    assert shown("20230405", asked="iso") == ["2023-04-05 00:00:00"]
    assert read("20230405", asked="number").dated is False
    assert read("20230405", "20230406", asked="seconds").values.diff()[1] == SECOND
    with pytest.raises(Unreadable, match="'sooner' is not known; allowed are iso, day-first"):
        read("1", asked="sooner")


def test_offsets_that_differ_are_ordered_by_utc_and_told() -> None:
    times = read("2023-01-02 08:00:00+05:00", "2023-01-02 04:00:00+00:00")
    assert times.values[0] < times.values[1]
    assert "offset" in read("2023-01-02 08:00:00+05:00", "2023-01-02 04:00:00").notes[0]
