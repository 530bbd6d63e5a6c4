"""The kinds of arithmetic that make the tensors of a walk: a small closed set, as data.

A step declares its kind. Each kind has one function that explains a number of it
(`trace/explain/table.py`), one that draws it (`topics/walk.py`) and one that writes it in Keras
(`export/expressions.py`); a step has none of its own.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

Role = Literal["query", "key", "value", "weights", "context", "ink"]
"""What a tensor is for, which its colour tells; "ink", the text's colour, is none of the others."""


class Kind:
    """A kind of arithmetic."""


@dataclass(frozen=True)
class Ids(Kind):
    """Ids of items, as they were given."""


@dataclass(frozen=True)
class Features(Kind):
    """The values of items' features, as they were given."""


@dataclass(frozen=True)
class Given(Kind):
    """Vectors or a mask, as they were given."""


@dataclass(frozen=True)
class GivenWeights(Kind):
    """Weights, as they were given: nobody knows what made them."""


@dataclass(frozen=True)
class NotPadding(Kind):
    """Whether an id is a click's, and not that of padding."""


@dataclass(frozen=True)
class NotAhead(Kind):
    """Whether a key is no later than the query, and allowed by the mask where that is a parent."""


@dataclass(frozen=True)
class Hash(Kind):
    """The row of an id, where several ids share one.

    Attributes:
        rows: How many rows there are, with row 0 for padding.
    """

    rows: int


@dataclass(frozen=True)
class Lookup(Kind):
    """The row of an id in a table.

    Attributes:
        path: The table's layer, such as "attention/embedding".
    """

    path: str


@dataclass(frozen=True)
class LookupWithFeatures(Kind):
    """Rows of an id and of its features, each in a table of its own, side by side.

    Attributes:
        paths: The tables' layers: that of the items, then one a feature.
    """

    paths: tuple[str, ...]


@dataclass(frozen=True)
class LookupPlace(Kind):
    """The row of a place in a table.

    Attributes:
        path: The table's layer.
    """

    path: str


@dataclass(frozen=True)
class Sinusoid(Kind):
    """Sines and cosines of a place."""


@dataclass(frozen=True)
class Copy(Kind):
    """The parent's number.

    Attributes:
        sentence: Why it is copied.
        dropped: The axis of one place that only the parent has; None if the axes are the same.
    """

    sentence: str
    dropped: int | None = None


@dataclass(frozen=True)
class Combine(Kind):
    """A number of each of two parents; the axes that one lacks are the first of the other.

    Attributes:
        operator: "+", "−" or "×".
        sentence: What this is for.
    """

    operator: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """A part of features: a parent's vector, or what two parents' make number by number.

    Attributes:
        name: What it is called, such as "q−k".
        sentence: What this part is.
        parents: One number of a parent, or two.
        operator: "−" or "×" between two.
    """

    name: str
    sentence: str
    parents: tuple[int, ...]
    operator: str = ""


@dataclass(frozen=True)
class SideBySide(Kind):
    """Parts of the same length, one behind the other on the last axis.

    Attributes:
        parts: What they are.
        drawn: How many parents a picture has room for.
    """

    parts: tuple[Part, ...]
    drawn: int


@dataclass(frozen=True)
class _Linear:
    """Inputs times a kernel, plus a bias where there is one, through an activation.

    Attributes:
        path: The layer that has the weights, such as "attention/query_dense".
        activation: Its name; None for none.
    """

    path: str
    activation: str | None

    @classmethod
    def of(cls, layer: Any, **more: Any) -> Self:
        """Return what a `keras.layers.Dense` does."""
        function = layer.activation
        name = getattr(function, "__name__", type(function).__name__)
        return cls(path_of(layer), None if name == "linear" else name, **more)


@dataclass(frozen=True)
class Project(_Linear, Kind):
    """A linear map of vectors, whose kernel is drawn where it fits."""


@dataclass(frozen=True)
class Dense(_Linear, Kind):
    """A layer of a small network; one that has a single unit has no axis for it.

    Attributes:
        word: What it is called in a picture.
    """

    word: str = "dense"


@dataclass(frozen=True)
class Split(Kind):
    """Vectors cut into a band a head."""


@dataclass(frozen=True)
class Join(Kind):
    """The bands of all heads, put back side by side."""


@dataclass(frozen=True)
class Dot(Kind):
    """Dot products of the vectors of two parents."""


@dataclass(frozen=True)
class Scale(Kind):
    """The parent's number, divided by a root.

    Attributes:
        root_of: What the root is of.
    """

    root_of: int


@dataclass(frozen=True)
class Fill(Kind):
    """The first parent's number where the mask, the second, is true.

    Attributes:
        fill: The number where it is false.
    """

    fill: float


@dataclass(frozen=True)
class Squash(Kind):
    """The sigmoid of a number."""


@dataclass(frozen=True)
class Normalize(Kind):
    """Scores made weights; a second parent is the mask.

    Attributes:
        name: The normalization, a name of `normalizations.NORMALIZATIONS`.
        each: What is done with each score where it is done by itself; None where a weight depends
            on the row.
    """

    name: str
    each: Copy | Squash | None = None


@dataclass(frozen=True)
class Exponentiate(Kind):
    """E to the power of a number."""


@dataclass(frozen=True)
class SumUp(Kind):
    """The sum of the parent's last axis."""


@dataclass(frozen=True)
class Drop(Kind):
    """Numbers of which some are set to 0 at random, while the others grow to make up.

    Attributes:
        path: The layer that drops them.
        rate: The share of them that is dropped, below 1.
    """

    path: str
    rate: float


MAKES_WEIGHTS = Normalize | Drop | GivenWeights
"""The kinds whose numbers are weights, and have their scale."""


@dataclass(frozen=True)
class WeightedSum(Kind):
    """The rows of the second parent, each times its weight in the first, added up."""


@dataclass(frozen=True)
class Learned(Kind):
    """A weight of the model, which no step computes."""


def path_of(layer: Any) -> str:
    """Return a Keras layer's path, as the weights of a walk are named by it."""
    path: str = layer.path
    return path.removeprefix("click_model/")
