"""Numbers that a learner changes: where they stand in a walk, and the walk that follows of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from attnviz.layer.arithmetic import Copy, Lookup, LookupWithFeatures
from attnviz.trace.cell import Cell
from attnviz.trace.record import Before, Record, Trace

Arrays = Mapping[str, np.ndarray]
Again = Callable[[Arrays, Arrays], tuple[Mapping[str, Record], Arrays]]
"""Walks the same samples again, with weights by path, and on from tensors by their steps' names."""


def place_of(trace: Trace, cell: Cell) -> Cell | None:
    """Return the cell that is changed with a number of a walk; None where it cannot be changed.

    A number of an item's vector is the embedding table's, so that it changes wherever the item
    stands. What is no real number, such as an id or a mask, follows from the clicks, and the
    exponentials within a softmax are the picture's own.

    Args:
        trace: The trace.
        cell: The number's cell.
    """
    known = cell.step in {**trace.steps, **trace.score_steps, **trace.weights}
    if not known or cell.over_heads or not cell.fits(trace):
        return None
    record = trace[cell.step]
    if record.value.dtype.kind != "f":
        return None
    return _in_table(trace, cell) or cell


def _in_table(trace: Trace, cell: Cell) -> Cell | None:
    """Return where a number stands in the table that it was looked up in; None if in none."""
    record = trace[cell.step]
    match record.arithmetic:
        case Lookup(path=path):
            *where, column = cell.index
            row = int(Cell(record.parents[0], tuple(where)).number(trace))
            return Cell(f"{path}/embeddings", (row, column))
        case LookupWithFeatures(paths=paths):
            *where, place = cell.index
            part, column = divmod(int(str(place)), record.shape[-1] // len(paths))
            of_item = Cell(record.parents[0], tuple(where))
            of_feature = Cell(record.parents[1], (*where, part - 1))
            row = int((of_feature if part else of_item).number(trace))
            return Cell(f"{paths[part]}/embeddings", (row, column))
        case Copy(dropped=None):
            return _in_table(trace, Cell(record.parents[0], cell.index))
    return None


def changed_trace(trace: Trace, again: Again) -> Trace:
    """Return a trace with the changed numbers of its settings, as far as it has them.

    Learned weights are changed first, as all steps follow from them, and then each step in the
    order of the walk, which goes on from there. Nothing is normalized again.

    Args:
        trace: The trace with nothing changed but clicks.
        again: Walks its samples again.
    """
    cells = {n: place_of(trace, Cell(n.step, n.index)) for n in trace.settings.changed_numbers}
    wanted = {number: cell for number, cell in cells.items() if cell is not None}
    if not wanted:
        return trace

    def changed(name: str, tensor: np.ndarray) -> np.ndarray:
        made = tensor.copy()
        for number, cell in wanted.items():
            if cell.step == name:
                made[tuple(n for n in cell.index if isinstance(n, int))] = number.value
        return made

    weights = {path: changed(path, values) for path, values in trace.weights.items()}
    tensors: dict[str, np.ndarray] = {}
    records, used = again(weights, tensors)
    for name in [*records]:
        if any(cell.step == name for cell in wanted.values()):
            tensors[name] = changed(name, records[name].value)
            records, used = again(weights, tensors)
    return replace(
        trace,
        steps=MappingProxyType({name: records[name] for name in trace.steps}),
        score_steps=MappingProxyType({name: records[name] for name in trace.score_steps}),
        weights=MappingProxyType(dict(used)),
        changed=MappingProxyType(
            {number: Before(cell, float(cell.number(trace))) for number, cell in wanted.items()}
        ),
    )
