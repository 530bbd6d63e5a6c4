"""Measures of a model: loss, AUC, attention mass, entropy of the weights."""

import numpy as np

from attnviz.layer.click_model import ClickModel
from attnviz.learning.model import assign, make_model
from attnviz.learning.trained import Epoch, Further, Training
from attnviz.scenario.catalogue import HELD_OUT, ITEMS
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.items import Items


def further_measures(training: Training, logs: Logs) -> tuple[Further, ...]:
    """Measure the weights of every epoch of a training, from epoch 0 on.

    Args:
        training: The training.
        logs: What it was trained and measured on.
    """

    model, own = make_model(training.layer), logs.train.some(len(logs.held_out.clicked))
    found = []
    for epoch in range(len(training.epochs)):
        assign(model, training.weights_after(epoch))
        (weights,) = walked(model, logs.held_out, "weights")
        entropy = attention_entropy(weights, logs.held_out.history != 0)
        found.append(Further(measure(model, own, epoch, logs.items).loss, entropy))
    return tuple(found)


def entropy_after(training: Training, epoch: int, logs: Logs) -> float | None:
    """Return the entropy of a training's weights over held-out users, at most 2,000 samples.

    Args:
        training: The training.
        epoch: The epoch whose weights are used.
        logs: What it was trained and measured on.
    """

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


# Of a large log, so many rows are measured at once: each needs its hidden units for every click.
_ROWS_AT_ONCE = 4096


def walked(model: ClickModel, log: ClickLog, *names: str) -> list[np.ndarray]:
    """Return tensors of the walk over all samples of a log, by the names of their steps."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for first in range(0, len(log.candidate), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        for step in model.steps([log.history[rows], log.candidate[rows]]):
            if step.name in parts:
                parts[step.name].append(step.value.numpy())
    return [np.concatenate(part) for part in parts.values()]


def measure(model: ClickModel, log: ClickLog, epoch: int, items: Items = ITEMS) -> Epoch:
    """Measure the model on the users of a log; see `Epoch`."""
    logits, weights = walked(model, log, "click_logit", "weights")
    logits = logits.astype(np.float64)
    with np.errstate(invalid="ignore"):  # a training that has diverged is told, not warned of
        loss = np.logaddexp(0.0, logits) - log.clicked * logits
    clicked = log.clicked == 1
    mass = chance = None
    told = clicked & (items.interest_number(log.candidate) >= 0)
    if told.any():
        history = log.history[told]
        related, filled = items.related(history, log.candidate[told, None]), history != 0
        mass = attention_mass(weights[told], related, filled)
        chance = float((related.sum(axis=1) / filled.sum(axis=1)).mean())
    return Epoch(
        epoch,
        float(loss.mean()),
        area_under_curve(logits, clicked),
        float("nan") if clicked.all() else float(((logits > 0) == clicked).mean()),
        mass,
        chance,
    )


def attention_mass(weights: np.ndarray, related: np.ndarray, filled: np.ndarray) -> float | None:
    """Return the share of |weights| on related clicks, by sample and head, then the mean.

    Args:
        weights: (B, 1, T) or (B, h, 1, T).
        related: Clicks of the candidate's interest, (B, T).
        filled: Positions that hold a click, (B, T).

    Returns:
        0 .. 1, or None where it is not defined since all weights are 0.
    """
    size = np.abs(weights).reshape(len(weights), -1, weights.shape[-1]) * filled[:, None]
    total = size.sum(axis=-1)
    on_related = (size * related[:, None]).sum(axis=-1)
    defined = total > 0
    if not defined.any():
        return None
    return float((on_related[defined] / total[defined]).mean())


def area_under_curve(scores: np.ndarray, clicked: np.ndarray) -> float:
    """Return the area under the ROC curve, by ranks with ties shared (Mann and Whitney, 1947).

    NaN where a score is not a number, as it has no rank, and where all or none were clicked.
    """
    if np.isnan(scores).any() or clicked.all() or not clicked.any():
        return float("nan")
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    positive, negative = clicked.sum(), (~clicked).sum()
    return float((rank[clicked].sum() - positive * (positive + 1) / 2) / (positive * negative))
