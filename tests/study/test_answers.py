"""A table of answers is read, or each of its faults is told by its line."""

import pytest

from docs.study.answers import FaultyAnswers, read_answers
from docs.study.key import DAYS, Key

KEY = Key(
    {("A", 1): "a", ("A", 2): "b", ("B", 1): "c", ("B", 2): "d"},
    ("shape", "heads"),
)
HEADER = "code,group,form,question,answer\n"
GOOD = "KR27,attnviz,A,1,a\n"


def faults(text: str) -> list[str]:
    with pytest.raises(FaultyAnswers) as told:
        read_answers(text, KEY)
    return str(told.value).splitlines()


def test_answers_are_scored_by_the_key() -> None:
    rows = "KR27,attnviz,A,2,c\nKR27,attnviz,B,1,c\nKR27,attnviz,B,2,\nFL58,text,A,1,b\n"
    one, two = read_answers(HEADER + GOOD + rows, KEY)
    assert (one.code, one.group, two.code, two.group) == ("KR27", "attnviz", "FL58", "text")
    assert one.right(KEY, "A") == [True, False]
    assert one.right(KEY, "B") == [True, False]
    assert two.right(KEY, "A") == [False, False]
    assert [one.empty(KEY, form) for form in DAYS] == [0, 1]
    assert two.empty(KEY, "A") == 1  # a question without a row was left empty, too
    assert [two.taken(form) for form in DAYS] == [True, False]


def test_a_form_with_nothing_on_it_was_not_taken() -> None:
    (one,) = read_answers(HEADER + GOOD + "KR27,attnviz,B,1,\nKR27,attnviz,B,2,\n", KEY)
    assert [one.taken(form) for form in DAYS] == [True, False]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_it_may_stand_as_a_spreadsheet_writes_it(separator: str, end: str) -> None:
    lines = ["\ufeffAnswer,code,GROUP,form,question", " A ,kr27,Attnviz,a,1", ",,,,", ""]
    text = end.join(line.replace(",", separator) for line in lines)
    (one,) = read_answers(text, KEY)
    assert (one.code, one.group, one.answers) == ("KR27", "attnviz", {("A", 1): "a"})


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Anna,text,A,1,a", "code='ANNA' is not allowed; allowed is 2 to 12 letters and digits"),
        ("Anna B. 7,text,A,1,a", "code='ANNA B. 7' is not allowed"),
        (",text,A,1,a", "code='' is not allowed"),
        ("FL58,control,A,1,a", "group='control' is not allowed; allowed is attnviz or text"),
        ("FL58,text,C,1,a", "form='C' is not allowed; allowed is A or B"),
        ("FL58,text,A,3,a", "question='3' is not allowed; allowed is a whole number, 1 to 2"),
        ("FL58,text,A,1.0,a", "question='1.0' is not allowed"),
        ("FL58,text,A,1,e", "answer='e' is not allowed; allowed is a, b, c, d, or nothing"),
        ("FL58,text,A,1,ab", "answer='ab' is not allowed"),
        ("FL58,text,A,1", "4 cells, and not 5"),
        ("FL58,text,A,1,a,b", "6 cells, and not 5"),
        ("KR27,text,B,1,a", "KR27 is of group text here, and of attnviz before"),
        ("KR27,attnviz,A,1,b", "KR27 has answered question 1 of form A in line 2"),
    ],
)
def test_a_fault_is_told_by_its_line(row: str, told: str) -> None:
    (fault,) = faults(f"{HEADER}{GOOD}{row}\n")
    assert fault.startswith(f"line 3: {told}")


def test_all_faults_are_told_up_to_twenty() -> None:
    told = faults(HEADER + "x,y,z,0,?\n" + "FL58,text,C,1,a\n" * 30)
    assert [line.split("=")[0] for line in told[:6]] == [
        "line 2: code",
        "line 2: group",
        "line 2: form",
        "line 2: question",
        "line 2: answer",
        "line 3: form",
    ]
    assert len(told) == 21
    assert told[-1] == "and 15 more"


def test_columns_are_those_that_are_documented_and_no_others() -> None:
    assert faults("code,group,form,question\nKR27,text,A,1\n") == [
        "line 1: the column answer is missing; the columns are code, group, form, question, answer"
    ]
    (told,) = faults("code,group,form,question,answer,name\nKR27,text,A,1,a,Anna\n")
    assert told.startswith("line 1: the column 'name' is not allowed")
    (told,) = faults("code,code,group,form,question,answer\nKR27,KR27,text,A,1,a\n")
    assert told.startswith("line 1: the column code is twice or more")
    assert len(faults("")) == 5


def test_what_csv_cannot_hold_is_told() -> None:
    (told,) = faults(HEADER + GOOD + f'"{"x" * 200_000}",text,A,1,a\n')
    assert told.startswith("line 3: it cannot be read: ")
