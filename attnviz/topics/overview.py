"""The overview's claim: how much of the attention goes to the clicks that are alike."""

import numpy as np

from attnviz.topics.claim import Claim, Item, Name, Number, Strong, Term, claim
from attnviz.topics.words import number, percent, plural
from attnviz.trace.record import Trace


def click_weights(trace: Trace, user: int, head: int = 0) -> np.ndarray:
    """Return one weight a position of a user's history, (T,).

    Args:
        trace: A trace with candidates, not of self-attention.
        user: Row of the batch, 0-based.
        head: 1 for the first head, 0 for the mean over heads; target attention has but one.
    """
    weights = trace["weights"].value[user]  # (C, T) or (h, T_q, T_k), with C = T_q = 1
    by_head = weights.reshape(-1, weights.shape[-1]).astype(np.float64)
    return by_head[head - 1] if head and len(by_head) >= head else by_head.mean(axis=0)


def overview_claim(trace: Trace, user: int, head: int = 0) -> Claim:
    """Return the claim; true for every setting.

    Arguments as `click_weights`.
    """
    weights = click_weights(trace, user, head)
    history = trace.samples.history[user]
    item = int(trace.samples.candidate[user])
    opening = claim("For ", Item(trace.samples.items.title(item)), ", ")
    clicks = int((history != 0).sum())
    if np.isnan(weights).any():
        name = trace.normalization.name
        return claim(opening, f"the history is empty, and this recipe's {name} is not a number.")
    total = np.abs(weights).sum()
    if total == 0:
        why = "there is no click to attend to" if clicks == 0 else "every weight is 0"
        return claim(
            opening, f"{why}: the ", Term("interest vector", "context"), " is ", Number(0), "."
        )
    if clicks == 0:
        return claim(opening, "all of the attention falls on ", Term("padding"), ".")
    if not trace.samples.items.interest_of(item):
        return claim(opening, heaviest(trace, weights, history))
    return claim(opening, _on_interest(trace, weights, history, item))


def heaviest(trace: Trace, weights: np.ndarray, history: np.ndarray) -> Claim:
    """Return which click weighs most.

    Args:
        trace: The trace.
        weights: As of `click_weights`, not all 0.
        history: The user's ids, (T,).
    """
    place = int(np.abs(weights).argmax())
    share = abs(weights[place]) / np.abs(weights).sum()
    title = Item(trace.samples.items.title(int(history[place])))
    return claim(
        f"click {place + 1}, ", title, ", weighs most: ", percent(share), " of all weight."
    )


def sums_to(trace: Trace, weights: np.ndarray) -> Claim:
    """Return what the weights sum to, or must: what stands in the way of attending to nothing."""
    if trace.normalization.sums_to_one:
        return claim("the ", Term("weights"), " must still sum to ", percent(1))
    return claim("the ", Term("weights"), " sum to ", number(float(weights.sum())))


def _on_interest(trace: Trace, weights: np.ndarray, history: np.ndarray, item: int) -> Claim:
    items = trace.samples.items
    interest, related = Name(items.interest_of(item)), items.related(history, item)
    clicks, count = int((history != 0).sum()), int(related.sum())
    sums = sums_to(trace, weights)
    if count == 0:
        return claim(f"none of the {plural(clicks, 'click')} is about ", interest, "; ", sums, ".")
    share = percent(float(np.abs(weights[related]).sum() / np.abs(weights).sum()))
    get = "click out of {} gets " if count == 1 else "clicks out of {} get "
    said = claim(f"the {count} ", interest, " ", get.format(clicks), share)
    if trace.normalization.sums_to_one:
        return claim(said, " of the attention.")
    return claim(said, " of all weight; ", sums, ", not to 1.")


def article_claim(trace: Trace, user: int) -> Claim:
    """Return what the article's unit makes of a user.

    Args:
        trace: A trace of the recipe "article" in attention mode.
        user: Row of the batch, 0-based.
    """
    scores = trace["scores"].value[user, 0]
    dead = int((scores == 0).sum())
    said = (
        "The article's unit scores each click by itself, without the candidate: choose another "
        "candidate and these weights stay as they are. "
    )
    if dead == len(scores):
        rest = " position, so all clicks count the same."
        return claim(said, "Here its ReLU gives 0 for ", Strong("every"), rest)
    of_all = f" of the {len(scores)} positions."
    return claim(said, "Its ReLU gives exactly 0 for ", Number(dead), of_all)
