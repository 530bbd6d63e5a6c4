"""What if a click were gone: which one would be missed most?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from attnviz.lessons.asked import (
    ABSOLUTE,
    Asked,
    Explained,
    numbered,
    of_head,
    refuse_self_attention,
)
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings
from attnviz.scenario.values import InvalidValue
from attnviz.topics.overview import click_weights
from attnviz.topics.words import number, percent
from attnviz.trace.record import Trace

# Each click is one more walk.
MOST_CLICKS = 20


@dataclass(frozen=True)
class GoneQuestion(Explained):
    """Which click would move the score most if it were gone? All of them are tried."""

    kind: ClassVar[str] = "gone"
    holds: ClassVar[str] = "with no more than what is said after the answer"

    def traces(self, settings: Settings) -> tuple[Settings, ...]:
        """Return the settings, and for each click those of the same user without it.

        A click that is gone is padding, at its place.

        Raises:
            ValueError: of own clicks, which stay out of links, or if there are too few or too many.
        """
        if settings.items == "own":
            raise InvalidValue("items", settings.items, "those that attnviz brings along")
        samples, user = samples_of(settings), settings.sample - 1
        history = samples.history[user].tolist()
        clicks = [place for place, item in enumerate(history) if item]
        if not 2 <= len(clicks) <= MOST_CLICKS:
            raise InvalidValue("clicks", len(clicks), f"2 to {MOST_CLICKS} to be left out")
        candidate = str(int(samples.candidate[user]))
        # The clicks as they are now: what a view changes of them has been changed.
        alone = replace(settings, batch_size=1, sample=1, candidate=candidate, change=())
        without = ([*history[:place], 0, *history[place + 1 :]] for place in clicks)
        return (
            settings,
            *(replace(alone, history=",".join(map(str, other))) for other in without),
        )

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about a user (0-based) and a head (from 1; 0 for the mean).

        Raises:
            ValueError: in self-attention, which has no score.
        """
        trace, *others = traces
        refuse_self_attention(trace, self.kind)
        before = _logit(trace, user)
        moved = np.array([_logit(other, 0) - before for other in others])
        places = np.flatnonzero(trace.samples.history[user]).tolist()
        options = numbered(trace, user, places)
        size = np.abs(moved)
        right = frozenset(np.flatnonzero(size >= size.max() - ABSOLUTE).tolist())
        near = frozenset(np.flatnonzero(size >= size.max() / 2).tolist()) - right
        first = min(right)
        weights = click_weights(trace, user, head)
        heaviest = places[int(np.argmax(weights[places]))]
        beside = (
            "which is also the heaviest"
            if heaviest == places[first]
            else f"which has {percent(float(weights[places[first]]))} of the weight, and the "
            f"heaviest, {numbered(trace, user, [heaviest])[0]}, has "
            f"{percent(float(weights[heaviest]))}"
        )
        return Asked(
            f"The candidate is {trace.samples.items.title(int(trace.samples.candidate[user]))}. "
            f"Suppose one click of user {user + 1} were gone. Which one would move the score most, "
            "by its logit?",
            options,
            right,
            f"Without {options[first]}, {beside}{of_head(head)}, the logit goes from "
            f"{number(before)} to {number(before + moved[first])}, and the score "
            f"{_score(trace, user, others[first])}.",
            near,
            "It moves the score at least half as far as the one that moves it most.",
        )


def _logit(trace: Trace, user: int) -> float:
    """Return what the score is the sigmoid of: near 0 and 1 the score itself hardly moves."""
    return float(trace["click_logit"].value[user])


def _score(trace: Trace, user: int, without: Trace) -> str:
    assert trace.score is not None
    assert without.score is not None
    was, now = (str(number(float(one), 3)) for one in (trace.score[user], without.score[0]))
    return f"stays at {was}" if was == now else f"goes from {was} to {now}"
