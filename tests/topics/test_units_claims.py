"""Two units on the same clicks: what is said of them is what their numbers say."""

from functools import cache

import numpy as np
import pytest

from attnviz.learning.trained import Epoch
from attnviz.scenario.settings import Settings
from attnviz.topics.compared.units.claims import moved_claim, units_claim, units_entropy_claim
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.said import marked
from tests.traces import with_weights


@cache
def traces(recipe: str) -> tuple[Trace, Trace]:
    one, other = (
        run(Settings(recipe=recipe, mode="attention", candidate=item))
        for item in ("trail shoes", "moka pot")
    )
    return one, other


def test_only_the_unit_that_sees_the_candidate_moves() -> None:
    one, other = traces("default")
    by = np.abs(one["weights"].value[0] - other["weights"].value[0]).max()
    said = marked(moved_claim(traces("default"), traces("article"), 0))
    assert "only DIN's weights move, by up to" in said
    assert moved_by(said) == pytest.approx(by, abs=5e-4)
    same = marked(moved_claim((one, one), traces("article"), 0))
    assert same.endswith("DIN's weights are the same as well.")
    hardly = with_weights(one, one["weights"].value + 1e-4)
    told = marked(moved_claim((one, hardly), traces("article"), 0))
    assert told.endswith("DIN's weights hardly move either: by less than **0.005**.")
    both = marked(moved_claim(traces("default"), traces("default"), 0))
    assert "only" not in both
    assert moved_by(both) == pytest.approx(by, abs=5e-4)


def moved_by(said: str) -> float:
    return float(said.rstrip("*.").rpartition("**")[2])


def epoch(auc: float, mass: float | None, chance: float | None = 0.5) -> Epoch:
    return Epoch(1, 0.1, auc, 0.9, mass, chance)


@pytest.mark.parametrize(
    ("article", "good"),
    [
        (epoch(0.95, 0.51), True),
        (epoch(0.85, 0.51), False),
        (epoch(0.95, 0.7), False),
        (epoch(0.95, None), False),
    ],
)
def test_a_good_metric_is_called_so_only_where_it_is_one(article: Epoch, good: bool) -> None:
    said = marked(units_claim(epoch(0.99, 0.9), article))
    assert ("a good metric does not show" in said) == good
    assert f"**0.990** and **{article.auc:.3f}**" in said


def test_without_interests_entropies_are_said() -> None:
    said = marked(
        units_entropy_claim((epoch(0.99, None, None), 0.25), (epoch(0.8, None, None), None))
    )
    assert "entropy of DIN's weights is **0.25**, that of the article's **none**" in said
    assert "**0.990** and **0.800**." in said
