"""Learned numbers: where a weight began, and what each epoch of training added to it."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from attnviz.layer.arithmetic import Learned
from attnviz.trace.cell import ALL
from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.opened import Opened, computed
from attnviz.trace.explain.writing import factor, written

# What Keras draws from, by the initializer's name and the sizes of a weight's two axes.
_START: Mapping[str, Callable[..., str]] = {
    "zeros": lambda *_: "0",
    "ones": lambda *_: "1",
    "random_normal": lambda *_: _normal("a normal", 0.05),
    "random_uniform": lambda *_: _uniform(0.05),
    "he_normal": lambda rows, _: _normal("a truncated normal", math.sqrt(2 / rows)),
    "glorot_normal": lambda rows, columns: _normal(
        "a truncated normal", math.sqrt(2 / (rows + columns))
    ),
    "glorot_uniform": lambda rows, columns: _uniform(math.sqrt(6 / (rows + columns))),
}


def _normal(kind: str, deviation: float) -> str:
    return f"{kind} distribution with standard deviation {written([deviation])[0]}"


def _uniform(limit: float) -> str:
    text = written([limit])[0]
    return f"a uniform distribution, −{text} to {text}"


def learned(cell: Opened, _kind: Learned) -> Arithmetic:
    """A weight of the model: its start, and what each epoch added to it."""
    shape = " × ".join(map(str, cell.record.shape))
    sentence = f"A learned number, one of {shape} in {cell.record.name}. {_start(cell)}"
    by_epoch = cell.trace.by_epoch(cell.record.name)
    if by_epoch is None:
        return _untrained(cell, sentence)
    values = by_epoch[(slice(None), *cell.index)].astype(np.float64)
    epochs = len(values) - 1
    added = np.diff(values, prepend=0.0)  # the first is the start
    moved = "Each epoch moved it" if np.all(added[1:]) else "The epochs moved it"
    if not added[1:].any():
        moved = "No epoch moved it: no sample that was learned from needs it"
    finite = bool(np.isfinite(values).all())
    started = f"{cell.symbol}^{{\\,\\text{{start}}}}"
    return Arithmetic(
        recomputed=math.fsum(added) if finite else float(values[-1]),
        sentence=f"{sentence} {moved}.",
        symbols=rf"{cell.symbol} = {started} + \sum_{{e=1}}^{{{epochs}}} \Delta_e",
        parts=tuple(factor(text) for text in written(added, 3)),
        terms=tuple(added.tolist()),
        columns=("start", *(f"epoch {epoch}" for epoch in range(1, epochs + 1))),
        strips=(
            computed("start, then added", "", added, digits=3),
            computed("so far", "=", values, digits=3),
        ),
        focus=epochs,
    )


def _untrained(cell: Opened, sentence: str) -> Arithmetic:
    """A weight that was not trained, among those that are used with it."""
    *row, column = cell.index
    with_it = (ALL, column) if cell.record.axes == ("in", "out") else (*row, ALL)
    focus = cell.index[with_it.index(ALL)]
    numbers = cell.line(cell.record.name, *with_it)
    return Arithmetic(
        recomputed=float(numbers.values[focus]),
        sentence=sentence,
        symbols=cell.symbol,
        terms=(float(numbers.values[focus]),),
        columns=cell.places(cell.record, cell.record.axes[with_it.index(ALL)]),
        strips=(numbers.strip(),),
        focus=focus,
    )


def _start(cell: Opened) -> str:
    """Say what a weight was before training."""
    name, layer = cell.record.name, cell.trace.layer
    if "seed" not in layer:
        return "It is what the layer was given."
    if name.endswith("/bias"):
        initializer = "zeros"
    elif name.endswith("position/embeddings"):
        initializer = "random_normal"
    elif name.endswith("/embeddings"):
        initializer = layer["embeddings_initializer"]
    elif "/activation_unit/" in name:
        initializer = layer["unit_initializer"]
    else:
        initializer = "glorot_uniform"
    start = _START[initializer](*cell.record.shape)
    if initializer in ("zeros", "ones"):
        return f"It began at {start}."
    return f"It began as a draw from {start} ({initializer}, seed {layer['seed']})."
