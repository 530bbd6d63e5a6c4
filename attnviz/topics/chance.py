"""What is more than chance: where a share of the weights is a finding, and where it is noise."""

import numpy as np

from attnviz.topics.claim import Claim, Number, Term, claim
from attnviz.topics.words import percent
from attnviz.trace.record import Trace

NEAR = 0.05
"""What is this near to chance is not told from it: untrained layers differ by as much."""
# Of the way from chance to all of the weight, less than this is hardly learned.
_HARDLY = 0.25


def stands_out(share: float, equal: float) -> bool:
    """Return whether a share of the weights is clearly more than equal weights would give.

    Args:
        share: The share, 0 .. 1.
        equal: What equal weights would give, 0 .. 1.
    """
    return share - equal >= NEAR or share > 2 * equal


def attended(trace: Trace, user: int) -> np.ndarray:
    """Return which positions of a user's history can have weight, (T,): all, or the clicks alone.

    Not for self-attention, where it may depend on who asks.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
    """
    clicks = np.asarray(trace.samples.history[user] != 0)
    return clicks if "mask" in trace.steps else np.ones_like(clicks)


def learned_claim(trace: Trace) -> Claim:
    """Return that a layer has not learned to attend; empty where it has, or where nobody knows.

    Args:
        trace: The trace; of self-attention, which is not trained by itself, nothing is said.
    """
    if trace.self_attention:
        return claim()
    if trace.training is None or trace.epoch == 0:
        return claim(
            "This layer is ",
            Term("untrained"),
            ": what one click gets more than another is chance, and nothing that it has learned.",
        )
    epoch = trace.training.epochs[trace.epoch]
    if epoch.chance is None:
        return claim()
    if epoch.mass is None:
        return claim(
            "This layer has not learned to attend: every weight of every held-out user is ",
            Number(0),
            ".",
        )
    learned = (epoch.mass - epoch.chance) / max(1 - epoch.chance, NEAR)
    if epoch.mass - epoch.chance >= NEAR and learned >= _HARDLY:
        return claim()
    word = "not" if epoch.mass - epoch.chance < NEAR else "hardly"
    return claim(
        f"This layer has {word} learned to attend: over ",
        Term("held-out users", "held out"),
        " its weights put ",
        percent(epoch.mass),
        " on clicks of the candidate's own interest, and equal weights would put ",
        percent(epoch.chance),
        " there.",
    )
