"""Pictures that are made once for all who ask for the same, and sent as bytes from then on."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.ui.components.frames import Kept, Shown
from attnviz.ui.state.pacing import shows_record

T = TypeVar("T", bound=Shown | Sequence[Shown])
_PLAIN = (str, int, float, bool, type(None))


def kept(make: Callable[..., T], *arguments: Any) -> T | Kept:
    """Return what a function draws of its arguments, to be made where it is not kept.

    Of a learner's own clicks nothing is kept, as what others share has none of them; and nothing
    of a record, as the layer itself is to make what is kept.

    Args:
        make: A function of its arguments alone, known by its name, which returns a picture, a chart
            or frames of one.
        *arguments: Traces, trainings, plain values, and what is made of them.

    Raises:
        TypeError: if an argument has no name that says all that it holds.
    """
    if shows_record() or _is_own(arguments):
        return make(*arguments)
    version = (f"{make.__module__}.{make.__qualname__}", _named(arguments))
    return Kept(lambda: make(*arguments), version)


def _is_own(value: Any) -> bool:
    if isinstance(value, Trace):
        return value.settings.items == "own"
    if isinstance(value, Mapping):
        return any(map(_is_own, value.values()))
    return any(map(_is_own, _parts(value)))


def _parts(value: Any) -> tuple[Any, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    if is_dataclass(value) and not isinstance(value, Training | Settings):
        return tuple(getattr(value, field.name) for field in fields(value))
    return ()


def _named(value: Any) -> Hashable:
    """Return what says all that a value holds."""
    if type(value) in _PLAIN:
        return type(value), value
    if isinstance(value, Trace):
        # As where traces are kept: the walk follows from its settings and weights.
        return value.settings, value.epoch, _named(value.training)
    if isinstance(value, Training):
        return value.fingerprint
    if isinstance(value, Mapping):
        return tuple((name, _named(part)) for name, part in value.items())
    if parts := _parts(value):
        return type(value).__name__, *map(_named, parts)
    if isinstance(value, list | tuple):
        return type(value).__name__
    raise TypeError(f"a picture of {type(value).__name__} cannot be kept: it has no name")
