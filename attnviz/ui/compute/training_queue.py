"""One worker trains for all learners of the server: each configuration once, one at a time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakSet

from attnviz.interactions.dataset import Interactions
from attnviz.learning.memory import give_back
from attnviz.learning.store import STORE, Shelf
from attnviz.learning.trained import Epoch, Training
from attnviz.scenario.settings import Settings

HEAD_START = 0.25
"""Seconds after it was asked for before a training begins, at the earliest: it takes the processor
from the page that asks, which shows the untrained layer meanwhile."""


@dataclass(eq=False)
class Job:
    """A training that is queued, runs, or has ended.

    Attributes:
        wanted: Who wants it; those who are gone are not counted.
        epochs: How many epochs will be trained.
        number: Counts the jobs of a trainer in the order in which they are trained.
        done: How many epochs have been.
        part: How much of the epoch that runs is done, 0 .. 1, where that is told.
        speed: Rows of the log that it learns from in a second, where that is told; None before.
        cancelled: Whether it ends before its time.
        seconds: How long it took, once it has ended; None before.
        started: When the untrained layer had been measured, on the monotonic clock; None before.
        future: Holds the training once it has ended, or what it failed of.
    """

    epochs: int
    number: int
    done: int = 0
    part: float = 0.0
    speed: float | None = None
    cancelled: bool = False
    seconds: float | None = None
    started: float | None = None
    wanted: WeakSet[object] = field(default_factory=WeakSet)
    future: Future[Training] = field(init=False)

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

    def cancel(self) -> None:
        """Let it end: if it is queued it is not trained, if it runs it ends soon."""
        if not self.future.done():
            self.cancelled = True
            self.future.cancel()


class Trainer:
    """Trains in one thread, and keeps what it has trained as long as there is room.

    Args:
        train: Trains settings and reports each epoch.
    """

    def __init__(self, train: Callable[[Settings, Callable[[Epoch], None]], Training]) -> None:
        self._train = train
        self._submitted = 0
        # A job that has not ended is somebody's: only ended ones are let go.
        self._jobs: dict[str, Job] = {}
        self._ended = Shelf(STORE)
        self._all: WeakSet[Job] = WeakSet()
        self._lock = threading.RLock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="training")

    def job(self, key: str, settings: Settings, who: object) -> Job:
        """Return the job called `key`, wanted by `who` too; queued if it is new. Never waits."""
        with self._lock:
            job = self.known(key)
            if job is None or job.cancelled:
                job = self._jobs[key] = self._submit(
                    settings, who, lambda _, report: self._train(settings, report)
                )
                job.future.add_done_callback(partial(self._end, key))
            else:
                job.wanted.add(who)
            return job

    def known(self, key: str) -> Job | None:
        """Return the job called `key` if it was queued before, and is still kept."""
        with self._lock:
            return self._jobs.get(key) or self._ended.find(key)

    def _end(self, key: str, future: object) -> None:
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.future is future:
                del self._jobs[key]
                if not job.cancelled:
                    self._ended.put(key, job)

    def ahead(self, job: Job) -> int:
        """Return how many other jobs are trained before this one."""
        with self._lock:
            return sum(not other.future.done() and other.number < job.number for other in self._all)

    def own(self, settings: Settings, data: Interactions, owner: object) -> Job:
        """Return a new job that trains on somebody's own clicks; only who asks has it.

        Args:
            settings: What is trained.
            data: The clicks.
            owner: Who asks: where it is no longer there, the training ends.
        """
        # Loads TensorFlow.
        from attnviz.learning.fit import train

        def trained(job: Job, report: Callable[[Epoch], None]) -> Training:
            logs = data.logs(settings.sequence_length)
            total, begun = len(logs.train.clicked), time.monotonic()

            def rows(rows: int) -> None:
                nonlocal begun
                self._refuse_unwanted(job)
                job.part = rows / total
                job.speed = rows / max(time.monotonic() - begun, 1e-3)

            def epoch(epoch: Epoch) -> None:
                nonlocal begun
                report(epoch)
                job.part, begun = 0.0, time.monotonic()

            return train(settings, epoch, logs, rows)

        with self._lock:
            return self._submit(settings, owner, trained)

    def forget(self, key: str, who: object) -> None:
        """Drop the job called `key` for `who`: asked for again, it is trained anew.

        One that has not ended goes on as long as others want it. Else, if it is queued it is not
        trained, if it runs it ends after its epoch.
        """
        with self._lock:
            job = self.known(key)
            if job is None:
                return
            job.wanted.discard(who)
            if job.future.done() or not job.wanted:
                self._jobs.pop(key, None)
                self._ended.drop(key)
                job.cancel()

    def _refuse_unwanted(self, job: Job) -> None:
        """Raise `CancelledError` where nobody waits for a job any more: others come sooner."""
        with self._lock:
            job.cancelled |= not job.wanted
        if job.cancelled:
            raise CancelledError

    def _submit(
        self,
        settings: Settings,
        who: object,
        train: "Callable[[Job, Callable[[Epoch], None]], Training]",
    ) -> Job:
        job = Job(settings.epochs, self._submitted)
        job.wanted.add(who)
        self._submitted += 1
        self._all.add(job)

        def report(epoch: Epoch) -> None:
            self._refuse_unwanted(job)
            if epoch.epoch == 0:
                job.started = time.monotonic()
            job.done = epoch.epoch

        asked = time.monotonic()

        def timed() -> Training:
            time.sleep(max(0.0, asked + HEAD_START - time.monotonic()))
            self._refuse_unwanted(job)
            begun = time.monotonic()
            training = train(job, report)
            job.seconds = time.monotonic() - begun
            give_back()
            return training

        job.future = self._worker.submit(timed)
        return job
