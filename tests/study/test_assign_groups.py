"""Codes and groups: as many of either, whenever people stop coming."""

import csv
import io

import pytest

from docs.study.answers import GROUPS, read_answers
from docs.study.assign_groups import assigned, main
from docs.study.key import read_key


@pytest.mark.parametrize("people", [2, 7, 40, 1000])
def test_groups_are_alike_in_size_at_any_time(people: int) -> None:
    rows = assigned(people, seed=5)
    assert len({code for code, _ in rows}) == people
    for count in range(1, people + 1):
        sizes = [sum(group == one for _, group in rows[:count]) for one in GROUPS]
        assert sum(sizes) == count
        assert abs(sizes[0] - sizes[1]) <= 2
        assert count % 4 or sizes[0] == sizes[1]


def test_a_seed_draws_the_same_again_and_another_draws_others() -> None:
    assert assigned(40, 7) == assigned(40, 7)
    one, two = assigned(40, 7), assigned(40, 8)
    assert [group for _, group in one] != [group for _, group in two]
    assert {code for code, _ in one} != {code for code, _ in two}


def test_either_group_comes_first_about_as_often() -> None:
    firsts = [assigned(2, seed)[0][1] for seed in range(200)]
    assert 70 <= firsts.count(GROUPS[0]) <= 130


def test_the_codes_are_taken_by_the_table_of_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["12", "--seed", "3"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    table = "code,group,form,question,answer\n" + "".join(
        f"{row['code']},{row['group']},A,1,a\n" for row in rows
    )
    assert [(p.code, p.group) for p in read_answers(table, read_key())] == assigned(12, 3)


@pytest.mark.parametrize(("people", "seed"), [("1", "3"), ("1001", "3"), ("4", "-1")])
def test_what_is_not_allowed_is_told(
    people: str, seed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([people, "--seed", seed])
    assert ended.value.code == 2
    assert "is not allowed; allowed is a whole number" in capsys.readouterr().err
