"""Embedding tables of items and of places: ids in, vectors out; and sinusoids."""

import keras
import tensorflow as tf


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
        hash_bins: None for a row an id; else ids are hashed into that many rows, and 0 keeps
            row 0 for padding (the article's advice for a large number of items).
        name_of_ids: What the ids are, for the message of a bad one.

    Call: ids of any shape -> (*shape, D).
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_dim: int,
        hash_bins: int | None = None,
        name_of_ids: str = "item ids",
        **kwargs: object,
    ) -> None:
        super().__init__(hash_bins or vocabulary_size, embedding_dim, **kwargs)
        self.vocabulary_size = vocabulary_size
        self.name_of_ids = name_of_ids
        self.hashing = keras.layers.Hashing(hash_bins, mask_value=0) if hash_bins else None

    def call(self, ids: tf.Tensor) -> tf.Tensor:
        ids = checked_ids(ids, self.vocabulary_size, self.name_of_ids, "vocabulary_size")
        return super().call(self.hashing(ids) if self.hashing else ids)


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
