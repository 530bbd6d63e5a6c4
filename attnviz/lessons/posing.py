"""A question as it is put about what a view shows: one walk, or both sides of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.question import OwnQuestion, Question
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.settings import Settings
from attnviz.scenario.wording import NOT_SET
from attnviz.topics.claim import BREAK, Claim, claim, joined
from attnviz.topics.compared.alignment import SIDE_A, SIDE_B
from attnviz.topics.compared.differences import differences
from attnviz.trace.missing import shown_head
from attnviz.trace.record import Trace
from attnviz.trace.sides import with_weights_of

# Questions that are about both sides of a comparison as they are.
_OF_BOTH = (OwnQuestion, SidesQuestion)
Sides = tuple[Settings, ...]
"""The settings that a view shows; of a comparison those of A and those of B."""


@dataclass(frozen=True)
class Needed:
    """Settings whose traces a question needs, with the weights of one training.

    Attributes:
        settings: What is run.
        trained: Whose training it is, as far as the latest epoch that is run.
    """

    settings: tuple[Settings, ...]
    trained: Settings


def needed(question: Question, sides: Sides) -> tuple[Needed, ...]:
    """Return what a question about a view has to have run, each training once, in the order in
    which `posed` takes it.

    Raises:
        ValueError: if a change that is asked about does not go with the view.
    """
    own = sides[-1]
    if len(sides) == 1:
        return (_needed(question.traces(own)),)
    first, shared = sides[0], with_weights_of(*sides)
    second = own if shared is None else shared
    of_second = (second, *(() if isinstance(question, _OF_BOTH) else question.traces(second)))
    if shared is None:
        return _needed((first,)), _needed(of_second)
    wanted = (first, *of_second)
    return (Needed(wanted, replace(first, epoch=_needed(wanted).trained.epoch)),)


def _needed(wanted: tuple[Settings, ...]) -> Needed:
    """Return settings that have one training: it has the weights of all epochs."""
    return Needed(wanted, max(wanted, key=lambda one: one.shown_epoch))


def posed(question: Question, sides: Sides, traces: Sequence[Trace]) -> Asked | Drawing:
    """Return a question about a view; over a comparison with what differs, and where it is of one
    side, of side B.

    Args:
        question: The question.
        sides: What the view shows.
        traces: Those of what is `needed`.

    Raises:
        ValueError: if it cannot be asked of them.
    """
    own = sides[-1]
    if len(sides) == 1:
        return question.ask(traces, own.sample - 1, shown_head(own, traces[0]) if traces else 0)
    both, others = traces[:2], traces[2:]
    asked = question.ask(others or both, own.sample - 1, shown_head(own, both[1]))
    of = claim() if isinstance(question, _OF_BOTH) else claim("On side ", SIDE_B, ": ")
    told = _what_differs(both[0], both[1], shared=with_weights_of(*sides) is not None)
    return replace(asked, prompt=claim(told, BREAK, of, asked.prompt))


def _what_differs(first: Trace, second: Trace, *, shared: bool) -> Claim:
    """Return what the sides are, as nobody sees them before the answer: of recipes their names."""
    differing = [
        claim(
            f"{one.label}: {_said(one.first)} on side ",
            SIDE_A,
            f", {_said(one.second)} on ",
            SIDE_B,
        )
        for one in differences(first, second)
        if not one.by_recipe
    ]
    alike = claim("Sides ", SIDE_A, " and ", SIDE_B, " have the same settings")
    weights = claim(" Both have the weights of ", SIDE_A, ".") if shared else claim()
    return claim(joined("; ", differing) if differing else alike, ".", weights)


def _said(value: str) -> str:
    return "not set" if value == NOT_SET else value
