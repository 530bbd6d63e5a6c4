"""Target attention: an activation unit weighs each click for the candidate.

Axes: B samples, C candidates, T clicks of the history, D the embedding, F the unit's features.
Source: Zhou et al., "Deep Interest Network for Click-Through Rate Prediction", KDD 2018.
"""

from collections.abc import Iterator
from typing import Protocol

import keras
import tensorflow as tf

from attnviz.layer.arithmetic import Dense, Part, SideBySide, WeightedSum
from attnviz.layer.parts.activation_unit import ActivationUnit, dense_formula
from attnviz.layer.step import Step, step
from attnviz.layer.weighting import Weighing, weighting


class Unit(Weighing, Protocol):
    """What a layer with an activation unit has."""

    @property
    def embedding_dim(self) -> int: ...
    @property
    def unit_inputs(self) -> str: ...
    @property
    def activation_unit(self) -> ActivationUnit | None: ...


def target_attention(
    layer: Unit, query: Step, key: Step, value: Step, mask: Step | None, training: bool
) -> Iterator[Step]:
    """Walk from vectors to the interest vectors; the last step is `context` (B, C, D).

    Args:
        layer: The layer whose activation unit and options are used.
        query: The candidates' vectors (B, C, D).
        key: The clicks' vectors (B, T, D).
        value: What is summed, (B, T, D).
        mask: True = attend, (B, T); None to attend to all.
        training: Whether weights are dropped.
    """
    if layer.unit_inputs == "query_key":
        features = query_and_key(query, key)
    else:
        features = key_alone(key, tf.shape(query.value)[1])
    yield features
    unit = layer.activation_unit
    assert unit is not None, "a layer in attention mode has a unit"
    for number, hidden_layer in enumerate(unit.hidden_layers, start=1):
        features = unit_hidden(
            features, hidden_layer, name=f"unit_hidden_{number}", symbol=f"x^{{[{number}]}}"
        )
        yield features
    scores = unit_output(features, unit.output_layer)
    yield scores
    weights = scores
    for weights in weighting(layer, scores, mask, layer.embedding_dim, training):
        yield weights
    yield context(weights, value)


@step(
    title="Put query and key side by side",
    name="unit_input",
    axes="B C T F",
    formula=r"x_t = [\,q,\; k_t,\; q - k_t,\; q \odot k_t\,]",
    sentence="The unit sees the candidate, the click, their difference and their product.",
    role="key",
    symbol="x",
    arithmetic=SideBySide(
        (
            Part("q", "This part is the query.", (0,)),
            Part("k", "This part is the key.", (1,)),
            Part("q−k", "This part is query less key.", (0, 1), "−"),
            Part("q·k", "This part is query times key.", (0, 1), "×"),
        ),
        drawn=2,
    ),
)
def query_and_key(query: tf.Tensor, key: tf.Tensor) -> tf.Tensor:
    query, key = query[:, :, None], key[:, None]  # (B, C, 1, D), (B, 1, T, D)
    product = query * key
    return tf.concat(
        [query * tf.ones_like(key), key * tf.ones_like(query), query - key, product], axis=-1
    )


@step(
    title="Take the key alone",
    name="unit_input",
    axes="B C T F",
    formula=r"x_t = k_t",
    sentence="The unit sees the click and not the candidate, so no candidate can re-weight it.",
    role="key",
    symbol="x",
    arithmetic=SideBySide((Part("k", "The unit is given the key as it is.", (0,)),), drawn=1),
)
def key_alone(key: tf.Tensor, candidates: tf.Tensor) -> tf.Tensor:
    return key[:, None] * tf.ones([1, candidates, 1, 1], key.dtype)


@step(
    title="A hidden layer of the unit",
    axes="B C T u",
    formula=lambda features, dense: dense_formula("x'_t", "x_t W", dense),
    sentence="Each click goes through the same small network, side by side with the others.",
    role="key",
    arithmetic=lambda features, hidden_layer: Dense.of(hidden_layer),
)
def unit_hidden(features: tf.Tensor, hidden_layer: keras.layers.Dense) -> tf.Tensor:
    return hidden_layer(features)


@step(
    title="Score each click",
    name="scores",
    axes="B C T",
    formula=lambda features, dense: dense_formula("s_t", r"x_t \cdot w", dense),
    sentence="The unit's output is one number a click: how much it matters for the candidate.",
    role="weights",
    symbol="s",
    arithmetic=lambda features, output_layer: Dense.of(output_layer),
)
def unit_output(features: tf.Tensor, output_layer: keras.layers.Dense) -> tf.Tensor:
    return tf.squeeze(output_layer(features), axis=-1)


@step(
    title="Sum the values by weight",
    axes="B C D",
    formula=r"c = \sum_t w_t\, v_t",
    sentence="Each value row is scaled by its weight, then the rows are added up. "
    "The result is the interest vector.",
    role="context",
    symbol="c",
    arithmetic=WeightedSum(),
)
def context(weights: tf.Tensor, value: tf.Tensor) -> tf.Tensor:
    return tf.matmul(weights, value)
