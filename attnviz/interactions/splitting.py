"""From clicks in time order to samples: histories, held-out clicks, and items not clicked."""

import numpy as np

from attnviz.interactions.files.containers import Unreadable
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.items import Items

SEED = 0
# Cells of all histories together; 400 MB.
MOST_CELLS = 100_000_000
_ROUNDS = 30


def logs_of(
    clicks: np.ndarray, starts: np.ndarray, items: Items, length: int, seed: int = SEED
) -> Logs:
    """Split clicks into what is learned from and what is measured on.

    Each user's last click is held out. Every click before it, but the first, is a sample to learn
    from, with the clicks before it as history. Each sample comes once more with an item that its
    user never clicked, drawn as often as the item is clicked by others, and told apart as not
    clicked. A user who has clicked every item has no such sample.

    Args:
        clicks: Item ids (N,), user after user in time order.
        starts: Where each user's clicks begin, and the end (U + 1,); two clicks a user or more.
        items: What the ids mean.
        length: Positions of a history, T: the last T clicks.
        seed: Seed of the items that were not clicked.

    Raises:
        Unreadable: if nobody has three clicks, or the histories would be too large.
    """
    user = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    place = np.arange(len(clicks)) - starts[user]
    last = np.zeros(len(clicks), bool)
    last[starts[1:] - 1] = True
    learned = np.flatnonzero((place > 0) & ~last)
    refuse_short(starts)
    if (cells := 2 * len(clicks) * length) > MOST_CELLS:
        raise Unreadable(
            f"Histories of {length} positions for {len(clicks):,} clicks are {cells:,} cells; "
            f"at most {MOST_CELLS:,} are made: sequence_length {longest(clicks)} or less."
        )
    popularity = np.bincount(clicks, minlength=items.vocabulary_size)
    seen = np.unique(user * items.vocabulary_size + clicks)
    rng = np.random.default_rng(seed)

    def log(targets: np.ndarray) -> ClickLog:
        history = windows(clicks, starts[user[targets]], targets, length)
        others = _not_clicked(user[targets], seen, popularity, rng)
        there = others > 0
        return ClickLog(
            np.concatenate([history, history[there]]),
            np.concatenate([clicks[targets], others[there]]).astype(np.int32),
            np.repeat(np.array([1, 0], np.float32), [len(targets), there.sum()]),
        )

    return Logs(log(learned), log(starts[1:] - 1), items)


def refuse_short(starts: np.ndarray) -> None:
    """Refuse clicks of which nothing can be learned; `starts` as of `logs_of`.

    Raises:
        Unreadable: if nobody has three clicks.
    """
    if np.diff(starts).max() < 3:
        raise Unreadable(
            "Nobody has three clicks or more: one is history, one to learn, one held out."
        )


def longest(clicks: np.ndarray) -> int:
    """Return the most positions that histories of these clicks may have."""
    return MOST_CELLS // (2 * len(clicks))


def windows(clicks: np.ndarray, starts: np.ndarray, ends: np.ndarray, length: int) -> np.ndarray:
    """Return the last clicks before places in time, oldest first, padded on the right.

    Args:
        clicks: Item ids (N,).
        starts: Where the user's clicks begin, for each history, (n,).
        ends: The place of the click that comes after each history, (n,).
        length: Positions of a history, T.

    Returns:
        Item ids (n, T), 0 for padding.
    """
    count = np.minimum(ends - starts, length)
    offset = np.arange(length)
    places = (ends - count)[:, None] + np.minimum(offset, count[:, None])
    return np.where(offset < count[:, None], clicks[places], 0).astype(np.int32)


def _not_clicked(
    user: np.ndarray, seen: np.ndarray, popularity: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return an item for each row that its user never clicked; 0 if there is none.

    Args:
        user: Users (n,).
        seen: Sorted numbers user * vocabulary size + item of all that was clicked.
        popularity: How often each id is clicked, (vocabulary size,); 0 for padding.
    """
    size = len(popularity)
    reach = np.cumsum(popularity)
    found = np.zeros(len(user), np.int64)
    open_rows = np.arange(len(user))
    for _ in range(_ROUNDS):
        draw = np.searchsorted(reach, rng.random(len(open_rows)) * reach[-1], side="right")
        key = user[open_rows] * size + draw
        place = np.minimum(np.searchsorted(seen, key), len(seen) - 1)
        fresh = seen[place] != key
        found[open_rows[fresh]] = draw[fresh]
        open_rows = open_rows[~fresh]
    # Who has clicked nearly everything is drawn for from what is left.
    for one in np.unique(user[open_rows]):
        rows = open_rows[user[open_rows] == one]
        own = seen[np.searchsorted(seen, one * size) : np.searchsorted(seen, (one + 1) * size)]
        left = popularity.astype(np.float64)
        left[own - one * size] = 0
        if left.any():
            found[rows] = rng.choice(size, len(rows), p=left / left.sum())
    return found
