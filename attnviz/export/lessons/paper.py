"""What is asked on paper: a lesson's questions with their answers, computed for one variant."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attnviz.learning.trained import Training
from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.marked import marked
from attnviz.lessons.posing import Sides, needed, posed
from attnviz.lessons.question import OwnQuestion, Question
from attnviz.scenario.settings import VIEW, Settings
from attnviz.scenario.wording import set_words
from attnviz.topics.claim import Claim, Name, claim, joined
from attnviz.topics.compared.alignment import SIDE_A, SIDE_B
from attnviz.topics.words import plural
from attnviz.trace.record import Trace

# Small ones, as the sides of a comparison are called A and B.
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LARGEST_VARIANT = 9_999
_MOST_CLICKS = 30
# What the clicks and the candidate say already, or what only chooses what a page shows.
_SAID = frozenset({*VIEW, "sample", "history", "candidate", "sample_seed"})


@dataclass(frozen=True)
class Posed:
    """A question as a file holds it.

    Attributes:
        note: What is said before it; nothing in a variant, whose numbers are others.
        given: Whose clicks it is about, and what is set; nothing where nothing is computed. Of a
            comparison both sides.
        prompt: The question.
        options: What can be answered.
        right: Indices of the options that are right; one of them is chosen.
        near: Indices of the options that are wrong, and yet see what matters.
        why_near: What those see.
        answer: What is true, with its numbers.
        why: What is said after the answer.
    """

    note: Claim
    given: Claim
    prompt: Claim
    options: tuple[Claim, ...]
    right: frozenset[int]
    near: frozenset[int]
    why_near: str
    answer: Claim
    why: Claim


@dataclass(frozen=True)
class Paper:
    """A lesson's questions for one variant.

    Attributes:
        title: The lesson's title, plain text.
        note: What it is about; nothing in a variant.
        learned: What a learner knows at its end.
        variant: 0 for the lesson's own numbers; else which other users it is about.
        questions: Its questions.
        left_out: Which views ask what no file can hold, in words.
    """

    title: str
    note: Claim
    learned: Claim
    variant: int
    questions: tuple[Posed, ...]
    left_out: tuple[str, ...]

    @property
    def name(self) -> str:
        """The title, and which variant it is."""
        return f"{self.title} · variant {self.variant}" if self.variant else self.title


TraceOf = Callable[[Settings, Training | None], Trace]
"""Returns the trace of settings, with the weights of a training; of their own where it is None."""


def paper(lesson: Lesson, variant: int, trace_of: TraceOf) -> Paper:
    """Return a lesson's questions with their answers.

    Args:
        lesson: The lesson.
        variant: 0 for the lesson's own users, candidates and order of answers; any other number
            draws other ones, the same for the same number.
        trace_of: What runs the layer.
    """
    posed: list[Posed] = []
    left_out: list[str] = []
    for place, view in enumerate(lesson.views, start=1):
        if view.question is None:
            continue
        try:
            made = _posed(view, view.question, variant, trace_of)
        except ValueError as error:
            left_out.append(f"View {place} cannot be asked here: {error}.")
            continue
        posed.append(_shuffled(made, f"{variant} {place}") if variant else made)
    said = claim() if variant else marked(lesson.note)
    return Paper(lesson.title, said, marked(lesson.learned), variant, tuple(posed), tuple(left_out))


def _posed(view: View, question: Question, variant: int, trace_of: TraceOf) -> Posed:
    """Return a view's question.

    Raises:
        ValueError: if it cannot be asked, or a file cannot hold it.
    """
    sides = view.sides
    if any(side.items == "own" for side in sides):
        raise ValueError("it is about clicks that stay with whom they are of")
    if isinstance(question, DrawQuestion):
        raise ValueError("its answer is drawn, and a file has answers to choose from")
    computed = not isinstance(question, OwnQuestion)
    if variant and computed:
        sides = _of_others(sides, variant)
    traces = list(_run(question, sides, trace_of)) if computed or len(sides) > 1 else []
    asked = posed(question, sides, traces)
    assert isinstance(asked, Asked)  # only a drawing is asked otherwise
    if not 0 < len(asked.right) < len(asked.options):
        raise ValueError("every answer is right here")
    if len(asked.options) > len(LETTERS):
        raise ValueError(f"it has {len(asked.options)} answers, more than there are letters")
    return Posed(
        claim() if variant else marked(view.note),
        _seen(sides, traces),
        claim(asked.prompt),
        tuple(claim(option) for option in asked.options),
        asked.right,
        asked.near,
        asked.why_near,
        claim(asked.answer),
        claim() if variant and computed else marked(question.why),
    )


def _of_others(sides: Sides, variant: int) -> Sides:
    """Return what a view shows of other users, with the same learned weights; what the sides of a
    comparison differ in stays.
    """
    others: dict[str, Any] = {"sample_seed": variant, "history": "", "candidate": ""}
    same = {
        name: value
        for name, value in others.items()
        if len({getattr(side, name) for side in sides}) == 1
    }
    return tuple(replace(side, **same) for side in sides)


def _run(question: Question, sides: Sides, trace_of: TraceOf) -> Iterator[Trace]:
    """Yield the traces that a question needs."""
    for one in needed(question, sides):
        training = trace_of(one.trained, None).training
        for settings in one.settings:
            yield trace_of(settings, training)


def _seen(sides: Sides, traces: Sequence[Trace]) -> Claim:
    """Return what a learner would see of a view: nothing where nothing is computed."""
    if len(sides) == 1 or not traces:
        return _given(traces[0], sides[0]) if traces else claim()
    first, second = traces[:2]
    told = [claim("Two settings side by side. Side ", SIDE_A, ": "), _given(first, sides[0])]
    if _clicks(first) != _clicks(second):
        told.append(claim(" Side ", SIDE_B, ": ", _given(second, sides[1])))
    return claim(*told)


def _clicks(trace: Trace) -> list[int]:
    return [int(item) for item in trace.samples.history[trace.user]]


def _given(trace: Trace, settings: Settings) -> Claim:
    """Return what a learner would see of the view: the clicks, the candidate, and what is set."""
    user, items = settings.sample - 1, trace.samples.items
    history = trace.samples.history[user].tolist()
    clicks = [Name(items.title(item)) for item in history if item]
    padding = len(history) - len(clicks)
    told: list[Claim | str] = [f"User {user + 1} clicked "]
    told.append(joined(", ", clicks[:_MOST_CLICKS]) if clicks else "nothing")
    if len(clicks) > _MOST_CLICKS:
        told.append(f" and {len(clicks) - _MOST_CLICKS} more")
    if padding:
        told.append(f"; {plural(padding, 'position')} {'is' if padding == 1 else 'are'} padding")
    if not settings.self_attention:
        told += [". The candidate is ", Name(items.title(int(trace.samples.candidate[user])))]
    if listed := [words for name, words in set_words(settings).items() if name not in _SAID]:
        told.append(f". Set: {'; '.join(listed)}")
    return claim(*told, ".")


def _shuffled(posed: Posed, seed: str) -> Posed:
    """Return a question with its answers in another order, the same for the same seed."""
    order = list(range(len(posed.options)))
    random.Random(seed).shuffle(order)
    return replace(
        posed,
        options=tuple(posed.options[place] for place in order),
        right=frozenset(order.index(place) for place in posed.right),
        near=frozenset(order.index(place) for place in posed.near),
    )
