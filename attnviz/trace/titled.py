"""Walks over queries and keys that are no items of attnviz's: their titles, and their masks.

Axes: B samples, T_q queries, T_k keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnviz.scenario.items import Items
from attnviz.scenario.samples import Samples
from attnviz.scenario.values import InvalidValue
from attnviz.trace.record import Walk


@dataclass(frozen=True, repr=False)
class TitledWalk(Walk):
    """A walk over queries and keys that are called by titles, or else by their places.

    Attributes:
        arguments: What is known of the layer, by the names that `OwnAttention` has for it.
        keys_titled: Whether the keys' titles were given.
    """

    arguments: Mapping[str, Any]
    keys_titled: bool

    @property
    def layer(self) -> Mapping[str, Any]:
        return self.arguments

    @property
    def num_heads(self) -> int:
        """How many heads there are."""
        heads: int = self.arguments["num_heads"]
        return heads

    @property
    def keys_named(self) -> bool:
        return self.keys_titled

    @property
    def heads(self) -> str:
        """How many heads there are, in words."""
        return f"{self.num_heads} head{'s' * (self.num_heads > 1)}"

    def query_title(self, user: int, place: int) -> str:
        return self.samples.items.title(int(self.samples.candidate[user]) + place)


def samples_of_titles(shape: tuple[int, int, int], keys: Any, queries: Any) -> Samples:
    """Return samples whose items are the keys, then the queries, by their places.

    Args:
        shape: (B, T_q, T_k).
        keys: T_k titles, or T_k for each of the B samples; None for "key 1", "key 2" and so on.
        queries: T_q titles, likewise.

    Raises:
        ValueError: for another number of titles, or what is no list of them.
    """
    batch, query_count, key_count = shape
    key_rows = _rows("keys", keys, batch, key_count, "key")
    query_rows = _rows("queries", queries, batch, query_count, "query")
    titles = [
        "padding",
        *(title for rows in (key_rows, query_rows) for row in rows for title in row),
    ]
    sample = np.arange(batch)
    # One row of titles is that of all samples.
    history = 1 + (sample % len(key_rows))[:, None] * key_count + np.arange(key_count)
    candidate = 1 + len(key_rows) * key_count + sample % len(query_rows) * query_count
    history.flags.writeable = candidate.flags.writeable = False
    return Samples(history, candidate, Items(len(titles), tuple(titles)))


def _rows(name: str, given: Any, batch: int, places: int, word: str) -> list[list[str]]:
    """Return the titles of all samples as one list, or as a list for each sample."""
    if given is None:
        return [[f"{word} {place + 1}" for place in range(places)]]
    allowed = f"{places}, as there are {name}"
    if batch > 1:
        allowed = f"{allowed}, or a list of {places} for each of the {batch} samples"
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidValue(name, given, f"a list of titles: {allowed}")
    titles = list(given)
    nested = bool(titles) and all(isinstance(row, list | tuple | np.ndarray) for row in titles)
    rows = [list(row) for row in titles] if nested else [titles]
    if nested and len(rows) != batch:
        raise InvalidValue(f"the number of lists in {name}", len(rows), f"{batch}, one a sample")
    for row in rows:
        if len(row) != places:
            raise InvalidValue(f"the number of titles in {name}", len(row), allowed)
    return [[str(title) for title in row] for row in rows]


def pairs_of(mask: np.ndarray, name: str, shape: Sequence[int]) -> np.ndarray:
    """Return a mask as (B, T_q, T_k), from any of the shapes that Keras takes.

    Args:
        mask: Booleans (B, T_q, T_k) or (T_q, T_k), any axis of 1 for all; an axis of 1 for the
            heads may follow the samples.
        name: What the caller calls it.
        shape: (B, T_q, T_k).

    Raises:
        ValueError: for another shape.
    """
    pairs = mask[:, 0] if mask.ndim == 4 and mask.shape[1] == 1 else mask
    fits = pairs.ndim in (2, 3) and all(
        size in (1, wanted) for size, wanted in zip(pairs.shape[::-1], shape[::-1], strict=False)
    )
    if not fits:
        allowed = f"(B, T_q, T_k) = {tuple(shape)}, or (T_q, T_k), with any axis of 1"
        raise InvalidValue(f"{name}'s shape", mask.shape, allowed)
    return np.broadcast_to(pairs, shape)
