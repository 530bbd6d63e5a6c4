"""TensorFlow lets go of the gradients that it has registered while something was traced.

A function with a gradient of its own, as `silu` has one, registers it each time that it is traced,
under a new name and for ever. What is registered holds its whole graph: 9 MB of a training, 4 MB of
a runner's graph, as measured.
"""

import threading
from types import TracebackType
from typing import Any

from tensorflow.python.framework import ops  # there is no public way to take anything back


class _TracedGradients:
    """A context in which gradients may be traced; several threads may be in it at once.

    They go when the last one leaves, as one thread's may be needed until then and cannot be told
    from another's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._within = 0
        self._before: frozenset[str] = frozenset()

    def __enter__(self) -> None:
        with self._lock:
            if not self._within:
                self._before = frozenset(_registry())
            self._within += 1

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        with self._lock:
            self._within -= 1
            if self._within:
                return
            for name in set(_registry()) - self._before:
                if name.startswith("CustomGradient-"):
                    _registry().pop(name, None)


def _registry() -> dict[str, Any]:
    registry: dict[str, Any] = ops.gradient_registry._registry
    return registry


traced_gradients = _TracedGradients()
"""`with traced_gradients:` around what traces a function that nobody differentiates afterwards."""
