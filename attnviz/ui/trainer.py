"""One worker trains for all learners of the server: each configuration once, one at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
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
        done: How many have been.
        future: Holds the training once it has ended, or what it failed of.
    """

    epochs: int
    done: int = 0
    future: "Future[Training]" = field(init=False)

    @property
    def share(self) -> float:
        """How much is done, 0 .. 1."""
        return self.done / self.epochs


class Trainer:
    """Trains in one thread, and keeps the last trainings.

    Args:
        train: Trains settings and reports each epoch.
        kept: How many ended jobs are kept.
    """

    def __init__(
        self, train: "Callable[[Settings, Callable[[Epoch], None]], Training]", kept: int = 24
    ) -> None:
        self._train = train
        self._kept = kept
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

    def _submit(self, settings: Settings) -> Job:
        job = Job(settings.epochs)

        def report(epoch: "Epoch") -> None:
            job.done = epoch.epoch

        job.future = self._worker.submit(self._train, settings, report)
        return job
