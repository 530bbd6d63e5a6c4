"""Initial weights depend on the seed and the path, and on nothing else."""

import hashlib
import random
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.parts.seeding import path_seed, seeded
from attnviz.scenario import recipes
from tests.layers import HISTORY, INPUTS, inputs_of, weights_of
from tests.processes import printed_by

EVERY_TABLE: dict[str, Any] = {"position_embedding": "learned", "side_info": (3, 4)}


def fresh(**arguments: Any) -> OwnAttention:
    """Return a built layer with its own initial weights."""
    layer = OwnAttention(**{"vocabulary_size": 12, "seed": 0, **arguments})
    layer.build([part.shape for part in inputs_of(layer)])
    return layer


def start(**arguments: Any) -> dict[str, np.ndarray]:
    return weights_of(fresh(**arguments))


def assert_shared_weights_are_equal(
    one: dict[str, np.ndarray], other: dict[str, np.ndarray]
) -> None:
    shared = one.keys() & other.keys()
    assert "embedding/embeddings" in shared
    for path in shared:
        assert np.array_equal(one[path], other[path]), path


@pytest.mark.parametrize(
    "change",
    [
        {"normalization": "none"},
        {"scale": True},
        {"mask_padding": False, "empty_row": "nan"},
        {"dropout": 0.5},
        {"position_embedding": "none"},
        {"side_info": ()},
        {"mode": "multi_head"},
        {"mode": "multi_head", "num_heads": 4, "query": "history", "causal": True},
        {"mode": "multi_head", "projections": "shared"},
        {"unit_layers": (80, 40, 20)},
        {"name": "another"},
    ],
)
def test_other_options_keep_the_weights(change: dict[str, Any]) -> None:
    one, other = start(**EVERY_TABLE), start(**{**EVERY_TABLE, **change})
    if "unit_layers" in change:  # its output layer has another shape
        del other["activation_unit/output/kernel"]
    assert_shared_weights_are_equal(one, other)


def test_heads_and_projections_keep_the_weights_of_multi_head() -> None:
    one = start(mode="multi_head")
    for change in ({"num_heads": 8}, {"normalization": "none"}, {"projections": "shared"}):
        assert_shared_weights_are_equal(one, start(mode="multi_head", **change))


def test_the_shape_and_order_of_calls_do_not_matter() -> None:
    one, other = (OwnAttention(vocabulary_size=12, seed=0) for _ in range(2))
    one([HISTORY[:1, :2], np.array([1])])
    keras.Sequential([keras.layers.Dense(3)])(np.zeros((2, 2)))
    other(INPUTS)
    assert_shared_weights_are_equal(weights_of(one), weights_of(other))


@pytest.mark.parametrize("mode", recipes.MODES)
def test_every_weight_but_the_zero_biases_has_a_start_of_its_own(mode: str) -> None:
    one, other = start(mode=mode, **EVERY_TABLE), start(mode=mode, seed=1, **EVERY_TABLE)
    random_paths = [path for path, values in one.items() if values.any()]
    assert all(path.endswith("/bias") for path in set(one) - set(random_paths))
    for path in random_paths:
        assert not np.array_equal(one[path], other[path]), path
    beginnings = {tuple(np.sort(one[path].ravel()[:8] / one[path].std())) for path in random_paths}
    assert len(beginnings) == len(random_paths)


def digest(layer: OwnAttention) -> str:
    values = b"".join(path.encode() + w.tobytes() for path, w in sorted(weights_of(layer).items()))
    return hashlib.sha256(values).hexdigest()


def test_another_process_starts_with_the_same_weights() -> None:
    code = (
        "from tests.layer.test_seeding import digest, fresh, EVERY_TABLE\n"
        "for mode in ('attention', 'multi_head'): print(digest(fresh(mode=mode, **EVERY_TABLE)))"
    )
    here = [digest(fresh(mode=mode, **EVERY_TABLE)) for mode in ("attention", "multi_head")]
    assert printed_by(code).split() == here


def global_draws() -> list[float]:
    return [
        random.random(),
        np.random.random(),  # the global generator is what is watched
        float(tf.random.uniform([])),
        float(tf.random.get_global_generator().uniform([])),
        float(keras.random.uniform(())),
    ]


def seed_everything() -> None:
    keras.utils.set_random_seed(3)
    tf.random.get_global_generator().reset_from_seed(3)


@pytest.mark.parametrize("mode", recipes.MODES)
def test_no_global_generator_is_moved_or_read(mode: str) -> None:
    seed_everything()
    expected = global_draws()
    seed_everything()
    layer = fresh(mode=mode, dropout=0.5, embeddings_initializer="he_normal", **EVERY_TABLE)
    layer(inputs_of(layer), training=True)
    assert global_draws() == expected
    keras.utils.set_random_seed(4)
    again = fresh(mode=mode, dropout=0.5, embeddings_initializer="he_normal", **EVERY_TABLE)
    assert_shared_weights_are_equal(weights_of(layer), weights_of(again))


def first_value(initializer: Any) -> float:
    return float(initializer((1,))[0])


def test_an_initializer_without_a_seed_gets_that_of_the_path() -> None:
    expected = first_value(keras.initializers.RandomNormal(seed=path_seed(3, "a/kernel")))
    serialized = keras.initializers.serialize(keras.initializers.RandomNormal())
    short = {"class_name": "RandomNormal", "config": {}}
    names = ("random_normal", "RandomNormal", "normal")
    made = (keras.initializers.RandomNormal, keras.initializers.RandomNormal())
    for given in (*names, *made, serialized, short):
        assert first_value(seeded(given, 3, "a/kernel")) == expected
        assert first_value(seeded(given, 3, "b/kernel")) != expected
        assert first_value(seeded(given, 4, "a/kernel")) != expected


def test_an_initializer_with_its_own_seed_keeps_it() -> None:
    own = keras.initializers.RandomNormal(seed=11)
    for given in (own, keras.initializers.serialize(own)):
        assert first_value(seeded(given, 3, "a/kernel")) == first_value(own)
    layers = [fresh(embeddings_initializer=own, seed=seed) for seed in (0, 1)]
    assert_shared_weights_are_equal(
        *({"embedding/embeddings": weights_of(la)["embedding/embeddings"]} for la in layers)
    )


def test_initializers_without_randomness_pass() -> None:
    assert first_value(seeded("ones", 0, "a")) == 1
    assert first_value(seeded(keras.initializers.Constant(0.5), 0, "a")) == 0.5
    assert seeded(first_value, 0, "a") is first_value
    for name, value in (("one", 1), ("zero", 0), ("constant", 0)):
        assert first_value(seeded(name, 0, "a")) == value
    assert first_value(seeded(keras.initializers.Ones, 0, "a")) == 1
    for table in (np.array([7.0]), tf.constant([7.0])):
        assert first_value(seeded(table, 0, "a")) == 7


def test_an_initializer_of_a_users_own_is_seeded_like_one_of_keras() -> None:
    with keras.saving.CustomObjectScope({"Mine": Mine}):
        for given in ("Mine", Mine, Mine(), keras.initializers.serialize(Mine())):
            assert seeded(given, 3, "a").seed == path_seed(3, "a")
        assert seeded(Mine(seed=11), 3, "a").seed == 11


class Mine(keras.initializers.Initializer):
    """An initializer that Keras does not have."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return keras.ops.ones(shape, dtype)

    def get_config(self) -> dict[str, Any]:
        return {"seed": self.seed}


@pytest.mark.parametrize("name", ["normalish", "Initializer2", "get", "deserialize", ""])
def test_an_unknown_initializer_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a Keras initializer"):
        seeded(name, 0, "a")


def test_path_seeds_are_stable_and_in_range() -> None:
    seeds = {path_seed(s, f"path{n}") for s in range(20) for n in range(20)}
    assert len(seeds) == 400
    assert all(0 <= s < 2**31 for s in seeds)
    expected = int.from_bytes(hashlib.blake2b(b"0/embedding/embeddings", digest_size=4).digest())
    assert path_seed(0, "embedding/embeddings") == expected >> 1
