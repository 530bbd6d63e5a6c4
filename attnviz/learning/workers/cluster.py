"""Trainings on a Dask cluster."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import astuple
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

import dask
from distributed import Client, Event, KilledWorker, get_worker

from attnviz.learning.workers.there import WorkerLost, run_there
from attnviz.learning.workers.work import Progress, Tell, TrainingExecutor

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_MOST_PLACES = 64
_SECONDS_TO_CONNECT = 10
# Seconds between two looks at whether a training is still wanted, and between what is told of rows.
_PATIENCE, _BETWEEN = 1.0, 0.25


class Cluster(TrainingExecutor):
    """Trains on the workers of a cluster, one training on each.

    Args:
        address: Of the cluster's scheduler, such as tcp://10.0.0.5:8786.
    """

    def __init__(self, address: str) -> None:
        self.places = 1
        self._address = address
        self._client: Client | None = None
        self._threads = ThreadPoolExecutor(_MOST_PLACES, thread_name_prefix="Dask")
        self._lock = threading.Lock()
        self._topic = f"attnviz {uuid4()}"
        self._numbers = count()
        # What is told of the works that run, by their numbers; None where one has ended.
        self._told: dict[int, SimpleQueue[Progress | None]] = {}

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a `Work` on one of the workers."""
        *arguments, tell = args
        return self._threads.submit(self._run, fn, tuple(arguments), tell)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster when what it runs for this server has ended."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _run(self, work: Callable[..., T], arguments: tuple[Any, ...], tell: Any) -> T:
        executor, number = self._connected(), next(self._numbers)
        told = self._told[number] = SimpleQueue()
        try:
            future = executor.submit(run_on_worker, work, arguments, self._topic, number)
            future.add_done_callback(lambda _: told.put(None))
            self._listen(told, tell, future, number)
        finally:
            del self._told[number]
        if future.cancelled():
            raise WorkerLost("the cluster that trained it was lost")
        try:
            result: T | None = future.result()
        except KilledWorker as error:
            _log.warning("%s", error)
            raise WorkerLost("all workers that began it ended") from None
        if result is None:
            raise CancelledError
        return result

    def _listen(
        self, told: "SimpleQueue[Progress | None]", tell: Tell, future: Future[Any], number: int
    ) -> None:
        """Hand on what is told of a work until it has ended."""
        while not future.done():
            try:
                progress = told.get(timeout=_PATIENCE)
            except Empty:  # also as long as the cluster has no worker for it
                progress = None
            try:
                tell(progress)
            except CancelledError:
                Event(_stop_of(self._topic, number), self._client).set()
                future.cancel()
                raise

    def _connected(self) -> Executor:
        """Return the cluster's own executor; connects first, or once more.

        Raises:
            WorkerLost: if no scheduler answers.
        """
        with self._lock:
            if self._client is None or self._client.status != "running":
                # A log is sent whole, as it is learned from whole: that is no oversight.
                dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})
                if self._client is not None:
                    with suppress(OSError, RuntimeError):  # nobody is there to hear it
                        self._client.close(timeout=1)
                try:
                    self._client = Client(
                        self._address, timeout=_SECONDS_TO_CONNECT, set_as_default=False
                    )
                except (OSError, ValueError) as error:
                    self._client = None
                    # Learners need not know where it is.
                    _log.warning("No Dask scheduler answers at %s: %s", self._address, error)
                    raise WorkerLost("the cluster that trains does not answer") from None
                self._client.subscribe_topic(self._topic, self._heard)
            self.places = min(_MOST_PLACES, max(1, len(self._client.nthreads())))
            executor: Executor = self._client.get_executor(pure=False)
        return executor

    def _heard(self, event: tuple[float, tuple[Any, ...]]) -> None:
        number, *progress = event[1]
        if (told := self._told.get(number)) is not None:
            told.put(Progress(*progress))


def run_on_worker(
    work: Callable[..., T], arguments: tuple[Any, ...], topic: str, number: int
) -> T | None:
    """Return what a `Work` returns; None where it was cancelled. Runs on a worker of the cluster.

    Args:
        work: What is run.
        arguments: All that it is given but `tell`.
        topic: Under which the server is told how far it is.
        number: Which of the server's works it is.
    """
    worker, stop, heard = get_worker(), Event(_stop_of(topic, number)), 0.0

    def tell(progress: Progress | None) -> None:
        nonlocal heard
        now = time.monotonic()
        if progress is None or (progress.part and now - heard < _BETWEEN):
            return
        heard = now
        worker.log_event(topic, (number, *astuple(progress)))
        if stop.is_set():
            raise CancelledError

    try:
        return run_there(work, arguments, tell)
    finally:
        if stop.is_set():  # the scheduler would keep it
            stop.clear()


def _stop_of(topic: str, number: int) -> str:
    return f"{topic}, stop {number}"
