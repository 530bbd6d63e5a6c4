"""The overview's claim: how much of the attention goes to the clicks that are alike."""

import numpy as np

from attnviz.topics.markdown import escape_markdown
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


def overview_claim(trace: Trace, user: int, head: int = 0) -> str:
    """Return the claim in Markdown; true for every setting.

    Arguments as `click_weights`.
    """
    weights = click_weights(trace, user, head)
    history = trace.samples.history[user]
    item = int(trace.samples.candidate[user])
    opening = f"For **{escape_markdown(trace.samples.items.title(item))}**,"
    clicks = int((history != 0).sum())
    if np.isnan(weights).any():
        name = trace.normalization.name
        return f"{opening} the history is empty, and this recipe's {name} is not a number."
    total = np.abs(weights).sum()
    if total == 0:
        why = "there is no click to attend to" if clicks == 0 else "every weight is 0"
        return f"{opening} {why}: the interest vector is **0**."
    if clicks == 0:
        return f"{opening} all of the attention falls on padding."
    if not trace.samples.items.interest_of(item):
        return f"{opening} {heaviest(trace, weights, history)}"
    return _on_interest(trace, weights, history, item, opening)


def heaviest(trace: Trace, weights: np.ndarray, history: np.ndarray) -> str:
    """Return which click weighs most, in Markdown.

    Args:
        trace: The trace.
        weights: As of `click_weights`, not all 0.
        history: The user's ids, (T,).
    """
    place = int(np.abs(weights).argmax())
    share = abs(weights[place]) / np.abs(weights).sum()
    name = escape_markdown(trace.samples.items.title(int(history[place])))
    return f"click {place + 1}, **{name}**, weighs most: {percent(share)} of all weight."


def _on_interest(
    trace: Trace, weights: np.ndarray, history: np.ndarray, item: int, opening: str
) -> str:
    items = trace.samples.items
    interest, related = escape_markdown(items.interest_of(item)), items.related(history, item)
    clicks, count = int((history != 0).sum()), int(related.sum())
    shares = trace.normalization.sums_to_one
    total = float(weights.sum())
    sums = (
        "the weights must still sum to **100** %"
        if shares
        else f"the weights sum to **{number(total)}**"
    )
    if count == 0:
        return f"{opening} none of the {plural(clicks, 'click')} is about {interest}; {sums}."
    share = float(np.abs(weights[related]).sum() / np.abs(weights).sum())
    verb = "gets" if count == 1 else "get"
    what = "the attention" if shares else "all weight"
    claim = (
        f"{opening} the {count} {interest} {'click' if count == 1 else 'clicks'} out of {clicks} "
        f"{verb} {percent(share)} of {what}"
    )
    return f"{claim}." if shares else f"{claim}; {sums}, not to 1."


def article_claim(trace: Trace, user: int) -> str:
    """Return what the article's unit makes of a user, in Markdown.

    Args:
        trace: A trace of the recipe "article" in attention mode.
        user: Row of the batch, 0-based.
    """
    scores = trace["scores"].value[user, 0]
    dead = int((scores == 0).sum())
    claim = (
        "The article's unit scores each click by itself, without the candidate: choose another "
        "candidate and these weights stay as they are."
    )
    if dead == len(scores):
        return (
            f"{claim} Here its ReLU gives 0 for **every** position, so all clicks count the same."
        )
    return f"{claim} Its ReLU gives exactly 0 for **{dead}** of the {len(scores)} positions."
