"""Vectors for the places of a history: learned, or sinusoids."""

import keras
import tensorflow as tf

from attnviz.layer.embeddings import checked_ids


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
