"""A training that was asked for: who wants it, how far it is, and what it has become."""

import time
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from weakref import WeakSet

from attnviz.learning.trained import Training
from attnviz.learning.workers.work import OwnLogs, Progress
from attnviz.scenario.settings import Settings


@dataclass(eq=False)
class Job:
    """A training that is queued, runs, or has ended.

    Attributes:
        key: Its name.
        settings: What is trained.
        own: What it learns from of somebody's own clicks; None for the catalogue's log.
        number: Counts the jobs of a trainer in the order in which they were asked for.
        asked: When it was asked for, on the monotonic clock.
        wanted: Who waits for it; those who are gone are not counted.
        left: Who has asked for it, and now looks at something else.
        done: How many epochs have been.
        part: How much of the epoch that runs is done, 0 .. 1, where that is told.
        speed: Rows of the log that it learns from in a second, where that is told; None before.
        cancelled: Whether it ends before its time.
        begun: When its training began, on the monotonic clock; None before.
        started: When the untrained layer had been measured, on the monotonic clock; None before.
        seconds: How long it took, once it has ended; None before.
        future: Holds the training once it has ended, or what it failed of.
    """

    key: str
    settings: Settings
    own: OwnLogs | None
    number: int
    asked: float = field(default_factory=time.monotonic)
    wanted: WeakSet[object] = field(default_factory=WeakSet)
    left: WeakSet[object] = field(default_factory=WeakSet)
    done: int = 0
    part: float = 0.0
    speed: float | None = None
    cancelled: bool = False
    begun: float | None = None
    started: float | None = None
    seconds: float | None = None
    future: Future[Training] = field(default_factory=Future)

    @property
    def epochs(self) -> int:
        """How many epochs are trained."""
        return self.settings.epochs

    @property
    def failure(self) -> BaseException | None:
        """What it failed of; None if it did not fail."""
        if not self.future.done() or self.future.cancelled():
            return None
        error = self.future.exception()
        return None if isinstance(error, CancelledError) else error

    @property
    def share(self) -> float:
        """How much is done, 0 .. 1."""
        return min(1.0, (self.done + self.part) / self.epochs)

    @property
    def seconds_left(self) -> float | None:
        """About how long it still takes; None before something is done."""
        if self.started is None or self.share == 0:
            return None
        return (time.monotonic() - self.started) * (1 / self.share - 1)

    def tell(self, progress: Progress) -> None:
        """Take over how far it is. Where a worker was lost, another one begins anew."""
        if progress.epoch is None:
            self.begun, self.started = time.monotonic(), None
        elif self.started is None:
            self.started = time.monotonic()
        self.done, self.part = progress.epoch or 0, progress.part
        self.speed = progress.speed or self.speed

    def cancel(self) -> None:
        """Let it end: if it is queued it is not trained, if it runs it ends soon."""
        if not self.future.done():
            self.cancelled = True
            self.future.cancel()
