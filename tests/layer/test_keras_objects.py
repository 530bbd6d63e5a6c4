"""OwnAttention: what Keras makes objects of: initializers, activations, penalties, constraints."""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.parts.seeding import path_seed
from attnviz.scenario import recipes
from tests.layers import HISTORY, INPUTS, VOCABULARY, assert_close, inputs_of, variables, weights_of

TABLE = np.arange(VOCABULARY * 8.0).reshape(VOCABULARY, 8)


@keras.saving.register_keras_serializable(package="attnviz_tests")
class Halves(keras.initializers.Initializer):
    """An initializer of a user's own."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return keras.ops.full(shape, 0.5, dtype)

    def get_config(self) -> dict[str, Any]:
        return {}


@keras.saving.register_keras_serializable(package="attnviz_tests")
def doubled(x: Any) -> Any:
    return 2 * x


# What an option is given as, and what it must be like.
INITIALIZERS: dict[str, tuple[Any, Any]] = {
    "alias": ("normal", "random_normal"),
    "another alias": ("zero", "zeros"),
    "name of a class": ("HeUniform", "he_uniform"),
    "class": (keras.initializers.HeNormal, "he_normal"),
    "class without a seed": (keras.initializers.Ones, "ones"),
    "object": (keras.initializers.TruncatedNormal(), "truncated_normal"),
    "config": ({"class_name": "GlorotNormal", "config": {}}, "glorot_normal"),
    "own class": (Halves, keras.initializers.Constant(0.5)),
    "own object": (Halves(), keras.initializers.Constant(0.5)),
    "own name": ("attnviz_tests>Halves", keras.initializers.Constant(0.5)),
    "array": (TABLE, keras.initializers.Constant(TABLE.tolist())),
    "tensor": (tf.constant(TABLE), keras.initializers.Constant(TABLE.tolist())),
}
ACTIVATIONS: dict[str, tuple[Any, Any]] = {
    "alias": ("swish", "silu"),
    "function": (keras.activations.gelu, "gelu"),
    "operation": (keras.ops.tanh, "tanh"),
    "layer": (keras.layers.LeakyReLU(0.3), lambda x: keras.ops.leaky_relu(x, 0.3)),
    "class of a layer": (keras.layers.ReLU, "relu"),
    "own function": (doubled, lambda x: x * 2),
    "config": (keras.activations.serialize(doubled), lambda x: x * 2),
    "layer's config": (
        keras.activations.serialize(keras.layers.LeakyReLU(0.3)),
        lambda x: keras.ops.leaky_relu(x, 0.3),
    ),
    "none": (None, "linear"),
}


def built(**arguments: Any) -> OwnAttention:
    layer = OwnAttention(**{"vocabulary_size": VOCABULARY, "seed": 0, **arguments})
    layer.build([part.shape for part in inputs_of(layer)])
    return layer


def saved(layer: OwnAttention, folder: Path) -> OwnAttention:
    """Return the layer from the file of a model with it."""
    ids = [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]
    keras.Model(ids, layer(ids)).save(folder / "model.keras")
    again = keras.models.load_model(folder / "model.keras")
    return next(part for part in again.layers if isinstance(part, OwnAttention))


def config_of(layer: OwnAttention) -> Any:
    """Return the layer's configuration as JSON keeps it, without numbers of shared parts."""

    def stripped(part: Any) -> Any:
        if isinstance(part, dict):
            return {k: stripped(v) for k, v in part.items() if k != "shared_object_id"}
        return [stripped(v) for v in part] if isinstance(part, list) else part

    return stripped(json.loads(json.dumps(layer.get_config())))


def assert_reads_back(layer: OwnAttention, folder: Path) -> None:
    """Assert that config and file give the same layer, and that the config is data."""
    restored = OwnAttention.from_config(config_of(layer))
    assert config_of(restored) == config_of(layer)
    restored.build([part.shape for part in inputs_of(layer)])
    assert set(weights_of(restored)) == set(weights_of(layer))
    arguments = {name: getattr(layer, name) for name in recipes.DEFAULTS}
    start = weights_of(built(**arguments))
    for path, values in weights_of(restored).items():
        np.testing.assert_array_equal(values, start[path], path)
    loaded = saved(layer, folder)
    np.testing.assert_array_equal(loaded(INPUTS), layer(INPUTS))
    assert config_of(loaded) == config_of(layer)


@pytest.mark.parametrize("kind", INITIALIZERS)
def test_initializers_in_every_form(kind: str, tmp_path: Path) -> None:
    given, like = INITIALIZERS[kind]
    layer, same = built(embeddings_initializer=given), built(embeddings_initializer=like)
    for path, values in weights_of(same).items():
        np.testing.assert_array_equal(weights_of(layer)[path], values, path)
    assert_reads_back(layer, tmp_path)
    if kind in ("array", "tensor"):
        np.testing.assert_array_equal(weights_of(layer)["embedding/embeddings"], TABLE)
        return
    unit, same = built(unit_initializer=given), built(unit_initializer=like)
    for path, values in weights_of(same).items():
        np.testing.assert_array_equal(weights_of(unit)[path], values, path)
    assert_reads_back(unit, tmp_path)


def test_a_class_is_seeded_by_the_path() -> None:
    for given in ("he_normal", keras.initializers.HeNormal):
        layer = built(unit_initializer=given, seed=5)
        for path in ("activation_unit/hidden_1/kernel", "activation_unit/output/kernel"):
            own = keras.initializers.HeNormal(seed=path_seed(5, path))
            found = variables(layer)[path]
            np.testing.assert_array_equal(found.numpy(), own(found.shape))


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_activations_in_every_form(kind: str, tmp_path: Path) -> None:
    given, like = ACTIVATIONS[kind]
    for names, others in (
        (("unit_activation", "unit_output_activation"), {}),
        (("projection_activation",), {"mode": "multi_head"}),
    ):
        layer = built(**dict.fromkeys(names, given), **others)
        same = built(**dict.fromkeys(names, like), **others)
        assert_close(layer(INPUTS), same(INPUTS))
        assert_reads_back(layer, tmp_path)


def test_an_activation_with_weights_has_its_own_in_each_place(tmp_path: Path) -> None:
    slope = keras.layers.PReLU(alpha_initializer="ones", shared_axes=[1, 2])
    layer = OwnAttention(vocabulary_size=VOCABULARY, seed=0, unit_activation=slope)
    linear = built(unit_activation="linear")
    assert_close(layer(INPUTS), linear(INPUTS))
    slopes = [tuple(w.shape) for w in layer.weights if w.name == "alpha"]
    assert slopes == [(1, 1, 80), (1, 1, 40)]
    for weight in layer.weights:
        if weight.name == "alpha":
            weight.assign(weight * 0.25)
    leaky = built(unit_activation=keras.layers.LeakyReLU(0.25))
    assert_close(layer(INPUTS), leaky(INPUTS))
    np.testing.assert_array_equal(saved(layer, tmp_path)(INPUTS), layer(INPUTS))
    slope = keras.layers.PReLU(alpha_initializer="ones", shared_axes=[1])
    layer = built(mode="multi_head", projection_activation=slope)
    assert len([w for w in layer.weights if w.name == "alpha"]) == 4
    np.testing.assert_array_equal(saved(layer, tmp_path)(INPUTS), layer(INPUTS))


PENALTY: dict[str, Any] = {
    "name": "l2",
    "name of a class": "L2",
    "class": keras.regularizers.L2,
    "object": keras.regularizers.L2(0.01),
    "config": {"class_name": "L2", "config": {"l2": 0.01}},
}
LAYERS: dict[str, dict[str, Any]] = {
    "attention": {"side_info": (3, 4)},
    "multi_head": {"mode": "multi_head", "position_embedding": "learned"},
    "shared": {"mode": "multi_head", "projections": "shared"},
}


@pytest.mark.parametrize("case", LAYERS)
@pytest.mark.parametrize("form", PENALTY)
def test_regularizers_add_to_the_loss_what_their_formula_says(case: str, form: str) -> None:
    for ending, name in (
        ("embeddings", "embeddings_regularizer"),
        ("kernel", "kernel_regularizer"),
        ("bias", "bias_regularizer"),
    ):
        layer = built(**LAYERS[case], **{name: PENALTY[form]})
        for variable in variables(layer).values():
            variable.assign(variable + 0.1)
        found = float(sum(layer.losses))
        wanted = sum(
            0.01 * (values.astype(float) ** 2).sum()
            for path, values in weights_of(layer).items()
            if path.endswith(ending) and not path.startswith("position")
        )
        assert wanted > 0
        assert_close(found, wanted)
        assert_close(float(sum(OwnAttention.from_config(layer.get_config()).losses)), 0)


def stepped(**arguments: Any) -> dict[str, np.ndarray]:
    """Return the weights of a layer after a large step of training, its regularizers' too."""
    layer = OwnAttention(vocabulary_size=VOCABULARY, **arguments)
    target = np.random.default_rng(0).normal(size=(len(HISTORY), 8))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((layer(INPUTS) - target) ** 2) + sum(layer.losses)
    weights = layer.trainable_variables
    gradients = tape.gradient(loss, [weight.value for weight in weights])
    keras.optimizers.SGD(10.0).apply(gradients, weights)
    return weights_of(layer)


@pytest.mark.parametrize("form", ["non_neg", keras.constraints.NonNeg, keras.constraints.NonNeg()])
@pytest.mark.parametrize("ending", ["embeddings", "kernel", "bias"])
def test_constraints_hold_after_a_step_of_training(ending: str, form: Any) -> None:
    for mode in recipes.MODES:
        free = stepped(mode=mode)
        held = stepped(mode=mode, **{f"{ending}_constraint": form})
        lowest = {path: values.min() for path, values in free.items() if path.endswith(ending)}
        assert min(lowest.values()) < 0
        assert min(held[path].min() for path in lowest) >= 0


def test_a_models_loss_has_the_regularizers() -> None:
    layer = built(kernel_regularizer=keras.regularizers.L2(0.1))
    ids = [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]
    model = keras.Model(ids, layer(ids))
    model.compile("sgd", "mse")
    without = float(((model.predict(INPUTS, verbose=0) - 1) ** 2).mean())
    found = model.evaluate(INPUTS, np.ones((len(HISTORY), 8)), verbose=0)
    assert_close(found, without + float(sum(layer.losses)))
    assert float(sum(layer.losses)) > 0.1


@pytest.mark.parametrize("form", PENALTY)
def test_penalties_and_constraints_read_back(form: str, tmp_path: Path) -> None:
    layer = built(
        embeddings_regularizer=PENALTY[form],
        kernel_regularizer=PENALTY[form],
        bias_regularizer=PENALTY[form],
        embeddings_constraint="max_norm",
        kernel_constraint=keras.constraints.UnitNorm,
        bias_constraint=keras.constraints.MaxNorm(3),
    )
    assert_reads_back(layer, tmp_path)
    assert_close(float(sum(saved(layer, tmp_path).losses)), float(sum(layer.losses)))
