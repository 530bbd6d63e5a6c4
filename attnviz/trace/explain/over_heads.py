"""Numbers made of the same cell of every head: their mean, and the largest."""

from dataclasses import replace

import numpy as np

from attnviz.trace.cell import ALL
from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.opened import Opened
from attnviz.trace.explain.writing import symbol, written


def over_heads(cell: Opened) -> Arithmetic:
    """The mean or the largest of the numbers that the heads have in one place."""
    axis = cell.record.axes.index("h")
    before, over, after = cell.index[:axis], cell.index[axis], cell.index[axis + 1 :]
    heads = cell.line(cell.record.name, *before, ALL, *after)
    running = symbol(cell.record, (*before, "h", *after))
    columns = cell.places(cell.record, "h")
    count = len(columns)
    if over == "max":
        largest = int(np.argmax(heads.values))
        return Arithmetic(
            recomputed=float(heads.values[largest]),
            sentence=f"The largest of the heads' numbers here, that of {columns[largest]}.",
            symbols=rf"{cell.symbol} = \max_h {running}",
            before=r"\max(",
            parts=heads.factors(),
            between=", ",
            after=")",
            terms=(float(heads.values[largest]),),
            columns=columns,
            strips=(heads.strip(),),
            focus=largest,
            operands=heads.cells,
        )
    shares = heads.values / count
    label, total = f"{cell.record.name} ÷ {count}", written([shares.sum()], 3)[0]
    divided = replace(cell.result(shares), label=label, sum=total)
    return Arithmetic(
        recomputed=float(shares.sum()),
        sentence=f"The heads' numbers here, added up and divided by the number of heads, {count}.",
        symbols=rf"{cell.symbol} = \frac{{1}}{{{count}}} \sum_h {running}",
        before=r"\frac{",
        parts=heads.factors(),
        after=rf"}}{{{count}}}",
        terms=tuple(shares.tolist()),
        columns=columns,
        strips=(heads.strip(), divided),
        operands=heads.cells,
    )
