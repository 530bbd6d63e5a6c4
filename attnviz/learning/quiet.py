"""TensorFlow imported without its greetings, which it writes past Python to file descriptor 2."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_STDERR = 2


def with_tensorflow(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that has TensorFlow imported, without a word, before it runs."""

    @wraps(function)
    def loaded(*args: P.args, **kwargs: P.kwargs) -> R:
        if "tensorflow" not in sys.modules:
            with _held_back():
                import tensorflow  # noqa: F401  # imported for the calls to come
        return function(*args, **kwargs)

    return loaded


@contextmanager
def _held_back() -> Iterator[None]:
    """Hold back what is written to file descriptor 2; where the block raises, it appears."""
    try:
        own, held = os.dup(_STDERR), tempfile.TemporaryFile()  # noqa: SIM115  # closed below
    except OSError:  # no such descriptor, or no folder for the file: nothing is held back
        yield
        return
    with held:
        os.dup2(held.fileno(), _STDERR)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(own, held.read())
            raise
        finally:
            os.dup2(own, _STDERR)
            os.close(own)
