"""The overview's claim: how much of the attention goes to the clicks that are alike."""

import numpy as np

from attnviz.topics.chance import attended, stands_out
from attnviz.topics.claim import Claim, Item, Name, Number, Term, claim
from attnviz.topics.words import number, percent
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
        return claim(opening, heaviest(trace, user, weights))
    return claim(opening, _on_interest(trace, user, weights), ".")


def heaviest(trace: Trace, user: int, weights: np.ndarray) -> Claim:
    """Return which click weighs most, if one of them weighs clearly more than others.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
        weights: As of `click_weights`, not all 0.
    """
    size = np.abs(weights)
    place = int(size.argmax())
    share, equal = float(size[place] / size.sum()), 1 / int(attended(trace, user).sum())
    item = int(trace.samples.history[user, place])
    title = Item(trace.samples.items.title(item))
    which = f"{'click' if item else 'position'} {place + 1}, "
    if equal == 1:
        return claim("there is one click, ", title, ", and it has ", percent(1), " of all weight.")
    if stands_out(share, equal):
        return claim(which, title, ", weighs most: ", percent(share), " of all weight.")
    return claim(
        "no click stands out: the heaviest has ",
        percent(share),
        " of all weight, and equal weights would give each ",
        percent(equal),
        ".",
    )


def sums_to(trace: Trace, weights: np.ndarray) -> Claim:
    """Return what the weights sum to, or must: what stands in the way of attending to nothing."""
    if shares(trace, weights):
        return claim("the ", Term("weights"), " must still sum to ", percent(1))
    return claim("the ", Term("weights"), " sum to ", number(float(weights.sum())))


def _on_interest(trace: Trace, user: int, weights: np.ndarray) -> Claim:
    history = trace.samples.history[user]
    item = int(trace.samples.candidate[user])
    related = trace.samples.items.related(history, item)
    interest = Name(trace.samples.items.interest_of(item))
    clicks, count = int((history != 0).sum()), int(related.sum())
    sums = sums_to(trace, weights)
    if count == 0:
        return claim(none_about(clicks, interest), "; ", sums)
    who = claim(f"the {count} ", interest, f" clicks out of {clicks} get ")
    if count == clicks:
        who = claim(f"all {clicks} clicks are about ", interest, " and get ")
    if count == 1:
        who = claim("the one ", interest, f" click out of {clicks} gets ")
    if clicks == 1:
        who = claim("the one click is about ", interest, " and gets ")
    return claim(who, share_of(trace, user, weights, related))


def none_about(clicks: int, interest: Name) -> Claim:
    """Return that none of one click or more is about an interest."""
    if clicks == 1:
        return claim("the one click is not about ", interest)
    return claim(f"none of the {clicks} clicks is about ", interest)


def share_of(trace: Trace, user: int, weights: np.ndarray, related: np.ndarray) -> Claim:
    """Return what some clicks get, as the object of "they get", and whether equal weights would
    give them as much.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
        weights: As of `click_weights`, not all 0.
        related: Which positions the clicks are at, (T,).
    """
    share = float(np.abs(weights[related]).sum() / np.abs(weights).sum())
    equal = float(related.sum() / attended(trace, user).sum())
    shared = shares(trace, weights)
    said = claim(percent(share), " of the attention" if shared else " of all weight")
    if equal < 1 and not stands_out(share, equal):
        rest = " it" if related.sum() == 1 else " them"
        said = claim(said, f", and equal weights would give{rest} ", percent(equal))
    if shared:
        return said
    return claim(said, "; ", sums_to(trace, weights), ", not to 1")


def shares(trace: Trace, weights: np.ndarray) -> bool:
    """Return whether the weights share 100 %, as they do unless one of them was changed by hand."""
    one = trace.normalization.sums_to_one
    return one and (not trace.changed or bool(np.isclose(weights.sum(), 1, atol=1e-4)))


def article_claim(trace: Trace, user: int) -> Claim:
    """Return what the article's unit makes of a user.

    Args:
        trace: A trace of the recipe "article" in attention mode.
        user: Row of the batch, 0-based.
    """
    clicks = trace.samples.history[user] != 0
    seen = claim(
        "The ",
        Term("unit"),
        " of the ",
        Term("article"),
        " that attnviz began with sees the click alone, and not the candidate: choose another "
        "candidate and these weights stay as they are. ",
    )
    if not clicks.any():
        same = "this recipe gives each empty position the same weight."
        return claim(seen, "Here there is no click to score, and ", same)
    count, dead = int(clicks.sum()), int((trace["scores"].value[user, 0, clicks] == 0).sum())
    if dead == 0:
        return claim(seen, "Its ReLU lets the score of every click through.")
    opening = claim(seen, "Its ", Term("ReLU"), " gives a score of exactly ", Number(0), " to ")
    if count == 1:
        return claim(opening, "the one click.")
    of_all = (
        claim(Number(dead), f" of the {count} clicks") if dead < count else claim("every click")
    )
    if dead == 1:
        return claim(opening, of_all, ".")
    return claim(opening, of_all, ", and equal scores get equal weights.")


def seeing_claim(trace: Trace, user: int) -> Claim:
    """Return what the unit that sees the candidate makes of a user, beside the article's.

    Args:
        trace: A trace of the recipe "default" in attention mode.
        user: Row of the batch, 0-based.
    """
    return claim(
        "The ",
        Term("unit"),
        " above, of the ",
        Term("article"),
        " that attnviz began with, sees the click alone. That of ",
        Term("DIN", "DIN"),
        " sees the ",
        Term("candidate"),
        " as well, and can weigh the same clicks otherwise for another one. ",
        overview_claim(trace, user),
    )
