"""OwnAttention: its arguments, what it refuses, its sublayers and its configuration."""

import inspect
import json
import re
from typing import Any

import keras
import numpy as np
import pytest

import attnviz
from attnviz.layer.own_attention import OwnAttention
from attnviz.scenario import recipes
from tests.layers import INPUTS, VOCABULARY, variables

# Values that are not allowed, and a word of what is, for each argument.
BAD: dict[str, tuple[str, list[Any]]] = {
    "mode": ("'multi_head'", ["Attention", "multi-head", None, 1]),
    "vocabulary_size": ("1 or more", [0, -3, 2.0, "5", True]),
    "embedding_dim": ("1 or more", [0, 2.5, None]),
    "normalization": ("'sigmoid'", ["Softmax", None, False]),
    "scale": ("None", ["yes", 1, 0.5]),
    "mask_padding": ("true or false", [1, None, "true"]),
    "empty_row": ("'uniform'", ["mean", None]),
    "dropout": ("0 to 0.95", [1.0, -0.1, float("nan"), "0.1", True]),
    "seed": ("0 or more", [-1, 1.5, "0"]),
    "position_embedding": ("'sinusoidal'", ["rotary", None, True]),
    "max_sequence_length": ("1 or more", [0, None]),
    "embeddings_initializer": (
        "Keras initializer",
        ["normalish", 5, None, int, {"class_name": "No"}, {"class_name": "Constant", "config": {}}],
    ),
    "hash_bins": ("2 or more", [1, 0, 2.5]),
    "side_info": ("whole numbers", [(0,), 3, (2.5,), None, "12"]),
    "unit_inputs": ("'query_key'", ["query", None]),
    "unit_layers": ("whole numbers", [(80, 0), 40, None, (True,), (4,) * 9]),
    "unit_activation": ("Keras activation", ["dicey", 5, keras.layers.Dense, int]),
    "unit_output_activation": ("Keras activation", ["dicey", 5]),
    "unit_initializer": ("Keras initializer", ["normalish", 5, None]),
    "num_heads": ("1 or more", [0, 2.0, None]),
    "projections": ("'shared'", ["none", None]),
    "projection_activation": ("Keras activation", ["dicey", 5]),
    "use_bias": ("true or false", [0, None]),
    "query": ("'history'", ["self", None]),
    "causal": ("true or false", [1, None]),
    "embeddings_regularizer": ("Keras regularizer", ["l3", 5, int, {"class_name": "No"}]),
    "embeddings_constraint": ("Keras constraint", ["norm", 5, int, {"class_name": "No"}]),
    "kernel_regularizer": ("Keras regularizer", ["l3", True]),
    "kernel_constraint": ("Keras constraint", ["norm", True]),
    "bias_regularizer": ("Keras regularizer", ["l3", 0.1]),
    "bias_constraint": ("Keras constraint", ["norm", 0.1]),
}

# What training adds to the loss, and does to weights after each step.
PENALTIES = [name for name in BAD if name.endswith(("_regularizer", "_constraint"))]


def parameters() -> dict[str, inspect.Parameter]:
    signature = inspect.signature(OwnAttention.__init__).parameters
    # The table that is given is no option of the layer: see test_embedding.
    return {n: p for n, p in signature.items() if n not in ("self", "kwargs", "embedding")}


def test_bad_values_are_tried_for_every_argument() -> None:
    assert set(BAD) == set(parameters())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_argument_is_refused_with_name_value_and_what_is_allowed(name: str) -> None:
    allowed, values = BAD[name]
    for value in values:
        said = f"^{name}={re.escape(repr(value))} is not allowed.*{re.escape(allowed)}"
        with pytest.raises(ValueError, match=said):
            OwnAttention(**{"vocabulary_size": VOCABULARY, name: value})


def test_heads_must_divide_the_dimension_and_only_multi_head_asks() -> None:
    with pytest.raises(ValueError, match=r"num_heads=3 .*divisor of embedding_dim=8"):
        OwnAttention(vocabulary_size=VOCABULARY, mode="multi_head", num_heads=3)
    with pytest.raises(ValueError, match=r"num_heads=16 .*divisor of embedding_dim=8"):
        OwnAttention(vocabulary_size=VOCABULARY, mode="multi_head", num_heads=16)
    assert OwnAttention(vocabulary_size=VOCABULARY, num_heads=3).num_heads == 3


def test_the_signature_says_the_defaults_of_the_recipes() -> None:
    given = {name: p.default for name, p in parameters().items()}
    own = {"vocabulary_size": inspect.Parameter.empty}
    assert given == {**recipes.DEFAULTS, **own, **dict.fromkeys(PENALTIES)}


def test_every_argument_is_an_attribute() -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY)
    for name, parameter in parameters().items():
        if name not in ("vocabulary_size", "seed"):
            assert getattr(layer, name) == parameter.default
    assert layer.vocabulary_size == VOCABULARY


def test_truth_values_and_numbers_of_numpy_are_taken() -> None:
    given: dict[str, Any] = {
        "scale": np.False_,
        "mask_padding": np.True_,
        "use_bias": np.False_,
        "causal": np.True_,
        "dropout": np.float32(0.5),
        "unit_layers": [np.int64(3)],
    }
    layer = OwnAttention(vocabulary_size=VOCABULARY, **given)
    for name, value in given.items():
        plain = tuple(int(size) for size in value) if name == "unit_layers" else value.item()
        assert getattr(layer, name) == plain
        assert type(getattr(layer, name)) is type(plain)
    json.dumps(layer.get_config())


def test_whole_numbers_of_numpy_are_taken() -> None:
    sizes: dict[str, Any] = {"vocabulary_size": np.int64(VOCABULARY), "embedding_dim": np.int32(4)}
    layer = OwnAttention(**sizes)
    assert layer(INPUTS).shape == (4, 4)
    assert type(layer.get_config()["embedding_dim"]) is int


def test_the_default_item_table_is_normal_with_deviation_0_05() -> None:
    layer = OwnAttention(vocabulary_size=20_000)
    layer(INPUTS)
    values = np.array(layer.embedding.get_weights()[0])
    assert abs(values.std() - 0.05) < 0.001
    assert abs(values.mean()) < 0.001


SUBLAYERS = {
    "attention": {"embedding", "activation_unit"},
    "multi_head": {"embedding", "query_dense", "key_dense", "value_dense", "output_dense"},
    "shared": {"embedding", "query_dense", "output_dense"},
}


@pytest.mark.parametrize("case", SUBLAYERS)
def test_sublayers_are_built_named_and_none_where_unused(case: str) -> None:
    shared = {"mode": "multi_head", "projections": "shared"}
    arguments: dict[str, Any] = shared if case == "shared" else {"mode": case}
    layer = OwnAttention(vocabulary_size=VOCABULARY, **arguments)
    layer.build([(None, None), (None,)])
    for name in {*SUBLAYERS["attention"], *SUBLAYERS["multi_head"]}:
        sublayer = getattr(layer, name)
        assert (sublayer is not None) == (name in SUBLAYERS[case])
        if sublayer is not None:
            assert sublayer.name == name
            assert sublayer.built
            assert sublayer.trainable_weights
    assert len(layer.trainable_weights) == len(layer.weights)


def test_weights_of_the_unit_are_kernel_and_bias_layer_by_layer() -> None:
    layer = OwnAttention(vocabulary_size=VOCABULARY)
    layer(INPUTS)
    assert [tuple(w.shape) for w in layer.embedding.weights] == [(VOCABULARY, 8)]
    assert layer.activation_unit is not None
    shapes = [(32, 80), (80,), (80, 40), (40,), (40, 1), (1,)]
    assert [tuple(w.shape) for w in layer.activation_unit.weights] == shapes


def test_keras_tracks_every_parameter_of_the_articles_layers() -> None:
    # The article's own layers are lost to Keras 3, which counts 80,000 for either.
    for mode, count in (("attention", 80_009), ("multi_head", 80_144)):
        layer = OwnAttention.from_recipe("article", mode, vocabulary_size=10_000)
        layer(INPUTS)
        assert layer.count_params() == count


EVERY_OPTION: dict[str, Any] = {
    "mode": "multi_head",
    "vocabulary_size": 40,
    "embedding_dim": 12,
    "normalization": "sigmoid",
    "scale": False,
    "mask_padding": False,
    "empty_row": "nan",
    "dropout": 0.25,
    "seed": 7,
    "position_embedding": "learned",
    "max_sequence_length": 50,
    "embeddings_initializer": keras.initializers.RandomUniform(-0.5, 0.5, seed=3),
    "hash_bins": 20,
    "side_info": (3, 4),
    "unit_inputs": "key",
    "unit_layers": (5,),
    "unit_activation": keras.activations.tanh,
    "unit_output_activation": "relu",
    "unit_initializer": {"class_name": "HeNormal", "config": {}},
    "num_heads": 3,
    "projections": "shared",
    "projection_activation": "gelu",
    "use_bias": False,
    "query": "history",
    "causal": True,
    "embeddings_regularizer": keras.regularizers.L2(0.01),
    "embeddings_constraint": "max_norm",
    "kernel_regularizer": "l1",
    "kernel_constraint": keras.constraints.NonNeg(),
    "bias_regularizer": {"class_name": "L1", "config": {"l1": 0.5}},
    "bias_constraint": None,
}


def test_the_configuration_keeps_every_option() -> None:
    assert set(EVERY_OPTION) == set(parameters())
    layer = OwnAttention(**EVERY_OPTION, name="one", dtype="mixed_float16")
    config = layer.get_config()
    for name, value in EVERY_OPTION.items():
        assert (config[name] == value) == (not callable(value)), name
    again = OwnAttention.from_config(config)
    assert again.get_config() == config
    assert (again.name, again.dtype_policy.name) == ("one", "mixed_float16")


@pytest.mark.parametrize("mode", recipes.MODES)
def test_a_layer_from_its_configuration_starts_with_the_same_weights(mode: str) -> None:
    layer = OwnAttention(**{**EVERY_OPTION, "mode": mode, "query": "candidate"})
    again = OwnAttention.from_config(layer.get_config())
    for one in (layer, again):
        one.build([(None, 5), (None,), (None, 5, 2), (None, 1, 2)])
    assert set(variables(layer)) == set(variables(again))
    for path, variable in variables(layer).items():
        assert np.array_equal(variable.numpy(), variables(again)[path].numpy()), path


def test_a_recipe_makes_the_layer_and_overrides_go_on_top() -> None:
    layer = attnviz.OwnAttention.from_recipe("din", vocabulary_size=VOCABULARY, seed=4)
    assert (layer.mode, layer.scale, layer.empty_row, layer.seed) == (
        "attention",
        True,
        "uniform",
        4,
    )
    layer = OwnAttention.from_recipe("keras", vocabulary_size=VOCABULARY, empty_row="nan")
    assert (layer.mode, layer.empty_row) == ("multi_head", "nan")
    with pytest.raises(ValueError, match=r"mode='multi_head' .*'attention' .*recipe din"):
        OwnAttention.from_recipe("din", "multi_head", vocabulary_size=VOCABULARY)
    with pytest.raises(ValueError, match=r"recipe='dien' .*article"):
        OwnAttention.from_recipe("dien", vocabulary_size=VOCABULARY)
