"""What a question can ask the size of: one number of a view, and the answers to choose from."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import nan

import numpy as np

from attnviz.topics.masks.claims import padding_weight
from attnviz.topics.overview import click_weights
from attnviz.topics.samples.claims import likeness
from attnviz.topics.slices import weights_of
from attnviz.topics.words import number, percent, plural
from attnviz.trace.record import Trace


@dataclass(frozen=True)
class Measure:
    """A number of a view.

    Attributes:
        asks: The question how large it is; `{user}` stands for the user.
        noun: What it is called in a sentence, likewise.
        options: The answers to choose from, by size.
        ends: The largest value that each of them but the last is for.
        of: The number of a trace, of a user (0-based) and of a head (from 1; 0 for the mean); NaN
            where there is none.
        text: How it is written.
        given: What is said of a trace and a user before it is asked.
        apart: Whether each answer is a case of its own, so that none is near another.
    """

    asks: str
    noun: str
    options: tuple[str, ...]
    ends: tuple[float, ...]
    of: Callable[[Trace, int, int], float]
    text: Callable[[float], str]
    given: Callable[[Trace, int], str]
    apart: bool = False

    def value(self, trace: Trace, user: int, head: int) -> float:
        """Return the number of a trace; NaN where it has none."""
        return float(self.of(trace, user, head))

    def place(self, value: float) -> int:
        """Return which of the options a value is in."""
        return bisect_left(self.ends, value)


def _between(*bounds: str) -> tuple[str, ...]:
    inner = (f"{low} to {high}" for low, high in pairwise(bounds))
    return (f"less than {bounds[0]}", *inner, f"more than {bounds[-1]}")


def _percent(value: float) -> str:
    return str(percent(value))


def _three(value: float) -> str:
    if value == 0:
        return "0"
    if 0 < value < 0.0005:
        return "less than 0.001"
    return "more than 0.999" if 0.9995 <= value < 1 else str(number(value, 3))


def _two(value: float) -> str:
    return str(number(value)) if value else "0"


def _row(trace: Trace, user: int, head: int) -> np.ndarray:
    """Return one |weight| a position; NaN where every click has weights of its own."""
    if trace.settings.self_attention:
        return np.full(trace.samples.history.shape[1], nan)
    return np.abs(click_weights(trace, user, head))


def _share(weights: np.ndarray, where: np.ndarray) -> float:
    total = weights.sum()
    return float(weights[where].sum() / total) if total else nan


def _on_padding(trace: Trace, user: int, head: int) -> float:
    on_padding, total = padding_weight(trace, user, head)
    return on_padding / total if total else nan


def _related(trace: Trace, user: int) -> np.ndarray:
    samples = trace.samples
    if samples.items.interests is None:
        return np.zeros(samples.history.shape[1], bool)
    return np.asarray(samples.items.related(samples.history[user], samples.candidate[user]))


def _on_interest(trace: Trace, user: int, head: int) -> float:
    return _share(_row(trace, user, head), _related(trace, user))


def _heaviest(trace: Trace, user: int, head: int) -> float:
    weights = _row(trace, user, head)
    return _share(weights, weights == weights.max())


def _apart(trace: Trace, user: int, head: int) -> float:
    weights = _row(trace, user, head)[trace.samples.history[user] != 0]
    return float(np.ptp(weights)) if len(weights) else nan


def _sum(trace: Trace, user: int, head: int) -> float:
    return nan if trace.settings.self_attention else float(click_weights(trace, user, head).sum())


def _score(trace: Trace, user: int, _head: int) -> float:
    return nan if trace.score is None else float(trace.score[user])


def _length(trace: Trace, user: int, _head: int) -> float:
    vector = trace["output"].value[user].astype(np.float64)
    return float(np.linalg.norm(vector)) if vector.ndim == 1 or len(vector) == 1 else nan


def _clicks_of(trace: Trace, user: int, step: str) -> np.ndarray:
    """Return the numbers of a step whose last axis is the history, of the clicks alone."""
    return np.asarray(trace[step].value[user][..., trace.samples.history[user] != 0])


def _spread(trace: Trace, user: int, _head: int) -> float:
    scores = _clicks_of(trace, user, "scores")
    return float(scores.astype(np.float64).std()) if scores.size else nan


def _zeros(trace: Trace, user: int, _head: int) -> float:
    scores = _clicks_of(trace, user, "scores")
    return float((scores == 0).mean()) if scores.size else nan


def _heads(trace: Trace, user: int, _head: int) -> float:
    related = _related(trace, user)
    if trace.settings.self_attention or trace["weights"].axes[1] != "h" or not related.any():
        return nan
    heads = range(1, trace["weights"].shape[1] + 1)
    return float(np.mean([related[click_weights(trace, user, n).argmax()] for n in heads]))


def _square(trace: Trace, user: int, head: int) -> np.ndarray:
    """Return the |weights| of the clicks that ask, a row each; none where the candidate asks."""
    clicks = trace.samples.history[user] != 0
    if not trace.settings.self_attention:
        return np.zeros((0, len(clicks)))
    return np.abs(weights_of(trace, head)[user].astype(np.float64))[clicks]


def _later(trace: Trace, user: int, head: int) -> float:
    rows, clicks = _square(trace, user, head), np.flatnonzero(trace.samples.history[user])
    shares = [
        _share(row, np.arange(len(row)) > place) for row, place in zip(rows, clicks, strict=False)
    ]
    return float(np.mean(shares)) if shares else nan


def _first(trace: Trace, user: int, head: int) -> float:
    rows, clicks = _square(trace, user, head), trace.samples.history[user] != 0
    return _share(rows[0], np.arange(len(clicks)) == clicks.argmax()) if len(rows) else nan


def _alike(trace: Trace, _user: int, _head: int) -> float:
    found = likeness(trace)
    return nan if found is None else found[0]


def _auc(trace: Trace, _user: int, _head: int) -> float:
    return nan if trace.training is None else trace.training.epochs[trace.epoch].auc


def _mass(trace: Trace, _user: int, _head: int) -> float:
    mass = None if trace.training is None else trace.training.epochs[trace.epoch].mass
    return nan if mass is None else mass


def _clicks(trace: Trace, user: int) -> str:
    """Return the candidate, and how many of the clicks are of its interest."""
    samples = trace.samples
    candidate, clicks = int(samples.candidate[user]), int((samples.history[user] != 0).sum())
    opening = f"The candidate is {samples.items.title(candidate)}"
    interest, related = samples.items.interest_of(candidate), int(_related(trace, user).sum())
    if not interest:
        return f"{opening}. "
    whose = f"user {user + 1}"
    if clicks == 0:
        return f"{opening}, and {whose} has no click. "
    if clicks == 1:
        return f"{opening}, and the one click of {whose} is {_not(related == 1)}about {interest}. "
    count = "none" if related == 0 else "all" if related == clicks else str(related)
    are = "is" if related < 2 else "are"
    return f"{opening}, and {count} of the {clicks} clicks of {whose} {are} about {interest}. "


def _not(is_so: bool) -> str:
    return "" if is_so else "not "


def _positions(trace: Trace, user: int) -> str:
    empty, length = int((trace.samples.history[user] == 0).sum()), trace.samples.history.shape[1]
    are = "is" if empty == 1 else "are"
    return f"{empty} of {plural(length, 'position')} of user {user + 1} {are} padding. "


_SHARES = _between("5 %", "30 %", "70 %", "95 %"), (0.05, 0.3, 0.7, 0.95)
_FROM_0_TO_1 = _between("0.1", "0.4", "0.6", "0.9"), (0.1, 0.4, 0.6, 0.9)
_COUNTS = ("none of them", "less than half", "half or more", "all of them"), (0, 0.499, 0.999)


def _measure(
    asks: str,
    noun: str,
    answers: tuple[Sequence[str], Sequence[float]],
    of: Callable[[Trace, int, int], float],
    text: Callable[[float], str],
    given: Callable[[Trace, int], str] = lambda _trace, _user: "",
) -> Measure:
    return Measure(asks, noun, tuple(answers[0]), tuple(answers[1]), of, text, given)


MEASURES: dict[str, Measure] = {
    "padding": _measure(
        "How much of the attention is on padding?",
        "the share of attention that {user} has on padding",
        _SHARES,
        _on_padding,
        _percent,
        _positions,
    ),
    "interest": _measure(
        "How much of the weight is on clicks about the candidate's own interest?",
        "the share of weight on clicks about the candidate's own interest",
        _SHARES,
        _on_interest,
        _percent,
        _clicks,
    ),
    "heaviest": _measure(
        "How much of the weight of {user} is on the heaviest click?",
        "the share of the heaviest click",
        _SHARES,
        _heaviest,
        _percent,
        _clicks,
    ),
    "apart": _measure(
        "How far apart are the weights of the heaviest and the lightest click of {user}?",
        "the distance from the lightest to the heaviest click's weight",
        (_between("0.01", "0.1", "0.4"), (0.01, 0.1, 0.4)),
        _apart,
        lambda value: "less than 0.01" if value < 0.01 else _two(value),
    ),
    "sum": replace(
        _measure(
            "What do the weights of {user} sum to?",
            "the sum of the weights",
            (("less than 1", "1", "more than 1"), (1 - 1e-4, 1 + 1e-4)),
            _sum,
            _two,
        ),
        apart=True,
    ),
    "score": _measure(
        "How high is the score?", "the score of {user}", _FROM_0_TO_1, _score, _three, _clicks
    ),
    "length": _measure(
        "How long is the interest vector of {user}?",
        "the length of the interest vector",
        (("0, it has no length", "up to 1", "1 to 10", "more than 10"), (0, 1, 10)),
        _length,
        _two,
    ),
    "spread": _measure(
        "How far do the scores of the clicks of {user} lie from their mean, as a standard "
        "deviation?",
        "the spread of the scores",
        (_between("0.1", "1", "10"), (0.1, 1, 10)),
        _spread,
        _two,
    ),
    "zeros": _measure(
        "How many of the clicks of {user} have a score of exactly 0?",
        "the share of clicks with a score of exactly 0",
        _COUNTS,
        _zeros,
        _percent,
    ),
    "heads": _measure(
        "How many of the heads put a click about the candidate's own interest first?",
        "the share of heads that put the candidate's own interest first",
        _COUNTS,
        _heads,
        lambda value: f"{_percent(value)} of the heads",
        _clicks,
    ),
    "later": _measure(
        "How much of a click's attention is on clicks after it, or on padding behind it?",
        "the share of attention on what comes later",
        (("none of it", *_between("10 %", "40 %")), (0, 0.1, 0.4)),
        _later,
        _percent,
    ),
    "first": _measure(
        "How much of the first click's attention is on itself?",
        "the share of the first click's attention on itself",
        (
            ("less than 5 %", "5 to 30 %", "30 to 70 %", "70 to 99 %", "all of it"),
            (0.05, 0.3, 0.7, 0.999),
        ),
        _first,
        _percent,
    ),
    "alike": _measure(
        "What is the cosine of the vectors of two items of one interest, on average?",
        "the mean cosine of two items of one interest",
        (
            ("less than −0.4", "near 0: −0.4 to 0.4", "0.4 to 0.8", "more than 0.8"),
            (-0.4, 0.4, 0.8),
        ),
        _alike,
        _two,
    ),
    "auc": _measure(
        "Of two held-out candidates, one clicked and one not: how often does the clicked one get "
        "the higher score?",
        "the AUC over held-out users",
        (
            ("about half the time", "60 % to 80 %", "80 % to 95 %", "more than 95 %"),
            (0.6, 0.8, 0.95),
        ),
        _auc,
        _percent,
    ),
    "mass": _measure(
        "Over held-out users who clicked the candidate: how much of the weight is on clicks of its "
        "interest?",
        "the attention mass over held-out users",
        _SHARES,
        _mass,
        _percent,
    ),
}
"""The measures, by the name that a question has for each."""
