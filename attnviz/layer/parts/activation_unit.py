"""The activation unit of target attention: a small network that scores one (query, key)."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from attnviz.layer.arithmetic import Dense
from attnviz.layer.parts.dice import Dice
from attnviz.layer.parts.seeding import seeded


def activation_of(identifier: Any) -> Any:
    """Return the activation that Keras makes of a name, a config, a class or an object.

    "dice" is `Dice`. Of a layer, such as PReLU, each place has one of its own, as it may have
    weights.
    """
    made = Dice if identifier == "dice" else keras.activations.get(identifier)
    if inspect.isclass(made):
        return made()
    return made.from_config(made.get_config()) if isinstance(made, keras.layers.Layer) else made


def build_dense(dense: keras.layers.Dense, input_shape: Sequence[int | None]) -> None:
    """Build a dense layer, and the layer that is its activation, which Keras leaves for later."""
    dense.build(input_shape)
    if isinstance(dense.activation, keras.layers.Layer) and not dense.activation.built:
        dense.activation.build(dense.compute_output_shape(input_shape))


def dense_formula(result: str, product: str, dense: keras.layers.Dense) -> str:
    """Return what a dense layer does, in LaTeX, with a φ only where it has an activation.

    Args:
        result: The letter of what it makes.
        product: Input times kernel, such as "x W".
        dense: The layer.
    """
    inner = f"{product} + b" if dense.use_bias else product
    linear = Dense.of(dense).activation is None
    return f"{result} = {inner}" if linear else rf"{result} = \varphi({inner})"


class ActivationUnit(keras.layers.Layer):
    """Dense layers and a scalar output (Zhou et al., "Deep Interest Network", 2018, fig. 2).

    Its weights are kernel and bias of each hidden layer, then those of the output.

    Args:
        layers: Sizes of the hidden layers, possibly none.
        activation: Activation of the hidden layers.
        output_activation: Activation of the scalar output; None for none.
        initializer: Initializer of the kernels.
        seed: The seed that the initial kernels depend on.
        dense_options: Regularizers and constraints, by `keras.layers.Dense`'s names.
    """

    def __init__(
        self,
        layers: Sequence[int],
        activation: Any,
        output_activation: Any,
        initializer: Any,
        seed: int,
        dense_options: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)

        def dense(units: int, activation: Any, name: str) -> keras.layers.Dense:
            kernel = seeded(initializer, seed, f"{self.name}/{name}/kernel")
            return keras.layers.Dense(
                units,
                activation_of(activation),
                kernel_initializer=kernel,
                **dense_options,
                dtype=self.dtype_policy,
                name=name,
            )

        self.hidden_layers = [
            dense(units, activation, f"hidden_{number}")
            for number, units in enumerate(layers, start=1)
        ]
        self.output_layer = dense(1, output_activation, "output")

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        for layer in (*self.hidden_layers, self.output_layer):
            build_dense(layer, input_shape)
            input_shape = layer.compute_output_shape(input_shape)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        for layer in (*self.hidden_layers, self.output_layer):
            inputs = layer(inputs)
        return inputs
