"""What changes from one side to the other: the most in a step, the score, and what was learned."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnviz.topics.chance import NEAR, learned_claim
from attnviz.topics.claim import Claim, Item, Number, Strong, Term, claim, joined
from attnviz.topics.compared.alignment import SIDE_A, SIDE_B
from attnviz.topics.compared.differences import Difference
from attnviz.topics.compared.panels import of_heads
from attnviz.topics.compared.pictures import ComparedStep
from attnviz.topics.words import goes, number, percent, plural, short
from attnviz.trace.record import Record, Trace

# Numbers of float32 that were computed in another order differ in their last digits.
_ROUNDING = 1e-5
_TINY = 1e-9
# Of the change, what differs by less from place to place is about as much everywhere.
_ALIKE = 0.05
_FROM_TO = claim("From ", SIDE_A, " to ", SIDE_B, ", ")


def what_they_are() -> Claim:
    """Return what the two sides are."""
    return claim(
        "You came with side ",
        SIDE_A,
        ", and the controls move side ",
        SIDE_B,
        ". Each is run by itself; the same clicks stand beside each other.",
    )


@dataclass(frozen=True)
class Change:
    """The number that changes most.

    Attributes:
        row, column: Its place in the panels.
        first: What it is on side A.
        second: What it is on side B.
    """

    row: int
    column: int
    first: float
    second: float

    @property
    def size(self) -> float:
        """By how much, signs aside."""
        return abs(self.second - self.first)


def largest_change(compared: ComparedStep) -> Change | None:
    """Return the number that changes most, of those that both sides have; None where none are."""
    difference = compared.difference
    if difference is None:
        return None
    shown = np.abs(np.where(np.isfinite(difference.shown), difference.shown, -1.0))
    shown = np.where(difference.occurs("masked") | ~np.isfinite(difference.values), -1.0, shown)
    row, column = np.unravel_index(int(shown.argmax()), shown.shape)
    if shown[row, column] < 0:
        return None
    values = (float(panel.values[row, column]) for panel in compared.panels)
    return Change(int(row), int(column), *values)


def compared_claim(compared: ComparedStep, differing: tuple[Difference, ...]) -> Claim:
    """Return what changes from A to B in a step, and in the score; true for every setting.

    Args:
        compared: The step of both traces.
        differing: What differs in their settings.
    """
    score = score_sentence(compared.first, compared.second)
    said = compared.why_none or _change(compared, differing)
    return claim(said, " ", score) if score else said


def _change(compared: ComparedStep, differing: tuple[Difference, ...]) -> Claim:
    change, words = largest_change(compared), compared.words
    if not differing:
        same = claim("Both sides have the same settings, so ", Strong("nothing"), " differs")
        return claim(same, ": move a control, and ", SIDE_B, " follows.")
    if change is None:
        return claim(f"What both sides have of {words} are no numbers that can be compared.")
    if change.size <= _ROUNDING * max(_largest(compared), _TINY):
        return claim(_FROM_TO, Strong("no number"), f" of {words} changes.")
    said = percent if compared.step == "weights" and _shares(compared) else short
    values = _from_to(change, said)
    verb = "change" if words.endswith("s") else "changes"
    if (by := _everywhere(compared)) is not None:
        return claim(_FROM_TO, f"{words} {verb} by about as much everywhere: ", short(by), ".")
    where = _where(compared, change)
    if not where:
        return claim(_FROM_TO, f"{words} {verb} ", values)
    if compared.step == "weights" and change.size < NEAR and _bounded(compared):
        return claim(_FROM_TO, f"{words} hardly {verb}: most of all at ", where, ", ", values)
    return claim(_FROM_TO, f"{words} {verb} most at ", where, ": ", values)


def _from_to(change: Change, said: Callable[[float], Number | Claim]) -> Claim:
    """Return how a number changes; by how much, where both read alike."""
    first, second = said(change.first), said(change.second)
    if str(first) != str(second):
        return claim("from ", first, " to ", second, ".")
    if change.size < 0.001:
        return claim("by less than ", Number("0.001"), ".")
    return claim("by ", short(change.size), ", from about ", first, ".")


def _largest(compared: ComparedStep) -> float:
    """Return the largest number of both sides, signs aside."""
    shown = np.concatenate([np.abs(panel.shown).ravel() for panel in compared.panels])
    return float(shown[np.isfinite(shown)].max(initial=0.0))


def _everywhere(compared: ComparedStep) -> float | None:
    """Return by how much all numbers change, if by about as much each; None else, and of one."""
    assert compared.difference is not None
    shown = compared.difference.shown
    changes = shown[np.isfinite(shown)]
    spread = float(np.ptp(changes))
    middle = float(np.median(changes))
    return middle if len(changes) > 1 and spread <= _ALIKE * abs(middle) else None


def _shares(compared: ComparedStep) -> bool:
    return all(t.normalization.sums_to_one for t in (compared.first, compared.second))


def _bounded(compared: ComparedStep) -> bool:
    return all(t.normalization.bounded for t in (compared.first, compared.second))


def _where(compared: ComparedStep, change: Change) -> Claim:
    """Return where the number stands, by its clicks or its place; empty for a number alone."""
    rows, columns = compared.along
    if columns:
        asks, answers = (_title(compared, place) for place in (change.row, change.column))
        return claim(asks, ", as it looks at ", answers)
    number_of_row = f"number {change.column + 1}" if compared.panels[1].columns > 1 else ""
    if not rows:
        return claim(number_of_row)
    title = _title(compared, change.row)
    return claim(title, ", ", number_of_row) if number_of_row else claim(title)


def _title(compared: ComparedStep, place: int) -> Item:
    """Return the item of a row that both sides have."""
    trace, here = compared.first, compared.rows[place].first
    return Item(trace.samples.items.title(int(trace.samples.history[trace.user, here])))


def score_sentence(first: Trace, second: Trace) -> Claim:
    """Return what becomes of the score; empty where a side has none."""
    if first.score is None or second.score is None:
        return claim()
    before, after = (float(t.score[t.user]) for t in (first, second) if t.score is not None)
    if not np.isfinite([before, after]).all():
        side = SIDE_B if np.isfinite(before) else SIDE_A
        return claim("On side ", side, " the ", Term("score"), " is not a number.")
    change = abs(after - before)
    if change <= _ROUNDING:
        return claim("The ", Term("score"), " stays at ", number(after, 3), ".")
    shown = number(before, 3), number(after, 3)
    if change < 0.0005 or shown[0] == shown[1]:
        return claim("The ", Term("score"), " changes by less than ", Number("0.001"), ".")
    return claim("The ", Term("score"), " ", goes(*shown), ".")


def weights_claim(first: Trace, second: Trace) -> Claim:
    """Return whether both sides have the same learned weights: what else makes a difference."""
    made = [trace.training if trace.epoch else None for trace in (first, second)]
    if made[0] is None and made[1] is None:
        return claim("Neither side has learned anything yet: both are ", Term("untrained"), ".")
    if made[0] is None or made[1] is None:
        untrained, other = (SIDE_A, SIDE_B) if made[0] is None else (SIDE_B, SIDE_A)
        epoch = second.epoch if made[0] is None else first.epoch
        after = f" is shown after {plural(epoch, 'epoch')} of training."
        return claim("Side ", untrained, " is ", Term("untrained"), ", and side ", other, after)
    if made[0].fingerprint != made[1].fingerprint:
        return claim(
            "Each side was trained by itself with its own settings, so what differs is also what "
            "was learned. Another ",
            Term("seed"),
            " alone would differ too, and the numbers of a vector mean something else in each "
            "training.",
        )
    if first.epoch != second.epoch:
        return claim(
            "Both sides are of one training, after epoch ",
            Number(first.epoch),
            " and after epoch ",
            Number(second.epoch),
            ".",
        )
    return claim("Both sides have the same learned numbers: nothing else was trained.")


def alone_sentence(compared: ComparedStep) -> Claim:
    """Return how many clicks are of one side alone; empty where all are of both."""
    counts = []
    for trace, here, there in (
        (compared.first, "first", "second"),
        (compared.second, "second", "first"),
    ):
        own = [getattr(row, here) for row in compared.rows if getattr(row, there) is None]
        counts.append(int((trace.samples.history[trace.user, own] != 0).sum()) if own else 0)
    if not any(counts):
        return claim()
    each = [
        claim(f"{plural(count, 'click')} of ", side)
        for side, count in zip((SIDE_A, SIDE_B), counts, strict=True)
        if count
    ]
    verb = "has" if sum(counts) == 1 else "have"
    return claim(joined(" and ", each), f" {verb} no partner on the other side.")


def heads_sentence(compared: ComparedStep) -> Claim:
    """Return of which heads the numbers are; empty where there is but one to show."""
    records = [trace[compared.step] for trace in (compared.first, compared.second)]
    shown = [_shown_of(record, compared.head) for record in records]
    if not any(shown):
        return claim()
    if shown[0] == shown[1]:
        return claim(f"Shown is {shown[0]}.")
    first, second = (one or "its one row of numbers" for one in shown)
    return claim("Side ", SIDE_A, f" shows {first}, side ", SIDE_B, f" {second}.")


def _shown_of(record: Record, head: int) -> str:
    if not of_heads(record) or record.shape[1] == 1:
        return ""
    heads = record.shape[1]
    return f"head {head}" if 0 < head <= heads else f"the mean of {plural(heads, 'head')}"


def learned_claims(first: Trace, second: Trace) -> list[Claim]:
    """Return of each side that has learned to attend hardly, or not at all, that it is so."""
    told = zip((SIDE_A, SIDE_B), map(learned_claim, (first, second)), strict=True)
    trained = [trace.training is not None and trace.epoch > 0 for trace in (first, second)]
    return [
        claim("Side ", side, ": ", said)
        for (side, said), learned in zip(told, trained, strict=True)
        if said and learned
    ]


def notes(differing: tuple[Difference, ...]) -> tuple[str, str]:
    """Return a line for the title of A and of B: what sets it apart, if one thing alone does."""
    if len(differing) != 1:
        return "", ""
    (apart,) = differing
    numbers = any(character.isdigit() for character in f"{apart.first}{apart.second}")
    of = f"{apart.label.lower()} " if numbers or apart.first in ("yes", "no") else ""
    return f"{of}{apart.first}", f"{of}{apart.second}"
