"""From scores to weights, and what becomes of a row with nothing to attend to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from attnviz.layer import arithmetic as kinds
from attnviz.layer.reference import WEIGHTINGS
from attnviz.scenario.normalizations import EXPONENTIAL_SUM, EXPONENTIALS, normalization
from attnviz.trace.cell import ALL, Cell
from attnviz.trace.explain.explanation import Arithmetic, Strip
from attnviz.trace.explain.masking import left_out, mask_line
from attnviz.trace.explain.opened import Line, Opened, computed
from attnviz.trace.explain.single import copied, squashed
from attnviz.trace.explain.writing import coloured, latex_number, symbol, written
from attnviz.trace.exponentials import exponentials, exponents
from attnviz.trace.record import Record, Walk

_OF_NOTHING: Mapping[str, str] = {
    "zero": "here every weight is then 0.",
    "uniform": "here every position then gets the same weight.",
    "nan": "here it is left so: not a number.",
}
_EACH: Mapping[type[kinds.Kind], Callable[[Opened, Any], Arithmetic]] = {
    kinds.Copy: copied,
    kinds.Squash: squashed,
}


# Decimals: with fewer, e to what is written is not what it is said to be, 1.4 for 1.444 is 4 %
# less; and what e is raised to, divided by the sum, is not the weight.
_OF_EXPONENTS = 3
_OF_POWERS = 2


def normalized(cell: Opened, kind: kinds.Normalize) -> Arithmetic:
    """A weight: of its score alone, or of the scores of the row."""
    if kind.each is not None:
        return _EACH[type(kind.each)](cell, kind.each)
    logits = cell.line(cell.parent().name, *cell.index[:-1], ALL)
    if (mask := _mask_of_nothing(cell)) is not None:
        return _empty_row(cell, logits, mask, kind.name)
    if EXPONENTIALS in normalization(kind.name).within:
        return _softmax(cell, logits)
    return _weighed(cell, logits, kind.name)


def _weighed(cell: Opened, logits: Line, name: str) -> Arithmetic:
    """A weight of any normalization: its formula, of the scores of the row."""
    *lead, own = cell.index
    source = cell.parent()
    weights = WEIGHTINGS[name].weigh(logits.values)
    kept, note = left_out(cell, weights == 0, own)
    row = symbol(source, (*lead, "u"))
    return Arithmetic(
        recomputed=float(weights[own]),
        sentence=cell.record.sentence,
        symbols=rf"{cell.symbol} = \operatorname{{{name}}}_u({row})_{{{own + 1}}}",
        terms=tuple(weights[kept].tolist()),
        columns=cell.places(cell.record, cell.record.axes[-1], kept),
        strips=(logits.kept(kept).strip(), cell.result(weights[kept], "→")),
        focus=int(kept[:own].sum()),
        note=note,
        operands=logits.cells,
    )


def sentence_of(walk: Walk, record: Record, user: int) -> str:
    """Return what a step does, for a user: where the mask leaves nothing to attend to, there is
    nothing to share either.

    Args:
        walk: The walk.
        record: One of its steps.
        user: Row of the batch, 0-based.
    """
    kind = record.arithmetic
    if not isinstance(kind, kinds.Normalize) or kind.each is not None or len(record.parents) < 2:
        return record.sentence
    if walk[record.parents[1]].value[user].any():
        return record.sentence
    return _of_nothing(kind.name, walk.layer["empty_row"])


def _of_nothing(name: str, policy: str) -> str:
    return f"There is no click to attend to, so a {name} would be 0 / 0; {_OF_NOTHING[policy]}"


def _mask_of_nothing(cell: Opened) -> Line | None:
    """Return the mask of the cell's row, if it leaves nothing to attend to."""
    if len(cell.record.parents) < 2:
        return None
    mask = mask_line(cell, cell.record.parents[1])
    return None if mask.numbers.any() else mask


def _softmax(cell: Opened, logits: Line) -> Arithmetic:
    """A weight: e to the score, divided by the sum of the same for all keys."""
    *lead, own = cell.index
    source = cell.parent()
    powers = exponentials(logits.numbers)
    summed = powers.sum()
    shares = powers / summed if summed else np.full_like(powers, np.nan)
    kept, note = left_out(cell, powers == 0, own)
    strips, parts, note = _raised(logits.kept(kept), exponents(logits.numbers)[kept], note)
    cells = [Cell(EXPONENTIALS, (*lead, place)) for place in range(len(powers))]
    sum_cell = Cell(EXPONENTIAL_SUM, tuple(lead))
    focus = int(kept[:own].sum())
    return Arithmetic(
        recomputed=float(shares[own]),
        sentence=f"e to the power of the click's number in {source.words}, divided by the sum of "
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
            replace(
                Line(cell.trace[EXPONENTIALS], powers, tuple(cells))
                .kept(kept)
                .strip("e to it", "=", _OF_POWERS),
                sum=written([summed], 3, _OF_POWERS)[0],
                sum_cell=sum_cell,
            ),
            cell.result(shares[kept], "÷ Σ"),
        ),
        focus=focus,
        note=note,
        operands=(*logits.cells, cells[own], sum_cell),
    )


def _raised(
    numbers: Line, raised_to: np.ndarray, note: str
) -> tuple[list[Strip], tuple[str, ...], str]:
    """Return the strips of what e is raised to, e to each of it in LaTeX, and the note with more.

    Args:
        numbers: Scores of a row.
        raised_to: What becomes of them: themselves, or less the row's largest.
        note: What was left out of the row.
    """
    strips = [numbers.strip(decimals=_OF_EXPONENTS)]
    if not np.array_equal(raised_to, numbers.values, equal_nan=True):
        strips.append(computed("less the largest", "=", raised_to, decimals=_OF_EXPONENTS))
        note = f"{note} The largest is taken off first, which changes no weight.".strip()
    texts = strips[-1].texts
    return strips, tuple(coloured(numbers.role, f"e^{{{latex_number(t)}}}") for t in texts), note


def exponential(cell: Opened, _kind: kinds.Exponentiate) -> Arithmetic:
    """E to the power of a score."""
    *lead, own = cell.index
    source = cell.parent()
    row = cell.line(source.name, *lead, ALL)
    raised_to = exponents(row.numbers)[own : own + 1]
    number = cell.line(source.name, *cell.index)
    strips, parts, note = _raised(number, raised_to, "")
    value = np.exp(raised_to)
    less = r" - \max" if len(strips) > 1 else ""
    largest = () if not less else (row.cells[int(np.argmax(row.values))],)
    return Arithmetic(
        recomputed=float(value[0]),
        sentence=f"e to the power of the click's number in {source.words}: positive for any "
        "number, and larger for a larger one.",
        symbols=f"{cell.symbol} = e^{{{symbol(source, cell.index)}{less}}}",
        parts=parts,
        terms=(float(value[0]),),
        columns=(cell.label,),
        strips=(*strips, cell.result(value, "→")),
        note=note,
        operands=(*number.cells, *largest),
    )


def sum_of_exponentials(cell: Opened, _kind: kinds.SumUp) -> Arithmetic:
    """What a softmax divides by: the sum of e to the power of each score of a row."""
    source = cell.parent()
    scores = cell.trace[source.parents[0]]
    logits = cell.line(scores.name, *cell.index, ALL)
    powers = cell.line(source.name, *cell.index, ALL)
    kept, note = left_out(replace(cell, index=(*cell.index, 0)), powers.values == 0)
    raised_to = exponents(logits.numbers)[kept]
    strips, parts, note = _raised(logits.kept(kept), raised_to, note)
    terms = powers.values[kept]
    return Arithmetic(
        recomputed=float(terms.sum()),
        sentence="e to the power of each click's number, added up: what each of them is divided "
        "by, so that together they are 1.",
        symbols=rf"{cell.symbol} = \sum_t e^{{{symbol(scores, (*cell.index, 't'))}}}",
        parts=parts,
        terms=tuple(terms.tolist()),
        columns=cell.places(source, source.axes[-1], kept),
        strips=(
            *strips,
            replace(
                powers.kept(kept).strip("e to it", "=", _OF_POWERS),
                sum=written([terms.sum()], 3, _OF_POWERS)[0],
            ),
        ),
        note=note,
        operands=(*logits.cells, *powers.cells),
    )


def _empty_row(cell: Opened, logits: Line, mask: Line, name: str) -> Arithmetic:
    """A weight of a row that has nothing to attend to: what the layer's policy says."""
    policy: str = cell.trace.layer["empty_row"]
    length = len(logits.numbers)
    recomputed = {"zero": 0.0, "uniform": 1 / length, "nan": float("nan")}[policy]
    return Arithmetic(
        recomputed=recomputed,
        sentence=_of_nothing(name, policy),
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
