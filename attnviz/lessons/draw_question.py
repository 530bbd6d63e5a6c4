"""Draw what you expect: the learner draws the weights, and sees how far off they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from attnviz.lessons.asked import (
    ABSOLUTE,
    Explained,
    Judged,
    numbered,
    of_head,
    refuse_self_attention,
)
from attnviz.scenario.values import InvalidValue
from attnviz.topics.claim import Claim
from attnviz.topics.overview import click_weights
from attnviz.topics.words import listed, percent
from attnviz.trace.record import Trace

# More bars could not be drawn by hand.
MOST_BARS = 20
# Up to this gap a drawing is right, and up to this one close.
RIGHT, NEAR = 0.15, 0.35
# Padding has a bar where it has this share of the weight.
_SEEN = 0.005


@dataclass(frozen=True)
class Drawing:
    """A question that is answered by drawing a share for each click.

    Attributes:
        prompt: The question.
        bars: What each bar is of.
        shares: The layer's own share of each bar; they sum to 1.
        answer: What is true, with its numbers.
    """

    prompt: Claim | str
    bars: tuple[str, ...]
    shares: tuple[float, ...]
    answer: str

    def gap(self, drawn: Sequence[int]) -> float:
        """Return how far a drawing is from the layer's weights, 0 .. 1.

        It is the total variation distance: the share that would have to be moved from bar to bar.

        Args:
            drawn: Per cent of each bar; they sum to 100.
        """
        return float(np.abs(np.asarray(drawn) / 100 - np.asarray(self.shares)).sum() / 2)

    def judged(self, drawn: Sequence[int]) -> Judged:
        """Return how good a drawing is, by its gap."""
        gap = self.gap(drawn)
        return "right" if gap <= RIGHT + ABSOLUTE else "near" if gap <= NEAR + ABSOLUTE else "wrong"


@dataclass(frozen=True)
class DrawQuestion(Explained):
    """How are the weights shared among the clicks?"""

    kind: ClassVar[str] = "draw"
    holds: ClassVar[str] = "with no more than what is said after the answer"

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Drawing:
        """Return the question about a user (0-based) and a head (from 1; 0 for the mean).

        Raises:
            ValueError: in self-attention, where the weights share nothing, or where there are too
                many bars.
        """
        (trace,) = traces
        refuse_self_attention(trace, self.kind)
        weights, history = click_weights(trace, user, head), trace.samples.history[user]
        if not trace.normalization.sums_to_one or not weights.sum() > 0:  # also NaN
            raise InvalidValue("question", self.kind, "one where the weights share 100 %")
        shares = weights / weights.sum()
        places = np.flatnonzero((history != 0) | (shares >= _SEEN)).tolist()
        if len(places) > MOST_BARS:
            raise InvalidValue("clicks", len(places), f"at most {MOST_BARS} to be drawn")
        drawn = shares[places] / shares[places].sum()
        bars = numbered(trace, user, places)
        candidate = trace.samples.items.title(int(trace.samples.candidate[user]))
        largest = np.argsort(-drawn, kind="stable")[:3]
        most = listed([f"{percent(float(drawn[n]))} to {bars[n]}" for n in largest])
        return Drawing(
            f"The candidate is {candidate}. How does the layer share its attention among the "
            f"clicks of user {user + 1}{of_head(head)}?",
            bars,
            tuple(drawn.tolist()),
            f"The layer gives {most}.",
        )
