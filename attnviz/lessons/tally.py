"""What a class has answered, as bars: of each vote, and of the layer once it is revealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.room import Answer, Tally
from attnviz.topics.claim import Claim, claim, joined
from attnviz.topics.words import percent, plural

_VOTES = ("First vote", "Second vote")


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        share: Its length, 0 .. 1.
        text: What it says.
        spread: What the middle half of a class has drawn, from and to, 0 .. 1; None for one number.
    """

    share: float
    text: str
    spread: tuple[float, float] | None = None


@dataclass(frozen=True)
class Column:
    """Bars of one kind, in the order of the options or of what is drawn.

    Attributes:
        title: What they are of.
        kind: Whether they count what was chosen, are what was drawn, or the layer's own.
        bars: One a row.
    """

    title: str
    kind: Literal["chosen", "drawn", "layer"]
    bars: tuple[Bar, ...]


def fits(asked: Asked | Drawing, given: Answer | None) -> bool:
    """Whether an answer can be one to what is asked."""
    if isinstance(asked, Drawing):
        return isinstance(given, tuple) and len(given) == len(asked.bars)
    return isinstance(given, int) and 0 <= given < len(asked.options)


def columns(asked: Asked | Drawing, tally: Tally) -> tuple[Column, ...]:
    """Return what of a tally is shown: nothing of a vote before the teacher shows it."""
    votes = [[given for given in answers if fits(asked, given)] for answers in tally.rounds]
    made = []
    for name, given in zip(_VOTES, votes[: tally.shown], strict=False):
        title = name if len(votes) > 1 else "The class"
        title = f"{title}: {plural(len(given), 'answer')}"
        if isinstance(asked, Drawing):
            made.append(Column(title, "drawn", _drawn(asked, given)))
        else:
            made.append(Column(title, "chosen", _chosen(asked, given)))
    if isinstance(asked, Drawing) and tally.revealed:
        layers = tuple(Bar(share, str(percent(share))) for share in asked.shares)
        made.append(Column("The layer", "layer", layers))
    return tuple(made)


def _chosen(asked: Asked, given: Sequence[Answer]) -> tuple[Bar, ...]:
    counts = [sum(one == place for one in given) for place in range(len(asked.options))]
    total = max(1, len(given))
    return tuple(
        Bar(count / total, f"{count} · {percent(count / total)}" if count else "0")
        for count in counts
    )


def _drawn(asked: Drawing, given: Sequence[Answer]) -> tuple[Bar, ...]:
    if not given:
        return (Bar(0.0, "–"),) * len(asked.bars)
    shares = np.asarray(given, np.float64) / 100
    low, high = np.quantile(shares, (0.25, 0.75), axis=0).tolist()
    bars = zip(shares.mean(axis=0).tolist(), low, high, strict=True)
    return tuple(
        Bar(mean, f"{percent(mean)}{_between(least, most)}", (least, most))
        for mean, least, most in bars
    )


def _between(low: float, high: float) -> str:
    """Return what the middle half has drawn, where it is not one number."""
    least, most = f"{100 * low:.0f}", f"{100 * high:.0f}"
    return "" if least == most else f" ({least} to {most})"


def outcome(asked: Asked | Drawing, tally: Tally) -> Claim:
    """Return how many of each vote were right; nothing where nobody has answered."""
    said = []
    for name, answers in zip(_VOTES, tally.rounds, strict=False):
        given = [one for one in answers if fits(asked, one)]
        if given:
            right = sum(_judged(asked, one) == "right" for one in given)
            of = name if len(tally.rounds) > 1 else "The class"
            said.append(
                claim(f"{of}: {right} of {len(given)} right, ", percent(right / len(given)))
            )
    return claim(joined(". ", said), ".") if said else claim()


def _judged(asked: Asked | Drawing, given: Answer) -> str:
    if isinstance(asked, Drawing):
        assert isinstance(given, tuple)
        return asked.judged(given)
    assert isinstance(given, int)
    return asked.judged(given)
