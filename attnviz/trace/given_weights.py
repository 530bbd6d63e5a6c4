"""Attention weights from anywhere, as a walk: what they show, without what made them.

Axes: B samples, h heads, T_q queries, T_k keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from attnviz.layer.arithmetic import Given, GivenWeights
from attnviz.scenario.normalizations import NORMALIZATIONS, Normalization
from attnviz.scenario.values import InvalidValue
from attnviz.trace.record import Record
from attnviz.trace.titled import TitledWalk, pairs_of, samples_of_titles

# bfloat16 rounds each weight by up to a part in 256.
_NEAR_ONE = 4e-3

_AXES = ("B", "h", "T_q", "T_k")
_SHAPES = "1 to 4 axes, none of them empty: (T_k,), (T_q, T_k), (h, T_q, T_k) or (B, h, T_q, T_k)"
_MASK = "true or 1 where a query may attend, false or 0 elsewhere"


@dataclass(frozen=True, repr=False)
class WeightsWalk(TitledWalk):
    """Weights as they were given; see `from_weights`."""

    @cached_property
    def normalization(self) -> Normalization:
        """What the weights show of how they were made: nothing more is known."""
        weights = self["weights"].value
        sums, asks = _sums(weights)
        finite = weights[np.isfinite(weights)]
        return replace(
            NORMALIZATIONS["none"],
            name="given",
            sums_to_one=bool(asks.any()) and not _other_sums(sums, asks).any(),
            bounded=bool(((finite >= 0) & (finite <= 1 + _NEAR_ONE)).all()),
        )

    @property
    def title(self) -> str:
        queries, keys = self["weights"].shape[2:]
        asked = f"{queries} {'query' if queries == 1 else 'queries'}, {keys} key{'s' * (keys > 1)}"
        return f"Attention weights, {self.heads}, {asked}, sample {self.user + 1}"

    def note(self, name: str, user: int) -> str:
        if name != "weights":
            return ""
        sums, asks = _sums(self["weights"].value[user])
        return "rows do not all sum to 1" if _other_sums(sums, asks).any() else ""


def from_weights(
    weights: Any, keys: Any = None, queries: Any = None, mask: Any = None
) -> WeightsWalk:
    """Return attention weights of any model as a walk, which shows itself in a notebook.

    Its weights have the axes B, h, T_q, T_k, whatever was given. What they do not say of
    themselves, rows that do not sum to 1 or numbers that are not finite, stands in their sentence.

    Args:
        weights: Anything that `np.asarray` takes: (T_k,) for one query, (T_q, T_k),
            (h, T_q, T_k) for heads, or (B, h, T_q, T_k) for samples.
        keys: What the keys are called: T_k titles, or T_k for each sample; numbers if None.
        queries: What the queries are called: T_q titles, likewise.
        mask: True or 1 = attend: (T_k,), (T_q, T_k), (B, T_q, T_k) or (B, 1, T_q, T_k), with any
            axis of 1. It is shown, and changes no weight. None if all keys could be attended to.

    Raises:
        ValueError: for other shapes, for what is no number, and for another number of titles; it
            says what is allowed.

    Example:
        >>> import attnviz
        >>> walk = attnviz.from_weights(
        ...     [[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], keys=["tent", "stove", "rope"]
        ... )
        >>> walk["weights"].shape
        (1, 1, 2, 3)
        >>> print(attnviz.weights_claim(walk))
        Over 2 queries, rope gets the most weight, 45 %.
    """
    values = _weights(weights)
    batch, heads, *places = values.shape
    shape = (batch, places[0], places[1])
    pairs = None if mask is None else _pairs(mask, shape)
    records = {} if pairs is None else {"mask": _mask_record(pairs)}
    records["weights"] = _weights_record(values, " ".join(_told(values, pairs)))
    return WeightsWalk(
        samples_of_titles(shape, keys, queries),
        MappingProxyType(records),
        MappingProxyType({}),
        MappingProxyType({}),
        MappingProxyType({"mode": "multi_head", "num_heads": heads}),
        keys is not None,
    )


def _array(name: str, given: Any, allowed: str) -> np.ndarray:
    """Return what was given as an array of numbers or booleans."""
    try:
        values = np.asarray(given)
    except (TypeError, ValueError, RuntimeError) as error:  # of lists, and of torch's gradients
        raise ValueError(f"{name} is no array ({error}); allowed is {allowed}") from error
    if values.dtype.kind not in "biuf" and "float" not in values.dtype.name:  # such as bfloat16
        raise InvalidValue(f"the type of {name}", values.dtype.name, allowed)
    return values


def _weights(given: Any) -> np.ndarray:
    """Return weights (B, h, T_q, T_k), read-only, in their own type or float32 at least."""
    values = _array("weights", given, f"numbers of {_SHAPES}")
    if not 1 <= values.ndim <= 4 or 0 in values.shape:
        raise InvalidValue("the shape of weights", values.shape, _SHAPES)
    wide = values.dtype.kind == "f" and values.dtype.itemsize >= 4
    floats = np.array(values, values.dtype if wide else "float32")
    floats = floats.reshape((1,) * (4 - floats.ndim) + floats.shape)
    floats.flags.writeable = False
    return floats


def _pairs(given: Any, shape: tuple[int, int, int]) -> np.ndarray:
    mask = _array("mask", given, _MASK)
    other = mask[(mask != 0) & (mask != 1)]
    if other.size:
        raise InvalidValue("mask", float(other[0]), f"{_MASK} (of an additive mask: mask == 0)")
    return pairs_of(np.atleast_2d(mask.astype(bool)), "mask", shape)


def _mask_record(pairs: np.ndarray) -> Record:
    return Record(
        "mask",
        ("B", "T_q", "T_k"),
        pairs,
        "Where to attend",
        r"\text{mask}_{q,k}",
        "The mask was given: true where a query may attend to a key.",
        "ink",
        r"\text{mask}",
        Given(),
        "",
        (),
    )


def _weights_record(values: np.ndarray, told: str) -> Record:
    return Record(
        "weights",
        _AXES,
        values,
        "How the attention is spread",
        "w",
        f"The weights as they were given: a row a query, a number a key. {told}".strip(),
        "weights",
        "w",
        GivenWeights(),
        "",
        (),
    )


def _sums(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what rows (..., T_k) sum to, and which of them have finite weights, not all 0."""
    wide = weights.astype(np.float64)
    asks = np.isfinite(wide).all(axis=-1) & (wide != 0).any(axis=-1)
    return np.where(asks, wide.sum(axis=-1, where=np.isfinite(wide)), 0.0), asks


def _other_sums(sums: np.ndarray, asks: np.ndarray) -> np.ndarray:
    return asks & (np.abs(sums - 1) > _NEAR_ONE)


def _told(weights: np.ndarray, pairs: np.ndarray | None) -> Iterator[str]:
    """Say what is unusual in weights (B, h, T_q, T_k), a sentence each."""
    sums, asks = _sums(weights)
    finite = np.isfinite(weights)
    if not finite.all():
        yield f"{_count(~finite, 'number is', 'numbers are')} not finite, {_first(~finite)}."
    empty = (weights == 0).all(axis=-1)
    if empty.any():
        yield f"{_count(empty, 'row is', 'rows are')} all 0, {_first(empty)}."
    other = _other_sums(sums, asks)
    if other.any():
        count = _count(other, "row does", "rows do")
        yield f"{count} not sum to 1: {_first(other)} sums to {sums[other][0]:.3g}."
    if (weights < 0).any():
        count = _count(weights < 0, "weight is", "weights are")
        yield f"{count} below 0: shares are of their sizes."
    if pairs is not None:
        against = finite & (weights != 0) & ~pairs[:, None]
        if against.any():
            count = _count(against, "weight is", "weights are")
            yield f"{count} not 0 where the mask is false, {_first(against)}."


def _count(where: np.ndarray, one: str, several: str) -> str:
    count = int(where.sum())
    return f"{count:,} {one if count == 1 else several}"


def _first(where: np.ndarray) -> str:
    """Say where the first of some weights (B, h, T_q, T_k) or rows (B, h, T_q) stands."""
    places = np.argwhere(where)[0] + 1
    words = ("sample", "head", "query", "key")
    named = zip(words, places, where.shape, strict=False)
    said = ", ".join(f"{word} {place}" for word, place, size in named if size > 1)
    first = "the first" if where.sum() > 1 else "that"
    return f"{first} of {said}" if said else "the only one"
