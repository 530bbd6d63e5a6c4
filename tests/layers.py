"""Layers with random weights, and data with padding and an empty row: where many tests start."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from attnviz.layer.own_attention import OwnAttention
from attnviz.scenario import recipes

VOCABULARY = 12
HISTORY = np.array([[3, 1, 4, 1, 5], [9, 2, 0, 0, 0], [0, 0, 0, 0, 0], [0, 6, 0, 8, 7]])
CANDIDATE = np.array([5, 0, 3, 11])
INPUTS = [HISTORY, CANDIDATE]
EMPTY = 2  # the row of HISTORY without a click

RECIPES = [(name, mode) for name, modes in recipes.RECIPES.items() for mode in modes]
POLICIES = ["float32", "float64", "mixed_float16", "mixed_bfloat16"]


def make(**arguments: Any) -> OwnAttention:
    """Return a built layer with random weights, biases too."""
    layer = OwnAttention(**{"vocabulary_size": VOCABULARY, **arguments})
    layer.build([tuple(part.shape) for part in inputs_of(layer)])
    randomize(layer)
    return layer


def inputs_of(layer: OwnAttention) -> list[np.ndarray]:
    """Return INPUTS, with side info where the layer has some."""
    if not layer.side_info:
        return INPUTS
    info = [
        np.stack([ids * 7 % size for size in layer.side_info], axis=-1)
        for ids in (HISTORY, CANDIDATE[:, None])
    ]
    return [*INPUTS, *info]


def variables(layer: OwnAttention) -> dict[str, Any]:
    """Return the layer's variables by path inside it."""
    return {v.path.split(f"{layer.name}/", 1)[1]: v for v in layer.weights}


def randomize(layer: OwnAttention) -> None:
    """Give every weight random values that depend on its path; more rows keep the earlier ones."""
    for path, variable in variables(layer).items():
        values = np.random.default_rng(list(path.encode())).normal(size=variable.shape)
        if path.endswith("kernel"):
            values /= np.sqrt(variable.shape[0])
        elif path.endswith("bias"):
            values = np.abs(values) / 8  # small: a ReLU is alive for some clicks, not for all
        else:
            values /= 2
        variable.assign(values)


def weights_of(layer: OwnAttention) -> dict[str, np.ndarray]:
    """Return the layer's weights by path inside it."""
    return {path: np.array(variable.numpy()) for path, variable in variables(layer).items()}


def walk(
    layer: OwnAttention, inputs: Sequence[Any] | None = None, attention_mask: Any = None
) -> dict[str, np.ndarray]:
    """Return the tensors of the layer's steps by name."""
    steps = layer.steps(inputs_of(layer) if inputs is None else inputs, attention_mask)
    return {step.name: np.array(step.value.numpy()) for step in steps}


def assert_close(found: Any, wanted: Any, rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Assert that two tensors agree within what float32 allows."""
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), rtol=rtol, atol=atol)


def difference(
    found: Mapping[str, np.ndarray], wanted: Mapping[str, np.ndarray], rtol: float, atol: float
) -> str | None:
    """Return what two walks disagree on, in words; None if they agree."""
    if set(found) != set(wanted):
        return f"steps {sorted(set(found) ^ set(wanted))}"
    for name, tensor in found.items():
        other = wanted[name]
        if tensor.shape != other.shape:
            return f"shape of {name}: {tensor.shape} and {other.shape}"
        if not np.allclose(tensor, other, rtol, atol, equal_nan=True):
            return f"values of {name}"
    return None
