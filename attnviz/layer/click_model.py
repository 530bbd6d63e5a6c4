"""The click model around the layer: would this user click the candidate?"""

from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.layer.arithmetic import Dense, Part, SideBySide, Squash
from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.parts.seeding import seeded
from attnviz.layer.step import Step, resumed, step

HIDDEN_UNITS = 32


@keras.saving.register_keras_serializable(package="attnviz")
class ClickModel(keras.Model):
    """Attention, then a small network over [context, candidate, context * candidate].

    "Context" is the layer's output and "candidate" the layer's own embedding of the candidate.

    Args:
        attention: The attention layer; not self-attention, which has no single output a user.
        item_info: Of a layer with side info the value of each feature of each id, (ids, n); it is
            not trained.

    Call: [history (B, T), candidate (B,)] of integers -> logits (B,).
    """

    def __init__(self, attention: OwnAttention, item_info: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attention = attention
        self.item_info = None if item_info is None else np.array(item_info, np.int64)
        seed = attention.seed
        self.hidden = keras.layers.Dense(
            HIDDEN_UNITS,
            "relu",
            kernel_initializer=seeded("glorot_uniform", seed, "hidden/kernel"),
            name="hidden",
        )
        self.click = keras.layers.Dense(
            1, kernel_initializer=seeded("glorot_uniform", seed, "click/kernel"), name="click"
        )

    def build(self, input_shape: Any) -> None:
        if not self.attention.built:  # as it is when Keras has loaded it
            features = len(self.attention.side_info)
            info = [(None, None, features), (None, 1, features)] if features else []
            self.attention.build([*input_shape, *info])
        self.hidden.build((None, 3 * self.attention.embedding_dim))
        self.click.build((None, HIDDEN_UNITS))

    def layer_inputs(self, history: Any, candidate: Any) -> list[Any]:
        """Return what the layer is given: ids (B, T) and (B,), and of side info what is known of
        these items.
        """
        if self.item_info is None:
            return [history, candidate]
        known = tf.constant(self.item_info)
        return [history, candidate, *(tf.gather(known, i) for i in (history, candidate[:, None]))]

    def steps(
        self,
        inputs: Any,
        training: bool = False,
        resume_from: Mapping[str, Any] | None = None,
    ) -> Iterator[Step]:
        """Walk through the layer's steps, then on to `click_logit` and `score`, both (B,).

        Arguments and errors as those of `OwnAttention.steps`. What is known of the items is that of
        the ids in `inputs`, also where `resume_from` has others.
        """
        if resume_from:
            yield from resumed(self.steps(inputs, training), resume_from)
            return
        walked: dict[str, Step] = {}
        for current in self.attention.steps(self.layer_inputs(*inputs), training=training):
            walked[current.name] = current
            yield current
        yield (features := click_features(walked["output"], walked["query"]))
        yield (hidden := click_hidden(features, self.hidden))
        yield (logit := click_logit(hidden, self.click))
        yield score(logit)

    def call(self, inputs: Any, training: bool = False) -> tf.Tensor:
        *_, logit, _ = self.steps(inputs, training)
        return logit.value

    def get_config(self) -> dict[str, Any]:
        attention = keras.saving.serialize_keras_object(self.attention)
        known = None if self.item_info is None else self.item_info.tolist()
        return {**super().get_config(), "attention": attention, "item_info": known}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "ClickModel":
        attention = keras.saving.deserialize_keras_object(config.pop("attention"))
        return cls(attention, **config)


@step(
    title="Put context and candidate side by side",
    axes="B F",
    formula=r"z = [\,o,\; q,\; o \odot q\,]",
    sentence="The click model sees the interest vector, the candidate's vector and their product.",
    role="ink",
    symbol="z",
    arithmetic=SideBySide(
        (
            Part("o", "This part is the interest vector.", (0,)),
            Part("q", "This part is the candidate's vector.", (1,)),
            Part("o·q", "This part is interest vector times candidate.", (0, 1), "×"),
        ),
        drawn=2,
    ),
)
def click_features(context: tf.Tensor, query: tf.Tensor) -> tf.Tensor:
    candidate = query[:, 0]
    return tf.concat([context, candidate, context * candidate], axis=-1)


@step(
    title="A hidden layer of the click model",
    axes="B u",
    formula=r"z' = \max(0,\; z W + b)",
    sentence="A small network mixes the features.",
    role="ink",
    symbol="z'",
    arithmetic=lambda features, dense: Dense.of(dense, word="dense, relu"),
)
def click_hidden(features: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(features)


@step(
    title="One number for the click",
    axes="B",
    formula=r"\ell = z' \cdot w + b",
    sentence="The logit: above 0 the model expects a click.",
    role="ink",
    symbol=r"\ell",
    arithmetic=lambda hidden, dense: Dense.of(dense),
)
def click_logit(hidden: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return tf.squeeze(dense(hidden), axis=-1)


@step(
    title="The score",
    axes="B",
    formula=r"\text{score} = \frac{1}{1 + e^{-\ell}}",
    sentence="A sigmoid turns the logit into a probability: would they click?",
    role="ink",
    symbol=r"\text{score}",
    arithmetic=Squash(),
)
def score(logit: tf.Tensor) -> tf.Tensor:
    return tf.sigmoid(logit)
