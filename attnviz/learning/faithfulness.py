"""Does attention explain? Its weights beside what each click does to the score when it is gone."""

from dataclasses import dataclass

import numpy as np

from attnviz.learning.trained import Training
from attnviz.scenario.catalogue import HELD_OUT_SEED, click_log
from attnviz.scenario.click_log import ClickLog, Logs

USERS = 400
FEWEST_CLICKS = 3
"""Of fewer clicks a rank correlation is nearly always −1 or 1."""


@dataclass(frozen=True)
class Faithfulness:
    """How far a layer's weights rank a user's clicks as leaving them out does.

    Attributes:
        correlation: The mean over users of Spearman's rank correlation, −1 .. 1; None if it is
            defined for none of them.
        users: Of how many users.
        left_out: Users for whom it is not defined: too few clicks, all weights or all changes the
            same, or not numbers.
    """

    correlation: float | None
    users: int
    left_out: int


@dataclass(frozen=True)
class LayerFaithfulness:
    """A layer's agreement before and after training."""

    name: str
    untrained: Faithfulness
    trained: Faithfulness


def faithfulness(
    training: Training, epoch: int, users: int = USERS, logs: Logs | None = None
) -> Faithfulness:
    """Compare weights with leaving one click out, over held-out users who clicked the candidate.

    A click is left out by making it padding; the model itself is run again. What changes is the
    click model's logit: full minus without, so that a click that speaks for the candidate counts
    above 0. (The score, its sigmoid, would rank them alike, but saturates.) The weight of a click
    is its |weight|, the mean over heads.

    Args:
        training: The training.
        epoch: The epoch whose weights are used, 0 for the untrained layer.
        users: How many users, at most.
        logs: What it was trained and measured on; the catalogue's logs if None.
    """
    # Loads TensorFlow.
    from attnviz.learning.metrics import walked
    from attnviz.learning.model import assign, make_model

    model = make_model(training.layer)
    assign(model, training.weights_after(epoch))
    # In the catalogue's log every other candidate was clicked.
    held_out = click_log(2 * users, HELD_OUT_SEED) if logs is None else logs.held_out
    log = held_out.rows(held_out.clicked == 1).some(users)
    filled = log.history != 0
    logit, weights = walked(model, log, "click_logit", "weights")
    weights = np.abs(weights).reshape(len(weights), -1, filled.shape[1]).mean(axis=1)
    (without,) = walked(model, each_left_out(log), "click_logit")
    change = np.zeros(filled.shape)
    change[filled] = np.repeat(logit, filled.sum(axis=1)) - without
    found = rank_correlation(weights, change, filled)
    defined = np.isfinite(found)
    mean = float(found[defined].mean()) if defined.any() else None
    return Faithfulness(mean, int(defined.sum()), int((~defined).sum()))


def each_left_out(log: ClickLog) -> ClickLog:
    """Return each row once for each click of its history, with that click made padding."""
    row, place = np.nonzero(log.history)
    without = log.rows(row)
    without.history[np.arange(len(row)), place] = 0
    return without


def rank_correlation(one: np.ndarray, other: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return Spearman's correlation of each row's values at its filled places.

    Args:
        one: Values, (B, T).
        other: Values, (B, T).
        filled: Which of them count, (B, T).

    Returns:
        −1 .. 1 for each row, (B,); equal values share the mean of their ranks. NaN for a row of
        fewer than three values, of values that are all the same, or of some that are no numbers.
    """
    ranks = [_centred_ranks(values, filled) for values in (one, other)]
    product = (ranks[0] * ranks[1]).sum(axis=1)
    size = np.sqrt((ranks[0] ** 2).sum(axis=1) * (ranks[1] ** 2).sum(axis=1))
    numbers = ((np.isfinite(one) & np.isfinite(other)) | ~filled).all(axis=1)
    defined = (filled.sum(axis=1) >= FEWEST_CLICKS) & (size > 0) & numbers
    return np.where(defined, product / np.where(defined, size, 1.0), np.nan)


def _centred_ranks(values: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return ranks minus their mean, ties shared; 0 where not filled."""
    pairs = filled[:, None, :] & filled[:, :, None]
    below = ((values[:, None, :] < values[:, :, None]) & pairs).sum(axis=2)
    equal = ((values[:, None, :] == values[:, :, None]) & pairs).sum(axis=2)
    ranks = below + (equal + 1) / 2  # 1 .. the number of filled places
    middle = (filled.sum(axis=1, keepdims=True) + 1) / 2
    return np.where(filled, ranks - middle, 0.0)
