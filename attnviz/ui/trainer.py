"""One worker trains for all learners of the server: each configuration once, one at a time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attnviz.settings import Settings

if TYPE_CHECKING:
    from attnviz.training import Epoch, Training


@dataclass
class Job:
    """A training that is queued, runs, or has ended.

    Attributes:
        epochs: How many epochs will be trained.
        number: Counts the jobs of a trainer in the order in which they are trained.
        done: How many epochs have been.
        cancelled: Whether it ends before its time.
        seconds: How long it took, once it has ended; None before.
        started: When the untrained layer had been measured, on the monotonic clock; None before.
        future: Holds the training once it has ended, or what it failed of.
    """

    epochs: int
    number: int
    done: int = 0
    cancelled: bool = False
    seconds: float | None = None
    started: float | None = None
    future: "Future[Training]" = field(init=False)

    @property
    def share(self) -> float:
        """How much is done, 0 .. 1."""
        return self.done / self.epochs

    @property
    def seconds_left(self) -> float | None:
        """About how long it still takes; None before the first epoch has ended."""
        if self.started is None or self.done == 0:
            return None
        return (time.monotonic() - self.started) / self.done * (self.epochs - self.done)


class Trainer:
    """Trains in one thread, and keeps the last trainings.

    Args:
        train: Trains settings and reports each epoch.
        kept: How many ended jobs are kept.
    """

    def __init__(
        self, train: "Callable[[Settings, Callable[[Epoch], None]], Training]", kept: int = 64
    ) -> None:
        self._train = train
        self._kept = kept
        self._submitted = 0
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="training")

    def job(self, key: str, settings: Settings) -> Job:
        """Return the job called `key`, queued now if it is new. Never waits."""
        with self._lock:
            job = self._jobs.get(key) or self._submit(settings)
            self._jobs[key] = job
            self._jobs.move_to_end(key)
            # A job that has not ended is somebody's: only ended ones are let go.
            ended = [old for old, kept in self._jobs.items() if kept.future.done()]
            for old in ended[: max(0, len(ended) - self._kept)]:
                del self._jobs[old]
            return job

    def known(self, key: str) -> Job | None:
        """Return the job called `key` if it was queued before, and is still kept."""
        with self._lock:
            return self._jobs.get(key)

    def ahead(self, job: Job) -> int:
        """Return how many other jobs are trained before this one."""
        with self._lock:
            return sum(
                not other.future.done() and other.number < job.number
                for other in self._jobs.values()
            )

    def forget(self, key: str) -> None:
        """Drop the job called `key`: asked for again, it is trained anew.

        One that is queued is not trained; one that runs ends after its epoch.
        """
        with self._lock:
            job = self._jobs.pop(key, None)
            if job is not None and not job.future.done():
                job.cancelled = True
                job.future.cancel()

    def _submit(self, settings: Settings) -> Job:
        job = Job(settings.epochs, self._submitted)
        self._submitted += 1

        def report(epoch: "Epoch") -> None:
            if job.cancelled:
                raise CancelledError
            if epoch.epoch == 0:
                job.started = time.monotonic()
            job.done = epoch.epoch

        def timed() -> "Training":
            begun = time.monotonic()
            training = self._train(settings, report)
            job.seconds = time.monotonic() - begun
            return training

        job.future = self._worker.submit(timed)
        return job
