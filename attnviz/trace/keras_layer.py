"""Keras's own multi-head attention, walked through the steps of attnviz's.

Axes: B samples, T_q queries, T_k keys, D numbers of a vector, which may be others for query, key,
value and output.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.layer.inputs import boolean, keras_mask
from attnviz.scenario.values import InvalidValue
from attnviz.trace.given_heads import GivenHeads, Projection
from attnviz.trace.record import recorded
from attnviz.trace.titled import TitledWalk, pairs_of, samples_of_titles


@dataclass(frozen=True, repr=False)
class KerasWalk(TitledWalk):
    """One walk of a `keras.layers.MultiHeadAttention`; see `from_keras`.

    Attributes:
        empty_rows: What Keras makes of queries without a key, in a sentence; "" if all have one.
    """

    empty_rows: str

    @property
    def title(self) -> str:
        return f"keras.layers.MultiHeadAttention, {self.heads}, sample {self.user + 1}"

    def note(self, name: str, user: int) -> str:
        if name != "weights" or "mask" not in self.steps:
            return ""
        empty = np.flatnonzero(~self["mask"].value[user].any(axis=-1))
        more = f" and {len(empty) - 1} more" if len(empty) > 1 else ""
        if not len(empty):
            return ""
        return f"{self.query_title(user, int(empty[0]))}{more}: no key, Keras differs"


def from_keras(
    layer: keras.layers.MultiHeadAttention,
    query: Any,
    value: Any,
    key: Any = None,
    mask: Any = None,
    *,
    attention_mask: Any = None,
    value_mask: Any = None,
    key_mask: Any = None,
    use_causal_mask: bool = False,
    keys: Any = None,
    queries: Any = None,
) -> KerasWalk:
    """Walk one of Keras's layers at inference, step by step.

    Its `output` is that of the layer called with the same arguments. A query that may attend to
    nothing is apart: there Keras's output is another with and without `return_attention_scores`,
    and the walk's is the one with.

    Args:
        layer: A built `keras.layers.MultiHeadAttention`, whose output has one axis of numbers.
        query: What asks, (B, T_q, D).
        value: What is summed, (B, T_k, D).
        key: What is compared with the query, (B, T_k, D); the value if None.
        mask: Keras's `attention_mask`, which may be given by this name too: True or 1 = attend,
            (B, T_q, T_k) or (T_q, T_k); as in Keras an axis of 1 stands for all samples or all
            queries or keys. None to attend to all.
        attention_mask: The same by Keras's name.
        value_mask: True or 1 where a value may be attended to, (B, T_k).
        key_mask: True or 1 where a key may be attended to, (B, T_k). As in Keras, masks that ride
            on value and key are taken where these are None, and that of the query always.
        use_causal_mask: Whether a query attends to no key behind its own place.
        keys: What the keys are called: T_k titles, or T_k for each sample; numbers if None.
        queries: What the queries are called: T_q titles, likewise.

    Raises:
        ValueError: for another layer or other shapes; it says what is allowed.

    Example:
        >>> import attnviz, keras, numpy
        >>> layer = keras.layers.MultiHeadAttention(num_heads=2, key_dim=4)
        >>> query, value = numpy.ones((1, 3, 8)), numpy.ones((1, 2, 8))
        >>> layer.build(query.shape, value.shape)
        >>> walk = attnviz.from_keras(layer, query, value, keys=["tent", "stove"])
        >>> walk["weights"].axes, walk["weights"].shape
        (('B', 'h', 'T_q', 'T_k'), (1, 2, 3, 2))
        >>> attnviz.explain(walk, "weights", (0, 0, 0, 1)).title
        'weights[head 1, query 1, stove] = 0.500'
    """
    _check_layer(layer)
    if mask is not None and attention_mask is not None:
        raise ValueError("mask and attention_mask are two names of one mask; give one of them")
    given = {"query": query, "value": value} | ({} if key is None else {"key": key})
    tensors = {name: _vectors(name, values, layer) for name, values in given.items()}
    _check_shapes(layer, tensors)
    shape = (*tensors["query"].shape[:2], tensors["value"].shape[1])
    of_pairs = {"mask": mask, "attention_mask": attention_mask}
    of_rows = {"query_mask": None, "value_mask": value_mask, "key_mask": key_mask}
    for name, own in of_rows.items():
        if own is None:
            of_rows[name] = keras_mask(given.get(name.removesuffix("_mask")))
    masks = _masks(of_pairs, of_rows, shape)
    if use_causal_mask:
        masks["use_causal_mask"] = (np.tri(*shape[1:]) == 1)[None]
    samples = samples_of_titles(shape, keys, queries)
    pairs = np.broadcast_to(reduce(np.logical_and, masks.values()), shape) if masks else None
    heads = _heads(layer)
    records = recorded(heads.steps(tensors, pairs))
    if masks and set(masks) - set(of_pairs):
        sentence = f"True where a query may attend to a key, by {' and '.join(masks)}."
        records["mask"] = replace(records["mask"], sentence=sentence)
    told = "" if pairs is None else _empty_rows(layer, tensors, pairs)
    if told:
        for name in ("weights", "output"):
            record = records[name]
            records[name] = replace(record, sentence=f"{record.sentence} {told}")
    return KerasWalk(
        samples,
        MappingProxyType(records),
        MappingProxyType({}),
        MappingProxyType(heads.weights()),
        heads.arguments(),
        keys is not None,
        told,
    )


def _heads(layer: keras.layers.MultiHeadAttention) -> GivenHeads:
    projections = {
        "query_dense": _projection(layer.query_dense, 1),
        "key_dense": _projection(layer.key_dense, 1),
        "value_dense": _projection(layer.value_dense, 1),
        "output_dense": _projection(layer.output_dense, 2),
    }
    return GivenHeads(layer.num_heads, layer.key_dim, "zero", layer.dtype_policy, projections)


def _projection(layer: keras.layers.EinsumDense, inner: int) -> Projection:
    """Return a projection with its heads side by side.

    Args:
        layer: A layer of Keras's attention.
        inner: How many axes of its kernel are summed over.
    """
    kernel = layer.kernel.numpy()
    kernel = kernel.reshape(int(np.prod(kernel.shape[:inner])), -1)
    return kernel, None if layer.bias is None else layer.bias.numpy().reshape(-1)


def _vectors(name: str, values: Any, layer: keras.layers.MultiHeadAttention) -> tf.Tensor:
    # A copy, as a call of the layer takes the mask off the tensors that it is given.
    tensor = tf.identity(tf.cast(tf.convert_to_tensor(values), layer.compute_dtype))
    if tensor.shape.rank != 3:
        raise InvalidValue(
            f"{name}'s shape", tuple(tensor.shape), "three axes: samples, places, numbers"
        )
    return tensor


def _masks(
    of_pairs: Mapping[str, Any], of_rows: Mapping[str, Any], shape: tuple[int, int, int]
) -> dict[str, np.ndarray]:
    """Return the masks that are not None, each (B, T_q, T_k) or with axes of 1, by name.

    Args:
        of_pairs: Masks of queries and keys.
        of_rows: A mask of queries, (B, T_q), and masks of keys, (B, T_k).
        shape: (B, T_q, T_k).
    """
    batch, queries, keys = shape
    found = {
        name: pairs_of(boolean(mask, name).numpy(), name, shape)
        for name, mask in of_pairs.items()
        if mask is not None
    }
    for name, mask in of_rows.items():
        if mask is None:
            continue
        row = boolean(mask, name).numpy()
        axis, places = (2, queries) if name == "query_mask" else (1, keys)
        if row.ndim != 2 or row.shape[0] not in (1, batch) or row.shape[1] not in (1, places):
            letter = "T_q" if name == "query_mask" else "T_k"
            allowed = f"(B, {letter}) = {(batch, places)}"
            raise InvalidValue(f"{name}'s shape", row.shape, allowed)
        found[name] = np.expand_dims(row, axis)
    return found


def _check_layer(layer: Any) -> None:
    # A class made of it may compute something else.
    if type(layer) is not keras.layers.MultiHeadAttention:
        raise InvalidValue("layer", layer, "a keras.layers.MultiHeadAttention itself")
    if not layer.built:
        raise InvalidValue(
            "layer", layer.name, "a layer that is built, as it is once it was called"
        )
    config = layer.get_config()
    for name, allowed in (("use_gate", False), ("sliding_window", None)):
        found = config.get(name, allowed)  # an older Keras has neither
        if found != allowed:
            raise InvalidValue(name, found, f"{allowed} in a layer that is walked")
    if layer.attention_axes != (1,):
        raise InvalidValue("attention_axes", layer.attention_axes, "one axis: None or 1")
    if layer.output_dense.kernel.ndim != 3:
        raise InvalidValue("output_shape", config["output_shape"], "one number, or None")


def _check_shapes(layer: keras.layers.MultiHeadAttention, tensors: Mapping[str, tf.Tensor]) -> None:
    batch, keys = tensors["query"].shape[0], tensors["value"].shape[1]
    wanted = {
        "query": (batch, tensors["query"].shape[1], layer.query_dense.kernel.shape[0]),
        "value": (batch, keys, layer.value_dense.kernel.shape[0]),
        "key": (batch, keys, layer.key_dense.kernel.shape[0]),
    }
    for name, tensor in {"key": tensors["value"], **tensors}.items():
        if tuple(tensor.shape) != wanted[name]:
            raise InvalidValue(f"{name}'s shape", tuple(tensor.shape), f"{wanted[name]}")


def _empty_rows(
    layer: keras.layers.MultiHeadAttention, given: Mapping[str, Any], pairs: np.ndarray
) -> str:
    """Say which queries have no key, and by how much Keras's two outputs differ there."""
    empty = np.argwhere(~pairs.any(axis=-1))
    if not len(empty):
        return ""
    with_scores, _ = layer(**given, attention_mask=pairs, return_attention_scores=True)
    without = layer(**given, attention_mask=pairs)
    difference = float(np.abs(np.asarray(with_scores) - np.asarray(without)).max())
    sample, place = empty[0] + 1
    more = f", and {len(empty) - 1} more," if len(empty) > 1 else ""
    return (
        f"Query {place} of sample {sample}{more} may attend to no key. Its weights are 0, as "
        "Keras has them with return_attention_scores=True; without, Keras takes another path, and "
        f"its output differs by up to {difference:.3g}."
    )
