"""Keras's own layer, walked: its output is the layer's, and figures and explanations hold."""

from typing import Any

import keras
import numpy as np
import pytest

import attnviz
from attnviz.topics.walk import step_figure
from attnviz.trace.explain import explain
from attnviz.trace.keras_layer import KerasWalk
from tests.layers import assert_close

B, T_Q, T_K = 2, 3, 5


def vectors(seed: int, places: int, size: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(B, places, size)).astype(np.float32)


def mask_of(*empty: tuple[int, int], queries: int = T_Q, keys: int = T_K) -> np.ndarray:
    """Return a random mask in which each query but the `empty` (sample, query) has a key."""
    mask = np.random.default_rng(5).random((B, queries, keys)) < 0.6
    mask[..., 1] = True
    for place in empty:
        mask[place] = False
    return mask


def made(**arguments: Any) -> keras.layers.MultiHeadAttention:
    return keras.layers.MultiHeadAttention(
        **{"num_heads": 2, "key_dim": 4, "bias_initializer": "random_normal", **arguments}
    )


QUERY, VALUE, KEY = vectors(0, T_Q, 6), vectors(1, T_K, 7), vectors(2, T_K, 3)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain": ({}, {"query": QUERY, "value": VALUE}),
    "one head": ({"num_heads": 1}, {"query": QUERY, "value": VALUE}),
    "value_dim": ({"value_dim": 5}, {"query": QUERY, "value": VALUE}),
    "no bias": ({"use_bias": False}, {"query": QUERY, "value": VALUE}),
    "output_shape": ({"output_shape": 9}, {"query": QUERY, "value": VALUE}),
    "key": ({"num_heads": 3}, {"query": QUERY, "value": VALUE, "key": KEY}),
    "mask": ({}, {"query": QUERY, "value": VALUE, "mask": mask_of()}),
    "all": (
        {"num_heads": 4, "value_dim": 3, "output_shape": 2, "dropout": 0.3},
        {"query": QUERY, "value": VALUE, "key": KEY, "mask": mask_of()},
    ),
    "self-attention": ({}, {"query": QUERY, "value": QUERY}),
    "one query": (
        {"value_dim": 3},
        {"query": QUERY[:, :1], "value": VALUE, "mask": mask_of(queries=1)},
    ),
    "large": ({"key_dim": 80}, {"query": QUERY, "value": VALUE}),
}
EMPTY = {"query": QUERY, "value": VALUE, "mask": mask_of((0, 1))}


def called(layer: keras.layers.MultiHeadAttention, given: dict[str, Any], **more: Any) -> Any:
    inputs = {"attention_mask" if name == "mask" else name: part for name, part in given.items()}
    return layer(**inputs, **more)


def walked(name: str) -> tuple[keras.layers.MultiHeadAttention, dict[str, Any], KerasWalk]:
    arguments, given = CASES[name]
    layer = made(**arguments)
    called(layer, given)
    return layer, given, attnviz.from_keras(layer, **given)


@pytest.mark.parametrize("name", CASES)
def test_output_and_weights_are_the_layers(name: str) -> None:
    layer, given, walk = walked(name)
    output, weights = called(layer, given, return_attention_scores=True)
    assert_close(walk["output"].value, called(layer, given))
    assert_close(walk["output"].value, output)
    assert_close(walk["weights"].value, weights)
    assert walk.empty_rows == ""
    assert list(walk.steps)[-1] == "output"


@pytest.mark.parametrize("name", CASES)
def test_every_number_can_be_opened_and_every_step_drawn(name: str) -> None:
    _, _, walk = walked(name)
    for step, record in walk.steps.items():
        for head in range(walk.num_heads):
            figure = step_figure(walk, step, B - 1, head)
            assert figure.data
        for index in {(0,) * record.value.ndim, tuple(size - 1 for size in record.shape)}:
            explained = explain(walk, step, index)
            assert abs(explained.difference) <= 1e-5 * max(1.0, explained.magnitude)


def test_a_picture_calls_queries_and_keys_by_their_places() -> None:
    _, _, walk = walked("mask")
    panels = step_figure(walk, "weights", 0).layout.meta["panels"]
    labels = step_figure(walk, "weights", 0).layout.meta["labels"]
    drawn = next(panel for panel in panels if panel["step"] == "weights")
    assert labels[drawn["row_labels"]] == ["query 1", "query 2", "query 3"]
    assert explain(walk, "weights", (0, 1, 2, 1)).title.startswith(
        "weights[head 2, query 3, key 2]"
    )


def test_where_no_key_may_be_attended_to_picture_and_title_tell_of_keras_two_paths() -> None:
    layer = made()
    called(layer, EMPTY)
    walk = attnviz.from_keras(layer, **EMPTY)
    output, weights = called(layer, EMPTY, return_attention_scores=True)
    other = np.asarray(called(layer, EMPTY))
    assert_close(walk["output"].value, output)
    assert_close(walk["weights"].value, weights)
    differs = np.abs(np.asarray(output) - other).max(axis=-1) > 1e-3
    assert differs.tolist() == [[False, True, False], [False] * 3]
    assert "Query 2 of sample 1 may attend to no key" in walk.empty_rows
    assert f"{np.abs(np.asarray(output) - other).max():.3g}" in walk.empty_rows
    assert walk["weights"].sentence.endswith(walk.empty_rows)
    assert walk["output"].sentence.endswith(walk.empty_rows)
    drawn = str(step_figure(walk, "weights", 0).to_dict())
    assert "query 2: no key, Keras differs" in drawn
    assert "Keras differs" not in str(step_figure(walk, "weights", 1).to_dict())
    assert "no click to attend to" in explain(walk, "weights", (0, 0, 1, 0)).sentence


def test_several_queries_without_a_key_are_counted() -> None:
    layer = made()
    given = {**EMPTY, "mask": mask_of((0, 1), (1, 0), (1, 2))}
    called(layer, given)
    walk = attnviz.from_keras(layer, **given)
    assert "Query 2 of sample 1, and 2 more, may attend" in walk.empty_rows
    assert walk.note("weights", 1) == "query 1 and 1 more: no key, Keras differs"


def refusals() -> dict[str, tuple[Any, dict[str, Any]]]:
    plain = {"query": QUERY, "value": VALUE}

    def built(**arguments: Any) -> Any:
        layer = made(**arguments)
        layer(QUERY, VALUE)
        return layer

    class Other(keras.layers.MultiHeadAttention):
        pass

    wide = made()
    wide(QUERY[:, :, None], VALUE[:, :, None])
    return {
        "layer=<Dense": (keras.layers.Dense(3), plain),
        "itself": (Other(2, 4), plain),
        "built": (made(), plain),
        "use_gate=True": (built(use_gate=True), plain),
        "sliding_window=2": (built(sliding_window=2), plain),
        "attention_axes=(1, 2)": (wide, plain),
        "output_shape=(2, 3)": (built(output_shape=(2, 3)), plain),
        "query's shape=(3, 6)": (built(), {**plain, "query": QUERY[0]}),
        "query's shape=(2, 3, 5)": (built(), {**plain, "query": QUERY[..., :5]}),
        "key's shape=(2, 4, 7)": (built(), {**plain, "key": VALUE[:, :4]}),
        "mask's shape=(2, 5)": (built(), {**plain, "mask": np.ones((B, T_K), bool)}),
        "mask's shape=(3,)": (built(), {**plain, "mask": np.ones(T_K - 2, bool)}),
        "mask's shape=(3, 3, 5)": (built(), {**plain, "mask": np.ones((3, T_Q, T_K), bool)}),
        "mask's shape=(2, 4, 3, 5)": (built(), {**plain, "mask": np.ones((B, 4, T_Q, T_K))}),
        "key_mask's shape=(5,)": (built(), {**plain, "key_mask": np.ones(T_K)}),
        "value_mask's shape=(2, 3)": (built(), {**plain, "value_mask": np.ones((B, T_Q))}),
        "attention_mask's shape=(2, 5)": (
            built(),
            {**plain, "attention_mask": np.ones((B, T_K), bool)},
        ),
        "the number of titles in keys=3": (built(), {**plain, "keys": ["a", "b", "c"]}),
        "the number of titles in queries=1": (built(), {**plain, "queries": ["a"]}),
    }


MASKS: dict[str, np.ndarray] = {
    "(B, T_q, T_k)": mask_of(),
    "(B, 1, T_k)": mask_of()[:, :1],
    "(1, T_q, T_k)": mask_of()[:1],
    "(1, 1, T_k)": mask_of()[:1, :1],
    "(B, T_q, 1)": np.ones((B, T_Q, 1), bool),
    "(T_q, T_k)": mask_of()[0],
    "(1, T_k)": mask_of()[0, :1],
    "(B, 1, T_q, T_k)": mask_of()[:, None],
    "(1, 1, 1, T_k)": mask_of()[:1, None, :1],
}


@pytest.mark.parametrize("shape", MASKS)
@pytest.mark.parametrize("kind", ["bool", "int32", "uint8", "float32", "float64", "list"])
def test_masks_are_taken_as_keras_takes_them(shape: str, kind: str) -> None:
    mask: Any = MASKS[shape].tolist() if kind == "list" else MASKS[shape].astype(kind)
    given = {"query": QUERY, "value": VALUE, "key": KEY}
    layer = made(num_heads=3)
    keras_takes = np.asarray(mask)
    output, weights = layer(**given, attention_mask=keras_takes, return_attention_scores=True)
    for taken in (mask, keras.ops.convert_to_tensor(mask)):
        walk = attnviz.from_keras(layer, **given, mask=taken)
        assert walk["mask"].value.shape == (B, T_Q, T_K)
        assert_close(walk["output"].value, output)
        assert_close(walk["output"].value, layer(**given, attention_mask=keras_takes))
        assert_close(walk["weights"].value, weights)


ROWS = {
    "value_mask": np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 0]], bool),
    "key_mask": np.array([[0, 1, 1, 1, 1], [1, 1, 1, 1, 1]], bool),
}
OF_KERAS: list[dict[str, Any]] = [
    {"attention_mask": mask_of()},
    {"attention_mask": mask_of()[:1, :1]},
    {"use_causal_mask": True},
    *({name: mask} for name, mask in ROWS.items()),
    ROWS,
    {**ROWS, "attention_mask": mask_of()[0], "use_causal_mask": True},
]


@pytest.mark.parametrize("masks", OF_KERAS, ids=" ".join)
def test_masks_by_keras_names_are_keras_own(masks: dict[str, Any]) -> None:
    layer, given = made(num_heads=3), {"query": QUERY, "value": VALUE, "key": KEY}
    output, weights = layer(**given, **masks, return_attention_scores=True)
    walk = attnviz.from_keras(layer, **given, **masks)
    assert_close(walk["weights"].value, weights)
    assert_close(walk["output"].value, output)
    others = set(masks) - {"attention_mask"}
    assert all(name in walk["mask"].sentence for name in others)


def test_masks_that_ride_on_tensors_are_taken_as_keras_takes_them() -> None:
    ids = np.array([[1, 0, 2, 3, 0], [4, 5, 6, 7, 0]])
    table, other = (keras.layers.Embedding(9, size, mask_zero=True) for size in (7, 6))
    layer = made()
    # A call takes the masks off its tensors: each has new ones.
    output, weights = layer(other(ids[:, 1:4]), table(ids), return_attention_scores=True)
    queries, values = other(ids[:, 1:4]), table(ids)
    walk = attnviz.from_keras(layer, queries, values)
    wanted = (ids[:, 1:4] != 0)[:, :, None] & (ids != 0)[:, None]
    np.testing.assert_array_equal(walk["mask"].value, wanted)
    assert_close(walk["weights"].value, weights)
    assert_close(walk["output"].value, output)
    again = attnviz.from_keras(layer, queries, values, value_mask=np.ones((B, T_K)))
    by_query = (ids[:, 1:4] != 0)[:, :, None]
    np.testing.assert_array_equal(again["mask"].value, np.broadcast_to(by_query, (B, T_Q, T_K)))


def test_one_mask_by_two_names_is_refused() -> None:
    layer = made()
    layer(QUERY, VALUE)
    with pytest.raises(ValueError, match="two names of one mask"):
        attnviz.from_keras(layer, QUERY, VALUE, mask=mask_of(), attention_mask=mask_of())


def test_titles_are_shown_where_places_were() -> None:
    layer = made()
    layer(QUERY, VALUE)
    keys = ["tent", "stove", "rope", "tea", "map"]
    walk = attnviz.from_keras(layer, QUERY, VALUE, keys=keys, queries=[["a", "b", "c"], [7, 8, 9]])
    title = attnviz.explain(walk, "weights", (1, 0, 2, 3)).title
    assert title.startswith("weights[head 1, 9, tea]")
    meta = step_figure(walk, "weights", 1).layout.meta
    drawn = next(panel for panel in meta["panels"] if panel["step"] == "weights")
    assert meta["labels"][drawn["row_labels"]] == ["7", "8", "9"]
    assert meta["labels"][drawn["column_labels"]] == keys
    assert str(attnviz.weights_claim(walk)).startswith("Over 3 queries, ")


def test_a_square_mask_is_of_queries_and_keys_as_in_keras() -> None:
    # (T, T) in a batch of T, where attnviz's own layer would read samples and clicks.
    layer, vectors_ = made(), np.random.default_rng(3).normal(size=(3, 3, 6)).astype("float32")
    mask = np.tri(3, dtype=bool)
    output = layer(vectors_, vectors_, attention_mask=mask)
    assert_close(attnviz.from_keras(layer, vectors_, vectors_, mask=mask)["output"].value, output)


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (np.where(mask_of(), 0.0, -1e9), "mask has the number -1e\\+09; it must be true or 1"),
        (mask_of() * 2, "mask has the number 2; it must be true or 1"),
        ([[True] * 5, [True] * 3], "mask is ragged"),
        (np.full((T_Q, T_K), "x"), "mask has dtype"),
    ],
)
def test_masks_of_other_values_are_refused(mask: Any, said: str) -> None:
    layer = made()
    layer(QUERY, VALUE)
    with pytest.raises(ValueError, match=said):
        attnviz.from_keras(layer, QUERY, VALUE, mask=mask)


def test_anything_else_is_refused_in_words() -> None:
    for said, (layer, given) in refusals().items():
        with pytest.raises(ValueError, match="is not allowed; allowed is") as refused:
            attnviz.from_keras(layer, **given)
        assert said in str(refused.value)
