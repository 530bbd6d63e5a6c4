"""Measures beside a training's own: loss on the log it learns from, entropy of the weights."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from attnviz.scenario.click_log import Logs

if TYPE_CHECKING:
    from attnviz.learning.fit import Training


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


def further_measures(training: "Training", logs: Logs) -> "tuple[Further, ...]":
    """Measure the weights of every epoch of a training, from epoch 0 on.

    Args:
        training: The training.
        logs: What it was trained and measured on.
    """
    from attnviz.learning.fit import measure, walked
    from attnviz.learning.model import assign, make_model

    model, own = make_model(training.layer), logs.train.some(len(logs.held_out.clicked))
    found = []
    for epoch in range(len(training.epochs)):
        assign(model, training.weights_after(epoch))
        (weights,) = walked(model, logs.held_out, "weights")
        entropy = attention_entropy(weights, logs.held_out.history != 0)
        found.append(Further(measure(model, own, epoch, logs.items).loss, entropy))
    return tuple(found)


def entropy_after(training: "Training", epoch: int, logs: Logs) -> float | None:
    """Return the entropy of a training's weights over held-out users, at most 2,000 samples.

    Args:
        training: The training.
        epoch: The epoch whose weights are used.
        logs: What it was trained and measured on.
    """
    from attnviz.learning.fit import HELD_OUT, walked
    from attnviz.learning.model import assign, make_model

    model, log = make_model(training.layer), logs.held_out.some(HELD_OUT)
    assign(model, training.weights_after(epoch))
    (weights,) = walked(model, log, "weights")
    return attention_entropy(weights, log.history != 0)


def attention_entropy(weights: np.ndarray, filled: np.ndarray) -> float | None:
    """Return the entropy of |weights| over clicks as a share of that of equal weights.

    Args:
        weights: (B, 1, T) or (B, h, 1, T).
        filled: Positions that hold a click, (B, T).

    Returns:
        0 .. 1, the mean over heads and rows of two clicks or more; None where it is not defined
        since all weights are 0, or not numbers.
    """
    size = np.abs(weights.astype(np.float64)).reshape(len(weights), -1, weights.shape[-1])
    size = size * filled[:, None]
    total = size.sum(axis=-1)
    defined = (total > 0) & (filled.sum(axis=-1) > 1)[:, None]  # one click has all of it
    if not defined.any():
        return None
    share = size / np.where(defined, total, 1.0)[..., None]
    nats = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1)
    equal = np.broadcast_to(np.log(filled.sum(axis=-1))[:, None], nats.shape)
    return float((nats[defined] / equal[defined]).mean())
