"""Numbers made of one or two others: looked up, copied, combined, scaled, squashed."""

import math

import numpy as np

from attnviz.layer import arithmetic as kinds
from attnviz.layer.reference import ACTIVATIONS
from attnviz.scenario.hashing import hashed_rows
from attnviz.trace.cell import ALL
from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.opened import Line, Opened, computed
from attnviz.trace.explain.writing import coloured, latex_number, symbol, written

# More items of a row than this are counted, not named.
_NAMED = 4


def given(cell: Opened, _kind: kinds.Ids) -> Arithmetic:
    """An id, as it was given."""
    item = int(cell.record.value[cell.index])
    what = "The candidate" if cell.record.axes[1] == "C" else f"Click {cell.index[1] + 1}"
    title = cell.trace.samples.items.title(item)
    named = title if title.endswith(f" {item}") else f"item {item}, {title}"
    return Arithmetic(
        recomputed=float(item),
        sentence=f"{what} of user {cell.index[0] + 1} is {named if item else 'padding'}.",
        symbols=cell.symbol,
    )


def as_given(cell: Opened, _kind: kinds.Given) -> Arithmetic:
    """A number that was given to the layer."""
    return _as_it_stands(cell, "This number was given to the layer.")


def given_weight(cell: Opened, _kind: kinds.GivenWeights) -> Arithmetic:
    """A weight that was given without the scores that it was made of."""
    return _as_it_stands(
        cell, "This weight was given as it is; the scores that it was made of are not known."
    )


def given_feature(cell: Opened, _kind: kinds.Features) -> Arithmetic:
    """The value of a feature of an item, as it was given."""
    user, place, number = cell.index
    value = int(cell.record.value[cell.index])
    samples, name = cell.trace.samples, cell.trace.feature_name(number)
    item = samples.candidate[user] if cell.record.axes[1] == "C" else samples.history[user, place]
    told = f"{cell.trace.feature_value(number, value)}, which has the number {value}"
    whose = f"The {name} of {samples.items.title(int(item))} is {told}."
    return Arithmetic(
        recomputed=float(value),
        sentence=whose if value else f"Padding has no {name}: 0 stands for none.",
        symbols=cell.symbol,
    )


def looked_up_with_features(cell: Opened, kind: kinds.LookupWithFeatures) -> Arithmetic:
    """A number of the rows of an item and of its features: of the one that it stands in."""
    *where, column = cell.index
    part, number = divmod(column, cell.record.shape[-1] // len(kind.paths))
    if part == 0:
        return _item_number(cell, kind.paths[0], tuple(where), number)
    feature = part - 1
    value = cell.line(cell.parent(1).name, *where, feature)
    row = int(value.numbers[0])
    name, called = cell.trace.feature_name(feature), cell.trace.feature_value(feature, row)
    sentence = (
        f"Row {row} of the table of the feature {name} is the vector of {called}; this is number "
        f"{number + 1} of it."
    )
    return _row_number(cell, kind.paths[part], value, (*where, feature), number, sentence)


def _as_it_stands(cell: Opened, sentence: str) -> Arithmetic:
    numbers = cell.line(cell.record.name, *cell.index[:-1], ALL)
    return Arithmetic(
        recomputed=float(numbers.values[cell.index[-1]]),
        sentence=sentence,
        symbols=cell.symbol,
        terms=(float(numbers.values[cell.index[-1]]),),
        columns=cell.places(cell.record, cell.record.axes[-1]),
        strips=(numbers.strip(),),
        focus=cell.index[-1],
    )


def hashed(cell: Opened, kind: kinds.Hash) -> Arithmetic:
    """The row that an id is hashed to, which other items may have too."""
    id_ = cell.line(cell.parent().name, *cell.index)
    item, row = int(id_.numbers[0]), int(cell.record.value[cell.index])
    if item == 0:
        sentence = "Padding keeps row 0."
    else:
        sentence = (
            f"The hash of {item}, the id of {cell.trace.samples.items.title(item)}, leaves "
            f"{row - 1} when it is divided by {kind.rows - 1}; row 0 is padding's. "
            f"{_sharing(cell, item, row)}"
        )
    return Arithmetic(
        recomputed=float(hashed_rows(item + 1, kind.rows)[item]),
        sentence=sentence,
        symbols=cell.symbol,
        terms=(float(row),),
        strips=(id_.strip(),),
        operands=id_.cells,
    )


def _sharing(cell: Opened, item: int, row: int) -> str:
    """Say with how many other items an item shares its row."""
    others = np.flatnonzero(cell.trace.item_rows == row)
    others = others[others != item]
    if not len(others):
        return f"No other item has row {row}."
    named = [cell.trace.samples.items.title(int(other)) for other in others[:_NAMED]]
    if (more := len(others) - len(named)) > 0:
        named.append(f"{more:,} more")
    *first, last = named
    return f"It shares row {row} with {', '.join(first)}{' and ' if first else ''}{last}."


def looked_up(cell: Opened, kind: kinds.Lookup) -> Arithmetic:
    """A number of an item's vector: the row of its id in the embedding table."""
    *where, column = cell.index
    return _item_number(cell, kind.path, tuple(where), column)


def _item_number(cell: Opened, path: str, where: tuple[int, ...], column: int) -> Arithmetic:
    """A number of the row of an id; the first parent has the id, or the row that it is hashed to.

    Args:
        cell: The cell.
        path: The table's layer.
        where: Where the id stands in the parent.
        column: Which number of the row it is.
    """
    source = cell.parent()
    item = cell.line(source.name, *where)
    row = int(item.numbers[0])
    hashes = isinstance(source.arithmetic, kinds.Hash)
    of = cell.trace[source.parents[0]].value[where] if hashes else row
    sentence = (
        f"Row {row} of the embedding table is the vector of "
        f"{cell.trace.samples.items.title(int(of))}; this is number {column + 1} of it."
    )
    return _row_number(cell, path, item, where, column, sentence)


def _row_number(
    cell: Opened,
    path: str,
    given: Line,
    where: tuple[int, ...],
    column: int,
    sentence: str,
) -> Arithmetic:
    """A number of a table's row, which a number of a parent picks.

    Args:
        cell: The cell.
        path: The table's layer.
        given: The number that picks the row.
        where: Where it stands in its tensor.
        column: Which number of the row it is.
        sentence: Whose row it is.
    """
    row = int(given.numbers[0])
    numbers = cell.line(f"{path}/embeddings", row, ALL)
    letter = numbers.record.symbol
    picks = symbol(given.record, where)
    label = f"embedding, row {row}" if letter == "E" else f"features, row {row}"
    return Arithmetic(
        recomputed=float(numbers.values[column]),
        sentence=sentence,
        symbols=rf"{cell.symbol} = {letter}[\,{picks}\,]_{{{column + 1}}}",
        before=rf"{letter}[\,{coloured(given.role, str(row))}\,]_{{{column + 1}}}",
        terms=(float(numbers.values[column]),),
        columns=cell.places(numbers.record, "D"),
        strips=(numbers.strip(label),),
        focus=column,
        operands=(*given.cells, numbers.cells[column]),
    )


def learned_position(cell: Opened, kind: kinds.LookupPlace) -> Arithmetic:
    """A number of a place's learned vector."""
    row, column = cell.index
    numbers = cell.line(f"{kind.path}/embeddings", row, ALL)
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


def sinusoid(cell: Opened, _kind: kinds.Sinusoid) -> Arithmetic:
    """A number of a place's fixed vector: a sine or cosine of the place."""
    place, column = cell.index
    dim = cell.record.shape[-1]
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


def copied(cell: Opened, kind: kinds.Copy) -> Arithmetic:
    """A number that stands in the parent too."""
    where = list(cell.index)
    if kind.dropped is not None:
        where.insert(kind.dropped, 0)
    return _copied(cell, tuple(where), kind.sentence)


def split(cell: Opened, _kind: kinds.Split) -> Arithmetic:
    """A number of a head's band, which is one of the vector's."""
    user, head, place, column = cell.index
    source = head * cell.record.shape[-1] + column
    sentence = f"Head {head + 1} takes its band of the vector; this is number {source + 1}."
    return _copied(cell, (user, place, source), sentence)


def joined(cell: Opened, _kind: kinds.Join) -> Arithmetic:
    """A number of a vector, which is one of a head's band."""
    user, place, column = cell.index
    head, inner = divmod(column, cell.parent().shape[-1])
    sentence = f"This place belongs to the band of head {head + 1}."
    return _copied(cell, (user, head, place, inner), sentence)


def _copied(cell: Opened, where: tuple[int, ...], sentence: str, source: int = 0) -> Arithmetic:
    """A number that stands elsewhere too.

    Args:
        cell: The cell.
        where: Where the number stands in the parent.
        sentence: Why it is copied.
        source: Which parent it is copied from.
    """
    record = cell.parent(source)
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


def combined(cell: Opened, kind: kinds.Combine) -> Arithmetic:
    """A number made of one number of each parent."""
    first, second = (cell.index[-cell.parent(number).value.ndim :] for number in (0, 1))
    return _combined(cell, first, kind.operator, second, kind.sentence)


def side_by_side(cell: Opened, kind: kinds.SideBySide) -> Arithmetic:
    """A number of features: one of a parent's, or made of one of each of two parents."""
    part, column = divmod(cell.index[-1], cell.record.shape[-1] // len(kind.parts))
    made = kind.parts[part]
    if not made.operator:
        (source,) = made.parents
        return _copied(cell, _feature_of(cell, source, column), made.sentence, source)
    first, second = (_feature_of(cell, number, column) for number in made.parents)
    return _combined(cell, first, made.operator, second, made.sentence)


def _feature_of(cell: Opened, number: int, column: int) -> tuple[int, ...]:
    """Return where a parent has what stands in the features; an axis they lack has one place."""
    places = dict(zip(cell.record.axes[:-1], cell.index, strict=False))
    return (*(places.get(axis, 0) for axis in cell.parent(number).axes[:-1]), column)


def _combined(
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


def scaled(cell: Opened, kind: kinds.Scale) -> Arithmetic:
    """A number divided by a root: of a score's, the length of the vectors that were compared."""
    depth = kind.root_of
    number = cell.line(cell.parent().name, *cell.index)
    result = float(number.values[0]) / math.sqrt(depth)
    source = symbol(cell.parent(), cell.index)
    return Arithmetic(
        recomputed=result,
        sentence=_divided(cell, depth),
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


def _divided(cell: Opened, depth: int) -> str:
    if cell.record.role != "weights":
        return f"The number of {cell.parent().words} divided by the root of {depth}."
    heads = dict(zip(cell.record.axes, cell.record.shape, strict=True)).get("h", 1)
    compared = "a band" if heads > 1 else "the vectors"
    return f"The score divided by the root of {depth}, the length of {compared}."


def dropped(cell: Opened, kind: kinds.Drop) -> Arithmetic:
    """A number that was dropped in training, or has grown to make up for those that were."""
    number = cell.line(cell.parent().name, *cell.index)
    kept = bool(cell.record.value[cell.index])
    share = 1 - kind.rate
    result = float(number.values[0]) / share if kept else 0.0
    text = written([share])[0]
    return Arithmetic(
        recomputed=result,
        sentence=f"It was kept, and is divided by {text}, the share that is kept."
        if kept
        else "It is 0, or was dropped at random.",
        symbols=rf"{cell.symbol} = \frac{{{symbol(cell.parent(), cell.index)}}}{{{text}}}"
        if kept
        else cell.symbol,
        before=rf"\frac{{{_text(number)}}}{{{text}}}" if kept else "",
        terms=(result,),
        columns=(cell.label,),
        strips=(number.strip(), cell.result([result], "→")),
        operands=number.cells,
    )


def squashed(cell: Opened, _kind: kinds.Squash) -> Arithmetic:
    """The sigmoid of a number."""
    number = cell.line(cell.parent().name, *cell.index)
    result = float(ACTIVATIONS["sigmoid"](number.values)[0])
    text = _text(number)
    inner = text if number.values[0] > 0 else f"({text})"
    return Arithmetic(
        recomputed=result,
        sentence=f"A sigmoid squeezes {number.record.words} between 0 and 1; 0 becomes 0.5.",
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


def changed_by_hand(cell: Opened, before: float) -> Arithmetic:
    """A number that was changed: nothing has computed it, and all that follows goes on from it."""
    *where, last = cell.index
    numbers = cell.line(cell.record.name, *where, ALL)
    return Arithmetic(
        recomputed=float(numbers.values[last]),
        sentence=f"Changed by hand: it was {written([before], 3)[0]}, and all that follows is "
        "computed from what it is now.",
        symbols=cell.symbol,
        terms=(float(numbers.values[last]),),
        columns=cell.places(cell.record, cell.record.axes[-1]),
        strips=(numbers.strip(),),
        focus=last,
    )
