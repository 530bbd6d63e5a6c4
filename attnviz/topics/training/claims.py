"""What training has done to the attention: on one user, over all epochs, and layer beside layer."""

from collections.abc import Sequence

import numpy as np

from attnviz.learning.trained import Epoch
from attnviz.topics.compared_layers.claims import NEAR
from attnviz.topics.markdown import escape_markdown
from attnviz.topics.overview import click_weights, heaviest
from attnviz.topics.training.pictures import similarities
from attnviz.topics.words import number, percent
from attnviz.trace.record import Trace

# A loss this many times that of the untrained layer is no noise.
_JUMP = 2.0


def training_claim(trace: Trace, user: int, head: int = 0) -> str:
    """Return what a user's related clicks get at the trace's epoch, in Markdown.

    Args:
        trace: A trace in which the candidate asks.
        user: Row of the batch, 0-based.
        head: 1 for the first head, 0 for the mean over heads; target attention has but one.
    """
    if trace.settings.items == "numbered":
        return (
            "Numbered items have no click log: there is **nothing** to learn from, and the layer "
            "stays as it was made."
        )
    when = _when(trace.epoch)
    weights = click_weights(trace, user, head)
    history = trace.samples.history[user]
    clicks = int((history != 0).sum())
    if np.isnan(weights).any():
        return f"{when} the weights are **not numbers**."
    total = float(np.abs(weights).sum())
    if total == 0:
        return f"{when} every weight is **0**: the interest vector says nothing."
    if clicks == 0:
        return f"{when} there is **no** click to attend to: all weight falls on padding."
    item = int(trace.samples.candidate[user])
    items = trace.samples.items
    interest, related = escape_markdown(items.interest_of(item)), items.related(history, item)
    if not interest:
        return f"{when} {heaviest(trace, weights, history)}"
    count = int(related.sum())
    shares = trace.normalization.sums_to_one
    if count == 0:
        rule = (
            "the weights must still sum to **100** %"
            if shares
            else f"the weights sum to **{number(float(weights.sum()))}**"
        )
        return f"{when} there is no {interest} click among the {clicks} to find; {rule}."
    share = percent(float(np.abs(weights[related]).sum()) / total)
    who = f"the {interest} click gets" if count == 1 else f"the {interest} clicks get"
    if shares:
        return f"{when} {who} {share} of the attention."
    return (
        f"{when} {who} {share} of all weight; the weights sum to "
        f"**{number(float(weights.sum()))}**, not to 1."
    )


def _when(epoch: int) -> str:
    if epoch == 0:
        return "**Untrained**,"
    return f"After **{epoch}** {'epoch' if epoch == 1 else 'epochs'}"


def epoch_texts(epochs: Sequence[Epoch]) -> list[str]:
    """Return each epoch in a few words, for the scrubber."""
    return [
        f"epoch {epoch.epoch} · loss {number(epoch.loss)}"
        + ("" if epoch.chance is None else f" · mass {_share(epoch.mass)}")
        for epoch in epochs
    ]


def _share(mass: float | None) -> str:
    return "–" if mass is None else percent(mass).replace("*", "")


def trouble(epochs: Sequence[Epoch], untrained: Trace, shown: Trace) -> str | None:
    """Return what went wrong in a training and why, in Markdown; None if nothing did.

    Args:
        epochs: The training's measures.
        untrained: The trace of some users at epoch 0.
        shown: The same at the epoch that is shown.
    """
    diverged = _first_without_number(epochs)
    if diverged is not None:
        return (
            f"**This training diverged.** From epoch {diverged} on the loss is not a finite "
            "number, and neither are the weights: steps that are too large, or scores that grow "
            "without bound, are never undone. What follows shows it as it is. Take a smaller "
            "learning rate, or a normalization that bounds the weights."
        )
    if epochs[-1].mass is None and epochs[-1].chance is not None:
        return (
            "**This attention is dead.** In the last epoch every weight of every held-out user is "
            "0, so the interest vector is 0 and no gradient reaches the layer through it: what the "
            "click model knows, it knows from the candidate alone."
        )
    scores = [trace["scores"].value for trace in (untrained, shown)]
    if not scores[1].any():
        when = "from the first epoch on" if not scores[0].any() else "though it began alive"
        normalization = shown.normalization
        ends = (
            f"{normalization.word.capitalize()} makes equal weights of equal scores: an average, "
            "not attention."
            if normalization.sums_to_one
            else "Equal scores make equal weights: no click counts more than another."
        )
        return (
            f"**This unit is dead.** It gives every click of these users a score of exactly 0, "
            f"{when}; where the activation is flat no gradient flows, and it cannot come back. "
            f"{ends}"
        )
    worst = max(epochs, key=lambda epoch: epoch.loss)
    if worst.loss > _JUMP * epochs[0].loss:
        return (
            f"**The steps were too large.** After epoch {worst.epoch} the held-out loss was "
            f"{number(worst.loss)}, and {number(epochs[0].loss)} untrained: each step leaps over "
            "the place that it aims at. Take a smaller learning rate."
        )
    if epochs[-1].loss >= epochs[0].loss:
        return (
            f"**Nothing was learned.** The held-out loss went from {number(epochs[0].loss)} to "
            f"{number(epochs[-1].loss)}."
        )
    return None


def _first_without_number(epochs: Sequence[Epoch]) -> int | None:
    return next((epoch.epoch for epoch in epochs if not np.isfinite(epoch.loss)), None)


def auc_claim(epochs: Sequence[Epoch]) -> str:
    """Return from where to where the AUC went, or why there is none, in Markdown."""
    first, last = epochs[0], epochs[-1]
    if np.isfinite(first.loss) and np.isnan(first.auc):
        return (
            "Every held-out candidate was clicked, and there is none to tell them from: **AUC** "
            "and **accuracy** are not defined."
        )
    if np.isnan(last.auc):
        return "In the end no score is a number: the **AUC** is not defined."
    return f"The AUC goes from **{number(first.auc)}** to **{number(last.auc)}**."


def curves_claim(epochs: Sequence[Epoch]) -> str:
    """Return what the curves say of the whole training, in Markdown."""
    first, last = epochs[0], epochs[-1]
    diverged = _first_without_number(epochs)
    if diverged is not None:
        return f"From epoch **{diverged}** on there is nothing to measure: no number is finite."
    if last.mass is None or first.mass is None or last.chance is None:
        return auc_claim(epochs)
    claim = (
        f"Over held-out users the attention on the candidate's own interest goes from "
        f"{percent(first.mass)} to {percent(last.mass)}; equal weights would give "
        f"{percent(last.chance)}. {auc_claim(epochs)}"
    )
    if abs(last.mass - last.chance) < NEAR and last.auc > 0.9:
        return f"{claim.removesuffix('.')}: a good metric does **not** show that attention works."
    return claim


def map_claim(vectors: np.ndarray, interests: np.ndarray, epoch: int) -> str:
    """Return how much more alike items of one interest are than others, in Markdown.

    Args:
        vectors: Vectors of the items after each epoch, (E, items, D).
        interests: Numbers of their interests, (items,), -1 for none.
        epoch: The epoch that is shown.
    """
    vectors, interests = vectors[:, interests >= 0], interests[interests >= 0]
    if len(np.unique(interests)) < 2:
        return f"{_when(epoch)} this is where the items lie; no interests of theirs are known."
    own, other = _likeness(vectors[epoch], interests)
    return (
        f"{_when(epoch)} two items of one interest have a similarity of **{number(own)}** on "
        f"average, two of different ones **{number(other)}**. "
        "Nobody told the layer which belong together."
    )


def _likeness(vectors: np.ndarray, interests: np.ndarray) -> tuple[float, float]:
    cosine = similarities(vectors)
    same = interests[:, None] == interests[None]
    apart = ~np.eye(len(vectors), dtype=bool)
    return float(cosine[same & apart].mean()), float(cosine[~same].mean())
