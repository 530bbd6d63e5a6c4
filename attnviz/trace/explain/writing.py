"""Numbers, symbols and colours as an explanation writes them."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from attnviz.layer.arithmetic import MAKES_WEIGHTS
from attnviz.pictures.numbers import largest_finite, number_text
from attnviz.pictures.palette import LATEX
from attnviz.trace.cell import OVER_HEADS
from attnviz.trace.explain.explanation import Scale
from attnviz.trace.record import Record


def scale_of(record: Record) -> Scale:
    """Return how a step's cells are coloured."""
    kind = record.value.dtype.kind
    if kind in "biu":
        return "grey" if kind == "b" else ""  # a mask, or ids, whose size says nothing
    return "weights" if isinstance(record.arithmetic, MAKES_WEIGHTS) else "signed"


def coloured(role: str, latex: str) -> str:
    """Return LaTeX in its role's colour, where the role has one."""
    return rf"\textcolor{{{LATEX[role]}}}{{{latex}}}" if role in LATEX else latex


_COLOURED = re.compile(
    r"\\textcolor\{#[0-9A-F]{6}\}"
    r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"  # braces in it are two deep at most
)


def uncoloured(latex: str) -> str:
    """Return an explanation's LaTeX without the colours, for a terminal."""
    return _COLOURED.sub(r"\1", latex)


def symbol(record: Record, index: Sequence[int | str]) -> str:
    """Return the coloured LaTeX symbol of a cell; letters in the index stand for running ones.

    The batch is not written, nor is an axis of candidates with one candidate.
    """
    above, below = [], []
    for axis, size, place in zip(record.axes, record.shape, index, strict=True):
        if axis == "B" or (axis in ("C", "T_q", "out") and size == 1):
            continue
        if place in OVER_HEADS:
            mark = rf"\text{{{place}}}"
        elif axis == "V":  # an id, which is the number of its row
            mark = str(place)
        else:
            mark = place if isinstance(place, str) else str(place + 1)
        if axis == "h":
            above.append(f"({mark})")
        else:
            below.append(mark)
    letter = record.symbol
    if above:
        letter += f"^{{{','.join(above)}}}"
    if below:
        letter += f"_{{{','.join(below)}}}"
    return coloured(record.role, letter)


def written(values: Any, digits: int = 2, decimals: int = 0) -> tuple[str, ...]:
    """Return numbers as texts with the same decimals.

    Args:
        values: Numbers; integers and booleans are written as they are.
        digits: Significant digits of the largest below 1; 1 and above have three at least.
        decimals: How many there are at least behind the point.
    """
    values = np.asarray(values)
    if values.dtype == bool:
        return tuple("true" if value else "false" for value in values)
    if values.dtype.kind in "iu":
        return tuple(str(value) for value in values)
    largest = float(f"{largest_finite(values.astype(np.float64)):.{digits - 1}e}")
    if 0 < largest < 1e-3 or largest >= 1e7:
        return tuple(_with_exponent(float(value), digits) for value in values)
    exponent = math.floor(math.log10(largest)) if largest else 0
    decimals = max(decimals, (3 if exponent >= 0 else digits) - 1 - exponent)
    return tuple(number_text(float(value), decimals) for value in values)


def decimals_of(difference: float) -> int:
    """Return with how many decimals two numbers show that they differ, 2 .. 9."""
    size = abs(difference)
    return min(max(2, 1 - math.floor(math.log10(size))), 9) if 0 < size < math.inf else 2


def _with_exponent(value: float, digits: int) -> str:
    if value == 0 or not math.isfinite(value):
        return number_text(value, 0)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def latex_number(text: str) -> str:
    """Return a written number in LaTeX."""
    if text in ("NaN", "true", "false"):
        return rf"\text{{{text}}}"
    mantissa, _, exponent = text.replace("−", "-").replace("∞", r"\infty").partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else mantissa


def factor(text: str, role: str = "") -> str:
    """Return a written number in its role's colour, for a product: parenthesized if negative."""
    latex = latex_number(text)
    if text.startswith("−") or "10^" in latex:
        latex = f"({latex})"
    return coloured(role, latex)
