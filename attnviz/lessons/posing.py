"""A question as it is put about what a view shows: one walk, or both sides of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import Drawing
from attnviz.lessons.question import OwnQuestion, Question
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.settings import Settings
from attnviz.topics.claim import claim
from attnviz.topics.compared.alignment import SIDE_B
from attnviz.trace.missing import shown_head
from attnviz.trace.record import Trace
from attnviz.trace.sides import with_weights_of

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
    """Return what a question about a view has to have run, in the order in which `posed` takes it.

    Raises:
        ValueError: if a change that is asked about does not go with the view.
    """
    first, own = sides[0], sides[-1]
    shared = with_weights_of(first, own) if len(sides) > 1 else None
    if isinstance(question, SidesQuestion):
        other = _needed((own,)) if shared is None else Needed((shared,), first)
        return (_needed((first,)), other)
    if shared is None:
        return (_needed(question.traces(own)),)
    wanted = question.traces(shared)
    latest = _needed(wanted).trained
    return (Needed(wanted, replace(first, epoch=latest.epoch)),)


def _needed(wanted: tuple[Settings, ...]) -> Needed:
    """Return settings that have one training: it has the weights of all epochs."""
    return Needed(wanted, max(wanted, key=lambda one: one.shown_epoch))


def posed(question: Question, sides: Sides, traces: Sequence[Trace]) -> Asked | Drawing:
    """Return a question about a view; over a comparison, of side B where it is of one side.

    Args:
        question: The question.
        sides: What the view shows.
        traces: Those of what is `needed`.

    Raises:
        ValueError: if it cannot be asked of them.
    """
    own = sides[-1]
    asked = question.ask(traces, own.sample - 1, shown_head(own, traces[0]) if traces else 0)
    if len(sides) == 1 or isinstance(question, OwnQuestion | SidesQuestion):
        return asked
    return replace(asked, prompt=claim("On side ", SIDE_B, ": ", asked.prompt))
