"""The activation unit of target attention: a small network that scores one (query, key)."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from attnviz.seeding import seeded


class ActivationUnit(keras.layers.Layer):
    """Dense layers and a scalar output (Zhou et al., "Deep Interest Network", 2018, fig. 2).

    Its weights are kernel and bias of each hidden layer, then those of the output.

    Args:
        layers: Sizes of the hidden layers, possibly none.
        activation: Activation of the hidden layers.
        output_activation: Activation of the scalar output; None for none.
        initializer: Initializer of the kernels.
        seed: The seed that the initial kernels depend on.
    """

    def __init__(
        self,
        layers: Sequence[int],
        activation: Any,
        output_activation: Any,
        initializer: Any,
        seed: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)

        def dense(units: int, activation: Any, name: str) -> keras.layers.Dense:
            kernel = seeded(initializer, seed, f"{self.name}/{name}/kernel")
            return keras.layers.Dense(
                units, activation, kernel_initializer=kernel, dtype=self.dtype_policy, name=name
            )

        self.hidden_layers = [
            dense(units, activation, f"hidden_{number}")
            for number, units in enumerate(layers, start=1)
        ]
        self.output_layer = dense(1, output_activation, "output")

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        for layer in (*self.hidden_layers, self.output_layer):
            layer.build(input_shape)
            input_shape = layer.compute_output_shape(input_shape)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        for layer in (*self.hidden_layers, self.output_layer):
            inputs = layer(inputs)
        return inputs
