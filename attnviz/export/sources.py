"""The code that ran, with what it calls: functions and classes of its package, in order."""

import ast
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from attnviz.trace.record import source_of

_PACKAGE = __name__.partition(".")[0]


class Sources:
    """Source texts, each given once, behind those that it needs."""

    def __init__(self) -> None:
        self._given: set[Any] = set()

    def of(self, thing: Any) -> str:
        """Return the source of a function or class, and of what it names of its package or ours.

        What was returned before is left out; "" if nothing is left.
        """
        return "\n\n\n".join(self._texts(thing))

    def _texts(self, thing: Any) -> Iterator[str]:
        if thing in self._given:
            return
        self._given.add(thing)
        text = inspect.getsource(thing) if inspect.isclass(thing) else source_of(thing)
        known = vars(sys.modules[thing.__module__])
        packages = {_PACKAGE, thing.__module__.partition(".")[0]}
        for node in ast.walk(ast.parse(text)):
            named = known.get(node.id) if isinstance(node, ast.Name) else None
            own = getattr(named, "__module__", "").partition(".")[0] in packages
            if own and named is not thing and (inspect.isfunction(named) or inspect.isclass(named)):
                yield from self._texts(named)
        yield text.rstrip()
