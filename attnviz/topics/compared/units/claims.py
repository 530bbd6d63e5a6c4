"""What two units make of the same clicks: which re-weighs them, and which learned to attend."""

import math
from collections.abc import Sequence

import numpy as np

from attnviz.learning.trained import Epoch
from attnviz.topics.chance import NEAR
from attnviz.topics.claim import Claim, Number, Term, claim
from attnviz.topics.words import number, short
from attnviz.trace.record import Trace

# A metric from here on is called good.
_GOOD = 0.9
# A weight that moves by less stays, as far as two decimals show it.
_TINY, _LEAST = 0.005, Number("0.005")


def moved_claim(din: Sequence[Trace], article: Sequence[Trace], user: int) -> Claim:
    """Return how far each unit's weights move from one candidate to the other.

    Args:
        din: Traces of DIN's unit, one a candidate.
        article: Those of the article's unit.
        user: Row of the batch, 0-based.
    """
    moved, still = (_moved(traces, user) for traces in (din, article))
    opening = claim(
        Term("DIN", "DIN"),
        "'s ",
        Term("unit"),
        " sees ",
        Term("query"),
        " and ",
        Term("key"),
        ", that of the ",
        Term("article"),
        " the key alone. ",
    )
    if not moved:
        return claim(opening, "For these two candidates DIN's weights are the same as well.")
    if moved < _TINY:
        hardly = "For these two candidates DIN's weights hardly move either: by less than "
        return claim(opening, hardly, _LEAST, ".")
    who = "DIN's weights move" if still else "only DIN's weights move"
    return claim(opening, f"The same clicks, two candidates: {who}, by up to ", short(moved), ".")


def _moved(traces: Sequence[Trace], user: int) -> float:
    one, other = (trace["weights"].value[user].astype(np.float64) for trace in traces)
    change = np.abs(one - other)
    return float(np.nan_to_num(change).max())


def units_claim(din: Epoch, article: Epoch) -> Claim:
    """Return the claim from the last epochs of both trainings; interests are known."""
    said = claim(
        "On ",
        Term("held-out users", "held out"),
        " DIN's unit puts ",
        _share(din.mass),
        " of the weight on clicks of the candidate's interest, the article's ",
        _share(article.mass),
        "; ",
        Term("chance"),
        " is ",
        _share(article.chance),
        ". ",
        _metric(din, article),
    )
    masses = (article.mass, article.chance)
    at_chance = None not in masses and abs((masses[0] or 0.0) - (masses[1] or 0.0)) < NEAR
    if at_chance and article.auc > _GOOD:
        return claim(said, ": a good metric does not show that attention works.")
    return claim(said, ".")


def units_entropy_claim(
    din: tuple[Epoch, float | None], article: tuple[Epoch, float | None]
) -> Claim:
    """Return the claim where no interests are known.

    Args:
        din: The last epoch of DIN's unit, and the entropy of its weights.
        article: The same of the article's unit.
    """
    return claim(
        "Your items have no categories, so nobody knows which clicks the weights should be on. On "
        "held-out users the ",
        Term("entropy"),
        " of DIN's weights is ",
        _share(din[1]),
        ", that of the article's ",
        _share(article[1]),
        "; 1 is equal. ",
        _metric(din[0], article[0]),
        ".",
    )


def _metric(din: Epoch, article: Epoch) -> Claim:
    if math.isnan(din.auc) and math.isnan(article.auc):
        return claim("There is no AUC: no held-out candidate can be told from another")
    both = number(din.auc, 3), " and ", number(article.auc, 3)
    return claim("The ", Term("AUC"), " is ", *both)


def _share(value: float | None) -> Number:
    return Number("none") if value is None else number(value)
