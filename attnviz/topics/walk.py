"""Each step of the walk as an equation of pictures: operands, operator, result in one row."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from attnviz.pictures import Panel, equation
from attnviz.scenario.normalizations import EXPONENTIAL_SUM, EXPONENTIALS
from attnviz.topics.slices import Slices
from attnviz.trace.record import Walk

# Kernels are drawn where they fit beside operand and result.
_LARGEST_DRAWN_KERNEL = 8


def step_figure(trace: Walk, name: str, user: int, head: int = 0) -> go.Figure:
    """Return the picture of a step for one user.

    Args:
        trace: The trace, or a walk of one of Keras's layers.
        name: The step, of the layer or the click model.
        user: Row of the batch, 0-based.
        head: The head that is shown where weights are a matrix, 0-based.

    Returns:
        A Plotly figure of the step's operands, their operator and the result.

    Example:
        >>> import attnviz
        >>> figure = attnviz.step_figure(attnviz.run(), "masked", user=0)
        >>> figure.layout.meta["alt"]
        'scores (10 by 1) where mask (10 by 1) = masked (10 by 1)'
    """
    slices = Slices(trace, user, head)
    if name.startswith("unit_hidden"):
        return _by_function(slices, name, "dense")
    draw = _FIGURES.get(name)
    return draw(slices, name) if draw else _by_function(slices, name, "=")


def _by_function(slices: Slices, name: str, operator: str) -> go.Figure:
    parent = slices.trace[name].parents[0]
    return equation(slices.panel(parent), operator, slices.panel(name))


def _given(slices: Slices, name: str) -> go.Figure:
    return equation(slices.panel(name))


def _lookup(slices: Slices, name: str) -> go.Figure:
    parents = slices.trace[name].parents
    if not parents:
        return _given(slices, name)
    if parents[0] in ("history", "candidate"):
        return _by_function(slices, name, "look up")
    return _by_function(slices, name, "=")


def _mask(slices: Slices, name: str) -> go.Figure:
    parents = slices.trace[name].parents
    if not parents:
        return _given(slices, name)
    return _by_function(slices, name, "is a click" if name == "mask" else "not ahead")


def _positioned(slices: Slices, name: str) -> go.Figure:
    vectors, positions = slices.trace[name].parents
    return equation(slices.panel(vectors), "+", slices.panel(positions), "=", slices.panel(name))


def _unit_input(slices: Slices, name: str) -> go.Figure:
    parents = slices.trace[name].parents
    if len(parents) == 1:
        return _by_function(slices, name, "=")
    query, key = parents
    return equation(
        slices.panel(query), ",", slices.panel(key), "q, k, q−k, q·k", slices.panel(name)
    )


def _dense(slices: Slices, name: str, path: str) -> go.Figure:
    """A projection: vectors times kernel plus bias, or an arrow where the kernel does not fit."""
    record = slices.trace[name]
    weights = slices.trace.weights
    kernel, bias = f"attention/{path}/kernel", f"attention/{path}/bias"
    operand, result = slices.panel(record.parents[0]), slices.panel(name)
    linear = slices.trace.layer["projection_activation"] in (None, "linear")
    if max(weights[kernel].shape) > _LARGEST_DRAWN_KERNEL or operand.rows > 40:
        return equation(operand, "linear" if linear else "linear, activation", result)
    terms: list[Panel | str] = [operand, "·", _weight_panel(kernel, weights[kernel])]
    if bias in weights:
        terms += ["+", _weight_panel(bias, weights[bias])]
    activation = slices.trace.layer["projection_activation"]
    return equation(*terms, "=" if linear else str(activation), result)


def _weight_panel(path: str, values: np.ndarray) -> Panel:
    rows = np.atleast_2d(values)
    return Panel(
        path,
        rows,
        title=path.removeprefix("attention/").replace("/", " "),
        column_labels=tuple(str(n + 1) for n in range(rows.shape[1])),
        at=("row", "column")[-values.ndim :],
        shape="×".join(map(str, rows.shape)),
    )


def _projection(role: str) -> Callable[[Slices, str], go.Figure]:
    def draw(slices: Slices, name: str) -> go.Figure:
        shared = slices.trace.layer["projections"] == "shared" and role != "output"
        return _dense(slices, name, f"{'query' if shared else role}_dense")

    return draw


def _scores(slices: Slices, name: str) -> go.Figure:
    query, *rest = slices.trace[name].parents
    if not rest:
        return _by_function(slices, name, "dense")
    return equation(slices.panel(query), "·", slices.panel(rest[0]), "=", slices.panel(name))


def _scaled(slices: Slices, name: str) -> go.Figure:
    return _by_function(slices, name, f"÷ √{slices.trace.depth}")


def _masked(slices: Slices, name: str) -> go.Figure:
    scores, mask = slices.trace[name].parents
    return equation(
        slices.panel(scores), "where", slices.panel(mask), "=", slices.panel(name, hatched=True)
    )


def _weights(slices: Slices, name: str) -> go.Figure:
    parents = slices.trace[name].parents
    normalization = slices.trace.normalization
    logits = slices.panel(parents[0], hatched=True)
    result = slices.panel(name, hatched=True)
    if EXPONENTIALS not in normalization.within or logits.columns > 8:
        return equation(logits, normalization.operator, result)
    exponentials = slices.panel(EXPONENTIALS, hatched=True)
    total = slices.panel(EXPONENTIAL_SUM)
    return equation(logits, "exp", exponentials, "÷", total, "=", result)


def _context(slices: Slices, name: str) -> go.Figure:
    weights_name, value_name = slices.trace[name].parents
    limit = float(np.abs(slices.trace[value_name].value[slices.user]).max()) or 1.0
    weights = slices.panel(weights_name, hatched=True)
    value = slices.panel(value_name, hatched=True, limit=limit)
    result = slices.panel(name, limit=limit)
    if slices.by_query:
        return equation(weights, "·", value, "=", result)
    width = value.columns // weights.columns
    products = np.repeat(weights.values, width, axis=1) * value.values
    weighted = Panel(
        name,
        products,
        "context",
        title="weighted",
        at=tuple(0 if place == "row" else place for place in result.at),
        row_labels=value.row_labels,
        column_labels=value.column_labels,
        limit=limit,
        masked=value.masked,
        shape=value.shape,
        bands=value.bands,
    )
    return equation(weights, "×", value, "=", weighted, below=result)


def _output(slices: Slices, name: str) -> go.Figure:
    parents = slices.trace[name].parents
    if len(parents) == 1:
        return _by_function(slices, name, "=")
    vectors, mask = parents
    return equation(slices.panel(vectors), "where", slices.panel(mask), "=", slices.panel(name))


_FIGURES: dict[str, Callable[[Slices, str], go.Figure]] = {
    "history": _given,
    "candidate": _given,
    "mask": _mask,
    "causal_mask": _mask,
    "query": _lookup,
    "key": _lookup,
    "value": _lookup,
    "positions": _given,
    "key_positioned": _positioned,
    "value_positioned": _positioned,
    "query_positioned": _positioned,
    "unit_input": _unit_input,
    "query_projected": _projection("query"),
    "key_projected": _projection("key"),
    "value_projected": _projection("value"),
    "scores": _scores,
    "scaled": _scaled,
    "masked": _masked,
    "weights": _weights,
    "context": _context,
    "output_projected": _projection("output"),
    "output": _output,
    "click_hidden": lambda slices, name: _by_function(slices, name, "dense, relu"),
    "click_logit": lambda slices, name: _by_function(slices, name, "dense"),
    "score": lambda slices, name: _by_function(slices, name, "sigmoid"),
}
