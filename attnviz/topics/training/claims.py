"""What training has done to the attention: on one user, over all epochs, and layer beside layer."""

from collections.abc import Sequence

import numpy as np

from attnviz.learning.trained import Epoch
from attnviz.topics.chance import NEAR
from attnviz.topics.claim import Claim, Name, Number, Strong, Term, claim
from attnviz.topics.overview import click_weights, heaviest, none_about, share_of, sums_to
from attnviz.topics.training.pictures import similarities
from attnviz.topics.words import goes, number, percent
from attnviz.trace.record import Trace

# A loss this many times that of the untrained layer is no noise.
_JUMP = 2.0


def training_claim(trace: Trace, user: int, head: int = 0) -> Claim:
    """Return what a user's related clicks get at the trace's epoch.

    Args:
        trace: A trace in which the candidate asks.
        user: Row of the batch, 0-based.
        head: 1 for the first head, 0 for the mean over heads; target attention has but one.
    """
    if trace.settings.items == "numbered":
        rest = " to learn from, and the layer stays as it was made."
        return claim("Numbered items have no click log: there is ", Strong("nothing"), rest)
    when = _when(trace.epoch)
    weights = click_weights(trace, user, head)
    history = trace.samples.history[user]
    clicks = int((history != 0).sum())
    if np.isnan(weights).any():
        return claim(when, " the ", Term("weights"), " are ", Strong("not numbers"), ".")
    total = float(np.abs(weights).sum())
    if total == 0:
        return claim(when, " every weight is ", Number(0), ": the interest vector says nothing.")
    if clicks == 0:
        rest = " click to attend to: all weight falls on padding."
        return claim(when, " there is ", Strong("no"), rest)
    item = int(trace.samples.candidate[user])
    items = trace.samples.items
    interest, related = Name(items.interest_of(item)), items.related(history, item)
    if not interest:
        return claim(when, " ", heaviest(trace, user, weights))
    count = int(related.sum())
    if count == 0:
        said = claim(when, " ", none_about(clicks, interest), "; ", sums_to(trace, weights))
        return claim(said, ".")
    gets = " click gets " if count == 1 else " clicks get "
    return claim(when, " the ", interest, gets, share_of(trace, user, weights, related), ".")


def _when(epoch: int) -> Claim:
    if epoch == 0:
        return claim(Strong("Untrained"), ",")
    return claim("After ", Number(epoch), " ", Term("epoch" if epoch == 1 else "epochs", "epoch"))


def epoch_texts(epochs: Sequence[Epoch]) -> list[str]:
    """Return each epoch in a few words, for the scrubber: measures of held-out users."""
    return [
        f"epoch {epoch.epoch} · held out: loss {number(epoch.loss)}"
        + ("" if epoch.chance is None else f" · mass {_share(epoch.mass)}")
        for epoch in epochs
    ]


def _share(mass: float | None) -> str:
    return "–" if mass is None else str(percent(mass))


def trouble(epochs: Sequence[Epoch], untrained: Trace, shown: Trace) -> Claim | None:
    """Return what went wrong in a training and why; None if nothing did.

    Args:
        epochs: The training's measures.
        untrained: The trace of some users at epoch 0.
        shown: The same at the epoch that is shown.
    """
    diverged = _first_without_number(epochs)
    if diverged is not None:
        return claim(
            Strong("This training diverged."),
            f" From epoch {diverged} on the loss is not a finite number, and neither are the "
            "weights: steps that are too large, or scores that grow without bound, are never "
            "undone. What follows shows it as it is. Take a smaller learning rate, or a "
            "normalization that bounds the weights.",
        )
    if epochs[-1].mass is None and epochs[-1].chance is not None:
        return claim(
            Strong("This attention is dead."),
            " In the last epoch every weight of every held-out user is 0, so the interest vector "
            "is 0 and no gradient reaches the layer through it: what the click model knows, it "
            "knows from the candidate alone.",
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
        return claim(
            Strong("This unit is dead."),
            f" It gives every click of these users a score of exactly 0, {when}; where the "
            f"activation is flat no gradient flows, and it cannot come back. {ends}",
        )
    worst = max(epochs, key=lambda epoch: epoch.loss)
    if worst.loss > _JUMP * epochs[0].loss:
        return claim(
            Strong("The steps were too large."),
            f" After epoch {worst.epoch} the held-out loss was {number(worst.loss)}, and "
            f"{number(epochs[0].loss)} untrained: each step leaps over the place that it aims at. "
            "Take a smaller learning rate.",
        )
    if epochs[-1].loss >= epochs[0].loss:
        went = f" from {number(epochs[0].loss)} to {number(epochs[-1].loss)}."
        return claim(Strong("Nothing was learned."), f" The held-out loss went{went}")
    return None


def _first_without_number(epochs: Sequence[Epoch]) -> int | None:
    return next((epoch.epoch for epoch in epochs if not np.isfinite(epoch.loss)), None)


def auc_claim(epochs: Sequence[Epoch]) -> Claim:
    """Return from where to where the AUC went, or why there is none."""
    return claim(_auc(epochs), ".")


def _auc(epochs: Sequence[Epoch]) -> Claim:
    first, last = epochs[0], epochs[-1]
    if np.isfinite(first.loss) and np.isnan(first.auc):
        told = "Every held-out candidate was clicked, and there is none to tell them from: "
        return claim(told, Strong("AUC"), " and ", Strong("accuracy"), " are not defined")
    if np.isnan(last.auc):
        told = "In the end no score is a number: the "
        return claim(told, Strong("AUC"), " is not defined")
    return claim("The ", Term("AUC"), " ", goes(number(first.auc), number(last.auc)))


def curves_claim(epochs: Sequence[Epoch]) -> Claim:
    """Return what the curves say of the whole training."""
    first, last = epochs[0], epochs[-1]
    diverged = _first_without_number(epochs)
    if diverged is not None:
        rest = " on there is nothing to measure: no number is finite."
        return claim("From epoch ", Number(diverged), rest)
    if last.mass is None or first.mass is None or last.chance is None:
        return auc_claim(epochs)
    said = claim(
        "Over held-out users the attention on the candidate's own interest ",
        goes(percent(first.mass), percent(last.mass)),
        "; equal weights would give ",
        percent(last.chance),
        ". ",
        _auc(epochs),
    )
    if abs(last.mass - last.chance) < NEAR and last.auc > 0.9:
        rest = " show that attention works."
        return claim(said, ": a good metric does ", Strong("not"), rest)
    return claim(said, ".")


def map_claim(vectors: np.ndarray, interests: np.ndarray, epoch: int) -> Claim:
    """Return how much more alike items of one interest are than others.

    Args:
        vectors: Vectors of the items after each epoch, (E, items, D).
        interests: Numbers of their interests, (items,), -1 for none.
        epoch: The epoch that is shown.
    """
    vectors, interests = vectors[:, interests >= 0], interests[interests >= 0]
    if len(np.unique(interests)) < 2:
        rest = " this is where the items lie; no interests of theirs are known."
        return claim(_when(epoch), rest)
    own, other = _likeness(vectors[epoch], interests)
    return claim(
        _when(epoch),
        " two items of one interest have a similarity of ",
        number(own),
        " on average, two of different ones ",
        number(other),
        ". Nobody told the layer which belong together.",
    )


def _likeness(vectors: np.ndarray, interests: np.ndarray) -> tuple[float, float]:
    cosine = similarities(vectors)
    same = interests[:, None] == interests[None]
    apart = ~np.eye(len(vectors), dtype=bool)
    return float(cosine[same & apart].mean()), float(cosine[~same].mean())
