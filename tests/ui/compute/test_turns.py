"""One training of each learner before anybody's second."""

from hypothesis import given
from hypothesis import strategies as st

from attnviz.scenario.settings import Settings
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.turns import Turns


class Someone:
    """Who wants a training."""


def jobs(*wanted: list[Someone]) -> list[Job]:
    """Return jobs in the order in which they were asked for, by those who want them."""
    made = [Job(str(number), Settings(), None, number) for number in range(len(wanted))]
    for job, who in zip(made, wanted, strict=True):
        for one in who:
            job.wanted.add(one)
    return made


def names(order: list[Job]) -> str:
    return "".join(job.key for job in order)


def test_learners_take_turns_in_the_order_of_their_first_ones() -> None:
    a, b, c = (Someone() for _ in range(3))
    waiting = jobs([a], [a], [a], [b], [b], [c])
    assert names(Turns().order(waiting)) == "035142"
    assert names(Turns().order(reversed(waiting))) == "035142"


def test_who_has_had_none_comes_before_those_who_have() -> None:
    a, b = Someone(), Someone()
    waiting, turns = jobs([a], [a], [b]), Turns()
    turns.take(waiting[0])
    assert names(turns.order(waiting[1:])) == "21"
    turns.take(waiting[2])
    assert names(turns.order([*waiting[1:2], *jobs([b])])) == "10"  # a's last began before b's


def test_a_training_that_several_want_is_a_turn_of_each() -> None:
    a, b, c = (Someone() for _ in range(3))
    assert names(Turns().order(jobs([a, b], [a], [b], [c]))) == "0312"


def test_a_learner_with_own_clicks_has_one_turn_for_both() -> None:
    a, b, clicks = (Someone() for _ in range(3))
    turns = Turns(lambda who: (a,) if who is clicks else (who,))
    waiting = jobs([a], [clicks], [b], [b], [clicks, a])
    assert names(turns.order(waiting)) == "02134"
    turns.take(waiting[1])
    assert names(turns.order([waiting[0], *waiting[2:]])) == "2034"


def test_who_is_not_there_has_no_turn() -> None:
    a, b = Someone(), Someone()
    turns = Turns(lambda who: () if who is a else (who,))
    waiting = jobs([a], [b])
    assert turns.waiting_for(waiting[0]) == []
    assert names(turns.order(waiting)) == "10"


def test_what_is_only_left_comes_last() -> None:
    a, b = Someone(), Someone()
    waiting = jobs([], [a], [b], [a])
    assert names(Turns().order(waiting)) == "1230"


@given(st.lists(st.integers(0, 4), max_size=20), st.lists(st.integers(0, 4), max_size=5))
def test_nobodys_next_one_comes_before_anybodys_first(asked: list[int], before: list[int]) -> None:
    people, turns = [Someone() for _ in range(5)], Turns()
    for job in jobs(*([people[who]] for who in before)):
        turns.take(job)
    waiting = jobs(*([people[who]] for who in asked))
    order = [asked[int(job.key)] for job in turns.order(waiting)]
    assert sorted(order) == sorted(asked)
    rounds = [order[:place].count(who) for place, who in enumerate(order)]
    assert rounds == sorted(rounds)
    for who in set(asked):
        own = [int(job.key) for job in turns.order(waiting) if asked[int(job.key)] == who]
        assert own == sorted(own)
