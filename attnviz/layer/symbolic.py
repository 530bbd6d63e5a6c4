"""The walk in a functional model: steps whose values are tensors of the model."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf

from attnviz.layer.step import Step


@keras.saving.register_keras_serializable(package="attnviz")
class Walk(keras.layers.Layer):
    """All steps of an attention layer as one layer of a functional model.

    It is not the attention layer's own call, as Keras refuses a model with calls of one layer that
    differ in how much they return.

    Args:
        attention: The layer, an `OwnAttention`.

    Call: as the layer's -> tensors by the steps' names.
    """

    def __init__(self, attention: Any, **kwargs: Any) -> None:
        super().__init__(autocast=False, **kwargs)
        self.attention = attention
        self.supports_jit = attention.supports_jit

    def build(self, input_shape: Any) -> None:
        if not self.attention.built:
            self.attention.build(input_shape)

    def call(
        self, inputs: Any, attention_mask: Any = None, training: bool = False
    ) -> dict[str, tf.Tensor]:
        steps = self.attention.steps(inputs, attention_mask, training)
        return {step.name: step.value for step in steps}

    def compute_output_spec(
        self, inputs: Any, attention_mask: Any = None, training: bool = False
    ) -> dict[str, keras.KerasTensor]:
        return {
            step.name: keras.KerasTensor(tuple(step.value.shape), step.value.dtype.name)
            for step in _described(self.attention, inputs, attention_mask)
        }

    def get_config(self) -> dict[str, Any]:
        # As an object, which Keras writes, and so knows again where a model has it too.
        return {**super().get_config(), "attention": self.attention}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Walk":
        return cls(**{**config, "attention": restored(config["attention"])})


def restored(part: Any) -> Any:
    """Return a layer that is a part of another's configuration: a copy, or what Keras has written.

    Weights are not copied.
    """
    if isinstance(part, keras.layers.Layer):
        return type(part).from_config(part.get_config())
    return keras.saving.deserialize_keras_object(part)


def symbolic_steps(
    attention: Any, inputs: Sequence[Any], attention_mask: Any, resume_from: Any
) -> Iterator[Step]:
    """Walk through a layer's steps over the inputs of a functional model.

    Args:
        attention: The layer, an `OwnAttention`.
        inputs: As the layer's, `keras.KerasTensor`s among them.
        attention_mask: As the layer's.
        resume_from: Nothing, as a model computes all of its tensors.

    Raises:
        ValueError: for tensors to go on from.
    """
    if resume_from:
        raise ValueError("resume_from needs ids, and not the inputs of a functional model")
    values = Walk(attention)(inputs, attention_mask=attention_mask)
    done: dict[str, Step] = {}
    for step in _described(attention, inputs, attention_mask):
        own = tuple(done[a.name] if isinstance(a, Step) else a for a in step.arguments)
        done[step.name] = replace(step, value=values[step.name], arguments=own)
        yield done[step.name]


def _described(attention: Any, inputs: Sequence[Any], attention_mask: Any) -> list[Step]:
    """Return what each step of a symbolic walk is, by a graph of which nothing is run."""
    found: list[Step] = []

    def walk(ids: list[tf.Tensor], mask: Any) -> None:
        found.extend(attention.steps(ids, mask))

    def spec(given: Any) -> Any:
        if not isinstance(given, keras.KerasTensor):
            return given
        return tf.TensorSpec(given.shape, given.dtype)

    tf.function(walk, autograph=False).get_concrete_function(
        [spec(ids) for ids in inputs], spec(attention_mask)
    )
    return found
