"""Numbers as they are written in cells."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

CHARACTER = 5.6
"""Width of a digit in a cell, pixels at the 11 px of the cells; a point has half of it."""


def number_text(value: float, decimals: int, *, compact: bool = False) -> str:
    """A number as text, with a real minus and never a negative zero.

    Args:
        value: Any float; NaN gives "NaN", infinities "∞" and "−∞".
        decimals: Digits after the point; beyond ±10 million the number is written with an exponent.
        compact: One character less: the 0 before the point, ".05", or from 1 on the last digit,
            "1.0", so that a 1.00 fits where .99 does.
    """
    # A picture has a thousand of them: the usual ones must not pass through every question.
    if -1e7 < value < 1e7:
        text = f"{value:.{decimals}f}"
        if compact and decimals and 1 <= abs(float(text)) < 10:
            text = f"{value:.{decimals - 1}f}"
    elif math.isnan(value):
        return "NaN"
    elif math.isinf(value):
        return "∞" if value > 0 else "−∞"
    else:
        mantissa, exponent = f"{value:.1e}".split("e")
        text = f"{mantissa}e{int(exponent)}".replace("e-", "e−")
    if text[0] == "-":
        text = text[1:] if float(text) == 0 else f"−{text[1:]}"
    if compact and text.startswith(("0.", "−0.")):
        text = text.replace("0.", ".", 1)
    return text


def percent_text(share: float) -> str:
    """A share as a percentage; only what is exactly none or all reads 0 or 100 %."""
    if not math.isfinite(share):
        return number_text(share, 0)
    if 0 < share <= 0.005:
        return "< 1 %"
    if 0.995 <= share < 1 - 1e-6:
        return "> 99 %"
    return f"{number_text(100 * share, 0)} %"


def probability_text(score: float) -> str:
    """A score as pages have it; only what is certain reads 0.00 or 1.00."""
    if 0 < score < 0.005:
        return "< 0.01"
    return "> 0.99" if 0.995 <= score < 1 else number_text(score, 2)


def largest_finite(values: NDArray[np.floating]) -> float:
    """The largest finite magnitude among values, or 0."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def needed_width(texts: Iterable[str]) -> float:
    """Width in pixels of a cell that holds each of the texts."""
    return CHARACTER * max((len(text) - 0.5 * ("." in text) for text in set(texts)), default=0) + 4


def limit_for(values: NDArray[np.floating]) -> float:
    """A limit for values: their largest finite magnitude, rounded up to two digits, or 1."""
    largest = largest_finite(values)
    if largest == 0:
        return 1.0
    unit = 10.0 ** (math.floor(math.log10(largest)) - 1)
    return float(f"{math.ceil(round(largest / unit, 6)) * unit:.2g}")


def limit_text(limit: float) -> str:
    """A limit as short text: "0.9", "12", "1100", "4.3e9"."""
    if 100 <= limit < 100_000:  # of two digits that count, as of `limit_for`
        return f"{limit:.0f}"
    return f"{limit:.2g}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e−")
