"""How far a training is, on stderr."""

import sys
import time

from attnviz.learning.trained import Epoch
from attnviz.scenario.settings import Settings

# Rows a second are told of epochs that take longer than this, while they run.
_TOLD_EVERY = 5.0


class Progress:
    """Tells on stderr how far a training is, and how many rows of the log it learns a second."""

    def __init__(self, settings: Settings) -> None:
        self._epochs = settings.epochs
        self._rows = self._done = 0
        self._began = self._told = time.monotonic()

    def epoch(self, epoch: Epoch) -> None:
        """Tell that an epoch has ended."""
        self._done = epoch.epoch
        speed = f", {self._speed()}" if self._rows else ""
        print(f"epoch {epoch.epoch} of {self._epochs}{speed}", file=sys.stderr)
        self._rows = 0
        self._began = self._told = time.monotonic()

    def rows(self, rows: int) -> None:
        """Tell how many rows of an epoch have been learned from, if that was not told lately."""
        self._rows = rows
        if time.monotonic() - self._told > _TOLD_EVERY:
            self._told = time.monotonic()
            print(f"  in epoch {self._done + 1}: {rows:,} rows, {self._speed()}", file=sys.stderr)

    def _speed(self) -> str:
        seconds = max(time.monotonic() - self._began, 1e-3)
        return f"{self._rows / seconds:,.0f} rows a second"
