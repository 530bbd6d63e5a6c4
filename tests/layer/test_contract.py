"""OwnAttention in practice: one computation however it is run, saved, fitted or made precise."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.own_attention import OwnAttention
from attnviz.scenario import recipes
from attnviz.scenario.normalizations import NORMALIZATIONS
from tests.layers import (
    CANDIDATE,
    EMPTY,
    HISTORY,
    INPUTS,
    POLICIES,
    assert_close,
    inputs_of,
    make,
    variables,
    walk,
    weights_of,
)

CASES: dict[str, dict[str, Any]] = {
    "attention": {},
    "article attention": recipes.layer_arguments("article", "attention"),
    "no normalization": {"normalization": "none", "position_embedding": "sinusoidal"},
    "sigmoid, side info": {"normalization": "sigmoid", "side_info": (3, 4)},
    "multi-head": {"mode": "multi_head"},
    "article multi-head": recipes.layer_arguments("article", "multi_head"),
    "self-attention": {"mode": "multi_head", "query": "history", "causal": True},
    "learned positions": {
        "mode": "multi_head",
        "position_embedding": "learned",
        "max_sequence_length": 5,
        "use_bias": False,
    },
    "hashing": {"hash_bins": 6, "vocabulary_size": 10_000},
}


def functional(layer: OwnAttention) -> keras.Model:
    """Return a model of unknown batch and length around a layer."""
    shapes: list[tuple[int | None, ...]] = [(None,), ()]
    if layer.side_info:
        shapes += [(None, 2), (1, 2)]
    inputs = [keras.Input(shape, dtype="int32") for shape in shapes]
    return keras.Model(inputs, layer(inputs))


@keras.saving.register_keras_serializable(package="attnviz_tests")
class Subclassed(keras.Model):
    """A model of a user's own, with a mask, around a layer."""

    def __init__(self, attention: OwnAttention, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attention = attention

    def build(self, input_shape: Any) -> None:
        if not self.attention.built:
            self.attention.build(input_shape)

    def call(self, inputs: Any) -> Any:
        return self.attention(inputs, attention_mask=inputs[0] != 0)

    def get_config(self) -> dict[str, Any]:
        attention = keras.saving.serialize_keras_object(self.attention)
        return {**super().get_config(), "attention": attention}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Subclassed":
        return cls(keras.saving.deserialize_keras_object(config.pop("attention")), **config)


@keras.saving.register_keras_serializable(package="attnviz_tests")
class Walking(keras.Model):
    """A model that returns every step of its layer."""

    def __init__(self, attention: OwnAttention, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attention = attention

    def call(self, inputs: Any) -> dict[str, Any]:
        return {step.name: step.value for step in self.attention.steps(inputs)}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("case", CASES)
def test_the_call_is_the_last_step_inside_and_outside_of_a_model(case: str, policy: str) -> None:
    layer = make(**CASES[case], dtype=policy)
    inputs = inputs_of(layer)
    before = layer(inputs).numpy()
    outside = walk(layer)
    assert list(outside)[-1] == "output"
    np.testing.assert_array_equal(outside["output"], before)
    np.testing.assert_array_equal(layer(inputs), before)
    inside = Walking(layer, dtype=policy)(inputs)
    assert list(inside) == list(outside)
    for name, tensor in inside.items():
        assert tensor.dtype == outside[name].dtype
        np.testing.assert_array_equal(tensor, outside[name])


def test_the_steps_build_the_layer() -> None:
    layer = OwnAttention(vocabulary_size=12)
    *_, last = layer.steps([HISTORY, CANDIDATE])
    assert layer.built
    np.testing.assert_array_equal(layer(INPUTS), last.value)


@pytest.mark.parametrize("case", CASES)
def test_eager_graph_and_predict_agree(case: str) -> None:
    layer = make(**CASES[case])
    inputs = inputs_of(layer)
    model = functional(layer)
    eager = layer(inputs)
    assert model.output_shape == layer.compute_output_shape([(None, None), (None,)])
    assert layer.compute_output_shape([part.shape for part in inputs]) == eager.shape
    graph = tf.function(layer)(inputs)
    for other in (graph, model(inputs), model.predict(inputs, verbose=0, batch_size=3)):
        assert_close(other, eager)


@pytest.mark.parametrize("kind", [functional, Subclassed])
@pytest.mark.parametrize("case", CASES)
def test_a_saved_model_predicts_the_same(case: str, kind: Any, tmp_path: Path) -> None:
    policy = "mixed_float16" if CASES[case].get("mode") == "multi_head" else "float32"
    model = kind(make(**CASES[case], dtype=policy))
    inputs = inputs_of(next(la for la in model.layers if isinstance(la, OwnAttention)))
    before = model.predict(inputs, verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.predict(inputs, verbose=0), before)


def test_a_mask_is_an_input_of_a_functional_model(tmp_path: Path) -> None:
    layer = make()
    ids = [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]
    mask = keras.Input((None,), dtype="bool")
    model = keras.Model([*ids, mask], layer(ids, attention_mask=mask))
    attend = HISTORY % 2 == 1
    before = model.predict([HISTORY, CANDIDATE, attend], verbose=0)
    assert_close(before, layer(INPUTS, attention_mask=attend))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.predict([HISTORY, CANDIDATE, attend], verbose=0), before)


def cannot_move(layer: OwnAttention) -> set[str]:
    """Return the paths of weights that the formula gives no gradient."""
    if layer.normalization != "softmax":
        return set()
    # A softmax does not feel what is added to all scores of a row: the unit's last bias, and the
    # key's bias, which adds q . b to each. Another function after the bias makes it felt.
    if layer.mode == "attention" and layer.unit_output_activation is None:
        return {"activation_unit/output/bias"}
    separate = layer.projections == "separate" and layer.use_bias
    if layer.mode == "multi_head" and separate and layer.projection_activation is None:
        return {"key_dense/bias"}
    return set()


@pytest.mark.parametrize("case", CASES)
def test_the_formula_gives_a_gradient_to_every_weight_but_those_listed(case: str) -> None:
    layer = make(**CASES[case], dtype="float64")
    target = np.random.default_rng(0).normal(size=layer(inputs_of(layer)).shape)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(inputs_of(layer)) - target) ** 2)
    by_path = variables(layer)
    gradients = tape.gradient(loss, [v.value for v in by_path.values()])
    still = set()
    for path, gradient in zip(by_path, gradients, strict=True):
        dense = np.array(tf.convert_to_tensor(gradient))
        assert np.isfinite(dense).all()
        if np.abs(dense).max() < 1e-12:
            still.add(path)
    assert still == cannot_move(layer)


@pytest.mark.parametrize("case", CASES)
def test_fit_moves_every_weight_that_the_formula_lets_it(case: str) -> None:
    layer = make(**CASES[case])
    inputs, before = inputs_of(layer), weights_of(layer)
    model = functional(layer)
    model.compile(keras.optimizers.Adam(0.01), "mse")
    target = np.random.default_rng(0).normal(size=model(inputs).shape)
    losses = model.fit(inputs, target, epochs=3, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    for path, after in weights_of(layer).items():
        assert np.isfinite(after).all()
        if path not in cannot_move(layer):
            assert np.abs(after - before[path]).max() > 1e-3, path
    if not layer.hash_bins:
        table = weights_of(layer)["embedding/embeddings"] != before["embedding/embeddings"]
        moved = set(np.flatnonzero(table.any(axis=1)))
        assert {*HISTORY.flat} - {0} <= moved <= {*HISTORY.flat, *CANDIDATE}


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("mode", recipes.MODES)
@pytest.mark.parametrize("policy", POLICIES)
def test_every_precision_is_finite_and_gives_masked_keys_exactly_0(
    policy: str, mode: str, normalization: str
) -> None:
    layer = make(mode=mode, normalization=normalization, dtype=policy)
    table = variables(layer)["embedding/embeddings"]
    found = walk(layer)
    table.assign(table * 30.0)
    large = walk(layer)
    for tensors in (found, large):
        assert tensors["weights"].dtype == layer.compute_dtype
        assert tensors["output"].dtype == layer.compute_dtype
        weights = tensors["weights"].reshape(4, -1, 5).astype(float)
        assert np.isfinite(weights).all()
        assert np.isfinite(tensors["output"].astype(float)).all()
        assert (weights.swapaxes(1, 2)[HISTORY == 0] == 0).all()
        assert (weights[EMPTY] == 0).all()


@pytest.mark.parametrize("mode", recipes.MODES)
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
@pytest.mark.parametrize("mask_padding", [True, False])
def test_the_softmax_of_half_precision_is_computed_in_float32(
    mode: str, policy: str, mask_padding: bool
) -> None:
    layer = make(mode=mode, dtype=policy, mask_padding=mask_padding)
    history = np.random.default_rng(0).integers(1, 12, (8, 150))
    found = walk(layer, [history, np.full(8, 3)])
    logits = found["masked" if mask_padding else "scores" if mode == "attention" else "scaled"]
    exact = tf.nn.softmax(logits.astype("float32")).numpy().astype(found["weights"].dtype)
    np.testing.assert_array_equal(found["weights"], exact)


def test_dropout_drops_weights_in_training_alone() -> None:
    history = np.random.default_rng(0).integers(1, 12, (50, 40))
    inputs = [history, np.full(50, 3)]
    for mode in recipes.MODES:
        layer, plain = make(mode=mode, dropout=0.25), make(mode=mode)
        np.testing.assert_array_equal(layer(inputs), plain(inputs))
        assert "normalized" not in walk(layer, inputs)
        steps = {s.name: s.value.numpy() for s in layer.steps(inputs, training=True)}
        kept = steps["weights"] != 0
        assert abs(kept.mean() - 0.75) < 0.03
        np.testing.assert_allclose(
            steps["weights"][kept], steps["normalized"][kept] / 0.75, rtol=1e-6
        )
        assert not np.array_equal(layer(inputs, training=True), layer(inputs, training=True))
        first, second = (make(mode=mode, dropout=0.25, seed=0) for _ in range(2))
        np.testing.assert_array_equal(first(inputs, training=True), second(inputs, training=True))
