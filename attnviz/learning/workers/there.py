"""A training in a process that is there for trainings alone: how it begins, what it leaves."""

import os
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from attnviz.learning.memory import give_back, settle_allocation
from attnviz.learning.onednn import leave_out_onednn
from attnviz.learning.workers.work import Tell

T = TypeVar("T")

_lock = Lock()


class WorkerLost(RuntimeError):
    """A worker that ended, or cannot be reached; the next training has another one."""


@dataclass(frozen=True)
class Came:
    """What has come of a work: what it returned, None where it was cancelled, or its error."""

    result: Any = None
    error: Exception | None = None


def run_there(work: Callable[..., T], arguments: tuple[Any, ...], tell: Tell) -> T | None:
    """Return what a `Work` returns, one at a time in this process; None where it was cancelled.

    Args:
        work: What is run.
        arguments: All that it is given but `tell`.
        tell: Hands on how far it is.

    Raises:
        MemoryError: where there is too little memory.
        RuntimeError: for what else it failed of: an error that any process can read.
    """
    # TensorFlow is loaded by the first work: the same numbers as in the server's own process.
    leave_out_onednn()
    os.environ["KERAS_BACKEND"] = "tensorflow"
    settle_allocation()
    with _lock:
        try:
            return work(*arguments, tell)
        except CancelledError:
            return None
        except Exception as error:
            raise _readable(error) from None
        finally:
            give_back()


def _readable(error: Exception) -> Exception:
    """Return an error of Python's own kinds: TensorFlow's cannot be pickled."""
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return MemoryError(str(error))
    return RuntimeError(str(error) or type(error).__name__)
