"""Scripts and style sheets of the components, read from the files beside this one."""

from __future__ import annotations

import math
from pathlib import Path

from attnviz.palette import palette_styles

_FOLDER = Path(__file__).parent


def script(*names: str) -> str:
    """Return a component's script, behind what all of them share.

    Args:
        names: The files `name`.js that make it, in order.
    """
    return "\n".join(_read(f"{part}.js") for part in ("shared", *names))


def styles(*names: str) -> str:
    """Return a component's style sheet, behind the palette and what all of them share.

    Args:
        names: The files `name`.css that make it, in order.
    """
    return "\n".join((palette_styles(), *(_read(f"{part}.css") for part in ("shared", *names))))


def number(value: float | None) -> float | str | None:
    """Return a number as JSON can carry it and JavaScript's `Number` can read it.

    Six significant digits; NaN and the infinities become text; None, for no number, stays.
    """
    if value is None:
        return None
    if math.isfinite(value):
        return float(f"{value:.6g}")
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
