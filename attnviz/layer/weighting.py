"""From scores to weights: scale, mask, normalize, drop. The walks of both modes go through here."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import keras
import tensorflow as tf

from attnviz.layer.arithmetic import Drop, Fill, Scale, path_of
from attnviz.layer.normalizations import aligned, normalized
from attnviz.layer.step import Step, step
from attnviz.scenario.normalizations import normalization


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
        logits = FILLS[normalization(layer.normalization).masked_score](logits, mask)
        yield logits
    drops = training and layer.weights_dropout is not None
    name = "normalized" if drops else "weights"
    weights = normalized(layer.normalization, logits, mask, layer.empty_row, name)
    yield weights
    if drops:
        yield dropped(weights, layer.weights_dropout)


@step(
    title="Scale the scores",
    formula=r"s'_t = \frac{s_t}{\sqrt{d}}",
    sentence="Sums over longer vectors spread wider; dividing by the root of their length "
    "keeps a softmax from putting everything on one click.",
    role="weights",
    symbol="s'",
    arithmetic=lambda scores, depth: Scale(depth),
)
def scaled(scores: tf.Tensor, depth: int) -> tf.Tensor:
    return scores / tf.constant(depth**0.5, scores.dtype)


@step(
    title="Mask the padding",
    name="masked",
    formula=r"m_t = s_t \text{ where the mask is true, else } -\infty",
    sentence="Where the mask is false the score becomes minus infinity, so that nothing of it "
    "is left after the normalization.",
    role="weights",
    symbol="m",
    arithmetic=Fill(float("-inf")),
)
def masked_with_minus_infinity(scores: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    return tf.where(aligned(mask, scores), scores, tf.constant(float("-inf"), scores.dtype))


@step(
    title="Mask the padding",
    name="masked",
    formula=r"m_t = s_t \text{ where the mask is true, else } 0",
    sentence="Without normalization a score is used as it is, so where the mask is false "
    "it becomes 0.",
    role="weights",
    symbol="m",
    arithmetic=Fill(0.0),
)
def masked_with_zero(scores: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    return tf.where(aligned(mask, scores), scores, tf.zeros([], scores.dtype))


FILLS: Mapping[float, Callable[..., Step]] = {
    float("-inf"): masked_with_minus_infinity,
    0.0: masked_with_zero,
}
"""By what a masked score becomes, the step that does it."""


@step(
    title="Drop some weights",
    name="weights",
    formula=r"w'_t = w_t \cdot \frac{b_t}{1 - p}, \quad b_t \sim \text{Bernoulli}(1 - p)",
    sentence="In training, some weights are set to 0 at random, and the others grow to make up.",
    role="weights",
    symbol="w'",
    arithmetic=lambda normalized, dropout: Drop(path_of(dropout), dropout.rate),
)
def dropped(normalized: tf.Tensor, dropout: keras.layers.Dropout) -> tf.Tensor:
    return dropout(normalized, training=True)
