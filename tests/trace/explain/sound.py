"""What must hold of any explanation."""

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from attnviz.scenario.settings import Settings
from attnviz.trace.explain import Explanation
from attnviz.trace.explain.writing import uncoloured
from attnviz.trace.record import Trace
from attnviz.trace.run import run

BOUND = 1e-5


def assert_holds(explanation: Explanation) -> None:
    """The recomputed number is the layer's: close where finite, else of the same kind."""
    value, recomputed = explanation.value, explanation.recomputed
    if math.isfinite(value):
        assert abs(explanation.difference) <= BOUND * explanation.magnitude, explanation
    else:
        assert repr(recomputed) == repr(value), explanation


def assert_sound(trace: Trace, explanation: Explanation) -> None:
    """What is written is well-formed, aligned, and stands where it says."""
    assert_holds(explanation)
    for strip in explanation.strips:
        sizes = {len(strip.values), len(strip.texts), len(strip.cells), len(explanation.columns)}
        assert len(sizes) == 1, strip
        assert not any("-" in text for text in strip.texts), "a minus is −"
        for value, cell in zip(strip.values, strip.cells, strict=True):
            if cell is not None:
                assert value is not None
                np.testing.assert_equal(value, float(cell.number(trace)))
        if strip.sum_cell is not None:
            whole = float(strip.sum_cell.number(trace))
            np.testing.assert_allclose(np.sum(np.array(strip.values, float)), whole, rtol=1e-12)
    for cell in explanation.operands:
        assert cell.fits(trace)
    for most in (8, None):
        latex = explanation.latex(most)
        assert latex.count("{") == latex.count("}")
        assert "None" not in latex
        assert "−" not in latex
        assert not re.search(r"-0(\.0*)?(?![\d.])", uncoloured(latex)), latex
        assert "textcolor" not in uncoloured(latex)
    assert explanation.sentence.endswith(".")
    assert explanation.focus is None or explanation.focus < len(explanation.columns)


def some_cells(trace: Trace, step: str, count: int = 4) -> Iterator[tuple[int, ...]]:
    """The first, the last, and a few cells in between."""
    shape = trace[step].shape
    size = int(np.prod(shape))
    for flat in sorted({0, size - 1, *(size * n // count for n in range(count))}):
        yield tuple(map(int, np.unravel_index(flat, shape)))


@cache
def traced(**options: Any) -> Trace:
    """Return the trace of settings, trained if need be."""
    return run(Settings(**options))
