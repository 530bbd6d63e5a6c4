"""Embedding tables of items and of places: ids in, vectors out; and sinusoids."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.scenario.values import InvalidValue


def checked_ids(ids: tf.Tensor, size: int, name: str, limit: str) -> tf.Tensor:
    """Return `ids` once all of them are known to lie in 0 .. size - 1.

    The result depends on the check by a control dependency, so that in a graph no lookup runs
    before it. XLA drops assertions, and a `tf.function(jit_compile=True)` of the caller's own
    therefore does not check; Keras models do not compile the layer so (`supports_jit`).

    Args:
        ids: Integers of any shape.
        size: The number of rows.
        name: What the ids are, for the message.
        limit: The argument that sets `size`, for the message.

    Raises:
        tf.errors.InvalidArgumentError: when run, with the ids that are out of range.
    """
    outside = tf.logical_or(ids < 0, ids >= size)
    if tf.executing_eagerly() and not tf.reduce_any(outside):
        return ids  # the message below would take longer than the lookup
    message = f"{name} must be 0 .. {size - 1} ({limit}={size}); out of range:"
    check = tf.debugging.Assert(
        tf.logical_not(tf.reduce_any(outside)), [message, tf.boolean_mask(ids, outside)]
    )
    with tf.control_dependencies([] if check is None else [check]):
        return tf.identity(ids)


class ItemEmbedding(keras.layers.Embedding):
    """The table of item vectors, one weight (rows, D).

    Args:
        vocabulary_size: Number of ids, 0 (padding) included.
        embedding_dim: D, the length of a vector.
        name_of_ids: What the ids are, for the message of a bad one.

    Call: ids of any shape -> (*shape, D).
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_dim: int,
        name_of_ids: str = "item ids",
        **kwargs: object,
    ) -> None:
        super().__init__(vocabulary_size, embedding_dim, **kwargs)
        self.name_of_ids = name_of_ids

    def call(self, ids: tf.Tensor) -> tf.Tensor:
        return super().call(checked_ids(ids, self.input_dim, self.name_of_ids, "vocabulary_size"))


class ItemHashing(keras.layers.Hashing):
    """Rows for ids where a table has fewer rows than there are ids; some items then share one.

    Args:
        vocabulary_size: Number of ids, 0 (padding) included.
        rows: Number of rows, 2 or more; row 0 is padding's alone.

    Call: ids of any shape -> rows of the same shape.
    """

    def __init__(self, vocabulary_size: int, rows: int, **kwargs: object) -> None:
        super().__init__(rows, mask_value=0, **kwargs)
        self.vocabulary_size = vocabulary_size

    def call(self, ids: tf.Tensor) -> tf.Tensor:
        return super().call(checked_ids(ids, self.vocabulary_size, "item ids", "vocabulary_size"))


class SharedEmbedding(keras.layers.Layer):
    """A table that other layers of a model look up too.

    Args:
        table: It has a row for each id, or where ids are hashed for each of their rows.

    Call: ids of any shape -> (*shape, D).
    """

    def __init__(self, table: keras.layers.Embedding, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.table = table

    def build(self, input_shape: Any) -> None:
        if not self.table.built:
            self.table.build(input_shape)

    def call(self, ids: tf.Tensor) -> tf.Tensor:
        ids = checked_ids(ids, self.table.input_dim, "item ids", "vocabulary_size")
        return tf.cast(self.table(ids), self.compute_dtype)


def given_table(table: Any, rows: int, dim: int) -> Any:
    """Return a table of a caller's own, once it fits: a `keras.layers.Embedding` or values.

    Raises:
        ValueError: for anything else, or another size than (rows, dim).
    """
    allowed = f"a keras.layers.Embedding, or numbers, of the size ({rows}, {dim})"
    if isinstance(table, ItemEmbedding):
        raise InvalidValue(
            "embedding", table, f"{allowed}; what two layers share is made outside of both"
        )
    if isinstance(table, keras.layers.Embedding):
        size: tuple[int, ...] = (table.input_dim, table.output_dim)
    else:
        try:
            table = np.asarray(table, np.float32)
        except (TypeError, ValueError):  # what NumPy raises for one or the other
            raise InvalidValue("embedding", table, allowed) from None
        size = table.shape
    if size != (rows, dim):
        raise InvalidValue("embedding", f"one of the size {size}", allowed)
    return table


class LearnedPositions(keras.layers.Embedding):
    """One learned vector a place, as in SASRec (Kang and McAuley, 2018) and BST.

    Call: the number of places T -> (T, D).
    """

    def call(self, length: tf.Tensor) -> tf.Tensor:
        places = tf.range(length)
        return super().call(checked_ids(places, self.input_dim, "positions", "max_sequence_length"))


def sinusoids(length: int | tf.Tensor, dim: int, dtype: str) -> tf.Tensor:
    """Return fixed positions (T, D): sines and cosines of falling frequency.

    Column 2i is sin(t / 10000^(2i/D)), column 2i + 1 the cosine of the same (Vaswani et al.,
    "Attention Is All You Need", 2017, section 3.5).
    """
    column = tf.range(dim)
    exponent = tf.cast(2 * (column // 2), "float64") / float(dim)
    frequency = tf.pow(tf.constant(10000.0, "float64"), -exponent)
    angle = tf.cast(tf.range(length), "float64")[:, None] * frequency[None, :]
    return tf.cast(tf.where(column % 2 == 0, tf.sin(angle), tf.cos(angle)), dtype)
