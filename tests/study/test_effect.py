"""Difference and effect size: by numbers worked out elsewhere, and on studies of a known effect."""

import math

import numpy as np
import pytest

from docs.study.answers import GROUPS, read_answers
from docs.study.compare_groups import gains
from docs.study.effect import LEAST, Estimate, difference, hedges_g, t_quantile
from docs.study.key import read_key
from tests.study.simulated import Study

STUDIES = 400
# Of 400 intervals that each hold the truth 95 times in 100, at least and at most so many hold it,
# but for three times in a thousand: 380 ± 3 √(400 · 0.95 · 0.05).
LEAST_HOLD, MOST_HOLD = 367, 393


# Printed in tables of Student's t, upper 2.5 %.
@pytest.mark.parametrize(
    ("freedom", "printed"),
    [(4, 2.776), (5, 2.571), (10, 2.228), (20, 2.086), (30, 2.042), (60, 2.000), (120, 1.980)],
)
def test_quantiles_are_those_of_the_tables(freedom: int, printed: float) -> None:
    assert t_quantile(freedom) == pytest.approx(printed, abs=0.0011)


def test_of_five_and_five_worked_out_by_hand() -> None:
    one, two = np.array([3.0, 4, 5, 6, 7]), np.array([1.0, 2, 3, 4, 5])
    # Both variances 2.5, so the standard error is 1 and ν is 8; t is 2.306 in the tables.
    found = difference(one, two)
    assert found.value == 2
    assert (found.low, found.high) == pytest.approx((2 - 2.306, 2 + 2.306), abs=0.001)
    # J(8) = Γ(4) / (2 Γ(3.5)) = 6 / (2 · 3.32335) = 0.90270; by Hedges's table 0.9027.
    g = hedges_g(one, two)
    assert g.value == pytest.approx(0.9027 * 2 / math.sqrt(2.5), abs=0.0005)
    half = 1.959964 * math.sqrt(10 / 25 + g.value**2 / 20)
    assert (g.low, g.high) == pytest.approx((g.value - half, g.value + half), abs=1e-5)


def test_unequal_groups_have_welchs_degrees_of_freedom() -> None:
    one, two = np.array([0.0, 0, 0, 0, 10]), np.array([5.0, 6, 5, 6, 5, 6, 5, 6])
    # s1² = 20, s2² = 2/7: 4 and 1/28, so ν = (4 + 1/28)² / (4² / 4 + (1/28)² / 7) = 4.071; there t
    # lies between the tables' 2.776 (of 4) and 2.571 (of 5).
    found = difference(one, two)
    error = math.sqrt(4 + 1 / 28)
    assert 2.571 * error < (found.high - found.low) / 2 < 2.776 * error
    assert found.value == -3.5


def test_groups_change_places_with_the_sign() -> None:
    random = np.random.default_rng(3)
    one, two = random.normal(1, 1, 12), random.normal(0, 2, 9)
    for measure in (difference, hedges_g):
        there, back = measure(one, two), measure(two, one)
        assert (there.value, there.low, there.high) == pytest.approx(
            (-back.value, -back.high, -back.low)
        )


def test_without_any_spread_there_is_no_interval() -> None:
    same = np.full(LEAST, 2.0)
    for measure in (difference, hedges_g):
        with pytest.raises(ValueError, match="gained the same"):
            measure(same, same + 1)


def holding(study: Study) -> tuple[dict[str, int], dict[str, float]]:
    """Return how many of many studies' intervals hold the truth, and the means of the estimates."""
    key = read_key()
    questions = len(key.ideas)
    truth = {"difference": study.difference(questions), "g": study.size(questions)}
    made: dict[str, list[Estimate]] = {"difference": [], "g": []}
    for seed in range(STUDIES):
        people = read_answers(study.answers(key, seed), key)
        one, two = (gains(people, key, group) for group in GROUPS)
        made["difference"].append(difference(one, two))
        made["g"].append(hedges_g(one, two))
    held = {
        name: sum(one.low <= truth[name] <= one.high for one in found)
        for name, found in made.items()
    }
    return held, {
        name: float(np.mean([one.value for one in found])) - truth[name]
        for name, found in made.items()
    }


@pytest.mark.parametrize(
    "study",
    [
        Study(20, {"attnviz": (0.4, 0.75), "text": (0.4, 0.6)}),
        Study(20, {"attnviz": (0.4, 0.6), "text": (0.4, 0.6)}),
        Study(12, {"attnviz": (0.35, 0.8), "text": (0.35, 0.5)}, lost=0.2, empty=0.3),
    ],
    ids=["an effect", "no effect", "few people, of whom some go"],
)
def test_intervals_hold_a_known_effect_as_often_as_they_say(study: Study) -> None:
    held, off = holding(study)
    assert all(LEAST_HOLD <= count <= MOST_HOLD for count in held.values()), held
    # The mean of 400 estimates is off by little: g by its standard error, the difference by the
    # same in standard deviations of the gain, some 2 questions.
    error = 3 * math.sqrt(2 / (study.people * (1 - study.lost)) / STUDIES)
    assert abs(off["g"]) < 1.2 * error
    assert abs(off["difference"]) < 2.2 * error
