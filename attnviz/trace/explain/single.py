"""Numbers made of one or two others: looked up, copied, combined, scaled, squashed."""

import math

from attnviz.layer.reference import ACTIVATIONS
from attnviz.trace.cell import ALL
from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.opened import Line, Opened, computed
from attnviz.trace.explain.writing import coloured, latex_number, symbol, written
from attnviz.trace.roles import EMBEDDINGS


def given(cell: Opened) -> Arithmetic:
    """An id, as it was given."""
    item = int(cell.record.value[cell.index])
    what = "The candidate" if cell.record.name == "candidate" else f"Click {cell.index[1] + 1}"
    title = cell.trace.samples.items.title(item)
    named = title if title.endswith(f" {item}") else f"item {item}, {title}"
    return Arithmetic(
        recomputed=float(item),
        sentence=f"{what} of user {cell.index[0] + 1} is {named if item else 'padding'}.",
        symbols=cell.symbol,
    )


def as_given(cell: Opened) -> Arithmetic:
    """A number that was given to the layer."""
    numbers = cell.line(cell.record.name, *cell.index[:-1], ALL)
    return Arithmetic(
        recomputed=float(numbers.values[cell.index[-1]]),
        sentence="This number was given to the layer.",
        symbols=cell.symbol,
        terms=(float(numbers.values[cell.index[-1]]),),
        columns=cell.places(cell.record, cell.record.axes[-1]),
        strips=(numbers.strip(),),
        focus=cell.index[-1],
    )


def looked_up(cell: Opened) -> Arithmetic:
    """A number of an item's vector: the row of its id in the embedding table."""
    *where, column = cell.index
    item = cell.line(cell.parent().name, *where)
    row = int(item.numbers[0])
    numbers = cell.line(EMBEDDINGS, row, ALL)
    return Arithmetic(
        recomputed=float(numbers.values[column]),
        sentence=f"Row {row} of the embedding table is the vector of "
        f"{cell.trace.samples.items.title(row)}; this is number {column + 1} of it.",
        symbols=rf"{cell.symbol} = E[\,{symbol(cell.parent(), where)}\,]_{{{column + 1}}}",
        before=rf"E[\,{coloured(item.role, str(row))}\,]_{{{column + 1}}}",
        terms=(float(numbers.values[column]),),
        columns=cell.places(cell.record, "D"),
        strips=(numbers.strip(f"embedding, row {row}"),),
        focus=column,
        operands=(*item.cells, numbers.cells[column]),
    )


def learned_position(cell: Opened) -> Arithmetic:
    """A number of a place's learned vector."""
    row, column = cell.index
    numbers = cell.line("attention/position/embeddings", row, ALL)
    return Arithmetic(
        recomputed=float(numbers.values[column]),
        sentence=f"Row {row} of the table of positions, whose first row is 0, is the vector of "
        f"place {row + 1}; this is number {column + 1} of it.",
        symbols=f"{cell.symbol} = {symbol(cell.trace[numbers.name], cell.index)}",
        terms=(float(numbers.values[column]),),
        columns=cell.places(cell.record, "D"),
        strips=(numbers.strip(f"positions, row {row}"),),
        focus=column,
        operands=(numbers.cells[column],),
    )


def sinusoid(cell: Opened) -> Arithmetic:
    """A number of a place's fixed vector: a sine or cosine of the place."""
    place, column = cell.index
    dim = cell.trace.layer["embedding_dim"]
    exponent = column // 2 * 2
    angle = place / 10000 ** (exponent / dim)
    name, wave = ("cos", math.cos) if column % 2 else ("sin", math.sin)
    return Arithmetic(
        recomputed=wave(angle),
        sentence=f"The {'cosine' if column % 2 else 'sine'} of the place, counted from 0 and "
        f"divided by {written([10000 ** (exponent / dim)], 3)[0]}.",
        symbols=rf"{cell.symbol} = \{name}\frac{{{place}}}{{10000^{{{exponent}/{dim}}}}}",
        before=rf"\{name}({latex_number(written([angle], 3)[0])})",
        columns=(cell.label,),
        strips=(computed("angle", "", [angle]), computed(name, "→", [wave(angle)])),
    )


def copied(cell: Opened, *index: int, source: int = 0, sentence: str) -> Arithmetic:
    """A number that stands elsewhere too.

    Args:
        cell: The cell.
        index: Where the number stands in the parent; the cell's own index if none is given.
        source: Which parent it is copied from.
        sentence: Why it is copied.
    """
    record, where = cell.parent(source), index or cell.index
    number = cell.line(record.name, *where)
    return Arithmetic(
        recomputed=float(number.values[0]),
        sentence=sentence,
        symbols=f"{cell.symbol} = {symbol(record, where)}",
        terms=tuple(number.values.tolist()),
        columns=(cell.label,),
        strips=(number.strip(), cell.result(number.values)),
        operands=number.cells,
    )


_SIGNS = {"+": "+", "−": "-", "×": r"\cdot"}


def combined(
    cell: Opened, first: tuple[int, ...], operator: str, second: tuple[int, ...], sentence: str
) -> Arithmetic:
    """A number made of one number of each parent: "+", "−" or "×".

    Args:
        cell: The cell.
        first: Where its number stands in the first parent.
        operator: How the two are combined.
        second: Where its number stands in the second parent.
        sentence: What this is for.
    """
    lines = (cell.line(cell.parent(0).name, *first), cell.line(cell.parent(1).name, *second))
    a, b = (float(line.values[0]) for line in lines)
    terms = {"+": (a, b), "−": (a, -b), "×": (a * b,)}[operator]
    sign = f" {_SIGNS[operator]} "
    return Arithmetic(
        recomputed=math.fsum(terms) if all(map(math.isfinite, terms)) else sum(terms),
        sentence=sentence,
        symbols=f"{cell.symbol} = {symbol(cell.parent(0), first)}{sign}"
        f"{symbol(cell.parent(1), second)}",
        before=sign.join(line.factors()[0] for line in lines),
        terms=terms,
        columns=(cell.label,),
        strips=(
            lines[0].strip(),
            lines[1].strip(operator=operator),
            cell.result([sum(terms)]),
        ),
        operands=(*lines[0].cells, *lines[1].cells),
    )


def scaled(cell: Opened) -> Arithmetic:
    """A score, divided by the root of the length of the vectors that were compared."""
    depth = cell.trace.depth
    heads = cell.trace["query_heads"].shape[1] if "query_heads" in cell.trace.steps else 1
    number = cell.line(cell.parent().name, *cell.index)
    result = float(number.values[0]) / math.sqrt(depth)
    source = symbol(cell.parent(), cell.index)
    return Arithmetic(
        recomputed=result,
        sentence=f"The score divided by the root of {depth}, "
        f"the length of {'a band' if heads > 1 else 'the vectors'}.",
        symbols=rf"{cell.symbol} = \frac{{{source}}}{{\sqrt{{{depth}}}}}",
        before=rf"\frac{{{_text(number)}}}{{\sqrt{{{depth}}}}}",
        terms=(result,),
        columns=(cell.label,),
        strips=(
            number.strip(),
            computed(f"√{depth}", "÷", [math.sqrt(depth)]),
            cell.result([result]),
        ),
        operands=number.cells,
    )


def squashed(cell: Opened) -> Arithmetic:
    """The sigmoid of a number."""
    number = cell.line(cell.parent().name, *cell.index)
    result = float(ACTIVATIONS["sigmoid"](number.values)[0])
    text = _text(number)
    inner = text if number.values[0] > 0 else f"({text})"
    return Arithmetic(
        recomputed=result,
        sentence=f"A sigmoid squeezes {number.name} between 0 and 1; 0 becomes 0.5.",
        symbols=rf"{cell.symbol} = \frac{{1}}{{1 + e^{{-{symbol(cell.parent(), cell.index)}}}}}",
        before=rf"\frac{{1}}{{1 + e^{{-{coloured(number.role, inner)}}}}}",
        terms=(float(number.values[0]),),
        columns=(cell.label,),
        strips=(number.strip(), cell.result([result], "→")),
        operands=number.cells,
    )


def _text(number: Line) -> str:
    """Return the LaTeX of a single number, not parenthesized."""
    return latex_number(written(number.numbers)[0])
