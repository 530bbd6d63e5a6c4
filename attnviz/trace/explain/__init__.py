"""Any number of a trace, written out as the arithmetic that made it."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import SupportsIndex

import numpy as np

from attnviz.scenario.values import InvalidValue
from attnviz.trace.cell import OVER_HEADS, Cell, Place
from attnviz.trace.explain.explanation import Arithmetic, Explanation, Strip
from attnviz.trace.explain.opened import Opened
from attnviz.trace.explain.table import arithmetic_of
from attnviz.trace.explain.writing import coloured, latex_number, written
from attnviz.trace.record import Record, Walk

__all__ = ["Explanation", "Strip", "explain"]


def explain(trace: Walk, step: str, index: Sequence[SupportsIndex | Place]) -> Explanation:
    """Return the arithmetic that made one number, from its operands as they stand in the trace.

    Args:
        trace: The record of a walk.
        step: One of `trace.names`: a step of the layer or the click model, the path of a weight,
            such as "attention/query_dense/kernel", or what softmax computes on its way.
        index: The number's place in the step's tensor, one whole number an axis, from 0; on the
            axis of heads also "mean" or "max".

    Raises:
        ValueError: if there is no such step or no such place; it says what there is.

    Example:
        >>> import attnviz
        >>> trace = attnviz.run()
        >>> opened = attnviz.explain(trace, "weights", (0, 0, 2))  # sample, candidate, click
        >>> opened.title
        'weights[fire steel] = 0.588'
        >>> abs(opened.recomputed - opened.value) < 1e-6
        True
    """
    record = trace[step]
    if isinstance(index, str) or not isinstance(index, Iterable):
        raise InvalidValue("index", index, f"for {step}: {_allowed(record)}")
    place = Cell(step, tuple(int(n) if isinstance(n, SupportsIndex) else n for n in index))
    if not place.fits(trace):
        raise InvalidValue("index", tuple(index), f"for {step}: {_allowed(record)}")
    cell = Opened(trace, record, place.index)
    with np.errstate(all="ignore"):  # NaN and infinities are shown, and no reason to warn
        arithmetic = arithmetic_of(cell)
        value = place.number(trace)
    text = written([value], 3)[0]
    return Explanation(
        **{field.name: getattr(arithmetic, field.name) for field in fields(Arithmetic)},
        step=step,
        index=place.index,
        value=float(value),
        title=f"{cell.title} = {text}",
        value_latex=coloured(record.role, latex_number(text)),
    )


def _allowed(record: Record) -> str:
    """Return what an index of a record may be, axis by axis."""
    words = " or ".join(OVER_HEADS)
    return ", ".join(
        f"{axis} 0 to {size - 1}" + (f" or {words}" if axis == "h" else "")
        for axis, size in zip(record.axes, record.shape, strict=True)
    )
