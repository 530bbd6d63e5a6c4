"""Side information: a click model that looks up what is known of each item for its layer."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from attnviz.layer.click_model import ClickModel
from attnviz.layer.reference import reference
from attnviz.scenario import recipes
from tests.layers import CANDIDATE, HISTORY, INPUTS, VOCABULARY, difference, make, weights_of

SIZES = (3, 4)
KNOWN = np.stack([np.arange(VOCABULARY) * 7 % size for size in SIZES], axis=-1)
CASES: dict[str, dict[str, Any]] = {
    "attention": {},
    "hashed": {"hash_bins": 5},
    "multi-head": {"mode": "multi_head"},
}


def model_of(case: str) -> ClickModel:
    layer = make(**CASES[case], side_info=SIZES, dtype="float64")
    model = ClickModel(layer, KNOWN, dtype="float64")
    model.build([(None, None), (None,)])
    return model


def walked(model: ClickModel, **resumed: Any) -> dict[str, np.ndarray]:
    return {step.name: np.array(step.value) for step in model.steps(INPUTS, **resumed)}


@pytest.mark.parametrize("case", CASES)
def test_the_walk_is_that_of_the_formulas_over_what_is_known_of_the_ids(case: str) -> None:
    model = model_of(case)
    arguments = {**recipes.DEFAULTS, **CASES[case], "side_info": SIZES}
    inputs = [*INPUTS, KNOWN[HISTORY], KNOWN[CANDIDATE[:, None]]]
    expected = reference(arguments, weights_of(model.attention), inputs)
    found = walked(model)
    assert {"history_info", "key_joined", "candidate_info", "query_joined"} <= expected.keys()
    of_layer = {name: found[name] for name in expected}
    assert difference(of_layer, expected, 1e-9, 1e-12) is None
    assert list(found)[-2:] == ["click_logit", "score"]


@pytest.mark.parametrize("name", ["history_info", "key_joined", "candidate_info", "query_joined"])
def test_the_walk_goes_on_from_changed_features_and_rows(name: str) -> None:
    model = model_of("attention")
    before = walked(model)
    changed = before[name].copy()
    changed[0, 0, 0] = (changed[0, 0, 0] + 1) % 3
    arguments = {**recipes.DEFAULTS, "side_info": SIZES}
    inputs = [*INPUTS, KNOWN[HISTORY], KNOWN[CANDIDATE[:, None]]]
    weights = weights_of(model.attention)
    expected = reference(arguments, weights, inputs, resume_from={name: changed})
    found = walked(model, resume_from={name: changed})
    assert difference({n: found[n] for n in expected}, expected, 1e-9, 1e-12) is None
    assert found["score"][0] != before["score"][0]
    np.testing.assert_array_equal(found["score"][1:], before["score"][1:])


def test_what_is_known_is_not_trained_and_is_saved_with_the_model(tmp_path: Path) -> None:
    model = model_of("attention")
    assert not any(weight.shape == KNOWN.shape for weight in model.weights)
    before = np.array(model(INPUTS))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(INPUTS), before)
    np.testing.assert_array_equal(again.item_info, KNOWN)


def test_each_feature_of_click_and_candidate_moves_the_logit() -> None:
    model = model_of("attention")
    before = np.array(model(INPUTS))
    for feature in range(len(SIZES)):
        other = KNOWN.copy()
        other[:, feature] = (other[:, feature] + 1) % SIZES[feature]
        model.item_info = other
        assert (np.array(model(INPUTS)) != before).all()
