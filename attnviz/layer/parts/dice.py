"""Dice, the activation of the Deep Interest Network.

Source: Zhou et al., "Deep Interest Network for Click-Through Rate Prediction", KDD 2018, section
5.3, equation 8.
"""

from typing import Any

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="attnviz")
class Dice(keras.layers.Layer):
    """p s + (1 - p) alpha s, with p = sigmoid((s - E[s]) / sqrt(Var[s] + 1e-8)).

    A PReLU whose bend lies at the mean of its inputs, and is as soft as they spread. Mean and
    variance are each unit's own, over all other axes: of the batch where Keras trains (`fit`, or a
    call with `training=True`), else moving averages of the batches that were trained on. alpha is
    learned for each unit, from 0 on.

    Call: s (..., units) -> the same shape.

    Example:
        >>> import attnviz
        >>> layer = attnviz.OwnAttention(vocabulary_size=1000, unit_activation="dice")
        >>> history, candidate = attnviz.generate_samples(batch_size=3, sequence_length=6)
        >>> tuple(layer([history, candidate]).shape)
        (3, 8)
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.normalization = keras.layers.BatchNormalization(
            epsilon=1e-8, center=False, scale=False, dtype=self.dtype_policy, name="normalization"
        )

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.alpha = self.add_weight(shape=input_shape[-1:], initializer="zeros", name="alpha")
        self.normalization.build(input_shape)

    def call(self, inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        share = keras.ops.sigmoid(self.normalization(inputs, training=training))
        return share * inputs + (1 - share) * self.alpha * inputs

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape
