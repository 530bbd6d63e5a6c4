"""The normalizations as the layer computes them: a step each, under the name of the record."""

from collections.abc import Callable
from dataclasses import dataclass

import tensorflow as tf

from attnviz.layer.arithmetic import Copy, Normalize, Squash
from attnviz.layer.step import Step, step
from attnviz.scenario.normalizations import normalization


def aligned(mask: tf.Tensor, scores: tf.Tensor) -> tf.Tensor:
    """Return `mask` (B, ...) with axes of length 1 after the batch, up to the rank of `scores`."""
    while len(mask.shape) < len(scores.shape):
        mask = mask[:, None]
    return mask


def at_least_float32(tensor: tf.Tensor) -> tf.Tensor:
    """Return half-precision tensors in float32, others as they are."""
    return tf.cast(tensor, "float32") if tensor.dtype.size < 4 else tensor


@step(
    title="Normalize the scores",
    formula=r"w_t = \frac{e^{m_t}}{\sum_{u} e^{m_u}}",
    sentence="Softmax makes the scores positive and lets them share 100 %.",
    role="weights",
    symbol="w",
    arithmetic=Normalize("softmax"),
)
def softmax(logits: tf.Tensor) -> tf.Tensor:
    return tf.cast(tf.nn.softmax(at_least_float32(logits)), logits.dtype)


@step(
    title="Normalize the scores",
    formula=r"w_t = \frac{e^{m_t}}{\sum_{u} e^{m_u}}",
    sentence="Softmax makes the scores positive and lets them share 100 %; what is masked "
    "gets exactly 0.",
    role="weights",
    symbol="w",
    arithmetic=Normalize("softmax"),
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
    role="weights",
    symbol="w",
    arithmetic=Normalize("sigmoid", Squash()),
)
def sigmoid(logits: tf.Tensor) -> tf.Tensor:
    return tf.cast(tf.sigmoid(at_least_float32(logits)), logits.dtype)


@step(
    title="Use the scores as weights",
    formula=r"w_t = m_t",
    sentence="Nothing is normalized: the weights need not sum to 1, and their sum says how "
    "strong the interest is.",
    role="weights",
    symbol="w",
    arithmetic=Normalize("none", Copy("Nothing is normalized: the number is the weight.")),
)
def unnormalized(logits: tf.Tensor) -> tf.Tensor:
    return tf.identity(logits)


@dataclass(frozen=True)
class Computation:
    """The steps from scores (..., T) to weights of the same shape.

    Attributes:
        step: Of the scores, masked or not.
        where_masked: Of masked scores, the mask and the layer's `empty_row`, where a row with
            nothing to attend to needs a rule: where weights sum to one.
    """

    step: Callable[..., Step]
    where_masked: Callable[..., Step] | None = None


COMPUTATIONS: dict[str, Computation] = {
    "softmax": Computation(softmax, masked_softmax),
    "none": Computation(unnormalized),
    "sigmoid": Computation(sigmoid),
}


def normalized(name: str, logits: Step, mask: Step | None, empty_row: str, step_name: str) -> Step:
    """Return the step from scores to weights.

    Args:
        name: The normalization's name.
        logits: The scores, scaled and masked.
        mask: True = attend; None to attend to all.
        empty_row: What the weights of a row are that has nothing to attend to.
        step_name: What the weights are called.

    Raises:
        ValueError: for a name that there is not.
    """
    computation = COMPUTATIONS[normalization(name).name]
    if mask is None or computation.where_masked is None:
        return computation.step(logits, name=step_name)
    return computation.where_masked(logits, mask, empty_row, name=step_name)
