"""Any number of a trace, written out as the arithmetic that made it."""

from collections.abc import Sequence
from dataclasses import fields
from numbers import Integral

import numpy as np

from attnviz.explain.explanation import Arithmetic, Cell, Explanation, Strip
from attnviz.explain.opened import Opened
from attnviz.explain.table import KINDS, function_of
from attnviz.explain.writing import coloured, latex_number, written
from attnviz.figures.parts import role_of
from attnviz.kinds import Refusal
from attnviz.trace import Record, Walk

__all__ = ["Cell", "Explanation", "Strip", "explain"]


def explain(trace: Walk, step: str, index: Sequence[int]) -> Explanation:
    """Return the arithmetic that made one number, from its operands as they stand in the trace.

    Args:
        trace: The record of a walk.
        step: The name of one of its steps, the layer's or the click model's.
        index: The number's place in the step's tensor, one whole number an axis, from 0.

    Raises:
        ValueError: if there is no such step or no such place; it says what there is.
    """
    if step not in trace.steps and step not in trace.score_steps:
        raise Refusal("step", step, "one of " + ", ".join([*trace.steps, *trace.score_steps]))
    record = trace[step]
    place = _checked(record, index)
    cell = Opened(trace, record, place)
    with np.errstate(all="ignore"):  # NaN and infinities are shown, and no reason to warn
        arithmetic = KINDS[function_of(record)](cell)
    value = record.value[place]
    text = written([value], 3)[0]
    return Explanation(
        **{field.name: getattr(arithmetic, field.name) for field in fields(Arithmetic)},
        step=step,
        index=place,
        value=float(value),
        title=f"{cell.title} = {text}",
        value_latex=coloured(role_of(step), latex_number(text)),
    )


def _checked(record: Record, index: Sequence[int]) -> tuple[int, ...]:
    fits = len(index) == len(record.shape) and all(
        isinstance(place, Integral) and 0 <= place < size
        for place, size in zip(index, record.shape, strict=True)
    )
    if not fits:
        axes = ", ".join(
            f"{axis} 0 to {size - 1}" for axis, size in zip(record.axes, record.shape, strict=True)
        )
        raise Refusal("index", tuple(index), f"for {record.name}: {axes}")
    return tuple(int(place) for place in index)
