"""Click logs: the samples that a click model learns from, and those that it is measured on."""

from dataclasses import dataclass

import numpy as np

from attnviz.scenario.items import Items


@dataclass(frozen=True)
class ClickLog:
    """Samples of a click log.

    Attributes:
        history: Item ids (N, T), 0 for padding.
        candidate: Item ids (N,).
        clicked: 1.0 where the candidate was clicked after the history, else 0.0; (N,).
    """

    history: np.ndarray
    candidate: np.ndarray
    clicked: np.ndarray

    def rows(self, chosen: np.ndarray) -> "ClickLog":
        """Return rows of the log, by their numbers or by a mask."""
        return ClickLog(self.history[chosen], self.candidate[chosen], self.clicked[chosen])

    def some(self, most: int) -> "ClickLog":
        """Return the log, or of a longer one so many rows, drawn from a seed."""
        if len(self.clicked) <= most:
            return self
        return self.rows(np.random.default_rng(0).permutation(len(self.clicked))[:most])


@dataclass(frozen=True, eq=False)
class Logs:
    """What a training is made of.

    Attributes:
        train: What is learned from.
        held_out: What is measured on, after every epoch.
        items: What the ids mean.
    """

    train: ClickLog
    held_out: ClickLog
    items: Items
