"""OwnAttention against numbers from elsewhere: by hand, and keras.layers.MultiHeadAttention."""

from typing import Any

import keras
import numpy as np
import pytest

from attnviz.layer.own_attention import OwnAttention
from tests.layers import (
    CANDIDATE,
    EMPTY,
    HISTORY,
    INPUTS,
    assert_close,
    make,
    variables,
    walk,
    weights_of,
)

# The case that can be checked by hand.
TABLE = [[9.0, 9.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]
CLICKS = np.array([[1, 2, 0], [0, 0, 0]])
ASKED = np.array([1, 1])


def by_hand(weights: dict[str, Any], **arguments: Any) -> OwnAttention:
    """Return a layer with the table, the given weights, and zeros and identities elsewhere."""
    layer = make(vocabulary_size=5, embedding_dim=2, **arguments)
    for path, variable in variables(layer).items():
        default = np.eye(*variable.shape) if "kernel" in path else np.zeros(variable.shape)
        variable.assign({"embedding/embeddings": TABLE, **weights}.get(path, default))
    return layer


def article(kernel: list[float], **arguments: Any) -> np.ndarray:
    column = {"activation_unit/output/kernel": [[value] for value in kernel]}
    recipe = {"unit_inputs": "key", "unit_layers": (), "unit_output_activation": "relu"}
    return np.array(by_hand(column, **recipe, **arguments)([CLICKS, ASKED]))


def test_the_articles_unit_by_hand() -> None:
    np.testing.assert_allclose(article([1, 2])[0], [0.268941, 0.731059], atol=1e-6)
    np.testing.assert_allclose(article([1, 2], normalization="none")[0], [1, 2], atol=1e-6)
    # A dead ReLU: all scores are 0, so the clicks share alike.
    np.testing.assert_allclose(article([-1, -2])[0], [0.5, 0.5], atol=1e-6)


def test_a_fully_padded_row_by_hand() -> None:
    assert article([1, 2])[1].tolist() == [0, 0]
    assert article([1, 2], normalization="none")[1].tolist() == [0, 0]
    assert article([1, 2], normalization="sigmoid")[1].tolist() == [0, 0]
    np.testing.assert_allclose(article([1, 2], empty_row="uniform")[1], [9, 9], rtol=1e-6)
    assert np.isnan(article([1, 2], empty_row="nan")[1]).all()
    # The policies say what a softmax of nothing is, and nothing else.
    for policy in ("uniform", "nan"):
        np.testing.assert_array_equal(article([1, 2], empty_row=policy)[0], article([1, 2])[0])
        assert article([1, 2], normalization="none", empty_row=policy)[1].tolist() == [0, 0]
        assert article([1, 2], normalization="sigmoid", empty_row=policy)[1].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("heads", "masked", "unmasked"),
    [
        (1, [0.669762, 0.330238], [8.956775, 8.955013]),
        (2, [0.731059, 0.5], [8.996207, 3.333333]),
    ],
)
def test_multi_head_by_hand(heads: int, masked: list[float], unmasked: list[float]) -> None:
    for mask_padding, expected in ((True, masked), (False, unmasked)):
        layer = by_hand({}, mode="multi_head", num_heads=heads, mask_padding=mask_padding)
        np.testing.assert_allclose(layer([CLICKS, ASKED])[0], expected, rtol=1e-6, atol=1e-6)
    bias = {"output_dense/bias": [0.25, -4.0]}
    layer = by_hand(bias, mode="multi_head", num_heads=heads)
    assert np.array(layer([CLICKS, ASKED])[1]).tolist() == [0.25, -4.0]


def keras_attention(layer: OwnAttention, vectors: list[Any]) -> keras.layers.Layer:
    """Return Keras's layer with the weights of ours."""
    heads, dim = layer.num_heads, layer.embedding_dim
    other = keras.layers.MultiHeadAttention(
        heads, key_dim=dim // heads, dtype=layer.dtype_policy, flash_attention=False
    )
    other.build(*[tuple(v.shape) for v in vectors])
    ours = weights_of(layer)
    values: list[np.ndarray] = []
    for name in ("query_dense", "key_dense", "value_dense"):
        values.append(ours[f"{name}/kernel"].reshape(dim, heads, dim // heads))
        values.append(ours[f"{name}/bias"].reshape(heads, dim // heads))
    values.append(ours["output_dense/kernel"].reshape(heads, dim // heads, dim))
    values.append(ours["output_dense/bias"])
    other.set_weights(values)
    return other


TOLERANCES = {
    "float32": (1e-5, 1e-6),
    "mixed_float16": (2e-3, 2e-3),
    "mixed_bfloat16": (1.5e-2, 1.5e-2),
}


@pytest.mark.parametrize("policy", TOLERANCES)
@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("masked", [True, False])
def test_multi_head_agrees_with_keras(policy: str, heads: int, masked: bool) -> None:
    layer = make(mode="multi_head", num_heads=heads, mask_padding=masked, dtype=policy)
    steps = {step.name: step.value for step in layer.steps(INPUTS)}
    vectors = [steps["query"], steps["value"], steps["key"]]
    mask = (HISTORY != 0)[:, None, :] if masked else None
    output, weights = keras_attention(layer, vectors)(
        *vectors, attention_mask=mask, return_attention_scores=True
    )
    rows = np.arange(4) != EMPTY if masked else slice(None)
    for found, expected in ((steps["weights"], weights), (steps["output"], output[:, 0])):
        found, expected = (t.numpy().astype(float)[rows] for t in (found, expected))
        assert_close(found, expected, *TOLERANCES[policy])


@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_agrees_with_keras(causal: bool) -> None:
    layer = make(mode="multi_head", query="history", causal=causal)
    found = walk(layer)
    vectors = [found["query"], found["value"], found["key"]]
    expected = keras_attention(layer, vectors)(
        *vectors, attention_mask=(HISTORY != 0)[:, None, :], use_causal_mask=causal
    )
    clicks = HISTORY != 0
    clicks[3, 0] = False
    assert_close(found["output"][clicks], expected.numpy()[clicks])


def test_asking_for_the_weights_does_not_change_an_empty_row() -> None:
    # As it does in Keras's layer, whose two paths fill masked scores differently.
    layer = make(mode="multi_head")
    before = np.array(layer(INPUTS))
    weights = walk(layer)["weights"]
    assert (weights[EMPTY] == 0).all()
    np.testing.assert_array_equal(layer(INPUTS), before)
    np.testing.assert_array_equal(before[EMPTY], weights_of(layer)["output_dense/bias"])


def test_the_article_cannot_see_the_candidate_and_din_can() -> None:
    for recipe, sees in (("article", False), ("din", True)):
        layer = OwnAttention.from_recipe(recipe, "attention", vocabulary_size=12)
        one, other = (layer([HISTORY, ids]).numpy() for ids in (CANDIDATE, CANDIDATE[::-1]))
        assert np.array_equal(one, other) == (not sees)
