"""Does attention explain? Its weights beside what each click does to the score when it is gone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attnviz.training import Training

USERS = 400
FEWEST_CLICKS = 3
"""Of fewer clicks a rank correlation is nearly always −1 or 1."""


@dataclass(frozen=True)
class Agreement:
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
class Explained:
    """A layer's agreement before and after training."""

    name: str
    untrained: Agreement
    trained: Agreement


def agreement(training: "Training", epoch: int, users: int = USERS) -> Agreement:
    """Compare weights with leaving one click out, over held-out users who clicked the candidate.

    A click is left out by making it padding; the model itself is run again. What changes is the
    click model's logit: full minus without, so that a click that speaks for the candidate counts
    above 0. (The score, its sigmoid, would rank them alike, but saturates.) The weight of a click
    is its |weight|, the mean over heads.

    Args:
        training: A training on the catalogue's click log.
        epoch: The epoch whose weights are used, 0 for the untrained layer.
        users: How many users.
    """
    from attnviz.catalogue import click_log
    from attnviz.training import HELD_OUT_SEED, make_model, paths

    model = make_model(training.layer)
    learned = training.weights_after(epoch)
    for path, variable in paths(model).items():
        variable.assign(learned[path])
    log = click_log(2 * users, HELD_OUT_SEED)  # every other candidate was clicked
    clicked = log.clicked == 1
    history, candidate = log.history[clicked], log.candidate[clicked]
    walked = {step.name: step.value.numpy() for step in model.steps([history, candidate])}
    weights = np.abs(walked["weights"]).reshape(len(history), -1, history.shape[1]).mean(axis=1)
    without = model([each_left_out(history), np.repeat(candidate, history.shape[1])]).numpy()
    change = walked["click_logit"][:, None] - without.reshape(history.shape)
    found = rank_correlation(weights, change, history != 0)
    defined = np.isfinite(found)
    mean = float(found[defined].mean()) if defined.any() else None
    return Agreement(mean, int(defined.sum()), int((~defined).sum()))


def each_left_out(history: np.ndarray) -> np.ndarray:
    """Return each history with each of its places made padding, (B, T) -> (B T, T)."""
    length = history.shape[1]
    kept = 1 - np.eye(length, dtype=history.dtype)
    return (history[:, None] * kept).reshape(-1, length)


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
