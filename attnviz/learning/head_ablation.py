"""Do heads differ? What each head attends to, how alike two are, and what is lost without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnviz.scenario.catalogue import HELD_OUT, HELD_OUT_SEED, ITEMS, click_log
from attnviz.scenario.click_log import Logs

OUTPUT = "attention/output_dense/kernel"


@dataclass(frozen=True)
class Head:
    """A head over the held-out users.

    Attributes:
        mass: Its attention mass, 0 .. 1; None if all its weights are 0, or no interests are known.
        entropy: How evenly it spreads its |weights|, 0 (on one click) .. 1 (equal); None if all
            are 0.
        loss_without: The click model's loss with this head's context set to zero.
        auc_without: Its AUC then.
    """

    mass: float | None
    entropy: float | None
    loss_without: float
    auc_without: float


@dataclass(frozen=True, eq=False)  # it holds an array
class HeadAblation:
    """All heads of a layer over the held-out users.

    Attributes:
        heads: One a head.
        similarity: Mean over users of the cosine between two heads' |weights| over a user's
            clicks, 0 .. 1, (h, h); NaN where it is defined for no user, as all weights are 0.
        loss: The click model's loss with all heads.
        auc: Its AUC.
        chance: The mass of equal weights; None where no interests are known.
        samples: How many samples of held-out users this was measured on.
    """

    heads: tuple[Head, ...]
    similarity: np.ndarray
    loss: float
    auc: float
    chance: float | None
    samples: int


def head_ablation(
    layer: Mapping[str, Any],
    weights: Mapping[str, np.ndarray] | None,
    logs: Logs | None = None,
) -> HeadAblation:
    """Measure the heads of a layer.

    A head is switched off by making the rows of the output projection that it feeds zero: they
    are multiplied by its context and by nothing else, so the model is then the same as with a
    context of zero, and is still one and the same computation.

    Args:
        layer: Arguments of a multi-head layer in which the candidate asks.
        weights: The click model's weights by path; None for the untrained ones.
        logs: Whose held-out samples are used, at most as many as the catalogue's log has; those
            of the catalogue if None.
    """
    # Loads TensorFlow.
    from attnviz.learning.metrics import attention_entropy, attention_mass, measure, walked
    from attnviz.learning.model import make_model, paths

    model = make_model(layer)
    variables = paths(model)
    for path, values in (weights or {}).items():
        variables[path].assign(values)
    if logs is None:
        log, items = click_log(HELD_OUT, HELD_OUT_SEED), ITEMS
    else:
        log, items = logs.held_out.some(HELD_OUT), logs.items
    filled = log.history != 0
    told = (log.clicked == 1) & (items.interest_number(log.candidate) >= 0)
    related = items.related(log.history, log.candidate[:, None])[told]
    (found,) = walked(model, log, "weights")  # (B, h, 1, T)
    whole = measure(model, log, 0, items)

    kernel = variables[OUTPUT].numpy()
    heads = []
    for head in range(found.shape[1]):
        own = found[:, head]
        band = slice(head * model.attention.head_dim, (head + 1) * model.attention.head_dim)
        without = kernel.copy()
        without[band] = 0.0
        variables[OUTPUT].assign(without)
        off = measure(model, log, 0, items)
        mass = attention_mass(own[told], related, filled[told]) if told.any() else None
        heads.append(Head(mass, attention_entropy(own, filled), off.loss, off.auc))
    return HeadAblation(
        tuple(heads),
        weight_similarity(found[:, :, 0], filled),
        whole.loss,
        whole.auc,
        whole.chance,
        len(log.clicked),
    )


def weight_similarity(weights: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return the mean cosine between the heads' |weights| over users.

    Args:
        weights: (B, h, T).
        filled: Positions that hold a click, (B, T).

    Returns:
        0 .. 1, (h, h): 1 where two heads weigh alike, 0 where no click has a weight of both. A
        user for whom one of two heads has no weight at all, or one that is no number, is left out
        of their mean; NaN if that is every user.
    """
    size = np.abs(weights.astype(np.float64)) * filled[:, None]
    length = np.linalg.norm(size, axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        unit = size / np.where(length > 0, length, np.nan)
    cosine = unit @ unit.transpose(0, 2, 1)  # (B, h, h)
    defined = np.isfinite(cosine)
    total, users = np.where(defined, cosine, 0.0).sum(axis=0), defined.sum(axis=0)
    return np.where(users > 0, total / np.maximum(users, 1), np.nan)
