"""The mask that self-attention passes on: what stands behind it does not count padding."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from attnviz.layer.inputs import keras_mask, set_keras_mask
from attnviz.layer.own_attention import OwnAttention
from tests.layers import CANDIDATE, EMPTY, HISTORY, INPUTS, assert_close, make

CLICKS = HISTORY != 0
SOME = HISTORY % 3 != 0
ROWS = np.arange(len(HISTORY)) != EMPTY  # those with a click


def self_attention(**arguments: Any) -> OwnAttention:
    return make(mode="multi_head", query="history", **arguments)


def mean(output: Any, mask: np.ndarray) -> np.ndarray:
    """Return the mean of each sample's vectors where the mask is true, as pooling should."""
    kept = [vectors[row] for vectors, row in zip(np.asarray(output), mask, strict=True)]
    return np.stack([vectors.mean(axis=0) for vectors in kept if len(vectors)])


def test_the_attribute_is_that_of_keras() -> None:
    vectors = keras.layers.Embedding(12, 2, mask_zero=True)(HISTORY)
    np.testing.assert_array_equal(keras_mask(vectors), CLICKS)
    masked = keras.ops.convert_to_tensor(np.arange(40.0).reshape(4, 5, 2))
    assert keras_mask(masked) is None
    set_keras_mask(masked, keras.ops.convert_to_tensor(SOME))
    pooled = np.asarray(keras.layers.GlobalAveragePooling1D()(masked))
    assert_close(pooled[SOME.any(axis=1)], mean(masked, SOME))


@pytest.mark.parametrize("causal", [False, True])
def test_pooling_behind_self_attention_does_not_count_padding(causal: bool) -> None:
    layer, pool = self_attention(causal=causal), keras.layers.GlobalAveragePooling1D()
    output = layer(INPUTS)
    np.testing.assert_array_equal(keras_mask(output), CLICKS)
    np.testing.assert_array_equal(layer.compute_mask(INPUTS), CLICKS)
    assert_close(np.asarray(pool(output))[ROWS], mean(output, CLICKS))
    assert np.isnan(np.asarray(pool(output))[EMPTY]).all()  # Keras divides by the number of clicks
    assert np.abs(mean(output, CLICKS) - np.asarray(output).mean(axis=1)[ROWS]).max() > 0.01


def test_a_given_mask_is_passed_on_in_place_of_padding() -> None:
    for mask in (SOME, SOME.astype("int32"), SOME[:, None], SOME[:, None, None]):
        output = self_attention()(INPUTS, attention_mask=mask)
        np.testing.assert_array_equal(keras_mask(output), SOME)
    output = self_attention(mask_padding=False)(INPUTS, attention_mask=SOME)
    np.testing.assert_array_equal(keras_mask(output), SOME)
    everybody = np.ones((1, 5, 5))
    np.testing.assert_array_equal(
        keras_mask(self_attention()(INPUTS, attention_mask=everybody)), CLICKS
    )
    assert keras_mask(self_attention(mask_padding=False)(INPUTS, attention_mask=everybody)) is None


def test_there_is_no_mask_where_nothing_is_masked_or_no_axis_of_clicks_is_left() -> None:
    for layer in (self_attention(mask_padding=False), make(), make(mode="multi_head")):
        assert keras_mask(layer(INPUTS)) is None
        assert layer.compute_mask(INPUTS) is None
    several = make(mode="multi_head")([HISTORY, np.tile(CANDIDATE[:, None], (1, 5))])
    assert keras_mask(several) is None


def pooled(layer: OwnAttention, given: bool) -> keras.Model:
    """Return a functional model that pools the layer's output."""
    ids = [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]
    mask = [keras.Input((None,), dtype="bool")] if given else []
    output = layer(ids, attention_mask=mask[0]) if given else layer(ids)
    hidden = keras.layers.LayerNormalization()(output)
    return keras.Model([*ids, *mask], keras.layers.GlobalAveragePooling1D()(hidden))


@pytest.mark.parametrize("given", [False, True])
def test_functional_models_pass_it_on_and_keep_doing_so_when_saved(
    given: bool, tmp_path: Path
) -> None:
    layer = self_attention()
    model = pooled(layer, given)
    mask, inputs = (SOME, [*INPUTS, SOME]) if given else (CLICKS, INPUTS)
    vectors = model.layers[-2](layer(*[INPUTS, mask]) if given else layer(INPUTS))
    expected, rows = mean(vectors, mask), mask.any(axis=1)
    assert_close(np.asarray(model(inputs))[rows], expected)
    found = model.predict(inputs, verbose=0)
    assert_close(found[rows], expected)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.predict(inputs, verbose=0), found)


def test_what_is_learned_behind_it_is_learned_from_clicks_alone() -> None:
    model = pooled(self_attention(), False)
    model.compile("sgd", "mse")
    inputs = [part[ROWS] for part in INPUTS]
    target = np.zeros((int(ROWS.sum()), 8))
    loss = model.evaluate(inputs, target, verbose=0)
    assert_close(loss, (model.predict(inputs, verbose=0) ** 2).mean(), rtol=1e-4)
    assert np.isfinite(model.fit(inputs, target, verbose=0).history["loss"]).all()
