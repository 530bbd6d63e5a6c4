"""Dice by the formula of its paper, in the unit of the layer and by itself."""

from pathlib import Path

import keras
import numpy as np

from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.parts.dice import Dice
from tests.layer.test_in_models import again, asked
from tests.layers import CANDIDATE, INPUTS, VOCABULARY, assert_close, make

SUMS = np.random.default_rng(3).normal(2, 3, size=(7, 2, 5, 4)).astype(np.float32)
ALPHA = np.array([0.0, 0.3, -0.5, 1.0], np.float32)


def formula(sums: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Zhou et al. (2018), equation 8."""
    share = 1 / (1 + np.exp(-(sums - mean) / np.sqrt(variance + 1e-8)))
    return share * sums + (1 - share) * ALPHA * sums


def built() -> Dice:
    layer = Dice()
    layer.build(SUMS.shape)
    layer.alpha.assign(ALPHA)
    return layer


def test_in_training_mean_and_variance_are_the_batchs_for_each_unit() -> None:
    every = SUMS.reshape(-1, 4)
    assert_close(
        built()(SUMS, training=True), formula(SUMS, every.mean(0), every.var(0)), rtol=1e-4
    )


def test_afterwards_they_are_moving_averages() -> None:
    layer = built()
    assert_close(layer(SUMS), formula(SUMS, np.zeros(4), np.ones(4)), rtol=1e-4)
    every = SUMS.reshape(-1, 4)
    layer(SUMS, training=True)
    moved = 0.01 * every.mean(0), 0.99 + 0.01 * every.var(0)
    assert_close(layer(SUMS), formula(SUMS, *moved), rtol=1e-4)


def test_alpha_starts_at_0_and_is_learned_with_its_layer(tmp_path: Path) -> None:
    ids = asked()
    layer = OwnAttention(vocabulary_size=VOCABULARY, unit_activation="dice", seed=1)
    model = keras.Model(ids, keras.layers.Dense(1)(layer(ids)))
    alphas = [w for w in layer.trainable_variables if w.name == "alpha"]
    assert [tuple(alpha.shape) for alpha in alphas] == [(80,), (40,)]
    assert not any(np.any(alpha) for alpha in alphas)
    model.compile("adam", "mse")
    model.fit(INPUTS, np.ones(len(CANDIDATE)), epochs=2, verbose=0)
    assert all(np.any(alpha) for alpha in alphas)
    moved = [w for w in layer.non_trainable_variables if w.name == "moving_mean"]
    assert len(moved) == 2
    assert all(np.any(mean) for mean in moved)
    assert_close(again(model, tmp_path)(INPUTS), model(INPUTS))


def test_it_is_taken_by_name_as_a_class_and_as_an_object() -> None:
    given = [make(unit_activation=one)(INPUTS) for one in ("dice", Dice, Dice())]
    for one in given[1:]:
        np.testing.assert_array_equal(one, given[0])
