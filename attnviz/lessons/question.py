"""Questions of a lesson: asked first, then judged against live tensors.

Of what is computed no answer is stored; only of an author's own question it is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, replace
from typing import Any, ClassVar, Literal

import numpy as np

from attnviz.lessons.marked import marked
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import LABELS, Settings
from attnviz.scenario.values import Choice, Integer, InvalidValue, Text
from attnviz.topics.claim import Claim, claim, joined
from attnviz.topics.overview import click_weights
from attnviz.topics.words import listed, number, percent, plural, short
from attnviz.trace.record import Trace

# What can be changed with the same learned weights: it changes how they are used, or on what.
SAME_WEIGHTS = (
    "num_heads",
    "normalization",
    "scale",
    "mask_padding",
    "empty_row",
    "padding",
    "padding_varies",
    "padding_side",
    "sample_seed",
    "history",
    "candidate",
    "query",
    "causal",
)
WHY, PROMPT, OPTION = Text(1000), Text(500), Text(200)
"""What an author writes of a question, as `marked` reads it."""
MOST_OPTIONS = 8
_STEP = Text(40)
# Float32 sums in another order differ by less.
_RELATIVE, _ABSOLUTE = 1e-5, 1e-6


@dataclass(frozen=True)
class Asked:
    """A question as it is put to a learner, with what is right.

    Attributes:
        prompt: The question.
        options: What can be answered.
        right: Indices of the options that are right; several where there is a tie.
        answer: What is true, with its numbers.
        near: Indices of the options that are wrong, and yet see what matters.
        why_near: What those see.
    """

    prompt: Claim | str
    options: tuple[Claim | str, ...]
    right: frozenset[int]
    answer: Claim | str
    near: frozenset[int] = frozenset()
    why_near: str = ""

    def judged(self, choice: int) -> Literal["right", "near", "wrong"]:
        """Return how good an answer is, by its index in the options."""
        if choice in self.right:
            return "right"
        return "near" if choice in self.near else "wrong"


@dataclass(frozen=True, kw_only=True)
class _Explained:
    """What all questions have: `why`, said after the answer, as `marked` reads it."""

    kind: ClassVar[str]
    holds: ClassVar[str] = "with step, and settings where they change"
    why: str = ""

    def __post_init__(self) -> None:
        WHY.check("why", self.why)

    def data(self) -> dict[str, Any]:
        """Return the question as a lesson writes it."""
        return {"kind": self.kind} | {name: value for name, value in asdict(self).items() if value}

    def traces(self, settings: Settings) -> tuple[Settings, ...]:
        """Return the settings whose traces `ask` needs.

        Raises:
            ValueError: if a change that is asked about does not go with them.
        """
        return (settings,)


@dataclass(frozen=True)
class ShapeQuestion(_Explained):
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
        given = listed([f"{p.name} {_shape(p.shape)}" for p in parents])
        shapes = sorted({record.shape, *_others(record.shape, [p.shape for p in parents])})
        axes = ", ".join(
            f"{axis} = {size}" for axis, size in zip(record.axes, record.shape, strict=True)
        )
        return Asked(
            f"{record.title}: {self.step} is made from {given}. What is its shape?",
            tuple(_shape(shape) for shape in shapes),
            frozenset({shapes.index(record.shape)}),
            f"{self.step} is {_shape(record.shape)}: {axes}.",
        )


@dataclass(frozen=True)
class WeightQuestion(_Explained):
    """Which click gets the most weight?"""

    kind: ClassVar[str] = "weight"

    def ask(self, traces: Sequence[Trace], user: int, head: int) -> Asked:
        """Return the question about a user (0-based) and a head (from 1; 0 for the mean).

        Raises:
            ValueError: in self-attention, where each click has weights of its own.
        """
        (trace,) = traces
        if trace.settings.self_attention:
            raise InvalidValue("question", self.kind, "one where the candidate asks")
        weights = click_weights(trace, user, head)
        history = trace.samples.history[user]
        items = trace.samples.items
        most = float(weights.max())
        heaviest = np.isclose(weights, most, _RELATIVE, _ABSOLUTE)
        # Padding is offered where it is the answer, or where there is nothing else.
        offered = np.flatnonzero((history != 0) | heaviest | (history == 0).all()).tolist()
        titles = [items.title(int(history[place])) for place in offered]
        options = tuple(
            f"{place + 1} · {title}" for place, title in zip(offered, titles, strict=True)
        )
        candidate = items.title(int(trace.samples.candidate[user]))
        where = f" in head {head}" if head else ""
        prompt = f"The candidate is {candidate}. Which click gets the most weight{where}?"
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
class ChangeQuestion(_Explained):
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
        same = one.shape == two.shape and np.allclose(
            one, two, _RELATIVE, _ABSOLUTE, equal_nan=True
        )
        near = frozenset({1}) if not same and _hardly(one, two) else frozenset[int]()
        return Asked(
            f"Suppose {listed(suppositions)}. Does that change the tensor {self.step} "
            f"of user {user + 1}?",
            ("Yes, it changes", "No, it stays the same"),
            frozenset({1 if same else 0}),
            _difference(self.step, one, two, bool(same)),
            near,
            "It hardly does: no number moves by as much as 1 % of the largest.",
        )


@dataclass(frozen=True)
class OwnQuestion(_Explained):
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


Question = ShapeQuestion | WeightQuestion | ChangeQuestion | OwnQuestion
_KINDS: dict[str, type[Question]] = {
    kind.kind: kind for kind in (ShapeQuestion, WeightQuestion, ChangeQuestion, OwnQuestion)
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


def _not(is_so: bool) -> str:
    return "" if is_so else "not "


_EMPTY_ROWS = {"zero": "0", "uniform": "all equal", "nan": "not a number"}
# What a setting is supposed to be, as a clause, for each of `SAME_WEIGHTS`.
_SUPPOSED: Mapping[str, Callable[[Any], str]] = {
    "num_heads": lambda value: f"the layer has {plural(value, 'head')}",
    "normalization": lambda value: f"the weights are made with {NORMALIZATIONS[value].word}",
    "scale": lambda value: f"the scores are {_not(value)}divided by √d",
    "mask_padding": lambda value: f"padding is {_not(value)}masked",
    "empty_row": lambda value: f"the weights of a user without a click are {_EMPTY_ROWS[value]}",
    "padding": lambda value: f"{percent(value)} of each history is padding",
    "padding_varies": lambda value: (
        f"users {'differ in padding' if value else 'have as much padding as each other'}"
    ),
    "padding_side": lambda value: f"padding stands to the {value} of the clicks",
    "sample_seed": lambda value: f"other users are drawn, from seed {value}",
    "history": lambda value: f"user 1 clicked {value}",
    "candidate": lambda value: f"the candidate is {value}",
    "query": lambda value: f"{'every click' if value == 'history' else 'the candidate'} asks",
    "causal": lambda value: (
        f"a click may look at {'earlier' if value else 'earlier and later'} clicks"
    ),
}


def supposed(name: str, value: Any) -> str:
    """Return a clause that supposes a setting of `SAME_WEIGHTS` to have a value.

    >>> supposed("mask_padding", False)
    'padding is not masked'
    """
    if value is None:
        return f"{LABELS[name]} is as the recipe has it"
    return _SUPPOSED[name](value)


def _hardly(before: np.ndarray, after: np.ndarray) -> bool:
    if before.shape != after.shape or not np.isfinite(after - before).all():
        return False
    return float(np.abs(after - before).max()) < 0.01 * float(np.abs(before).max())


def _difference(step: str, before: np.ndarray, after: np.ndarray, same: bool) -> str:
    if same:
        return f"Computed both ways, each number of {step} stays the same."
    if before.shape != after.shape:
        return f"Computed both ways, the shape of {step} goes from {before.shape} to {after.shape}."
    if before.size == 1:
        was, now = float(before.reshape(())), float(after.reshape(()))
        return f"Computed both ways, {step} goes from {number(was, 3)} to {number(now, 3)}."
    largest = float(np.nanmax(np.abs(after - before))) if np.isfinite(after - before).any() else 0.0
    return f"Computed both ways, the numbers of {step} change by up to {short(largest)}."
