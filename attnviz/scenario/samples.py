"""Histories and candidates of a view: the catalogue's, numbered items, one's own, or typed."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from attnviz.scenario import catalogue
from attnviz.scenario.changes import OfClicks, changed_history
from attnviz.scenario.click_log import Logs
from attnviz.scenario.items import Items
from attnviz.scenario.read_only import ReadOnly
from attnviz.scenario.settings import KINDS, Settings
from attnviz.scenario.values import Integer

# Multiples of it, without their whole part, lie apart from each other however many there are.
_GOLDEN = (5**0.5 - 1) / 2


class Clicks(Protocol):
    """A learner's own clicks, whatever they were read from."""

    @property
    def items(self) -> Items: ...
    def view(self, first: int, users: int, length: int) -> tuple[np.ndarray, np.ndarray]:
        """Return histories (users, length) and candidates (users,), from user `first` on."""

    def made(self, first: int, users: int) -> np.ndarray:
        """Return how many clicks the same users have made before the candidate, (users,)."""

    def logs(self, length: int) -> Logs:
        """Return what is learned from and measured on, of histories of this length."""


@dataclass(frozen=True, repr=False)
class Samples(ReadOnly):
    """What the layer is run on.

    Attributes:
        history: Item ids (B, T), 0 for padding; read-only.
        candidate: Item ids (B,); read-only.
        items: What the ids mean.
        made: How many clicks each user has made before the candidate, (B,), of which the history
            has the last; None where it has all of them.
        left_out: Changes of the histories that could not be made.
    """

    history: np.ndarray
    candidate: np.ndarray
    items: Items
    made: np.ndarray | None = None
    left_out: tuple[OfClicks, ...] = ()

    def __repr__(self) -> str:
        users, clicks = self.history.shape
        return f"<Samples: {users} x {clicks} ids>"


def generate_samples(
    batch_size: int = 5,
    sequence_length: int = 10,
    vocabulary_size: int = 1000,
    padding: float = 0.0,
    padding_side: str = "right",
    seed: int = 0,
    padding_varies: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the article's samples: histories (B, T) and candidates (B, 1) of numbered items.

    Every position has a stream of its own, so a larger batch keeps the earlier rows and a longer
    history the earlier clicks. Id 0 is drawn for padding alone.

    Args:
        batch_size: B, 1 or more.
        sequence_length: T, 1 or more.
        vocabulary_size: Number of ids with 0, 2 or more; items are 1 .. vocabulary_size - 1.
        padding: Share of the positions that are empty, 0 .. 1, rounded to whole positions.
        padding_side: Where they are: "right" or "left".
        seed: Seed of the samples, 0 or more.
        padding_varies: Whether users differ in padding, around that share.

    Raises:
        ValueError: for a value out of range; it names the argument, the value and what is allowed.

    Example:
        >>> import attnviz
        >>> history, candidate = attnviz.generate_samples(batch_size=2, padding=0.3)
        >>> history.shape, candidate.shape
        ((2, 10), (2, 1))
        >>> (history == 0).sum(axis=1).tolist()  # padding
        [3, 3]
    """
    Integer(1).check("batch_size", batch_size)
    Integer(1).check("sequence_length", sequence_length)
    Integer(2).check("vocabulary_size", vocabulary_size)
    KINDS["padding"].check("padding", padding)
    KINDS["padding_side"].check("padding_side", padding_side)
    Integer(0).check("seed", seed)
    KINDS["padding_varies"].check("padding_varies", padding_varies)

    def draw(stream: int) -> np.ndarray:
        return np.random.default_rng([seed, stream]).integers(1, vocabulary_size, batch_size)

    candidate = draw(0)[:, None]
    history = np.stack([draw(1 + place) for place in range(sequence_length)], axis=1)
    clicks = click_counts(batch_size, sequence_length, padding, seed, padding_varies)
    history[np.arange(sequence_length) >= clicks[:, None]] = 0
    return _on_side(history, padding_side), candidate


def click_counts(
    users: int, sequence_length: int, padding: float, seed: int, varies: bool
) -> np.ndarray:
    """Return how many of the positions hold a click, (users,), when the share `padding` is empty.

    Where it varies, users lie evenly around that share, as far to both sides as there is room;
    more users keep the earlier ones.
    """
    shares = np.full(users, padding)
    if varies:
        first = np.random.default_rng([seed, *b"padding"]).random()
        even = (first + _GOLDEN * np.arange(users)) % 1
        shares += (2 * even - 1) * min(padding, 1 - padding)
    return sequence_length - np.round(shares * sequence_length).astype(int)


def _on_side(history: np.ndarray, padding_side: str) -> np.ndarray:
    """Move the padding on the right of each row to the asked side; a 0 between clicks stays."""
    if padding_side == "right":
        return history
    last_click = np.where(history != 0, np.arange(history.shape[1]), -1).max(axis=1, keepdims=True)
    places = (np.arange(history.shape[1]) + last_click + 1) % history.shape[1]
    return np.take_along_axis(history, places, axis=1)


def samples_of(settings: Settings, data: Clicks | None = None) -> Samples:
    """Return the samples that the settings name.

    A typed history is user 1's; a typed candidate is scored for every user. Then the clicks are
    changed that the settings change.

    Args:
        settings: The view.
        data: The interactions that it is of, where its items are one's own.

    Raises:
        ValueError: if these are missing.
    """
    items, made = settings.known_items, None
    if settings.items == "own":
        if data is None:
            raise ValueError("items='own' needs the file of the interactions")
        items = data.items
        history, candidate = data.view(
            settings.first_user - 1, settings.batch_size, settings.sequence_length
        )
        made = data.made(settings.first_user - 1, settings.batch_size)
    elif settings.items == "numbered":
        history, candidates = generate_samples(
            settings.batch_size,
            settings.sequence_length,
            settings.rows,
            settings.padding,
            seed=settings.sample_seed,
            padding_varies=settings.padding_varies,
        )
        candidate = candidates[:, 0]
    else:
        clicks = click_counts(
            settings.batch_size,
            settings.sequence_length,
            settings.padding,
            settings.sample_seed,
            settings.padding_varies,
        )
        users = catalogue.sample_users(
            settings.batch_size, settings.sequence_length, clicks, settings.sample_seed
        )
        history, candidate = users.history, users.candidate
    if settings.history:
        made = None
        typed = settings.typed_history
        history[0] = [*typed, *[0] * (settings.sequence_length - len(typed))]
    if settings.candidate:
        candidate = np.full_like(candidate, settings.typed_candidate)
    history = _on_side(history, settings.padding_side)
    left_out: list[OfClicks] = []
    for user in sorted({change.user for change in settings.changed_clicks}):
        own = [change for change in settings.changed_clicks if change.user == user]
        if user >= len(history):
            left_out += own
            continue
        changed = changed_history(history[user], own, settings.padding_side, items.vocabulary_size)
        history[user] = changed.ids
        left_out += changed.left_out
        if made is not None:
            made[user] = (changed.ids != 0).sum()
    history.flags.writeable = candidate.flags.writeable = False
    return Samples(history, candidate, items, made, tuple(left_out))
