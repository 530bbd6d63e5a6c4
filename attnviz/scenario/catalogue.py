"""A small shop with meaning: 64 named items in 8 interests, and the clicks of its users.

Ids are 1 .. 64, 8 an interest, in the order of `INTERESTS`; 0 is padding. Beside its id, an item's
interest and its price tier are known, for a layer with side information.
"""

import numpy as np

from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.items import Feature, Items

INTERESTS: dict[str, tuple[str, ...]] = {
    "running": (
        "trail shoes",
        "road shoes",
        "race socks",
        "GPS watch",
        "rain shell",
        "energy gels",
        "headlamp",
        "race belt",
    ),
    "coffee": (
        "burr grinder",
        "pour-over",
        "house beans",
        "espresso cups",
        "milk frother",
        "paper filters",
        "moka pot",
        "coffee scale",
    ),
    "novels": (
        "sea novel",
        "crime novel",
        "short stories",
        "family saga",
        "space opera",
        "love letters",
        "war diary",
        "ghost tales",
    ),
    "camping": (
        "dome tent",
        "sleeping bag",
        "camp stove",
        "water filter",
        "trek poles",
        "hammock",
        "fire steel",
        "cool box",
    ),
    "music": (
        "guitar strings",
        "drum sticks",
        "piano scores",
        "capo",
        "metronome",
        "violin bow",
        "headphones",
        "vinyl brush",
    ),
    "baking": (
        "rye flour",
        "bread tin",
        "dough scraper",
        "proof basket",
        "cake ring",
        "piping bag",
        "vanilla pods",
        "oven stone",
    ),
    "cycling": (
        "bike pump",
        "chain oil",
        "bib shorts",
        "tyre levers",
        "bell",
        "saddle bag",
        "rear light",
        "bottle cage",
    ),
    "garden": (
        "seed tray",
        "pruning shears",
        "tomato seeds",
        "rose soil",
        "watering can",
        "plant labels",
        "hand fork",
        "grow lamp",
    ),
}
PRICE_TIERS = ("budget", "standard", "premium")
# The tier of each item, in the order of its interest, as numbers from 1.
_PRICED: dict[str, tuple[int, ...]] = {
    "running": (3, 2, 1, 3, 2, 1, 2, 1),
    "coffee": (3, 1, 1, 2, 2, 1, 2, 3),
    "novels": (1, 1, 1, 2, 2, 1, 3, 2),
    "camping": (3, 3, 2, 2, 2, 1, 1, 3),
    "music": (1, 1, 2, 1, 2, 3, 3, 1),
    "baking": (1, 2, 1, 2, 1, 1, 2, 3),
    "cycling": (2, 1, 3, 1, 1, 3, 2, 1),
    "garden": (1, 2, 1, 1, 2, 1, 2, 3),
}
TITLES = ("padding", *(title for titles in INTERESTS.values() for title in titles))
VOCABULARY_SIZE = len(TITLES)
PER_INTEREST = 8
# A history may be as long as this; streams of random numbers are drawn at this length, so that a
# shorter history is the beginning of a longer one.
MAX_LENGTH = 200


_INTEREST = np.repeat(np.arange(-1, len(INTERESTS)), [1, *[PER_INTEREST] * len(INTERESTS)])
_PRICE_TIER = np.array([0, *(tier for name in INTERESTS for tier in _PRICED[name])])
ITEMS = Items(
    VOCABULARY_SIZE,
    TITLES,
    _INTEREST,
    tuple(INTERESTS),
    (
        Feature("interest", tuple(INTERESTS), _INTEREST + 1),
        Feature("price tier", PRICE_TIERS, _PRICE_TIER),
    ),
)


LOG_LENGTH = 10
LOG_SHORTEST = 4


def click_log(samples: int, seed: int) -> ClickLog:
    """Return a click log for training: histories of 4 .. 10 clicks, padded on the right to 10.

    A user has 2 or 3 interests and clicks items of these. Every other candidate is of an interest
    of the history and was clicked, the rest are of other interests and were not.

    Args:
        samples: Number of samples N; more samples keep the earlier ones.
        seed: Seed of the log, 0 or more.
    """
    span = LOG_LENGTH - LOG_SHORTEST + 1
    lengths = LOG_SHORTEST + (_uniform(seed, "length", samples) * span).astype(int)
    nth = (_uniform(seed, "candidate", samples) * PER_INTEREST).astype(int)
    return _users(samples, LOG_LENGTH, lengths, nth, seed)


def sample_users(
    samples: int, sequence_length: int, clicks: int | np.ndarray, seed: int
) -> ClickLog:
    """Return users for a view, by the generator of the log.

    The candidate of a short history is not among its clicks, as that would be an easy guess.

    Args:
        samples: Number of users; more users keep the earlier ones.
        sequence_length: Positions of a history, 1 .. 200.
        clicks: Clicks of each user, 0 .. sequence_length, one number for all or (samples,); more
            clicks keep the earlier ones. The rest is padding on the right.
        seed: Seed of the users, 0 or more.
    """
    last = np.full(samples, PER_INTEREST - 1)
    return _users(samples, sequence_length, np.full(samples, clicks), last, seed)


def _uniform(seed: int, purpose: str, *shape: int) -> np.ndarray:
    """Uniform numbers from a stream of their own; a longer first axis keeps the earlier rows."""
    return np.random.default_rng([seed, *purpose.encode()]).random(shape)


def _users(
    samples: int, length: int, lengths: np.ndarray, nth_candidate: np.ndarray, seed: int
) -> ClickLog:
    """Draw users; a candidate is the nth item of its interest, in the user's own order."""
    rows = np.arange(samples)
    interests = len(INTERESTS)
    preferred = np.argsort(_uniform(seed, "interests", samples, interests))
    count = 2 + (_uniform(seed, "count", samples) < 0.5)
    shelf = np.argsort(_uniform(seed, "items", samples, interests, PER_INTEREST))

    clicks = _uniform(seed, "clicks", samples, MAX_LENGTH)[:, : max(length, LOG_SHORTEST)]
    which = (clicks * count[:, None]).astype(int)
    # The nth click of an interest takes the nth item of the user's shelf, so that an item comes
    # back only when the interest is exhausted.
    nth = np.zeros_like(which)
    for slot in range(3):
        chosen = which == slot
        nth[chosen] = (np.cumsum(chosen, axis=1) - 1)[chosen]
    interest = preferred[rows[:, None], which]
    items = 1 + PER_INTEREST * interest + shelf[rows[:, None], interest, nth % PER_INTEREST]
    history = np.where(np.arange(length) < lengths[:, None], items[:, :length], 0)

    clicked = rows % 2 == 0
    anchor = (_uniform(seed, "anchor", samples) * LOG_SHORTEST).astype(int)
    wanted = interest[rows, anchor % np.maximum(lengths, 1)]
    other = preferred[rows, 3 + (_uniform(seed, "other", samples) * (interests - 3)).astype(int)]
    subject = np.where(clicked, wanted, other)
    candidate = 1 + PER_INTEREST * subject + shelf[rows, subject, nth_candidate]
    return ClickLog(
        history.astype(np.int32), candidate.astype(np.int32), clicked.astype(np.float32)
    )


HELD_OUT = 2000
LOG_SEED = 0
HELD_OUT_SEED = 1


def catalogue_logs(samples: int) -> Logs:
    """Return the catalogue's logs, so many samples of them to learn from."""
    return Logs(click_log(samples, LOG_SEED), click_log(HELD_OUT, HELD_OUT_SEED), ITEMS)
