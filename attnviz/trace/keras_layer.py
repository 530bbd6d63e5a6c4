"""Keras's own multi-head attention, walked through the steps of attnviz's.

Axes: B samples, T_q queries, T_k keys, D numbers of a vector, which may be others for query, key,
value and output.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.layer import lookup, output
from attnviz.layer.inputs import boolean, keras_mask
from attnviz.layer.multi_head import multi_head
from attnviz.layer.step import Step
from attnviz.scenario.items import Items
from attnviz.scenario.samples import Samples
from attnviz.scenario.values import InvalidValue
from attnviz.trace.record import Walk, recorded


@dataclass(frozen=True)
class KerasWalk(Walk):
    """One walk of a `keras.layers.MultiHeadAttention`; see `from_keras`.

    Attributes:
        num_heads: h.
        empty_rows: What Keras makes of queries without a key, in a sentence; "" if all have one.
    """

    num_heads: int
    empty_rows: str

    @property
    def layer(self) -> Mapping[str, Any]:
        return {
            "mode": "multi_head",
            "num_heads": self.num_heads,
            "normalization": "softmax",
            "empty_row": "zero",
            "projections": "separate",
            "projection_activation": None,
        }

    @property
    def title(self) -> str:
        heads = f"{self.num_heads} head{'s' * (self.num_heads > 1)}"
        return f"keras.layers.MultiHeadAttention, {heads}, sample {self.user + 1}"

    def query_title(self, user: int, place: int) -> str:
        return self.samples.items.title(int(self.samples.candidate[user]) + place)

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
) -> KerasWalk:
    """Walk one of Keras's layers at inference, step by step.

    Its `output` is that of `layer(query, value, key, attention_mask=mask)`. A query that may attend
    to nothing is apart: there Keras's output is another with and without
    `return_attention_scores`, and the walk's is the one with.

    Args:
        layer: A built `keras.layers.MultiHeadAttention`, whose output has one axis of numbers.
        query: What asks, (B, T_q, D).
        value: What is summed, (B, T_k, D).
        key: What is compared with the query, (B, T_k, D); the value if None.
        mask: True or 1 = attend, (B, T_q, T_k) or (T_q, T_k); as in Keras an axis of 1 stands for
            all samples or all queries or keys. None to attend to all.

    Raises:
        ValueError: for another layer or other shapes; it says what is allowed.

    Example:
        >>> import attnviz, keras, numpy
        >>> layer = keras.layers.MultiHeadAttention(num_heads=2, key_dim=4)
        >>> query, value = numpy.ones((1, 3, 8)), numpy.ones((1, 5, 8))
        >>> layer.build(query.shape, value.shape)
        >>> walk = attnviz.from_keras(layer, query, value)
        >>> walk["weights"].axes, walk["weights"].shape
        (('B', 'h', 'T_q', 'T_k'), (1, 2, 3, 5))
    """
    _check_layer(layer)
    given = {"query": query, "value": value} | ({} if key is None else {"key": key})
    tensors = {name: _vectors(name, values, layer) for name, values in given.items()}
    _check_shapes(layer, tensors)
    batch, queries, _ = tensors["query"].shape
    keys = tensors["value"].shape[1]
    pairs = None if mask is None else _pairs(mask, (batch, queries, keys))
    heads = _Heads(layer)
    records = recorded(_steps(heads, tensors, pairs))
    told = "" if pairs is None else _empty_rows(layer, given, pairs)
    if told:
        for name in ("weights", "output"):
            record = records[name]
            records[name] = replace(record, sentence=f"{record.sentence} {told}")
    return KerasWalk(
        _samples(batch, queries, keys),
        MappingProxyType(records),
        MappingProxyType({}),
        MappingProxyType(heads.weights()),
        layer.num_heads,
        told,
    )


class _Heads:
    """Keras's layer with what the walk asks of one; each projection becomes a dense layer."""

    scales = True
    normalization = "softmax"
    empty_row = "zero"
    projections = "separate"
    weights_dropout = None

    def __init__(self, layer: keras.layers.MultiHeadAttention) -> None:
        self.num_heads: int = layer.num_heads
        self.head_dim: int = layer.key_dim
        self.query_dense = _dense("query_dense", layer.query_dense, 1)
        self.key_dense = _dense("key_dense", layer.key_dense, 1)
        self.value_dense = _dense("value_dense", layer.value_dense, 1)
        self.output_dense = _dense("output_dense", layer.output_dense, 2)

    def weights(self) -> dict[str, np.ndarray]:
        """Return the weights by the paths that they have in attnviz's own layer."""
        found = {}
        for dense in (self.query_dense, self.key_dense, self.value_dense, self.output_dense):
            for variable in dense.weights:
                values = np.array(variable.numpy())
                values.flags.writeable = False
                found[variable.path] = values
        return found


def _dense(name: str, projection: keras.layers.EinsumDense, inner: int) -> keras.layers.Dense:
    """Return a projection with its heads side by side: a kernel (inputs, outputs), and a bias.

    Args:
        name: What attnviz's own layer calls it.
        projection: A layer of Keras's attention.
        inner: How many axes of its kernel are summed over.
    """
    kernel = projection.kernel.numpy()
    kernel = kernel.reshape(int(np.prod(kernel.shape[:inner])), -1)
    own = [kernel] if projection.bias is None else [kernel, projection.bias.numpy().reshape(-1)]
    dense = keras.layers.Dense(
        kernel.shape[1], use_bias=len(own) > 1, dtype=projection.dtype_policy, name=name
    )
    with keras.name_scope("attention"):
        dense.build((None, kernel.shape[0]))
    dense.set_weights(own)
    return dense


def _steps(heads: _Heads, tensors: Mapping[str, tf.Tensor], pairs: Any) -> Iterator[Step]:
    mask = None
    if pairs is not None:
        yield (mask := lookup.given_pairs(pairs))
    yield (query := lookup.given_query(tensors["query"]))
    if "key" in tensors:
        yield (key := lookup.given_key(tensors["key"]))
        yield (value := lookup.given_value(tensors["value"]))
    else:
        yield (key := lookup.given_key(tensors["value"]))
        yield (value := lookup.keys_as_values(key))
    last = query
    for last in multi_head(heads, query, key, value, mask, training=False):
        yield last
    yield output.all_queries(last)


def _samples(batch: int, queries: int, keys: int) -> Samples:
    """Return samples whose items are the keys, then the queries, by their places."""
    titles = [f"key {n + 1}" for n in range(keys)] + [f"query {n + 1}" for n in range(queries)]
    history = np.tile(np.arange(1, keys + 1), (batch, 1))
    candidate = np.full(batch, keys + 1)
    history.flags.writeable = candidate.flags.writeable = False
    return Samples(history, candidate, Items(len(titles) + 1, ("padding", *titles)))


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
        if config[name] != allowed:
            raise InvalidValue(name, config[name], f"{allowed} in a layer that is walked")
    if layer.attention_axes != (1,):
        raise InvalidValue("attention_axes", layer.attention_axes, "one axis: None or 1")
    if layer.output_dense.kernel.ndim != 3:
        raise InvalidValue("output_shape", config["output_shape"], "one number, or None")


def _vectors(name: str, values: Any, layer: keras.layers.MultiHeadAttention) -> tf.Tensor:
    if keras_mask(values) is not None:
        raise InvalidValue(
            name, "a tensor with a Keras mask", "one without; give the mask itself as mask"
        )
    tensor = tf.cast(tf.convert_to_tensor(values), layer.compute_dtype)
    if tensor.shape.rank != 3:
        raise InvalidValue(
            f"{name}'s shape", tuple(tensor.shape), "three axes: samples, places, numbers"
        )
    return tensor


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


def _pairs(mask: Any, shape: tuple[int, ...]) -> tf.Tensor:
    """Return a mask as booleans (B, T_q, T_k), from any of the shapes that Keras takes."""
    pairs = boolean(mask, "mask")
    given = tuple(pairs.shape)
    if len(given) == 4 and given[1] == 1:  # an axis for the heads
        pairs = pairs[:, 0]
    fits = len(pairs.shape) in (2, 3) and all(
        size in (1, wanted) for size, wanted in zip(pairs.shape[::-1], shape[::-1], strict=False)
    )
    if not fits:
        allowed = f"(B, T_q, T_k) = {shape}, or (T_q, T_k), with any axis of 1"
        raise InvalidValue("mask's shape", given, allowed)
    return tf.broadcast_to(pairs, shape)


def _empty_rows(
    layer: keras.layers.MultiHeadAttention, given: Mapping[str, Any], pairs: tf.Tensor
) -> str:
    """Say which queries have no key, and by how much Keras's two outputs differ there."""
    empty = np.argwhere(~pairs.numpy().any(axis=-1))
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
