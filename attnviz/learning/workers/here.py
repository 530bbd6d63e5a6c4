"""Trainings in a thread of this process: no second TensorFlow, one training at a time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from attnviz.learning.memory import give_back
from attnviz.learning.workers.work import TrainingExecutor

P = ParamSpec("P")
T = TypeVar("T")


class Here(TrainingExecutor):
    """Trains in one thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="training")

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a `Work` in the thread."""

        def run() -> T:
            try:
                return fn(*args, **kwargs)
            finally:
                give_back()

        return self._thread.submit(run)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the thread when what it runs has ended."""
        self._thread.shutdown(wait, cancel_futures=cancel_futures)
