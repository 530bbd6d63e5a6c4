"""What a user's history holds, what the vectors of the items have in common, and the click log."""

from collections import Counter

import numpy as np

from attnviz.scenario import catalogue
from attnviz.topics.claim import Claim, Name, Number, Strong, Term, claim
from attnviz.topics.samples.pictures import table
from attnviz.topics.words import listed, number
from attnviz.trace.record import Trace


def samples_claim(trace: Trace, user: int) -> Claim:
    """Return what a user's history holds; true for every setting.

    Args:
        trace: The trace.
        user: Row of the batch, 0-based.
    """
    history = trace.samples.history[user]
    length, clicks = len(history), int((history != 0).sum())
    name = f"User {user + 1}"
    empty = _empty(length - clicks, length)
    if clicks == 0:
        return claim(f"{name} has ", Strong("no"), " click: ", empty)
    made = claim(f"{name} made ", Number(clicks), " click" if clicks == 1 else " clicks")
    whole = clicks if trace.samples.made is None else int(trace.samples.made[user])
    if whole > clicks:
        last = "this is the last" if clicks == 1 else "these are the last"
        made = claim(f"{name} made {whole:,} clicks, and {last} ", Number(clicks))
    items = trace.samples.items
    if items.interests is not None:
        counts = Counter(items.interest_of(int(item)) or "others" for item in history if item)
        each = [claim(f"{count} on ", Name(about)) for about, count in counts.most_common()]
        made = claim(made, ": ", listed(each))
    return claim(made, "; ", empty)


def _empty(empty: int, length: int) -> Claim:
    """Return how many of a history's positions are padding, as a sentence's end."""
    if empty == 0:
        return claim("no position is ", Term("padding"), ".")
    if length == 1:
        return claim("the one position is ", Term("padding"), ".")
    are = "is" if empty == 1 else "are"
    return claim(Number(empty), f" of {length} positions {are} ", Term("padding"), ".")


def table_claim(trace: Trace) -> Claim:
    """Return how alike the vectors of one interest are; true for every setting."""
    items = trace.samples.items
    if items.interests is None:
        return claim("No interests are known of these items, so none can be compared.")
    ids = items.by_interest()
    ids = ids[items.interest_number(ids) >= 0]
    interest = items.interest_number(ids)
    if len(np.unique(interest)) < 2:
        return claim("The items that are drawn are all of one interest.")
    alike = likeness(trace)
    if alike is None:
        return claim("Some vectors of the table are 0, so they point nowhere.")
    within, across = alike
    return claim(
        "The vectors of two items of one interest have a ",
        Term("cosine"),
        " of ",
        number(within),
        " on average, and two items of different interests of ",
        number(across),
        ": 1 is the same direction, 0 a right angle.",
    )


def likeness(trace: Trace) -> tuple[float, float] | None:
    """Return the mean cosine of two items of one interest, and of two of different interests.

    None where fewer than two interests are known, or where a vector is 0.
    """
    items = trace.samples.items
    if items.interests is None:
        return None
    ids = items.by_interest()
    ids = ids[items.interest_number(ids) >= 0]
    interest = items.interest_number(ids)
    vectors = table(trace)[trace.item_rows[ids]].astype(np.float64)
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    if len(np.unique(interest)) < 2 or not (lengths > 0).all():
        return None
    cosine = (vectors / lengths) @ (vectors / lengths).T
    same = interest[:, None] == interest[None]
    within = float(cosine[same & ~np.eye(len(vectors), dtype=bool)].mean())
    return within, float(cosine[~same].mean())


def user_rows(trace: Trace) -> list[dict[str, str]]:
    """Return the candidate and the history of each user in words, by position."""
    title, samples = trace.samples.items.title, trace.samples
    return [
        {"user": str(user), "candidate": title(int(candidate))}
        | {str(place): title(int(item)) for place, item in enumerate(history, start=1)}
        for user, (candidate, history) in enumerate(
            zip(samples.candidate, samples.history, strict=True), start=1
        )
    ]


def log_rows(rows: int, seed: int) -> list[dict[str, str]]:
    """Return the first rows of a click log in words.

    Args:
        rows: How many.
        seed: Seed of the log.
    """
    log = catalogue.click_log(rows, seed)
    return [
        {
            "history": ", ".join(catalogue.TITLES[item] for item in history if item),
            "candidate": catalogue.TITLES[candidate],
            "about": catalogue.ITEMS.interest_of(int(candidate)),
            "clicked": "yes" if clicked else "no",
        }
        for history, candidate, clicked in zip(log.history, log.candidate, log.clicked, strict=True)
    ]
