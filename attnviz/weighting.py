"""From scores to weights: scale, mask, normalize, drop. The walks of both modes go through here."""

from collections.abc import Iterator
from typing import Any, Protocol

import keras
import tensorflow as tf

from attnviz.step import Step, step


class Weighing(Protocol):
    """What a layer says of how its scores become weights; see `OwnAttention`'s arguments."""

    @property
    def scales(self) -> bool: ...
    @property
    def normalization(self) -> str: ...
    @property
    def empty_row(self) -> str: ...
    @property
    def weights_dropout(self) -> Any: ...


def weighting(
    layer: Weighing, scores: Step, mask: Step | None, depth: int, training: bool
) -> Iterator[Step]:
    """Walk from scores (..., T) to weights of the same shape; the last step is `weights`.

    Args:
        layer: Says whether to scale, how to normalize and what to drop.
        scores: The scores of every query against every key.
        mask: True = attend, (B, T) or (B, T_q, T_k); None to attend to all.
        depth: Length of the vectors that were compared: D, or D/h in a head.
        training: Whether weights are dropped.
    """
    logits = scores
    if layer.scales:
        logits = scaled(logits, depth)
        yield logits
    if mask is not None:
        fill = masked_with_zero if layer.normalization == "none" else masked_with_minus_infinity
        logits = fill(logits, mask)
        yield logits
    drops = training and layer.weights_dropout is not None
    name = "normalized" if drops else "weights"
    if layer.normalization == "none":
        weights = unnormalized(logits, name=name)
    elif layer.normalization == "sigmoid":
        weights = sigmoid(logits, name=name)
    elif mask is None:
        weights = softmax(logits, name=name)
    else:
        weights = masked_softmax(logits, mask, layer.empty_row, name=name)
    yield weights
    if drops:
        yield dropped(weights, layer.weights_dropout)


@step(
    title="Scale the scores",
    formula=r"s'_t = \frac{s_t}{\sqrt{d}}",
    sentence="Sums over longer vectors spread wider; dividing by the root of their length "
    "keeps a softmax from putting everything on one click.",
)
def scaled(scores: tf.Tensor, depth: int) -> tf.Tensor:
    return scores / tf.constant(depth**0.5, scores.dtype)


def aligned(mask: tf.Tensor, scores: tf.Tensor) -> tf.Tensor:
    """Return `mask` (B, ...) with axes of length 1 after the batch, up to the rank of `scores`."""
    while len(mask.shape) < len(scores.shape):
        mask = mask[:, None]
    return mask


@step(
    title="Mask the padding",
    name="masked",
    formula=r"m_t = s_t \text{ where the mask is true, else } -\infty",
    sentence="Where the mask is false the score becomes minus infinity, so that nothing of it "
    "is left after the normalization.",
)
def masked_with_minus_infinity(scores: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    return tf.where(aligned(mask, scores), scores, tf.constant(float("-inf"), scores.dtype))


@step(
    title="Mask the padding",
    name="masked",
    formula=r"m_t = s_t \text{ where the mask is true, else } 0",
    sentence="Without normalization a score is used as it is, so where the mask is false "
    "it becomes 0.",
)
def masked_with_zero(scores: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    return tf.where(aligned(mask, scores), scores, tf.zeros([], scores.dtype))


def at_least_float32(tensor: tf.Tensor) -> tf.Tensor:
    """Return half-precision tensors in float32, others as they are."""
    return tf.cast(tensor, "float32") if tensor.dtype.size < 4 else tensor


@step(
    title="Normalize the scores",
    formula=r"w_t = \frac{e^{m_t}}{\sum_{u} e^{m_u}}",
    sentence="Softmax makes the scores positive and lets them share 100 %.",
)
def softmax(logits: tf.Tensor) -> tf.Tensor:
    return tf.cast(tf.nn.softmax(at_least_float32(logits)), logits.dtype)


@step(
    title="Normalize the scores",
    formula=r"w_t = \frac{e^{m_t}}{\sum_{u} e^{m_u}}",
    sentence="Softmax makes the scores positive and lets them share 100 %; what is masked "
    "gets exactly 0.",
)
def masked_softmax(logits: tf.Tensor, mask: tf.Tensor, empty_row: str) -> tf.Tensor:
    # Where a row has nothing to attend to, softmax is 0 / 0: the policy `empty_row` decides.
    empty = tf.logical_not(tf.reduce_any(aligned(mask, logits), axis=-1, keepdims=True))
    wide = at_least_float32(logits)
    weights = tf.nn.softmax(tf.where(empty, tf.zeros([], wide.dtype), wide))
    if empty_row != "uniform":
        fill = 0.0 if empty_row == "zero" else float("nan")
        weights = tf.where(empty, tf.constant(fill, wide.dtype), weights)
    return tf.cast(weights, logits.dtype)


@step(
    title="Squash each score",
    formula=r"w_t = \frac{1}{1 + e^{-m_t}}",
    sentence="A sigmoid weighs each click by itself, between 0 and 1; the clicks do not share.",
)
def sigmoid(logits: tf.Tensor) -> tf.Tensor:
    return tf.cast(tf.sigmoid(at_least_float32(logits)), logits.dtype)


@step(
    title="Use the scores as weights",
    formula=r"w_t = m_t",
    sentence="Nothing is normalized: the weights need not sum to 1, and their sum says how "
    "strong the interest is.",
)
def unnormalized(logits: tf.Tensor) -> tf.Tensor:
    return tf.identity(logits)


@step(
    title="Drop some weights",
    name="weights",
    formula=r"w'_t = w_t \cdot \frac{b_t}{1 - p}, \quad b_t \sim \text{Bernoulli}(1 - p)",
    sentence="In training, some weights are set to 0 at random, and the others grow to make up.",
)
def dropped(normalized: tf.Tensor, dropout: keras.layers.Dropout) -> tf.Tensor:
    return dropout(normalized, training=True)
