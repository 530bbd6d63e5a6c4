"""What the checks of a lesson's file measure, on a live trace."""

from collections.abc import Callable

import numpy as np

from attnviz.learning.trained import Epoch
from attnviz.topics.masks.claims import padding_weight
from attnviz.topics.overview import click_weights
from attnviz.trace.record import Trace


def place(trace: Trace) -> tuple[int, int]:
    """Return the user (0-based) and the head that a view shows."""
    return trace.settings.sample - 1, trace.settings.head


def weights(trace: Trace, head: int | None = None) -> np.ndarray:
    user, shown = place(trace)
    return click_weights(trace, user, shown if head is None else head)


def heads(trace: Trace) -> int:
    return trace["weights"].shape[1]


def interest_share(trace: Trace, head: int | None = None) -> float:
    user, _ = place(trace)
    samples = trace.samples
    related = samples.items.related(samples.history[user], samples.candidate[user])
    made = np.abs(weights(trace, head))
    return float(made[related].sum() / made.sum())


def on_clicks(trace: Trace) -> np.ndarray:
    user, _ = place(trace)
    return weights(trace)[trace.samples.history[user] != 0]


def key_of_padding(trace: Trace) -> float:
    user, _ = place(trace)
    return float(np.abs(trace["key"].value[user][trace.samples.history[user] == 0]).max())


def zero_scores(trace: Trace) -> float:
    user, _ = place(trace)
    return float((trace["scores"].value[user, 0][trace.samples.history[user] != 0] == 0).mean())


def cosine_within(trace: Trace) -> float:
    table = trace["attention/embedding/embeddings"].value[1:].astype(np.float64)
    each = (table / np.linalg.norm(table, axis=1, keepdims=True)).reshape(8, 8, -1)  # by interest
    inner = np.einsum("gid,gjd->gij", each, each)
    return float(inner[:, ~np.eye(8, dtype=bool)].mean())


def square(trace: Trace) -> np.ndarray:
    """Return the weights of the clicks on the clicks, the mean over heads."""
    user, _ = place(trace)
    clicks = trace.samples.history[user] != 0
    made: np.ndarray = trace["weights"].value[user].mean(axis=0)[clicks][:, clicks]
    return made


def later(trace: Trace) -> float:
    return float(np.triu(square(trace), 1).sum(axis=1).mean())


def measured(trace: Trace) -> Epoch:
    assert trace.training is not None
    return trace.training.epochs[trace.epoch]


def scores_over_scaled(trace: Trace) -> float:
    ratio = trace["scores"].value / trace["scaled"].value
    assert np.ptp(ratio) < 1e-5
    return float(ratio.mean())


MEASURES: dict[str, Callable[[Trace], float]] = {
    "heads": heads,
    "score": lambda trace: float(trace["score"].value[place(trace)[0]].item()),
    "sum of weights": lambda trace: float(weights(trace).sum()),
    "distance of sum from 1": lambda trace: abs(float(weights(trace).sum()) - 1),
    "largest weight": lambda trace: float(weights(trace).max()),
    "smallest weight": lambda trace: float(weights(trace).min()),
    "range over clicks": lambda trace: float(np.ptp(on_clicks(trace))),
    "weight on padding": lambda trace: padding_weight(trace, *place(trace))[0],
    "share of padding": lambda trace: float((trace.samples.history[place(trace)[0]] == 0).mean()),
    "largest key of padding": key_of_padding,
    "interest share": interest_share,
    "least interest share of a head": lambda trace: min(
        interest_share(trace, head) for head in range(1, heads(trace) + 1)
    ),
    "heaviest differs from head 1": lambda trace: float(
        weights(trace).argmax() != weights(trace, 1).argmax()
    ),
    "length of output": lambda trace: float(
        np.linalg.norm(trace["output"].value[place(trace)[0]].astype(np.float64))
    ),
    "spread of scores": lambda trace: float(trace["scores"].value[place(trace)[0]].std()),
    "scores over scaled": scores_over_scaled,
    "share of zero scores": zero_scores,
    "numbers that the unit is given": lambda trace: float(trace["unit_input"].shape[-1]),
    "cosine within an interest": cosine_within,
    "share on later clicks": later,
    "share of the first click on itself": lambda trace: float(square(trace)[0, 0]),
    "attention mass": lambda trace: measured(trace).mass or 0,
    "AUC": lambda trace: measured(trace).auc,
}

# Those that compare a view's trace with that of the check's own settings.
COMPARED: dict[str, Callable[[Trace, Trace], float]] = {
    "distance of weights": lambda one, two: float(np.abs(weights(one) - weights(two)).max()),
}
