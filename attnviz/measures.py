"""Measures beside a training's own: loss on the log it learns from, entropy of the weights."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attnviz.training import Training


@dataclass(frozen=True)
class Further:
    """Measures of an epoch that need its weights.

    Attributes:
        train_loss: Mean binary cross-entropy in nats on samples that are trained on, at most as
            many as are held out.
        entropy: How evenly |weights| are spread over a held-out user's clicks, 0 (all on one) .. 1
            (equal), by head, then the mean; None if all weights are 0.
    """

    train_loss: float
    entropy: float | None


def further_measures(training: "Training") -> "tuple[Further, ...]":
    """Measure the weights of every epoch of a training, from epoch 0 on."""
    from attnviz.catalogue import click_log
    from attnviz.training import HELD_OUT, HELD_OUT_SEED, LOG_SEED, assign, make_model, measure

    own = click_log(min(HELD_OUT, training.fit["training_samples"]), LOG_SEED)
    held_out = click_log(HELD_OUT, HELD_OUT_SEED)
    model = make_model(training.layer)
    found = []
    for epoch in range(len(training.epochs)):
        assign(model, training.weights_after(epoch))
        walk = model.attention.steps([held_out.history, held_out.candidate])
        shares = next(step.value.numpy() for step in walk if step.name == "weights")
        entropy = attention_entropy(shares, held_out.history != 0)
        found.append(Further(measure(model, own, epoch).loss, entropy))
    return tuple(found)


def attention_entropy(weights: np.ndarray, filled: np.ndarray) -> float | None:
    """Return the entropy of |weights| over clicks as a share of that of equal weights.

    Args:
        weights: (B, 1, T) or (B, h, 1, T).
        filled: Positions that hold a click, at least two a row, (B, T).

    Returns:
        0 .. 1, the mean over heads and rows; None where it is not defined since all weights are 0,
        or not numbers.
    """
    size = np.abs(weights.astype(np.float64)).reshape(len(weights), -1, weights.shape[-1])
    size = size * filled[:, None]
    total = size.sum(axis=-1)
    defined = total > 0
    if not defined.any():
        return None
    share = size / np.where(defined, total, 1.0)[..., None]
    nats = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1)
    equal = np.broadcast_to(np.log(filled.sum(axis=-1))[:, None], nats.shape)
    return float((nats[defined] / equal[defined]).mean())
