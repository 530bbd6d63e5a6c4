"""What the load benchmark makes of presses and pictures: how long each has waited."""

import math

import pytest

from bench.measure.learner import Heard, Subject
from bench.measure.rung import Rung, judged

_KNOWN = {"five": 5, "six": 6, "seven": 7}


def test_a_press_waits_for_its_picture() -> None:
    heard = Heard(presses=[(0, 5), (1, 6)], pictures=[(0.25, "five"), (1.5, "six")])
    assert judged(heard, _KNOWN) == ([0.25, 0.5], 0, True)


def test_an_overtaken_press_waits_for_the_picture_of_a_later_one() -> None:
    heard = Heard(presses=[(0, 5), (1, 6), (2, 7)], pictures=[(2.5, "seven")])
    assert judged(heard, _KNOWN) == ([2.5, 1.5, 0.5], 2, True)


def test_a_picture_of_an_earlier_press_answers_no_later_one() -> None:
    heard = Heard(presses=[(0, 5), (1, 6)], pictures=[(1.5, "five")])
    assert judged(heard, _KNOWN) == ([1.5, math.inf], 1, False)


def test_a_picture_that_came_before_its_press_is_none_of_it() -> None:
    heard = Heard(presses=[(0, 5), (1, 6)], pictures=[(0.5, "six"), (0.75, "five")])
    assert judged(heard, _KNOWN) == ([0.75, math.inf], 1, False)


def test_a_picture_of_nothing_that_was_asked_for_is_refused() -> None:
    with pytest.raises(RuntimeError, match="no setting that was asked for"):
        judged(Heard(presses=[(0, 5)], pictures=[(1, "eight")]), _KNOWN)


def test_the_share_that_has_not_waited_longer() -> None:
    waits = [number / 100 for number in range(1, 101)]
    rung = Rung(Subject("", "", ""), False, 1, waits, 1, 0, 0, None, 1, 1, None, 0)
    assert (rung.wait(0.5), rung.wait(0.95)) == (0.5, 0.95)
