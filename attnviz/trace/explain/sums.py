"""Numbers that are sums of products: dot products, dense layers, weighted sums."""

import math
from dataclasses import replace

import numpy as np

from attnviz.layer import arithmetic as kinds
from attnviz.layer.reference import ACTIVATIONS
from attnviz.trace.cell import ALL
from attnviz.trace.explain.explanation import Arithmetic, Strip
from attnviz.trace.explain.masking import left_out
from attnviz.trace.explain.opened import Line, Opened, computed
from attnviz.trace.explain.writing import latex_number, symbol, written


def _products(first: Line, second: Line) -> tuple[str, ...]:
    return tuple(rf"{a} \cdot {b}" for a, b in zip(first.factors(), second.factors(), strict=True))


def weighted_sum(cell: Opened, _kind: kinds.WeightedSum) -> Arithmetic:
    """A number of the context: one column of the values, each row times its weight."""
    *lead, column = cell.index
    weights_record, value_record = cell.parent(0), cell.parent(1)
    weights = cell.line(weights_record.name, *lead, ALL)
    value = cell.line(value_record.name, *lead[:-1], ALL, column)
    products = weights.values * value.values
    kept, note = left_out(cell, products == 0)
    terms = products[kept]
    symbols = (
        rf"{cell.symbol} = \sum_t {symbol(weights_record, (*lead, 't'))} \, "
        rf"{symbol(value_record, (*lead[:-1], 't', column))}"
    )
    shown_weights, shown_value = weights.kept(kept), value.kept(kept)
    return Arithmetic(
        recomputed=float(terms.sum()),
        sentence=f"Column {column + 1} of {value.record.words}, each row times its click's weight, "
        "added up.",
        symbols=symbols,
        parts=_products(shown_weights, shown_value),
        terms=tuple(terms.tolist()),
        columns=cell.places(value_record, value_record.axes[-2], kept),
        strips=(
            shown_weights.strip(),
            shown_value.strip(f"{value.record.words}, column {column + 1}", "×"),
            computed("product", "=", terms, total=True),
        ),
        note=note,
        operands=(*weights.cells, *value.cells),
    )


def dot_product(cell: Opened, _kind: kinds.Dot) -> Arithmetic:
    """A score of multi-head attention: query times key, number by number, added up."""
    *lead, query_place, key_place = cell.index
    query_record, key_record = cell.parent(0), cell.parent(1)
    query = cell.line(query_record.name, *lead, query_place, ALL)
    key = cell.line(key_record.name, *lead, key_place, ALL)
    products = query.values * key.values
    return Arithmetic(
        recomputed=float(products.sum()),
        sentence="Query times key, number by number, added up: how alike they are in this head.",
        symbols=(
            rf"{cell.symbol} = \sum_j {symbol(query_record, (*lead, query_place, 'j'))} \, "
            rf"{symbol(key_record, (*lead, key_place, 'j'))}"
        ),
        parts=_products(query, key),
        terms=tuple(products.tolist()),
        columns=cell.places(key_record, key_record.axes[-1]),
        strips=(
            query.strip(),
            key.strip(operator="×"),
            computed("product", "=", products, total=True),
        ),
        operands=(*query.cells, *key.cells),
    )


def dense(cell: Opened, kind: kinds.Dense | kinds.Project) -> Arithmetic:
    """A number of a dense layer: inputs times a column of the kernel, bias, activation.

    Args:
        cell: A cell of the layer's output, or of a scalar output without its last axis.
        kind: Where the layer's weights are, and its activation.
    """
    source, path, activation = cell.parent(), kind.path, kind.activation
    scalar = cell.record.value.ndim < source.value.ndim
    *lead, unit = (*cell.index, 0) if scalar else cell.index
    inputs = cell.line(source.name, *lead, ALL)
    kernel = cell.line(f"{path}/kernel", ALL, unit)
    column = "kernel" if scalar else f"kernel, column {unit + 1}"
    terms = inputs.values * kernel.values
    strips = [inputs.strip(), kernel.strip(column, "×")]
    columns = cell.places(source, source.axes[-1])
    kernel_symbol = symbol(cell.trace[kernel.name], ("j", unit))
    total = rf"\sum_j {symbol(source, (*lead, 'j'))} \, {kernel_symbol}"
    operands, last = (*inputs.cells, *kernel.cells), ""
    if f"{path}/bias" in cell.trace.weights:
        bias = cell.line(f"{path}/bias", unit)
        terms = np.append(terms, bias.values)
        strips = [_lengthened(strips[0], None), _lengthened(strips[1], bias.strip())]
        columns = (*columns, "bias")
        total += f" + {symbol(cell.trace[bias.name], (unit,))}"
        operands, last = (*operands, *bias.cells), bias.factors()[0]
    summed = float(terms.sum())
    summed_text = written([summed], 3)[0]
    recomputed = float(ACTIVATIONS[activation](np.array(summed)))
    sentence = f"Each number of {source.words} times its number in the {column}, added up"
    sentence += " with the bias" if last else ""
    before, after, then = "", "", None
    if activation is not None:
        function = rf"\operatorname{{{activation}}}"
        total, before = f"{function}\\left({total}\\right)", f"{function}("
        after = f") = {function}({latex_number(summed_text)})"
        sentence += f", then through {activation}"
        then = (activation, written([recomputed], 3)[0])
    return Arithmetic(
        recomputed=recomputed,
        sentence=sentence + ".",
        symbols=f"{cell.symbol} = {total}",
        before=before,
        parts=_products(inputs, kernel),
        last=last,
        after=after,
        terms=(*terms.tolist(), *_own_terms(activation, summed)),
        columns=columns,
        strips=(*strips, computed("product", "=", terms, total=True)),
        then=then,
        operands=operands,
    )


def _lengthened(strip: Strip, more: Strip | None) -> Strip:
    """Return a strip with another one behind it, or with one empty column."""
    return replace(
        strip,
        values=(*strip.values, *(more.values if more else (None,))),
        texts=(*strip.texts, *(more.texts if more else ("",))),
        cells=(*strip.cells, *(more.cells if more else (None,))),
    )


def _own_terms(activation: str | None, number: float) -> tuple[float, ...]:
    """Return what an activation adds up by itself: ELU is e^z - 1 below 0, and not exact near 0."""
    return (math.exp(number), -1.0) if activation == "elu" and number < 0 else ()
