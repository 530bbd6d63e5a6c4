"""Numbers and lists as the claims say them."""

import math
from collections.abc import Sequence

from attnviz.pictures.numbers import number_text
from attnviz.topics.claim import Claim, Number, claim, joined


def percent(share: float) -> Claim:
    """Return a share as a percentage; only what is exactly none or all reads 0 or 100 %."""
    if not math.isfinite(share):
        return claim(number(share))
    if 0 < share <= 0.005:
        return claim("less than ", Number("1", "%"))
    if 0.995 <= share < 1 - 1e-6:
        return claim("more than ", Number("99", "%"))
    return claim(Number(number(100 * share, 0), "%"))


def number(value: float, decimals: int = 2) -> Number:
    """Return a number as pictures have it, see `number_text`; "–" for NaN."""
    return Number("–" if math.isnan(value) else number_text(value, decimals))


def short(value: float) -> Number:
    """Return a number with two decimals, with up to four where it is small; "–" for NaN."""
    if math.isnan(value) or value == 0 or abs(value) >= 0.1:
        return number(value)
    if abs(value) < 0.001:
        return Number("almost 0")
    return number(value, 1 - math.floor(math.log10(abs(value))))


def goes(first: Number | Claim, last: Number | Claim) -> Claim:
    """Return "goes from A to B", or "stays at A" where both read alike."""
    if str(first) == str(last):
        return claim("stays at ", first)
    return claim("goes from ", first, " to ", last)


def plural(count: int, word: str) -> str:
    """Return "1 click" or "3 clicks"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def listed(words: Sequence[str | Claim]) -> Claim:
    """Return "a", "a and b" or "a, b and c"."""
    if len(words) < 2:
        return claim(*words)
    return claim(joined(", ", words[:-1]), " and ", words[-1])
