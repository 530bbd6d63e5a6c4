"""A walk that is resumed: the same bits from what it has computed, the formulas' numbers from what
was changed.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from attnviz.layer.click_model import ClickModel
from attnviz.layer.reference import reference
from attnviz.scenario import recipes
from attnviz.scenario.normalizations import NORMALIZATIONS
from tests.layers import INPUTS, RECIPES, assert_close, difference, make, weights_of

CASES: dict[str, dict[str, Any]] = {
    **{f"{name} {mode}": recipes.layer_arguments(name, mode) for name, mode in RECIPES},
    **{
        f"{mode}, {name}": {"mode": mode, "normalization": name}
        for mode in recipes.MODES
        for name in NORMALIZATIONS
    },
    "no mask": {"mask_padding": False},
    "places": {"mode": "multi_head", "position_embedding": "sinusoidal"},
    "self-attention": {"mode": "multi_head", "query": "history", "causal": True, "num_heads": 4},
}
CHANGED = {
    "key": (0, 1, 2),
    "value": (0, 1, 2),
    "unit_input": (0, 0, 1, 2),
    "unit_hidden_1": (0, 0, 1, 2),
    "key_heads": (0, 1, 1, 1),
    "scores": (0, 0, 1),
    "masked": (1, 0, 3),  # a padded click's
    "weights": (0, 0, 1),
    "context": (0, 0, 1),
    "output": (0, 1),
}


def walked(layer: Any, tensors: Mapping[str, np.ndarray] | None = None) -> dict[str, np.ndarray]:
    return {s.name: np.array(s.value) for s in layer.steps(INPUTS, resume_from=tensors)}


def with_a_change(tensor: np.ndarray, index: tuple[int, ...]) -> np.ndarray:
    """Return a tensor with another number at an index, which has an axis of heads or not."""
    place = index[:1] + (0,) * (tensor.ndim - len(index)) + index[1:]
    changed = tensor.copy()
    changed[place] = 0.75
    return changed


@pytest.mark.parametrize("case", CASES)
def test_from_what_it_has_computed_it_gives_the_same_bits(case: str) -> None:
    layer = make(**CASES[case])
    tensors = walked(layer)
    for name, tensor in tensors.items():
        again = walked(layer, {name: tensor})
        assert list(again) == list(tensors)
        for other, value in again.items():
            np.testing.assert_array_equal(value, tensors[other], f"{other}, from {name}")


@pytest.mark.parametrize("case", CASES)
def test_from_a_changed_tensor_it_gives_what_the_formulas_give(case: str) -> None:
    layer = make(**CASES[case], dtype="float64")
    arguments, weights = {**recipes.DEFAULTS, **CASES[case]}, weights_of(layer)
    tensors = walked(layer)
    there = [name for name in CHANGED if name in tensors]
    assert {"key", "scores", "weights", "context", "output"} <= {*there}
    for name in there:
        tensor = with_a_change(tensors[name], CHANGED[name])
        expected = reference(arguments, weights, INPUTS, resume_from={name: tensor})
        found = walked(layer, {name: tensor})
        assert difference(found, expected, 1e-9, 1e-12) is None, name
        assert_close(found[name], tensor, 0, 0)
        before = list(tensors)[: list(tensors).index(name)]
        assert all(np.array_equal(found[n], tensors[n], equal_nan=True) for n in before)
        assert difference(found, tensors, 1e-9, 1e-12) is not None


def test_two_changed_tensors_are_both_gone_on_from() -> None:
    layer = make(dtype="float64")
    tensors = walked(layer)
    given = {name: with_a_change(tensors[name], CHANGED[name]) for name in ("scores", "weights")}
    arguments = recipes.layer_arguments("default", "attention")
    expected = reference(arguments, weights_of(layer), INPUTS, resume_from=given)
    assert difference(walked(layer, given), expected, 1e-9, 1e-12) is None


def test_the_click_model_goes_on_from_the_layers_tensors_and_from_its_own() -> None:
    model = ClickModel(make())
    model.build([(None, None), (None,)])
    tensors = walked(model)
    output = with_a_change(tensors["output"], (0, 1))
    found = walked(model, {"output": output})
    assert_close(found["click_features"][:, :8], output, 0, 0)
    kernel, bias = (np.array(weight.numpy()) for weight in model.hidden.weights)
    assert_close(found["click_hidden"], np.maximum(0, found["click_features"] @ kernel + bias))
    assert found["score"][0] != tensors["score"][0]
    assert_close(found["score"][1:], tensors["score"][1:], 0, 0)
    logit = np.zeros_like(tensors["click_logit"])
    assert_close(walked(model, {"click_logit": logit})["score"], np.full(4, 0.5))


def test_looking_and_the_call_are_as_before_it() -> None:
    layer = make()
    before = np.array(layer(INPUTS))
    walk = layer.steps(INPUTS, resume_from={"weights": np.zeros((4, 1, 5))})
    while next(walk).name != "weights":
        pass
    assert_close(layer(INPUTS), before, 0, 0)  # another walk, while this one is under way
    assert_close([*walk][-1].value, np.zeros((4, 8)), 0, 0)


def test_a_name_that_no_step_has_is_refused() -> None:
    with pytest.raises(ValueError, match="resume_from='weihgts' is not allowed; allowed is one of"):
        walked(make(), {"weihgts": np.zeros((4, 1, 5))})


def test_another_shape_is_refused() -> None:
    message = r"weights of shape \(4, 5\) is not allowed; allowed is \(4, 1, 5\)"
    with pytest.raises(ValueError, match=message):
        walked(make(), {"weights": np.zeros((4, 5))})
