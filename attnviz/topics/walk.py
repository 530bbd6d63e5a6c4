"""Each step of the walk as an equation of pictures: operands, operator, result in one row."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from attnviz.layer import arithmetic as kinds
from attnviz.pictures import Panel, Picture, equation, to_figure
from attnviz.scenario.normalizations import EXPONENTIAL_SUM, EXPONENTIALS, normalization
from attnviz.scenario.values import Integer
from attnviz.topics.slices import Slices
from attnviz.trace.record import Record, Walk

# Kernels are drawn where they fit beside operand and result.
_LARGEST_DRAWN_KERNEL = 8
# Of more columns no number fits; and of more heads the largest one leaves all others white.
_MOST_EXPONENTIALS, _MOST_HEADS = 8, 4


def step_figure(trace: Walk, name: str, user: int, head: int = 0) -> go.Figure:
    """Return the picture of a step for one user, as a figure of Plotly's.

    Args:
        trace: The trace, or a walk of one of Keras's layers.
        name: One of `trace.names`: a step of the layer or the click model, or a weight.
        user: Row of the batch, 0-based.
        head: The head that is shown where weights are a matrix, 0-based.

    Raises:
        ValueError: if there is no such step, user or head; it says what there is.

    Returns:
        A Plotly figure of the step's operands, their operator and the result.

    Example:
        >>> import attnviz
        >>> figure = attnviz.step_figure(attnviz.run(), "masked", user=0)
        >>> figure.layout.meta["alt"]
        'scores (10 by 1) where mask (10 by 1) = masked (10 by 1)'
    """
    weights = trace["weights"]
    Integer(0, weights.shape[0] - 1).check("user", user)
    heads = weights.shape[1] if weights.axes[1] == "h" else 1
    Integer(0, heads - 1).check("head", head)
    return to_figure(step_picture(trace, name, user, head))


def step_picture(trace: Walk, name: str, user: int, head: int = 0) -> Picture:
    """Return the picture of a step for one user; the arguments are those of `step_figure`."""
    slices, record = Slices(trace, user, head), trace[name]
    return DRAWN[type(record.arithmetic)](slices, record, record.arithmetic)


def _alone(slices: Slices, record: Record, _kind: kinds.Kind) -> Picture:
    return equation(slices.panel(record.name))


def _given_weights(slices: Slices, record: Record, _kind: kinds.GivenWeights) -> Picture:
    return equation(slices.panel(record.name, hatched=True))


def _becomes(operator: str) -> Callable[[Slices, Record, Any], Picture]:
    """Return the picture of the first parent, an operator and the result."""

    def draw(slices: Slices, record: Record, _kind: kinds.Kind) -> Picture:
        return equation(slices.panel(record.parents[0]), operator, slices.panel(record.name))

    return draw


def _two(operator: str, slices: Slices, record: Record) -> Picture:
    first, second = (slices.panel(parent) for parent in record.parents)
    return equation(first, operator, second, "=", slices.panel(record.name))


def _combine(slices: Slices, record: Record, kind: kinds.Combine) -> Picture:
    return _two(kind.operator, slices, record)


def _dot(slices: Slices, record: Record, _kind: kinds.Dot) -> Picture:
    return _two("·", slices, record)


def _look_up_with_features(
    slices: Slices, record: Record, _kind: kinds.LookupWithFeatures
) -> Picture:
    ids, info = (slices.panel(parent) for parent in record.parents)
    return equation(ids, ",", info, "look up", slices.panel(record.name))


def _side_by_side(slices: Slices, record: Record, kind: kinds.SideBySide) -> Picture:
    first, *others = (slices.panel(parent) for parent in record.parents[: kind.drawn])
    if not others:
        return equation(first, "=", slices.panel(record.name))
    operands = [term for panel in others for term in (",", panel)]
    parts = ", ".join(part.name for part in kind.parts)
    return equation(first, *operands, parts, slices.panel(record.name))


def _dense(slices: Slices, record: Record, kind: kinds.Dense) -> Picture:
    return _becomes(kind.word)(slices, record, kind)


def _project(slices: Slices, record: Record, kind: kinds.Project) -> Picture:
    """A projection: vectors times kernel plus bias, or an arrow where the kernel does not fit."""
    weights = slices.trace.weights
    kernel, bias = f"{kind.path}/kernel", f"{kind.path}/bias"
    operand, result = slices.panel(record.parents[0]), slices.panel(record.name)
    if max(weights[kernel].shape) > _LARGEST_DRAWN_KERNEL or operand.rows > 40:
        return equation(operand, "linear, activation" if kind.activation else "linear", result)
    terms: list[Panel | str] = [operand, "·", _weight_panel(kernel, weights[kernel])]
    if bias in weights:
        terms += ["+", _weight_panel(bias, weights[bias])]
    return equation(*terms, kind.activation or "=", result)


def _learned(_slices: Slices, record: Record, _kind: kinds.Learned) -> Picture:
    return equation(_weight_panel(record.name, record.value))


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


def _scale(slices: Slices, record: Record, kind: kinds.Scale) -> Picture:
    return _becomes(f"÷ √{kind.root_of}")(slices, record, kind)


def _fill(slices: Slices, record: Record, _kind: kinds.Fill) -> Picture:
    filled, mask = (slices.panel(parent) for parent in record.parents)
    # Scores of masked clicks have no part in what follows; an output's numbers at padding are 0.
    result = slices.panel(record.name, hatched=record.role == "weights")
    return equation(filled, "where", mask, "=", result)


def _normalize(slices: Slices, record: Record, kind: kinds.Normalize) -> Picture:
    made = normalization(kind.name)
    logits = slices.panel(record.parents[0], hatched=True)
    result = slices.panel(record.name, hatched=True)
    most = _MOST_EXPONENTIALS if slices.by_query else _MOST_HEADS
    if EXPONENTIALS not in made.within or logits.columns > most:
        return equation(logits, made.operator, result)
    exponentials = slices.panel(EXPONENTIALS, hatched=True)
    total = slices.panel(EXPONENTIAL_SUM)
    return equation(logits, "exp", exponentials, "÷", total, "=", result)


def _weighted_sum(slices: Slices, record: Record, _kind: kinds.WeightedSum) -> Picture:
    weights_name, value_name = record.parents
    limit = float(np.abs(slices.trace[value_name].value[slices.user]).max()) or 1.0
    weights = slices.panel(weights_name, hatched=True)
    value = slices.panel(value_name, hatched=True, limit=limit)
    result = slices.panel(record.name, limit=limit)
    if slices.by_query:
        return equation(weights, "·", value, "=", result)
    width = value.columns // weights.columns
    products = np.repeat(weights.values, width, axis=1) * value.values
    weighted = Panel(
        record.name,
        products,
        record.role,
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


DRAWN: Mapping[type[kinds.Kind], Callable[[Slices, Record, Any], Picture]] = {
    kinds.Ids: _alone,
    kinds.Features: _alone,
    kinds.Given: _alone,
    kinds.GivenWeights: _given_weights,
    kinds.NotPadding: _becomes("is a click"),
    kinds.NotAhead: _becomes("not ahead"),
    kinds.Hash: _becomes("hash"),
    kinds.Lookup: _becomes("look up"),
    kinds.LookupWithFeatures: _look_up_with_features,
    kinds.LookupPlace: _alone,
    kinds.Sinusoid: _alone,
    kinds.Copy: _becomes("="),
    kinds.Combine: _combine,
    kinds.SideBySide: _side_by_side,
    kinds.Project: _project,
    kinds.Dense: _dense,
    kinds.Split: _becomes("="),
    kinds.Join: _becomes("="),
    kinds.Dot: _dot,
    kinds.Scale: _scale,
    kinds.Fill: _fill,
    kinds.Squash: _becomes("sigmoid"),
    kinds.Normalize: _normalize,
    kinds.Exponentiate: _becomes("exp"),
    kinds.SumUp: _becomes("Σ"),
    kinds.Drop: _becomes("drop"),
    kinds.WeightedSum: _weighted_sum,
    kinds.Learned: _learned,
}
"""How a tensor is drawn, by the kind of arithmetic that made it."""
