"""Numbers and lists as the claims say them."""

import math
from collections.abc import Sequence


def percent(share: float) -> str:
    """Return a share as a bold percentage; only what is exactly none or all reads 0 or 100 %."""
    if 0 < share < 0.005:
        return "less than **1** %"
    if 0.995 <= share < 1 - 1e-6:
        return "more than **99** %"
    return f"**{100 * share:.0f}** %"


def number(value: float, decimals: int = 2) -> str:
    """Return a number with a real minus sign, and never "−0.00"; "–" for NaN."""
    if math.isnan(value):
        return "–"
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def short(value: float) -> str:
    """Return a number with two decimals, with up to four where it is small; "–" for NaN."""
    if math.isnan(value) or value == 0 or abs(value) >= 0.1:
        return number(value)
    if abs(value) < 0.001:
        return "almost 0"
    return number(value, 1 - math.floor(math.log10(abs(value))))


def plural(count: int, word: str) -> str:
    """Return "1 click" or "3 clicks"."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def listed(words: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
