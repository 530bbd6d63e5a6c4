"""One training as a job, wherever it runs: what it is given, and what it tells meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from attnviz.learning.trained import Training
from attnviz.scenario.click_log import Logs
from attnviz.scenario.settings import Settings
from attnviz.scenario.size import refuse_long


@dataclass(frozen=True)
class Progress:
    """How far a training is.

    Attributes:
        epoch: How many epochs have been; None before the untrained layer has been measured.
        part: How much of the epoch that runs is done, 0 .. 1, where that is told.
        speed: Rows of the log that it learns from in a second, where that is told.
    """

    epoch: int | None = None
    part: float = 0.0
    speed: float | None = None


Tell = Callable[[Progress | None], None]
"""Is told how far a training is, or None where nothing is new. Raises `CancelledError` where nobody
waits for it any more."""


class OwnLogs:
    """What is learned from of a learner's own clicks: made where it is asked for.

    In a pickle it is what was made, so that a worker gets no more of the clicks than it needs.

    Args:
        make: Makes the logs.
    """

    def __init__(self, make: Callable[[], Logs]) -> None:
        self._make = make

    def __call__(self) -> Logs:
        """Return the logs."""
        return self._make()

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self(),)


def _made(logs: Logs) -> OwnLogs:
    return OwnLogs(lambda: logs)


Work = Callable[[Settings, OwnLogs | None, Tell], Training]
"""Trains settings, on somebody's own clicks if there are any, and tells how far it is."""


class TrainingExecutor(Executor):
    """Runs a `Work`. All that it is given crosses to where it runs, but `tell`, the last argument,
    which is called in this process.

    Attributes:
        places: How many trainings run at once.
    """

    places: int = 1


def trained(settings: Settings, own: OwnLogs | None, tell: Tell) -> Training:
    """Train settings; see `Work`.

    Raises:
        ValueError: if it would keep a server too long.
    """
    # Loads TensorFlow.
    from attnviz.learning import fit

    tell(Progress())
    if own is None:
        refuse_long(settings, settings.training_samples)
        return fit.train(settings, lambda epoch: tell(Progress(epoch.epoch)))
    logs, done = own(), None
    total, begun = len(logs.train.clicked), time.monotonic()
    refuse_long(settings, total)

    def on_epoch(epoch: Any) -> None:
        nonlocal begun, done
        done = epoch.epoch
        tell(Progress(done))
        begun = time.monotonic()

    def on_rows(rows: int) -> None:
        tell(Progress(done, rows / total, rows / max(time.monotonic() - begun, 1e-3)))

    return fit.train(settings, on_epoch, logs, on_rows)
