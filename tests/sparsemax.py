"""A normalization that attnviz does not have, as somebody would add it: three entries by its name.

Source: Martins and Astudillo, "From Softmax to Sparsemax", ICML 2016.
"""

import numpy as np
import tensorflow as tf

from attnviz.layer import normalizations as layer_normalizations
from attnviz.layer import reference
from attnviz.layer.arithmetic import Normalize
from attnviz.layer.normalizations import Computation, aligned
from attnviz.layer.reference import Weighting
from attnviz.layer.step import step
from attnviz.scenario import normalizations
from attnviz.scenario.normalizations import Normalization

RECORD = Normalization(
    "sparsemax",
    does="sparsemax makes shares of the highest",
    applied="the shares of sparsemax",
    word="sparsemax",
    operator="sparsemax",
    code=(  # Keras 3.15 has an `ops.sparsemax`, whose weights sum to more than 1
        "highest = ops.flip(ops.sort(scores, axis=-1), axis=-1)",
        "threshold = (ops.cumsum(highest, axis=-1) - 1) / np.arange(1, scores.shape[-1] + 1)",
        "weights = ops.relu(scores - ops.max(threshold, axis=-1, keepdims=True))",
    ),
    masked_score=float("-inf"),
    sums_to_one=True,
    keeps_ratios=False,
    bounded=True,
)


def nearest_shares(logits: tf.Tensor) -> tf.Tensor:
    """Return the shares that are nearest to the logits; of n of them, the n highest have some."""
    highest = tf.sort(logits, direction="DESCENDING")
    count = tf.range(1, tf.shape(logits)[-1] + 1)
    threshold = (tf.cumsum(highest, axis=-1) - 1) / tf.cast(count, logits.dtype)
    return tf.nn.relu(logits - tf.reduce_max(threshold, axis=-1, keepdims=True))


@step(
    title="Normalize the scores",
    formula=r"w = \arg\min_{p \in \Delta} \lVert p - m \rVert^2",
    sentence="Sparsemax shares 100 % among the highest scores, and the others get 0.",
    role="weights",
    symbol="w",
    arithmetic=Normalize("sparsemax"),
)
def sparsemax(logits: tf.Tensor) -> tf.Tensor:
    return nearest_shares(logits)


@step(
    title="Normalize the scores",
    formula=r"w = \arg\min_{p \in \Delta} \lVert p - m \rVert^2",
    sentence="Sparsemax shares 100 % among the highest scores; what is masked gets 0.",
    role="weights",
    symbol="w",
    arithmetic=Normalize("sparsemax"),
)
def masked_sparsemax(logits: tf.Tensor, mask: tf.Tensor, empty_row: str) -> tf.Tensor:
    empty = tf.logical_not(tf.reduce_any(aligned(mask, logits), axis=-1, keepdims=True))
    weights = nearest_shares(tf.where(empty, tf.zeros([], logits.dtype), logits))
    if empty_row != "uniform":
        fill = 0.0 if empty_row == "zero" else float("nan")
        weights = tf.where(empty, tf.constant(fill, logits.dtype), weights)
    return weights


def projected(logits: np.ndarray) -> np.ndarray:
    """Return the shares by leaving out the lowest, until all that are left have some."""
    weights = np.full(logits.shape, np.nan)
    for place in np.ndindex(logits.shape[:-1]):
        row = logits[place]
        left = np.isfinite(row)
        while (
            left.any() and not (shares := row - (row[left].sum() - 1) / left.sum())[left].min() > 0
        ):
            left &= shares > 0
        if left.any():
            weights[place] = np.where(left, shares, 0)
    return weights


ENTRIES = (
    (normalizations.NORMALIZATIONS, RECORD),
    (layer_normalizations.COMPUTATIONS, Computation(sparsemax, masked_sparsemax)),
    (reference.WEIGHTINGS, Weighting(projected, -np.inf, shares=True)),
)
