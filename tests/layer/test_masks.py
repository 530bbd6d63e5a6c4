"""OwnAttention: the masks that it takes, as Keras's own layer takes them, and those it refuses."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.reference import reference
from attnviz.scenario import recipes
from tests.layer.test_numbers import keras_attention
from tests.layers import (
    CANDIDATE,
    HISTORY,
    INPUTS,
    VOCABULARY,
    assert_close,
    difference,
    make,
    walk,
    weights_of,
)

B, T = HISTORY.shape
C = 3
CANDIDATES = np.random.default_rng(0).integers(1, VOCABULARY, (B, C))
CLICKS = HISTORY % 3 != 0
FULL = np.arange(1, 1 + B * T).reshape(B, T) % (VOCABULARY - 1) + 1  # without padding


def pairs(queries: int, samples: int = B) -> np.ndarray:
    """Return a random mask in which each query has a click."""
    mask = np.random.default_rng(2).random((samples, queries, T)) < 0.5
    mask[..., 1] = True
    return mask


@pytest.mark.parametrize("mode", recipes.MODES)
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int64", "float16", "float32"])
def test_truth_is_written_as_true_or_1(mode: str, dtype: str) -> None:
    layer = make(mode=mode)
    expected = layer(INPUTS, attention_mask=CLICKS)
    for mask in (CLICKS.astype(dtype), tf.constant(CLICKS.astype(dtype))):
        np.testing.assert_array_equal(layer(INPUTS, attention_mask=mask), expected)
        np.testing.assert_array_equal(layer(INPUTS, mask), expected)
        np.testing.assert_array_equal(walk(layer, INPUTS, mask)["output"], expected)
        np.testing.assert_array_equal(tf.function(layer)(INPUTS, attention_mask=mask), expected)
    listed = CLICKS.astype(dtype).tolist()
    np.testing.assert_array_equal(layer(INPUTS, attention_mask=listed), expected)
    np.testing.assert_array_equal(walk(layer, INPUTS, listed)["output"], expected)


@pytest.mark.parametrize("mode", recipes.MODES)
def test_axes_of_1_stand_for_all(mode: str) -> None:
    layer = make(mode=mode)
    inputs = [HISTORY, CANDIDATES]
    by_click = walk(layer, inputs, CLICKS)
    for mask in (CLICKS[:, None], CLICKS[:, None, None]):
        assert difference(walk(layer, inputs, mask), by_click, 0, 0) is None
    for_all = walk(layer, inputs, np.repeat(CLICKS[:1], B, axis=0))
    for mask in (CLICKS[None, :1], CLICKS[None, None, :1]):
        assert difference(walk(layer, inputs, mask), for_all, 0, 0) is None
    by_query = walk(layer, inputs, np.repeat(pairs(C, 1), B, axis=0))
    assert difference(walk(layer, inputs, pairs(C, 1)), by_query, 0, 0) is None


@pytest.mark.parametrize("mode", recipes.MODES)
def test_each_candidate_may_have_a_mask_of_its_own(mode: str) -> None:
    layer, mask = make(mode=mode), pairs(C)
    found = walk(layer, [HISTORY, CANDIDATES], mask)
    for place in range(C):
        alone = layer([HISTORY, CANDIDATES[:, place]], attention_mask=mask[:, place])
        assert_close(found["output"][:, place], alone)
    arguments = recipes.layer_arguments("default", mode)
    expected = reference(arguments, weights_of(layer), [HISTORY, CANDIDATES], mask)
    assert difference(found, expected, 1e-5, 1e-6) is None


def test_candidates_agree_with_keras_for_every_mask_that_it_takes() -> None:
    layer = make(mode="multi_head")
    for mask in (pairs(C), pairs(C, 1), pairs(1), pairs(1, 1), pairs(1)[:, None]):
        found = walk(layer, [HISTORY, CANDIDATES], mask)
        vectors = [found["query"], found["value"], found["key"]]
        for kind in ("bool", "int32", "float32"):
            expected = keras_attention(layer, vectors)(*vectors, attention_mask=mask.astype(kind))
            assert_close(layer([HISTORY, CANDIDATES], attention_mask=mask.astype(kind)), expected)


@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_agrees_with_keras_for_pairs(causal: bool) -> None:
    layer = make(mode="multi_head", query="history", causal=causal)
    diagonal = np.eye(T, dtype=bool)
    for mask in (pairs(T) | diagonal, pairs(T, 1) | diagonal, diagonal[None]):
        found = walk(layer, [FULL, CANDIDATE], mask)
        vectors = [found["query"], found["value"], found["key"]]
        expected = keras_attention(layer, vectors)(
            *vectors, attention_mask=mask, use_causal_mask=causal
        )
        assert_close(found["output"], expected)
        arguments = {**recipes.layer_arguments("default", "multi_head"), "query": "history"}
        every = np.broadcast_to(mask, (B, T, T))
        oracle = reference(
            {**arguments, "causal": causal}, weights_of(layer), [FULL, CANDIDATE], every
        )
        assert difference(found, oracle, 1e-5, 1e-6) is None


def test_pairs_leave_the_output_0_at_padding_alone() -> None:
    layer = make(mode="multi_head", query="history")
    found = walk(layer, INPUTS, pairs(T))
    assert (found["output"][HISTORY == 0] == 0).all()
    assert (np.abs(found["output"][HISTORY != 0]).max(axis=-1) > 0).all()
    unmasked = make(mode="multi_head", query="history", mask_padding=False)
    assert (np.abs(unmasked(INPUTS, attention_mask=pairs(T))).max(axis=-1) > 0).all()


SHAPES: dict[str, np.ndarray] = {
    "(5,)": CLICKS[0],
    "(4,)": CLICKS[:, 0],
    "(1, 5)": CLICKS[:1],
    "(2, 5)": CLICKS[:2],
    "(4, 1)": CLICKS[:, :1],
    "(4, 4)": CLICKS[:, :4],
    "(5, 4)": CLICKS.T,
    "(5, 5)": np.ones((T, T)),
    "(4, 5, 1)": CLICKS[..., None],
    "(4, 2, 5)": pairs(2),
    "(3, 1, 5)": pairs(1, 3),
    "(4, 2, 1, 5)": np.ones((B, 2, 1, T)),
    "(4, 1, 1, 1, 5)": CLICKS[:, None, None, None],
    "()": np.array(True),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("arguments", [{}, {"mode": "multi_head"}, {"query": "history"}])
def test_other_shapes_are_refused_by_name(shape: str, arguments: dict[str, Any]) -> None:
    mode = "multi_head" if "query" in arguments else "attention"
    layer = make(**{"mode": mode, **arguments})
    for run in (layer, lambda *a, **k: list(layer.steps(*a, **k)), tf.function(layer)):
        with pytest.raises(ValueError, match="attention_mask has the shape") as refused:
            run(INPUTS, attention_mask=SHAPES[shape])
        assert f"shape {shape}; it must be (B, T)" in str(refused.value)


def test_a_mask_of_as_many_clicks_as_samples_is_not_guessed() -> None:
    layer = make()
    square = [HISTORY[:, :B], CANDIDATE]
    with pytest.raises(ValueError, match=r"attention_mask has the shape \(4,\)"):
        layer(square, attention_mask=HISTORY[0, :B] != 0)
    found = walk(layer, square, CLICKS[:, :B])["weights"][:, 0]
    np.testing.assert_array_equal(found != 0, CLICKS[:, :B])


ADDITIVE = {
    "-1e9": np.where(CLICKS, 0.0, -1e9),
    "-inf": np.where(CLICKS, 0.0, -np.inf),
    "nan": np.where(CLICKS, 1.0, np.nan),
    "half": np.where(CLICKS, 0.5, 0.0),
    "ids": HISTORY,
    "-1": np.where(CLICKS, 1, -1),
}


@pytest.mark.parametrize("kind", ADDITIVE)
def test_numbers_that_are_not_0_or_1_are_refused(kind: str) -> None:
    layer, mask = make(), ADDITIVE[kind]
    said = "attention_mask has the number .*; it must be true or 1 where to attend"
    for run in (layer, lambda *a, **k: list(layer.steps(*a, **k))):
        with pytest.raises(ValueError, match=said):
            run(INPUTS, attention_mask=mask)
    with pytest.raises(tf.errors.InvalidArgumentError, match="attention_mask has other numbers"):
        tf.function(layer)(INPUTS, attention_mask=mask)


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (tf.ragged.constant([[True] * n for n in (5, 2, 0, 5)]), "attention_mask is ragged"),
        ([[True] * n for n in (5, 2, 0, 5)], "attention_mask is ragged"),
        (np.full((B, T), "x"), "attention_mask has dtype"),
        (np.full((B, T), None), "attention_mask has dtype object"),
        (np.ones((B, T), complex), "attention_mask has dtype complex"),
    ],
)
def test_other_types_are_refused_by_name(mask: Any, said: str) -> None:
    for run in (make(), lambda *a, **k: list(make().steps(*a, **k))):
        with pytest.raises(ValueError, match=said):
            run(INPUTS, attention_mask=mask)


def masked_model(layer: OwnAttention, shape: tuple[int | None, ...], dtype: str) -> keras.Model:
    """Return a model of unknown batch and length whose mask is an input."""
    ids = [keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")]
    mask = keras.Input(shape, dtype=dtype)
    return keras.Model([*ids, mask], layer(ids, attention_mask=mask))


@pytest.mark.parametrize("dtype", ["bool", "int32", "float32"])
@pytest.mark.parametrize(
    ("shape", "mask"),
    [
        ((None,), CLICKS),
        ((1, None), CLICKS[:, None]),
        ((None, None), CLICKS[:, None]),
        ((1, None, None), CLICKS[:, None, None]),
    ],
)
def test_a_mask_may_be_symbolic(shape: Any, mask: np.ndarray, dtype: str) -> None:
    for mode in recipes.MODES:
        layer = make(mode=mode)
        model = masked_model(layer, shape, dtype)
        expected = layer(INPUTS, attention_mask=CLICKS)
        inputs = [*INPUTS, mask.astype(dtype)]
        assert_close(model(inputs), expected)
        assert_close(model.predict(inputs, verbose=0), expected)


def test_a_symbolic_mask_of_pairs() -> None:
    layer = make(mode="multi_head", query="history", causal=True)
    model = masked_model(layer, (None, None), "bool")
    assert_close(
        model.predict([*INPUTS, pairs(T)], verbose=0), layer(INPUTS, attention_mask=pairs(T))
    )


@pytest.mark.parametrize("shape", [(), (3,), (None, 2, None, 1), (2, 3, None)])
def test_a_symbolic_mask_of_another_shape_is_refused(shape: Any) -> None:
    layer, ids = make(), [keras.Input((5,), dtype="int32"), keras.Input((), dtype="int32")]
    with pytest.raises(ValueError, match="attention_mask has the shape"):
        layer(ids, attention_mask=keras.Input(shape, dtype="bool"))


def unknown(layer: OwnAttention, ranks: tuple[int, int, int]) -> Any:
    """Return the layer as a graph whose inputs have sizes that are known only when it runs."""
    kinds = ("int64", "int64", "bool")
    signature = [
        tf.TensorSpec([None] * rank, kind) for rank, kind in zip(ranks, kinds, strict=True)
    ]

    @tf.function(input_signature=signature)
    def call(history: Any, candidate: Any, mask: Any) -> Any:
        return layer([history, candidate], attention_mask=mask)

    return call


@pytest.mark.parametrize("mode", recipes.MODES)
def test_what_does_not_fit_is_an_error_of_a_graph_that_knows_no_size(mode: str) -> None:
    layer = make(mode=mode)
    call = unknown(layer, (2, 1, 2))
    assert_close(call(HISTORY, CANDIDATE, CLICKS), layer(INPUTS, attention_mask=CLICKS))
    for bad in (
        (HISTORY, CANDIDATE, CLICKS[:1]),
        (HISTORY, CANDIDATE, CLICKS[:, :1]),
        (HISTORY, CANDIDATE[:1], CLICKS),
        (HISTORY[:1], CANDIDATE, CLICKS[:1]),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match="must have"):
            call(*bad)
    call = unknown(layer, (2, 2, 3))
    several = [HISTORY, CANDIDATES]
    for mask in (pairs(C), pairs(C, 1), pairs(1)):
        assert_close(call(*several, mask), layer(several, attention_mask=mask))
    for mask in (pairs(2), pairs(C, 3), pairs(C)[..., :1]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            call(*several, mask)
