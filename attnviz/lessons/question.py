"""Questions of a lesson: asked first, then judged against live tensors.

Of what is computed no answer is stored; only of an author's own question it is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, ClassVar

import numpy as np

from attnviz.lessons.asked import (
    ABSOLUTE,
    HARDLY,
    RELATIVE,
    Asked,
    Explained,
    numbered,
    of_head,
    refuse_self_attention,
)
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.marked import marked
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.lessons.supposed import SAME_WEIGHTS, supposed
from attnviz.scenario.settings import Settings
from attnviz.scenario.values import Choice, Integer, InvalidValue, Text
from attnviz.topics.claim import claim, joined
from attnviz.topics.overview import click_weights
from attnviz.topics.words import listed, number, short
from attnviz.trace.record import Trace, axis_text, step_words

PROMPT, OPTION = Text(500), Text(200)
"""What an author writes of a question, as `marked` reads it."""
MOST_OPTIONS = 8
_STEP = Text(40)


@dataclass(frozen=True)
class ShapeQuestion(Explained):
    """Which shape does a step have, given those it is made from?"""

    kind: ClassVar[str] = "shape"
    step: str

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_step(self.step)

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about a trace; `user` and `head` do not matter.

        Raises:
            ValueError: if the walk has no such step.
        """
        (trace,) = traces
        _known(trace, self.step)
        record = trace[self.step]
        parents = [trace[name] for name in record.parents]
        given = listed([f"{p.words} {_shape(p.shape)}" for p in parents])
        shapes = sorted({record.shape, *_others(record.shape, [p.shape for p in parents])})
        axes = ", ".join(
            f"{axis_text(axis)} = {size}"
            for axis, size in zip(record.axes, record.shape, strict=True)
        )
        return Asked(
            f"{record.title}: {record.words} is made from {given}. What is its shape?",
            tuple(_shape(shape) for shape in shapes),
            frozenset({shapes.index(record.shape)}),
            f"{record.words} is {_shape(record.shape)}: {axes}.",
        )


@dataclass(frozen=True)
class WeightQuestion(Explained):
    """Which click gets the most weight?"""

    kind: ClassVar[str] = "weight"

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about a user (0-based) and a head (from 1; 0 for the mean).

        Raises:
            ValueError: in self-attention, where each click has weights of its own.
        """
        (trace,) = traces
        refuse_self_attention(trace, self.kind)
        weights = click_weights(trace, user, head)
        history = trace.samples.history[user]
        items = trace.samples.items
        most = float(weights.max())
        heaviest = np.isclose(weights, most, RELATIVE, ABSOLUTE)
        # Padding is offered where it is the answer, or where there is nothing else.
        offered = np.flatnonzero((history != 0) | heaviest | (history == 0).all()).tolist()
        titles = [items.title(int(history[place])) for place in offered]
        options = numbered(trace, user, offered)
        candidate = items.title(int(trace.samples.candidate[user]))
        prompt = f"The candidate is {candidate}. Which click gets the most weight{of_head(head)}?"
        if np.isnan(weights).any():
            everything = frozenset(range(len(options)))
            return Asked(prompt, options, everything, "No weight is a number here.")
        right = frozenset(n for n, place in enumerate(offered) if heaviest[place])
        if len(right) == 1:
            answer = f"Most weight, {short(most)}, is on {titles[min(right)]}."
        else:
            all_of_them = "All" if len(right) == len(options) else str(len(right))
            answer = (
                f"{all_of_them} positions share the most weight, {short(most)} each, so each of "
                "them is right."
            )
        asks = int(trace.samples.candidate[user])
        related = {n for n, place in enumerate(offered) if items.related(history, asks)[place]}
        # Where the heaviest click is of another interest, the candidate's own is no hint.
        near = frozenset(related - right) if related & right else frozenset[int]()
        why = f"It is about {items.interest_of(asks)}, as the candidate is." if near else ""
        return Asked(prompt, options, right, answer, near, why)


@dataclass(frozen=True)
class ChangeQuestion(Explained):
    """Does a step change when settings change? Both are computed, with the same learned weights."""

    kind: ClassVar[str] = "change"
    step: str
    settings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_step(self.step)
        for name in self.settings:
            if name not in SAME_WEIGHTS:
                raise InvalidValue("settings", name, "one of " + ", ".join(SAME_WEIGHTS))
        if not self.settings:
            raise InvalidValue("settings", dict(self.settings), "at least one change")
        self._values()

    def _values(self) -> dict[str, Any]:
        changed = Settings.from_query(self.settings)
        return {name: getattr(changed, name) for name in self.settings}

    def traces(self, settings: Settings) -> tuple[Settings, ...]:
        return (settings, replace(settings, **self._values()))

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about a user (0-based); `head` does not matter.

        Raises:
            ValueError: if a walk has no such step.
        """
        for trace in traces:
            _known(trace, self.step)
        suppositions = [supposed(name, value) for name, value in self._values().items()]
        one, two = (np.asarray(trace[self.step].value[user], np.float64) for trace in traces)
        same = one.shape == two.shape and np.allclose(one, two, RELATIVE, ABSOLUTE, equal_nan=True)
        near = frozenset({1}) if not same and _hardly(one, two) else frozenset[int]()
        return Asked(
            f"Suppose {listed(suppositions)}. Does that change the tensor {step_words(self.step)} "
            f"of user {user + 1}?",
            ("Yes, it changes", "No, it stays the same"),
            frozenset({1 if same else 0}),
            _difference(step_words(self.step), one, two, bool(same)),
            near,
            "It hardly does: no number moves by as much as 1 % of the largest.",
        )


@dataclass(frozen=True)
class OwnQuestion(Explained):
    """A question of the author's own, with the author's own answers.

    Attributes:
        prompt: The question, as `marked` reads it.
        options: What can be answered, 2 .. `MOST_OPTIONS`, each as `marked` reads it.
        right: Which of them are right, counted from 0; a learner chooses one.
    """

    kind: ClassVar[str] = "own"
    holds: ClassVar[str] = "with prompt, options and right"
    prompt: str
    options: Sequence[str]
    right: Sequence[int]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not PROMPT.check("question", self.prompt).strip():
            raise InvalidValue("question", self.prompt, "any text: the question needs words")
        object.__setattr__(self, "options", _several("answers", self.options))
        object.__setattr__(self, "right", _several("right answers", self.right))
        for option in self.options:
            if not OPTION.check("answer", option).strip():
                raise InvalidValue("answer", option, "any text: each answer needs words")
        if not 2 <= len(self.options) <= MOST_OPTIONS or _twice(self.options):
            allowed = f"2 to {MOST_OPTIONS} answers, each of them once"
            raise InvalidValue("answers", list(self.options), allowed)
        place = Integer(0, len(self.options) - 1)
        if not self.right or not all(map(place.accepts, self.right)) or _twice(self.right):
            raise InvalidValue("right answers", list(self.right), "at least one of the answers")

    def data(self) -> dict[str, Any]:
        lists = {"options": list(self.options), "right": list(self.right)}
        return super().data() | lists

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question; traces, `user` and `head` do not matter."""
        options = tuple(marked(option) for option in self.options)
        right = [options[place] for place in sorted(self.right)]
        said = " is right." if len(right) == 1 else " are right: each of them is an answer."
        quoted = joined(", ", [claim("“", option, "”") for option in right])
        return Asked(marked(self.prompt), options, frozenset(self.right), claim(quoted, said))


def _several(name: str, given: Any) -> tuple[Any, ...]:
    if not isinstance(given, list | tuple):
        raise InvalidValue(name, given, "a list")
    return tuple(given)


def _twice(given: Sequence[Any]) -> bool:
    return len(set(given)) < len(given)


Question = (
    ShapeQuestion
    | WeightQuestion
    | ChangeQuestion
    | MeasureQuestion
    | GoneQuestion
    | DrawQuestion
    | SidesQuestion
    | OwnQuestion
)
_KINDS: dict[str, type[Question]] = {
    kind.kind: kind
    for kind in (
        ShapeQuestion,
        WeightQuestion,
        ChangeQuestion,
        MeasureQuestion,
        GoneQuestion,
        DrawQuestion,
        SidesQuestion,
        OwnQuestion,
    )
}
_KIND = Choice(tuple(_KINDS))


def read_question(data: Any) -> Question:
    """Read a question from what `data` wrote.

    Raises:
        ValueError: for anything else.
    """
    if not isinstance(data, dict) or not _KIND.accepts(data.get("kind")):
        raise InvalidValue("question", data, "of kind " + ", ".join(_KINDS))
    arguments = {name: value for name, value in data.items() if name != "kind"}
    kind = _KINDS[data["kind"]]
    known = {one.name for one in fields(kind)}
    needed = {one.name for one in fields(kind) if one.default is one.default_factory is MISSING}
    if not needed <= set(arguments) <= known:
        raise InvalidValue("question", data, kind.holds)
    changes = arguments.get("settings", {})
    if not isinstance(changes, dict) or not all(isinstance(text, str) for text in changes.values()):
        raise InvalidValue("settings", changes, "texts by the name of the setting")
    return kind(**arguments)


def _check_step(step: str) -> None:
    if not _STEP.check("step", step):
        raise InvalidValue("step", step, "the name of a step")


def _known(trace: Trace, step: str) -> None:
    known = (*trace.steps, *trace.score_steps)
    if step not in known:
        raise InvalidValue("step", step, "one of " + ", ".join(known))


def _shape(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))})"


def _others(shape: tuple[int, ...], parents: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return three shapes that a learner may take for the right one."""
    swapped = (*shape[:-2], *reversed(shape[-2:]))
    near = [*parents, swapped, shape[:-1], (*shape, shape[-1]), (*shape[:-1], 1), (1, *shape)]
    return [other for other in dict.fromkeys(near) if other and other != shape][:3]


def _hardly(before: np.ndarray, after: np.ndarray) -> bool:
    if before.shape != after.shape or not np.isfinite(after - before).all():
        return False
    return float(np.abs(after - before).max()) < HARDLY * float(np.abs(before).max())


def _difference(step: str, before: np.ndarray, after: np.ndarray, same: bool) -> str:
    if same:
        nearly = "" if np.array_equal(before, after, equal_nan=True) else " to five digits"
        return f"Computed both ways, each number of {step} stays the same{nearly}."
    if before.shape != after.shape:
        return f"Computed both ways, the shape of {step} goes from {before.shape} to {after.shape}."
    if before.size == 1:
        was, now = float(before.reshape(())), float(after.reshape(()))
        return f"Computed both ways, {step} goes from {number(was, 3)} to {number(now, 3)}."
    largest = float(np.nanmax(np.abs(after - before))) if np.isfinite(after - before).any() else 0.0
    return f"Computed both ways, the numbers of {step} change by up to {short(largest)}."
