"""Who learns to attend: the attention mass of each layer, a dot a seed, beside chance."""

import math
from collections.abc import Mapping, Sequence
from statistics import median

import plotly.graph_objects as go

from attnviz.learning.faithfulness import Faithfulness, LayerFaithfulness
from attnviz.learning.trained import Training
from attnviz.pictures import Dots, dots


def masses(by_seed: Mapping[int, Training]) -> dict[int, float]:
    """Return the attention mass after the last epoch by seed, where it is defined."""
    last = {seed: training.epochs[-1].mass for seed, training in by_seed.items()}
    return {seed: mass for seed, mass in last.items() if mass is not None}


def middle(by_seed: Mapping[int, Training]) -> float | None:
    """Return the median of the attention mass over seeds; None where it is defined for none."""
    found = masses(by_seed).values()
    return median(found) if found else None


def layer_name(name: str, training: Training) -> str:
    """Return what to call a layer in a row: its recipes, and what attends in it."""
    return f"{name} · {attention_of(training)}"


def attention_of(training: Training) -> str:
    """Return what attends in a training's layer, such as "target" or "2 heads"."""
    heads = training.layer["num_heads"]
    if training.layer["mode"] != "multi_head":
        return "target"
    return f"{heads} {'head' if heads == 1 else 'heads'}"


def chance_of(training: Training) -> float:
    """Return the mass that equal weights have, 0 .. 1; NaN where no interests are known."""
    chance = training.epochs[-1].chance
    return math.nan if chance is None else chance


def layers_figure(
    measured: Sequence[tuple[str, Mapping[int, float]]], level: tuple[str, float]
) -> go.Figure:
    """Return a row a layer: what it was measured at on each seed, 0 .. 1, and the median.

    Args:
        measured: Names of layers and their values by seed, one layer or more.
        level: The value of equal weights, and what that is called.
    """
    rows = [
        Dots(name, tuple(values.values()), median(values.values()) if values else math.nan)
        for name, values in measured
    ]
    return dots(rows, bounds=(0.0, 1.0), level=level, names=("median", ""))


def faithfulness_figure(layers: Sequence[LayerFaithfulness]) -> go.Figure:
    """Return a row a layer: agreement of weights and left-out clicks, untrained and trained.

    Args:
        layers: At least one.
    """

    def value(found: Faithfulness) -> float:
        return math.nan if found.correlation is None else found.correlation

    rows = [
        Dots(one.name, (value(one.trained),), value(one.trained), (value(one.untrained),))
        for one in layers
    ]
    return dots(
        rows, bounds=(-1.0, 1.0), level=("no relation", 0.0), names=("trained", "untrained")
    )
