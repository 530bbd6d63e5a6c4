"""A step: one named tensor of the layer's walk, and the decorator that makes steps of functions."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any

from attnviz.layer.arithmetic import Kind, Role


@dataclass(frozen=True)
class Step:
    """One tensor of a walk.

    Attributes:
        name: The tensor's name, such as "weights".
        axes: Names of its axes, such as ("B", "C", "T"); see the glossary for the letters.
        value: The tensor.
        title: What happens here, in a few words.
        formula: The formula in LaTeX.
        sentence: One sentence for the learner.
        role: What it is for: its colour.
        symbol: Its letter in LaTeX.
        arithmetic: The kind of arithmetic that made it.
        function: The function that computed it; its source is what the pages show.
        arguments: What it was called with: steps, layers, numbers.
    """

    name: str
    axes: tuple[str, ...]
    value: Any
    title: str
    formula: str
    sentence: str
    role: Role
    symbol: str
    arithmetic: Kind
    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    @property
    def parents(self) -> tuple[str, ...]:
        """Names of the steps that it was computed from, in the order of the formula."""
        return tuple(given.name for given in self.arguments if isinstance(given, Step))


def step(
    *,
    title: str,
    formula: str | Callable[..., str],
    sentence: str | Callable[..., str],
    arithmetic: Kind | Callable[..., Kind],
    role: Role | None = None,
    symbol: str | None = None,
    axes: str | None = None,
    name: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Step]]:
    """Turn a function over tensors into a function over steps that returns a step.

    Arguments that are steps become the parents and are passed on as their tensors; all other
    arguments (layers, numbers) are passed on as they are. The keywords of the result are `name` and
    `symbol`, for a function that serves several tensors.

    Args:
        title: What happens here, in a few words.
        formula: The formula in LaTeX; where it depends on the arguments, a function of them.
        sentence: One sentence for the learner; likewise.
        arithmetic: The kind of arithmetic; likewise.
        role: What the tensor is for; that of the first parent if None.
        symbol: The tensor's letter in LaTeX; that of the first parent if None.
        axes: Names of the result's axes, separated by spaces; those of the first parent if None.
        name: The tensor's name; the function's own by default.

    Raises:
        TypeError: if the arithmetic is none.
    """
    if not (isinstance(arithmetic, Kind) or callable(arithmetic)):
        raise TypeError(f"{title!r}: arithmetic={arithmetic!r} is no kind of arithmetic")
    named, lettered = name, symbol

    def decorate(function: Callable[..., Any]) -> Callable[..., Step]:
        @wraps(function)
        def computed(*arguments: Any, name: str | None = None, symbol: str | None = None) -> Step:
            parents = [argument for argument in arguments if isinstance(argument, Step)]
            own = name or named or function.__name__
            value = function(*(a.value if isinstance(a, Step) else a for a in arguments))
            return Step(
                name=own,
                axes=parents[0].axes if axes is None else tuple(axes.split()),
                value=_taken(own, value) if own in _from.get() else value,
                title=title,
                formula=formula if isinstance(formula, str) else formula(*arguments),
                sentence=sentence if isinstance(sentence, str) else sentence(*arguments),
                role=role or parents[0].role,
                symbol=symbol or lettered or parents[0].symbol,
                arithmetic=arithmetic if isinstance(arithmetic, Kind) else arithmetic(*arguments),
                function=function,
                arguments=arguments,
            )

        return computed

    return decorate


# What the walk that is under way goes on from, by the steps' names.
_from: ContextVar[Mapping[str, Any]] = ContextVar("from", default=MappingProxyType({}))


def resumed(walk: Iterator[Step], tensors: Mapping[str, Any]) -> Iterator[Step]:
    """Walk the same steps, and go on from given tensors in place of those that would be computed.

    Args:
        walk: The walk, from its beginning.
        tensors: Tensors, or NumPy arrays, by their steps' names; all others are computed from them.

    Raises:
        ValueError: for a tensor of another shape than the step's, and at the walk's end for a name
            that no step of it has.
    """
    names = []
    while True:
        token = _from.set(tensors)
        try:
            current = next(walk, None)
        finally:
            _from.reset(token)
        if current is None:
            break
        names.append(current.name)
        yield current
    for name in tensors:
        if name not in names:
            raise ValueError(
                f"resume_from={name!r} is not allowed; allowed is one of {', '.join(names)}"
            )


def _taken(name: str, computed: Any) -> Any:
    """Return what stands in place of what a step has computed."""
    # Loads TensorFlow.
    import tensorflow as tf

    taken = tf.convert_to_tensor(_from.get()[name], computed.dtype)
    if not taken.shape.is_compatible_with(computed.shape):
        raise ValueError(
            f"resume_from: {name} of shape {tuple(taken.shape)} is not allowed; "
            f"allowed is {tuple(computed.shape)}"
        )
    return taken
