"""What the tests have workers do in place of a training: without TensorFlow, so at once."""

import gc
import os
import signal
import time
from pathlib import Path
from typing import Any

from attnviz.learning.workers.work import OwnLogs, Progress, Tell
from attnviz.scenario.click_log import ClickLog
from attnviz.scenario.settings import Settings


def counts(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """Tell of each epoch, and return which process it was, and which seed."""
    tell(Progress())
    for epoch in range(settings.epochs + 1):
        tell(Progress(epoch))
    return os.getpid(), settings.seed


def goes_on(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """Tell of one epoch after the other, for ever, and learn from clicks if there are any."""
    logs = None if own is None else own()
    for epoch in range(10_000):
        tell(Progress(epoch))
        time.sleep(0.02)
    return logs


def dies(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """End the process in the middle of a training, as a system does that has no memory left."""
    tell(Progress(0))
    os.kill(os.getpid(), signal.SIGKILL)


class Strange(Exception):
    """An error that no other process can read, as TensorFlow has them."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


def fails(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """Fail by the seed: of something strange, or for want of memory."""
    raise MemoryError("too much") if settings.seed else Strange(1, "no such kernel")


def niceness(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """Return how far the process stands back behind others."""
    return os.nice(0)


def prints(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """Print, as libraries do."""
    print("a line that is no message")
    return settings.seed


def dies_once(settings: Settings, own: Any, tell: Tell) -> Any:
    """End the process the first time, and count the second time."""
    marker = Path(own())
    if not marker.exists():
        marker.touch()
        dies(settings, None, tell)
    return counts(settings, None, tell)


def logs_held(settings: Settings, own: OwnLogs | None, tell: Tell) -> Any:
    """Return how many logs there are in the process."""
    tell(Progress())
    return sum(isinstance(one, ClickLog) for one in gc.get_objects())
