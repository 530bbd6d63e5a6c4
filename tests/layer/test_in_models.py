"""OwnAttention as a part of models: weights, steps, the history alone, two layers side by side."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.backend import require_tensorflow
from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.parts.seeding import path_seed
from tests.layers import CANDIDATE, HISTORY, INPUTS, VOCABULARY, make, walk, weights_of
from tests.processes import printed_by

MODES: dict[str, dict[str, Any]] = {
    "attention": {},
    "multi_head": {"mode": "multi_head"},
    "self-attention": {"mode": "multi_head", "query": "history", "causal": True},
}


def asked() -> list[keras.KerasTensor]:
    return [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]


def again(model: keras.Model, folder: Path) -> keras.Model:
    model.save(folder / "model.keras")
    return keras.models.load_model(folder / "model.keras")


@pytest.mark.parametrize("mode", MODES)
def test_the_weights_are_returned_where_they_are_asked_for(mode: str, tmp_path: Path) -> None:
    layer = make(**MODES[mode])
    tensors = walk(layer)
    output, weights = layer(INPUTS, return_attention_scores=True)
    np.testing.assert_array_equal(output, tensors["output"])
    np.testing.assert_array_equal(weights, tensors["weights"])
    ids = asked()
    of_model = layer(ids, return_attention_scores=True)
    model = keras.Model(ids, list(of_model))
    assert [part.shape[-1] for part in of_model] == [8, None]
    for one in (model, again(model, tmp_path)):
        for found, wanted in zip(one(INPUTS), (output, weights), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_steps_of_a_functional_model_are_the_models_tensors(mode: str, tmp_path: Path) -> None:
    layer, ids = make(**MODES[mode]), asked()
    tensors = walk(layer)
    steps = {step.name: step for step in layer.steps(ids)}
    eager = {step.name: step for step in layer.steps(INPUTS)}
    assert list(steps) == list(eager)
    for name, step in steps.items():
        assert isinstance(step.value, keras.KerasTensor)
        assert (step.axes, step.parents, step.formula) == (
            eager[name].axes,
            eager[name].parents,
            eager[name].formula,
        )
        sizes = zip(step.value.shape, tensors[name].shape, strict=True)
        assert all(size in (None, found) for size, found in sizes), name
    model = keras.Model(ids, {**{n: s.value for n, s in steps.items()}, "whole": layer(ids)})
    assert len(model.weights) == len(layer.weights)
    for one in (model, again(model, tmp_path)):
        found = one(INPUTS)
        assert set(found) == {*tensors, "whole"}
        for name, wanted in {**tensors, "whole": tensors["output"]}.items():
            np.testing.assert_allclose(found[name], wanted, rtol=1e-5, atol=1e-6, err_msg=name)


def test_steps_of_a_functional_model_take_a_mask_of_it() -> None:
    layer, ids = make(), asked()
    mask = keras.Input((None,), dtype="bool")
    (weights,) = (s.value for s in layer.steps(ids, mask) if s.name == "weights")
    given = np.zeros(HISTORY.shape, bool)
    given[:, 1] = True
    found = keras.Model([*ids, mask], weights)([*INPUTS, given])
    np.testing.assert_array_equal(found, given[:, None].astype("float32"))


def test_a_walk_of_a_functional_model_goes_on_from_nothing() -> None:
    with pytest.raises(ValueError, match="resume_from needs ids, and not the inputs of a func"):
        list(make().steps(asked(), resume_from={"weights": np.ones((4, 1, 5))}))


@pytest.mark.parametrize("causal", [False, True])
def test_in_self_attention_the_history_alone_will_do(causal: bool, tmp_path: Path) -> None:
    layer = make(mode="multi_head", query="history", causal=causal)
    both = layer(INPUTS)
    np.testing.assert_array_equal(layer(HISTORY), both)
    np.testing.assert_array_equal(layer([HISTORY]), both)
    steps = {step.name: step.value.numpy() for step in layer.steps(HISTORY)}
    np.testing.assert_array_equal(steps["weights"], walk(layer)["weights"])
    ids = asked()[0]
    model = keras.Model(ids, keras.layers.GlobalAveragePooling1D()(layer(ids)))
    clicks = HISTORY[:2]
    mean = [both[row][clicks[row] != 0].numpy().mean(axis=0) for row in range(2)]
    for one in (model, again(model, tmp_path)):
        np.testing.assert_allclose(one(clicks), mean, rtol=1e-5, atol=1e-6)


def test_with_side_info_what_is_of_the_history_will_do() -> None:
    layer = make(mode="multi_head", query="history", side_info=(5,))
    info = HISTORY[..., None] % 5
    both = layer([HISTORY, CANDIDATE, info, CANDIDATE[:, None, None] % 5])
    np.testing.assert_array_equal(layer([HISTORY, info]), both)


def test_a_candidate_that_is_looked_at_has_to_be_given() -> None:
    with pytest.raises(ValueError, match=r"inputs must be a list \[history, candidate\]"):
        make()(HISTORY)


def test_two_layers_start_apart_unless_they_are_given_seeds() -> None:
    def start(**arguments: Any) -> np.ndarray:
        layer = OwnAttention(vocabulary_size=VOCABULARY, **arguments)
        layer.build([part.shape for part in INPUTS])
        return weights_of(layer)["embedding/embeddings"]

    assert not np.array_equal(start(), start())
    np.testing.assert_array_equal(start(seed=3), start(seed=3))
    np.testing.assert_array_equal(start(name="mine"), start(name="mine"))
    # The same in every process, as test_seeding has it.
    assert OwnAttention(vocabulary_size=5, name="mine").seed == path_seed(0, "mine")


def test_what_starts_apart_is_made_again_from_its_configuration() -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY)
    same = OwnAttention.from_config(layer.get_config())
    other = OwnAttention(vocabulary_size=VOCABULARY)
    assert same.seed == layer.seed != other.seed


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_another_backend_is_refused_in_a_sentence(backend: str) -> None:
    code = f"""
import os
os.environ["KERAS_BACKEND"] = "{backend}"
import attnviz
attnviz.Settings, attnviz.from_weights([0.5, 0.5])  # need no backend
for name in ("OwnAttention", "run", "from_keras"):
    try:
        getattr(attnviz, name)
    except ImportError as error:
        print(error)
"""
    said = printed_by(code).splitlines()
    assert said == [
        f"attnviz computes with TensorFlow, and Keras is to run on {backend} here; set the "
        "environment's KERAS_BACKEND to tensorflow before Keras is imported"
    ] * len(said)
    assert len(said) == 3


def test_a_backend_that_is_installed_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    require_tensorflow()
    monkeypatch.setattr("keras.config.backend", lambda: "jax")
    with pytest.raises(ImportError, match="Keras is to run on jax here"):
        require_tensorflow()


def test_a_command_runs_whatever_backend_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    code = "import attnviz.__main__, keras; print(keras.config.backend())"
    assert printed_by(code) == "tensorflow"


def test_gradients_reach_all_weights_through_the_steps_of_a_model() -> None:
    layer, ids = make(mode="multi_head"), asked()
    (output,) = (step.value for step in layer.steps(ids) if step.name == "output")
    model = keras.Model(ids, output)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(INPUTS) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    assert len(gradients) == len(layer.trainable_variables)
    assert all(gradient is not None for gradient in gradients)
