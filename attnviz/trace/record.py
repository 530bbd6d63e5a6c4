"""A trace: the record of one walk, in NumPy alone. Pictures, explanations and exports read it."""

import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from attnviz.layer.arithmetic import (
    Exponentiate,
    Kind,
    Learned,
    LookupWithFeatures,
    Normalize,
    Role,
    SideBySide,
    SumUp,
)
from attnviz.layer.step import Step
from attnviz.learning.trained import Training
from attnviz.scenario.changes import Number
from attnviz.scenario.hashing import hashed_rows
from attnviz.scenario.normalizations import (
    EXPONENTIAL_SUM,
    EXPONENTIALS,
    Normalization,
    normalization,
)
from attnviz.scenario.read_only import ReadOnly
from attnviz.scenario.samples import Samples
from attnviz.scenario.settings import Settings
from attnviz.scenario.values import InvalidValue
from attnviz.trace.cell import Cell
from attnviz.trace.display import html
from attnviz.trace.exponentials import exponential_sum, exponentials

if TYPE_CHECKING:
    from attnviz.layer.click_model import ClickModel

EMBEDDINGS = "attention/embedding/embeddings"
"""The path of the weight that holds the items' vectors."""


@dataclass(frozen=True, repr=False)
class Record(ReadOnly):
    """One tensor of a walk, as NumPy: see `attnviz.layer.step.Step`.

    Attributes:
        name: The tensor's name.
        axes: Names of its axes.
        value: The tensor, read-only.
        title: What happens here, in a few words.
        formula: The formula in LaTeX.
        sentence: One sentence for the learner.
        role: What it is for: its colour.
        symbol: Its letter in LaTeX.
        arithmetic: The kind of arithmetic that made it.
        source: The code that ran.
        parents: Names of the records that it was computed from.
    """

    name: str
    axes: tuple[str, ...]
    value: np.ndarray
    title: str
    formula: str
    sentence: str
    role: Role
    symbol: str
    arithmetic: Kind
    source: str
    parents: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Record: {self.name} ({shape_text(self)}) {self.dtype}>"

    @property
    def words(self) -> str:
        """The name as a sentence or a picture has it, such as "unit hidden 1"; a path stays."""
        return step_words(self.name)

    @property
    def shape(self) -> tuple[int, ...]:
        """The tensor's shape."""
        return self.value.shape

    @property
    def dtype(self) -> str:
        """The name of the tensor's type."""
        return str(self.value.dtype)

    @property
    def folded_shape(self) -> tuple[int, ...] | None:
        """The article's layout of a tensor with heads, (h*B, T, D/h); None for others."""
        if self.axes[:2] != ("B", "h"):
            return None
        batch, heads, *rest = self.shape
        return (heads * batch, *rest)


def step_words(name: str) -> str:
    """Return the name of a step as a sentence or a picture has it; a weight's path stays."""
    return name if "/" in name else name.replace("_", " ")


def shape_text(record: Record) -> str:
    """Return a record's shape with the names of its axes, such as "B=5 T=10 D=8"."""
    named = zip(record.axes, record.shape, strict=True)
    return " ".join(f"{axis_text(axis)}={size}" for axis, size in named)


def axis_text(axis: str) -> str:
    """Return the name of an axis as a text has it, such as "Tq" for "T_q"."""
    return axis.replace("_", "")


def folded_text(record: Record) -> str:
    """Return how the article writes the shape of a tensor with heads; "" for others."""
    if record.folded_shape is None:
        return ""
    folded = ", ".join(map(str, record.folded_shape))
    return f"Folded into the batch, (h·B, …), as in the article: ({folded})."


class UnknownStep(InvalidValue, KeyError):
    """A name that a walk does not have; the message says which there are."""

    __str__ = Exception.__str__  # as that of a KeyError would quote the message


@dataclass(frozen=True, repr=False)
class Walk(ReadOnly):
    """The record of one walk: of the settings' layer (`Trace`), of somebody else's, or of no more
    than weights.

    Attributes:
        samples: Histories, candidates and titles.
        steps: The layer's records by name, in the order of the walk.
        score_steps: The click model's records; empty where there is none.
        weights: All weights that were used, by path, such as "attention/embedding/embeddings".
    """

    samples: Samples
    steps: Mapping[str, Record]
    score_steps: Mapping[str, Record]
    weights: Mapping[str, np.ndarray]

    @property
    def layer(self) -> Mapping[str, Any]:
        """The layer's arguments, by the names that `OwnAttention` has for them."""
        raise NotImplementedError

    @property
    def normalization(self) -> Normalization:
        """What is true of how its scores become weights."""
        return normalization(self.layer["normalization"])

    @property
    def item_rows(self) -> np.ndarray:
        """The row of the embedding table that each id is looked up in, (ids,)."""
        ids, bins = self.samples.items.vocabulary_size, self.layer.get("hash_bins")
        return np.arange(ids) if bins is None else hashed_rows(ids, bins)

    def feature_of(self, path: str) -> int | None:
        """Return of which feature's vectors a weight is the table, counted from 0; None of none."""
        table = path.removesuffix("/embeddings")
        kinds = (record.arithmetic for record in self.steps.values())
        tables = next((kind.paths for kind in kinds if isinstance(kind, LookupWithFeatures)), ())
        return tables.index(table) - 1 if table in tables[1:] else None

    def feature_name(self, number: int) -> str:
        """Return what a feature of side information is called; it is counted from 0."""
        features = self.samples.items.features
        return features[number].name if number < len(features) else f"feature {number + 1}"

    def feature_value(self, number: int, value: int) -> str:
        """Return what a value of a feature is called; "padding" for 0."""
        features = self.samples.items.features
        known = number < len(features) and value <= len(features[number].values)
        return features[number].value_of(value) if known else f"value {value}"

    def parts(self, record: Record) -> tuple[str, ...]:
        """Return what stands side by side in the rows of a tensor; () where it is all one."""
        match record.arithmetic:
            case SideBySide(parts=parts) if len(parts) > 1:
                return tuple(part.name for part in parts)
            case LookupWithFeatures(paths=paths):
                return ("item", *(self.feature_name(n) for n in range(len(paths) - 1)))
        return ()

    @property
    def title(self) -> str:
        """What was walked, in a few words."""
        raise NotImplementedError

    @property
    def user(self) -> int:
        """The user whose numbers are shown first, 0-based."""
        return 0

    @property
    def self_attention(self) -> bool:
        """Whether the clicks ask each other, so that no candidate is looked at."""
        return False

    @property
    def by_query(self) -> bool:
        """Whether weights are a matrix, a row a query, and not one row for one candidate."""
        return self.self_attention or self["weights"].shape[-2] > 1

    @property
    def keys_named(self) -> bool:
        """Whether columns of keys are called by titles, and not by their numbers."""
        return False

    def query_title(self, user: int, place: int) -> str:
        """Return what a query is called: by its click, or else by the candidate.

        Args:
            user: Row of the batch, 0-based.
            place: The query's place, 0-based.
        """
        asks = (
            self.samples.history[user, place]
            if self.self_attention
            else self.samples.candidate[user]
        )
        return self.samples.items.title(int(asks))

    def note(self, name: str, user: int) -> str:
        """Return what a picture of a step must say of its numbers for a user; "" for nothing."""
        return ""

    def __repr__(self) -> str:
        steps = len(self.steps) + len(self.score_steps)
        return f"<{type(self).__name__}: {self.title}; {steps} step{'s' * (steps > 1)}>"

    def _repr_html_(self) -> str:
        """Return the walk as Jupyter shows it."""
        return html(self)

    def by_epoch(self, path: str) -> np.ndarray | None:
        """Return a weight as training left it, (epochs + 1, ...), from before it to the shown
        epoch; None where nothing was trained.
        """
        return None

    def before(self, cell: Cell) -> float | None:
        """Return what stood in a cell before it was changed by hand; None if it was not."""
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """What `walk[name]` knows: steps, weights by path, and what a normalization computes on
        its way.
        """
        return (*self.steps, *self.score_steps, *self.weights, *self.normalization.within)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        """Go over `names`, as over the keys of a mapping."""
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, name: str) -> Record:
        """Return the record called `name`, one of `names`.

        Raises:
            UnknownStep: if there is none, a KeyError and a ValueError; it says which there are.
        """
        for records in (self.steps, self.score_steps):
            if name in records:
                return records[name]
        if name in self.weights:
            return _weight(name, self.weights[name], self.feature_of(name))
        if name in self.normalization.within:
            return self._exponentials[name]
        raise UnknownStep("step", name, "one of " + ", ".join(self.names))

    @cached_property
    def _exponentials(self) -> Mapping[str, Record]:
        weights = next(s for s in self.steps.values() if isinstance(s.arithmetic, Normalize))
        logits = self[weights.parents[0]]
        made = (
            Record(
                EXPONENTIALS,
                weights.axes,
                exponentials(logits.value),
                "Raise e to each score",
                rf"\hat w_t = e^{{{logits.symbol}_t}}",
                "Softmax raises e to each score: all become positive.",
                "weights",
                r"\hat w",
                Exponentiate(),
                source_of(exponentials),
                (logits.name,),
            ),
            Record(
                EXPONENTIAL_SUM,
                weights.axes[:-1],
                exponential_sum(logits.value),
                "Add them up",
                r"S = \sum_t \hat w_t",
                "The sum that softmax divides by.",
                "weights",
                "S",
                SumUp(),
                source_of(exponential_sum),
                (EXPONENTIALS,),
            ),
        )
        return {record.name: record for record in made}

    @property
    def score(self) -> np.ndarray | None:
        """The click model's score for each user, (B,), 0 .. 1; None for self-attention."""
        return self.score_steps["score"].value if self.score_steps else None


@dataclass(frozen=True)
class Before:
    """What a number was before it was changed by hand.

    Attributes:
        cell: The cell that was changed.
        value: What stood there.
    """

    cell: Cell
    value: float


@dataclass(frozen=True, repr=False)
class Trace(Walk):
    """One walk of the settings' layer, and on through the click model to the score.

    Attributes:
        settings: What the walk was asked for.
        epoch: The epoch whose weights were used; 0 is untrained.
        training: The training that they are of; None where the layer is untrained.
        changed: What the settings' changed numbers were, as far as the walk has them.

    Example:
        >>> import attnviz
        >>> trace = attnviz.run(attnviz.Settings(sequence_length=6))
        >>> trace["weights"].axes, trace["weights"].shape
        (('B', 'C', 'T'), (5, 1, 6))
        >>> trace["context"].parents
        ('weights', 'value')
        >>> trace.epoch
        15
    """

    settings: Settings
    epoch: int
    training: Training | None = None
    changed: Mapping[Number, Before] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def normalization(self) -> Normalization:
        made = super().normalization
        if not self.changed:
            return made
        weights = self["weights"].value
        return replace(made, bounded=made.bounded and bool(np.all((weights >= 0) & (weights <= 1))))

    def before(self, cell: Cell) -> float | None:
        return next((was.value for was in self.changed.values() if was.cell == cell), None)

    @property
    def layer(self) -> Mapping[str, Any]:
        return self.settings.layer

    @property
    def title(self) -> str:
        what = "Multi-head attention" if self.layer["mode"] == "multi_head" else "Target attention"
        if self.self_attention:
            what = "Self-attention"
        weights = f"after epoch {self.epoch}" if self.epoch else "untrained"
        return f"{what}, {weights}, user {self.user + 1}"

    def single_user(self, user: int) -> Settings:
        """Return the settings for one user of the batch, by typing what they clicked.

        Args:
            user: Row of the batch, 0-based.
        """
        return replace(
            self.settings,
            batch_size=1,
            sample=1,
            history=",".join(map(str, self.samples.history[user].tolist())),
            candidate=str(self.samples.candidate[user]),
            change=(),
        )

    def by_epoch(self, path: str) -> np.ndarray | None:
        return None if self.training is None else self.training.weights[path][: self.epoch + 1]

    @property
    def user(self) -> int:
        return self.settings.sample - 1

    @property
    def self_attention(self) -> bool:
        return self.settings.self_attention


def recorded(steps: Iterable[Step]) -> dict[str, Record]:
    """Return the records of steps by name."""
    return {step.name: _record(step) for step in steps}


def walk_of(
    model: "ClickModel",
    history: Any,
    candidate: Any,
    resume_from: Mapping[str, Any] | None = None,
) -> Iterator[Step]:
    """Walk a model over samples: to the score, or in self-attention to the layer's output.

    Where `resume_from` has tensors by their steps' names, it goes on from them.
    """
    if model.attention.self_attention:
        ids = model.layer_inputs(history, candidate)
        return model.attention.steps(ids, resume_from=resume_from)
    return model.steps([history, candidate], resume_from=resume_from)


def frozen(tensor: Any) -> np.ndarray:
    """Return a tensor as an array that cannot be written to."""
    value = np.array(tensor.numpy())
    value.flags.writeable = False
    return value


def _record(step: Step) -> Record:
    return Record(
        step.name,
        step.axes,
        frozen(step.value),
        step.title,
        step.formula,
        step.sentence,
        step.role,
        step.symbol,
        step.arithmetic,
        source_of(step.function),
        step.parents,
    )


# Axes and letter, by the weight's own name.
_WEIGHTS = {
    "kernel": (("in", "out"), "W"),
    "bias": (("out",), "b"),
    "embeddings": (("V", "D"), "E"),
}


def _weight(path: str, value: np.ndarray, feature: int | None) -> Record:
    """Return a weight as a record of no step: it is learned, and not computed.

    Args:
        path: Its path.
        value: Its numbers.
        feature: Of which feature's vectors it is the table, counted from 0; None of none.
    """
    layer, _, kind = path.rpartition("/")
    axes, symbol = (("T", "D"), "P") if layer.endswith("position") else _WEIGHTS[kind]
    if feature is not None:
        symbol = f"{symbol}^{{({feature + 1})}}"
    return Record(path, axes, value, "Learned", "", "", "ink", symbol, Learned(), "", ())


@cache
def source_of(function: object) -> str:
    """Return the lines of a function, without its decorator."""
    lines = inspect.getsource(function).splitlines()  # type: ignore[arg-type]  # any function
    start = next(n for n, line in enumerate(lines) if line.lstrip().startswith("def "))
    return textwrap.dedent("\n".join(lines[start:]))
