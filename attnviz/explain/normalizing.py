"""From scores to weights: softmax, and what becomes of a row with nothing to attend to."""

import numpy as np

from attnviz.cell import ALL
from attnviz.explain.explanation import Arithmetic
from attnviz.explain.masking import left_out, mask_line
from attnviz.explain.opened import Line, Opened, computed
from attnviz.explain.writing import coloured, latex_number, symbol

# From here on the largest number is taken off before e^x, as e^89 is more than float32 holds.
LARGE = 50.0


def softmax(cell: Opened) -> Arithmetic:
    """A weight: e to the score, divided by the sum of the same for all keys."""
    *lead, own = cell.index
    source = cell.parent()
    logits = cell.line(source.name, *lead, ALL)
    if len(cell.record.parents) > 1:
        mask = mask_line(cell, cell.record.parents[1])
        if not mask.numbers.any():
            return _empty_row(cell, logits, mask)
    exponents, large = _safe(logits.values)
    powers = np.exp(exponents)
    summed = powers.sum()
    shares = powers / summed if summed else np.full_like(powers, np.nan)
    kept, note = left_out(cell, powers == 0, own)
    numbers = logits.kept(kept)
    strips = [numbers.strip()]
    if large:
        strips.append(computed("less the largest", "=", exponents[kept]))
        note = f"{note} The largest is taken off first, which changes no weight.".strip()
    parts = tuple(
        coloured(numbers.role, f"e^{{{latex_number(text)}}}") for text in strips[-1].texts
    )
    focus = int(kept[:own].sum())
    return Arithmetic(
        recomputed=float(shares[own]),
        sentence=f"e to the power of the click's number in {source.name}, divided by the sum of "
        "the same over all clicks.",
        symbols=rf"{cell.symbol} = \frac{{e^{{{symbol(source, cell.index)}}}}}"
        rf"{{\sum_u e^{{{symbol(source, (*lead, 'u'))}}}}}",
        before=rf"\frac{{{parts[focus]}}}{{",
        parts=parts,
        after="}",
        terms=tuple(shares[kept].tolist()),
        columns=cell.places(cell.record, cell.record.axes[-1], kept),
        strips=(
            *strips,
            computed("e to it", "=", powers[kept], total=True),
            cell.result(shares[kept], "÷ Σ"),
        ),
        focus=focus,
        note=note,
        operands=logits.cells,
    )


def _safe(logits: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return what to raise e to, and whether the largest number was taken off for it."""
    largest = logits.max()
    if not np.abs(logits[np.isfinite(logits)]).max(initial=0) >= LARGE and largest != np.inf:
        return logits, False
    return logits - largest, True


def _empty_row(cell: Opened, logits: Line, mask: Line) -> Arithmetic:
    """A weight of a row that has nothing to attend to: what the layer's policy says."""
    policy = cell.trace.layer["empty_row"]
    length = len(logits.numbers)
    recomputed = {"zero": 0.0, "uniform": 1 / length, "nan": float("nan")}[policy]
    return Arithmetic(
        recomputed=recomputed,
        sentence="There is no click to attend to, so a softmax would be 0 / 0; "
        + {
            "zero": "here every weight is then 0.",
            "uniform": "here every position then gets the same weight.",
            "nan": "here it is left so: not a number.",
        }[policy],
        symbols=cell.symbol,
        before={"zero": "", "uniform": rf"\frac{{1}}{{{length}}}", "nan": r"\frac{0}{0}"}[policy],
        columns=cell.places(cell.record, cell.record.axes[-1]),
        strips=(
            logits.strip(),
            mask.strip(),
            cell.result(np.full(length, recomputed)),
        ),
        focus=cell.index[-1],
        operands=(*logits.cells, *mask.cells),
    )
