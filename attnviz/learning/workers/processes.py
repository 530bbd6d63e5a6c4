"""Trainings in worker processes of this machine."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from attnviz.learning.workers.there import Came, WorkerLost
from attnviz.learning.workers.work import Progress, Tell, TrainingExecutor

P = ParamSpec("P")
T = TypeVar("T")

IDLE = 300.0
"""Seconds after which a worker process that has nothing to train ends."""

_ROOT = Path(__file__).parents[3]


class Processes(TrainingExecutor):
    """Trains in processes, which are started when they are needed, and end when they are not.

    Args:
        places: How many there are at most.
        idle: Seconds after which one that has nothing to do ends.
    """

    def __init__(self, places: int, idle: float = IDLE) -> None:
        self.places = places
        self._seconds = idle
        self._threads = ThreadPoolExecutor(places, thread_name_prefix="worker process")
        self._idle: dict[_Process, threading.Timer] = {}
        self._lock = threading.Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a `Work` in one of the processes."""
        *arguments, tell = args
        return self._threads.submit(self._run, fn, tuple(arguments), tell)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when what they run has ended."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        for process in list(self._idle):
            self._end(process)

    def _run(self, work: Callable[..., T], arguments: tuple[Any, ...], tell: Any) -> T:
        process = self._taken()
        try:
            came = process.ask(work, arguments, tell)
        except BaseException:
            process.end()  # in the middle of a work, so it is of no use any more
            raise
        self._put_back(process)
        if came.error is not None:
            raise came.error
        if came.result is None:
            raise CancelledError
        result: T = came.result
        return result

    def _taken(self) -> "_Process":
        """Return a process that has nothing to do, a new one if there is none."""
        with self._lock:
            while self._idle:
                process, timer = self._idle.popitem()
                timer.cancel()
                if process.answers():
                    return process
                process.end()
        return _Process()

    def _put_back(self, process: "_Process") -> None:
        timer = threading.Timer(self._seconds, self._end, [process])
        timer.daemon = True
        with self._lock:
            self._idle[process] = timer
        timer.start()

    def _end(self, process: "_Process") -> None:
        """End a process, unless it has been given something to do."""
        with self._lock:
            timer = self._idle.pop(process, None)
        if timer is not None:
            timer.cancel()
            process.end()


class _Process:
    """A worker process, and the pipes to it and from it."""

    def __init__(self) -> None:
        # Not by multiprocessing, which would run the server's script once more.
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "attnviz.learning.workers.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def answers(self) -> bool:
        try:
            self._send(None)
            return self._receive() is None
        except (EOFError, OSError, pickle.UnpicklingError):
            return False

    def ask(self, work: Callable[..., Any], arguments: tuple[Any, ...], tell: Tell) -> Came:
        """Return what has come of a work.

        Raises:
            WorkerLost: if the process ends before that.
        """
        try:
            self._send((work, arguments))
            while True:
                message = self._receive()
                if isinstance(message, Came):
                    return message
                try:
                    tell(message)
                except CancelledError:
                    self._send(False)
                else:
                    self._send(True)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise WorkerLost(f"the process that trained it ended ({self._code()})") from None

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()

    def _send(self, message: Any) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()

    def _receive(self) -> Progress | Came | None:
        pipe = self._process.stdout
        assert pipe is not None
        message: Progress | Came | None = pickle.load(pipe)
        return message

    def _code(self) -> str:
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "it does not answer"
        return f"signal {-code}" if code < 0 else f"exit code {code}"
