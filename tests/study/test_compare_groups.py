"""What the comparison prints, of answers that are known."""

from pathlib import Path

import pytest

from docs.study.answers import GROUPS, read_answers
from docs.study.compare_groups import main, report
from docs.study.key import DAYS, LETTERS, read_key
from tests.processes import python
from tests.study.simulated import Study

KEY = read_key()
HEADER = "code,group,form,question,answer\n"


def sheet(code: str, group: str, form: str, right: int, empty: int = 0) -> str:
    """Return the rows of a sheet: first what is right, then what is wrong, then what is empty."""
    rows = []
    for (which, question), letter in KEY.answers.items():
        if which == form:
            wrong = LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)]
            given = letter if question <= right else wrong if question <= 10 - empty else ""
            rows.append(f"{code},{group},{form},{question},{given}\n")
    return "".join(rows)


def both(code: str, group: str, first: int, last: int, empty: int = 0) -> str:
    return sheet(code, group, "A", first) + sheet(code, group, "B", last, empty)


# Gains of 4, 5, 6, 7 and 8 with attnviz, and of 1 to 5 with the text.
FIVE = HEADER + "".join(
    both(f"A{n}", "attnviz", 1, 5 + n) + both(f"T{n}", "text", 2, 3 + n) for n in range(5)
)


def told(text: str) -> list[str]:
    return report(read_answers(text, KEY), KEY).splitlines()


def test_means_difference_and_size_of_known_gains_are_printed() -> None:
    lines = told(FIVE)
    assert lines[:2] == [
        "Group attnviz: 5 people, 5 of them with both forms.",
        "Group text: 5 people, 5 of them with both forms.",
    ]
    one, two = (line.split() for line in lines if line.endswith(("6.00 (1.58)", "3.00 (1.58)")))
    assert one == ["attnviz", "5", "1.00", "(0.00)", "7.00", "(1.58)", "6.00", "(1.58)"]
    assert two == ["text", "5", "2.00", "(0.00)", "5.00", "(1.58)", "3.00", "(1.58)"]
    text = "\n".join(lines)
    assert "answers of 10: 3.00, 95 % interval 0.69 to 5.31 (Welch)" in text
    # 0.9027 · 3 / √2.5 = 1.71, ± 1.96 √(10/25 + 1.71²/20)
    assert "Hedges' g: 1.71, 95 % interval 0.26 to 3.16" in text
    assert "does not include 0: group attnviz has gained more." in text


def test_right_answers_are_told_by_idea() -> None:
    lines = told(FIVE)
    table = lines[-11:]
    assert table[0].split("  ")[0] == "right, %"
    assert [row[:16].strip() for row in table[1:]] == list(KEY.ideas)
    shape, candidate = table[1], table[3]
    assert shape.split()[-4:] == ["100", "100", "100", "100"]
    assert candidate.split()[-4:] == ["0", "100", "0", "100"]
    # On day 7 somebody has seven right in attnviz and in the text: three of five, and one of five.
    assert table[7].split()[-3:] == ["60", "0", "20"]


def test_who_is_left_out_is_told_with_how_they_began() -> None:
    more = sheet("A8", "attnviz", "A", 6) + sheet("A9", "attnviz", "A", 4)
    late = sheet("T9", "text", "B", 9) + sheet("T8", "text", "A", 0, empty=10)
    lines = told(FIVE + more + late)
    assert lines[:6] == [
        "Group attnviz: 7 people, 5 of them with both forms.",
        "  2 left out, without form B. On form A they had 5.00 right on average; those with both "
        "forms had 1.00.",
        "Group text: 7 people, 5 of them with both forms.",
        "  1 left out, without form A. On form B they had 9.00 right on average; those with both "
        "forms had 5.00.",
        "  1 left out, with no answer at all.",
        "",
    ]
    assert lines[6:] == told(FIVE)[3:]  # the comparison is of the others alone


def test_empty_answers_count_as_wrong_and_are_counted() -> None:
    lines = told(FIVE + both("T9", "text", 2, 5, empty=3))
    assert "  Left empty, which counts as wrong: 3 of 120 answers." in lines
    assert any("text" in line and "6" in line and "3.00 (1.41)" in line for line in lines)


def test_no_difference_is_called_none() -> None:
    same = dict.fromkeys(GROUPS, (0.4, 0.6))
    text = "\n".join(told(Study(20, same).answers(KEY, 1)))
    assert "includes 0: no group is shown to have gained more." in text


def test_the_text_can_be_ahead() -> None:
    study = Study(30, {"attnviz": (0.4, 0.4), "text": (0.4, 0.8)})
    assert "does not include 0: group text has gained more." in "\n".join(
        told(study.answers(KEY, 1))
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FIVE.replace("T0", "T1"), "has answered question 1 of form A in line"),
        (HEADER + both("A1", "attnviz", 1, 5), "group attnviz has 1 with both forms; allowed is 5"),
        (
            HEADER + "".join(both(f"{g[0]}{n}", g, 1, 5) for g in GROUPS for n in range(5)),
            "all people of a group have gained the same",
        ),
        ("name\n", "the column code is missing"),
    ],
)
def test_what_cannot_be_compared_is_told_in_words(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert says in printed.err
    assert "Traceback" not in printed.err


def test_a_file_that_is_not_there_or_no_text_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "gone.csv")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
    (tmp_path / "answers.xlsx").write_bytes(b"\x50\x4b\xff\xfe\x00")
    assert main([str(tmp_path / "answers.xlsx")]) == 2
    assert "is not text in UTF-8" in capsys.readouterr().err


def test_the_scripts_run_as_the_document_says(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(FIVE, encoding="utf-8")
    done = python("-m", "docs.study.compare_groups", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == told(FIVE)
    assert list(DAYS) == ["A", "B"]
