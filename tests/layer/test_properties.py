"""OwnAttention: what holds for any data."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.layer.own_attention import OwnAttention
from attnviz.scenario import recipes
from tests.layers import RECIPES, VOCABULARY, assert_close, make, variables, walk


@cache
def layer_of(**arguments: Any) -> OwnAttention:
    return make(**arguments)


@cache
def recipe_layer(name: str, mode: str, *, row_0: float | None = None) -> OwnAttention:
    """Return a recipe's layer; with its own numbers for padding if `row_0` is given."""
    layer = make(**recipes.layer_arguments(name, mode))
    if row_0 is not None:
        table = variables(layer)["embedding/embeddings"]
        table.assign(np.concatenate([np.full((1, 8), row_0), table.numpy()[1:]]))
    return layer


@st.composite
def users(draw: st.DrawFn) -> list[np.ndarray]:
    """Draw [history (B, T), candidate (B,)] with padding and empty rows."""
    batch, length = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    ids = st.integers(0, VOCABULARY - 1)
    row = st.lists(ids, min_size=length, max_size=length)
    history = draw(st.lists(row, min_size=batch, max_size=batch))
    candidate = draw(st.lists(st.integers(0, VOCABULARY - 1), min_size=batch, max_size=batch))
    return [np.array(history), np.array(candidate)]


CLICKS = st.lists(st.integers(1, VOCABULARY - 1), min_size=1, max_size=4)
MODES = st.sampled_from(recipes.MODES)
MASKED = [
    (name, mode) for name, mode in RECIPES if recipes.layer_arguments(name, mode)["mask_padding"]
]


def weights_by_row(found: dict[str, np.ndarray]) -> np.ndarray:
    """Return weights (B, queries of all heads, T)."""
    weights = found["weights"]
    return weights.reshape(len(weights), -1, weights.shape[-1])


@settings(max_examples=100)
@given(users(), MODES, st.booleans(), st.booleans())
def test_softmax_rows_sum_to_1_and_to_0_when_empty(
    inputs: list[np.ndarray], mode: str, itself: bool, causal: bool
) -> None:
    found = walk(
        layer_of(mode=mode, query="history" if itself else "candidate", causal=causal), inputs
    )
    # True where a query has something to attend to, (B, 1) or (B, T_q).
    attends = found["causal_mask"] if "causal_mask" in found else (inputs[0] != 0)[:, None]
    filled = np.asarray(attends.any(axis=-1))
    sums = found["weights"].sum(axis=-1)  # (B, C) or (B, h, T_q)
    wanted = np.broadcast_to(filled if mode == "attention" else filled[:, None], sums.shape)
    assert_close(sums[wanted], 1)
    assert (sums[~wanted] == 0).all()
    assert (found["weights"] >= 0).all()
    assert (weights_by_row(found).swapaxes(1, 2)[inputs[0] == 0] == 0).all()


@settings(max_examples=100)
@given(users(), st.sampled_from(RECIPES), st.randoms(use_true_random=False))
def test_permuting_the_history_permutes_the_weights_and_leaves_the_output(
    inputs: list[np.ndarray], recipe: tuple[str, str], random: Any
) -> None:
    layer = recipe_layer(*recipe)
    order = list(range(inputs[0].shape[1]))
    random.shuffle(order)
    found, permuted = walk(layer, inputs), walk(layer, [inputs[0][:, order], inputs[1]])
    assert_close(permuted["weights"], found["weights"][..., order])
    assert_close(permuted["output"], found["output"])


@settings(max_examples=100)
@given(
    st.lists(st.integers(1, VOCABULARY - 1), min_size=2, max_size=6, unique=True),
    MODES,
    st.sampled_from(["learned", "sinusoidal"]),
)
def test_with_positions_the_order_of_the_history_tells(
    clicks: list[int], mode: str, positions: str
) -> None:
    layer = layer_of(mode=mode, position_embedding=positions)
    found, turned = (layer([np.array([ids]), np.array([1])]) for ids in (clicks, clicks[::-1]))
    assert np.abs(found - turned).max() > 1e-6


@settings(max_examples=100)
@given(users(), st.sampled_from([None, "zero", "uniform"]), st.randoms(use_true_random=False))
def test_self_attention_is_equivariant(
    inputs: list[np.ndarray], empty_row: str | None, random: Any
) -> None:
    masks = {"mask_padding": False} if empty_row is None else {"empty_row": empty_row}
    layer = layer_of(mode="multi_head", query="history", **masks)
    order = list(range(inputs[0].shape[1]))
    random.shuffle(order)
    found, permuted = walk(layer, inputs), walk(layer, [inputs[0][:, order], inputs[1]])
    both = found["weights"][:, :, order][..., order]
    assert_close(permuted["weights"], both)
    assert_close(permuted["output"], found["output"][:, order])


@settings(max_examples=100)
@given(CLICKS, CLICKS, CLICKS)
def test_a_causal_click_does_not_see_later_ones(
    clicks: list[int], later: list[int], other: list[int]
) -> None:
    layer = layer_of(mode="multi_head", query="history", causal=True)
    found, changed = (
        np.array(layer([np.array([clicks + rest]), np.array([1])])) for rest in (later, other)
    )
    seen = slice(0, len(clicks))
    assert_close(changed[:, seen], found[:, seen])
    first_later = len(clicks)
    last = np.abs(changed[0, first_later] - found[0, first_later]).max()
    assert (last > 1e-6) == (later[0] != other[0])


def filled_rows(inputs: list[np.ndarray], recipe: tuple[str, str]) -> np.ndarray:
    """Return the rows for which padding may not matter: with "uniform", a row must have a click."""
    uniform = recipes.layer_arguments(*recipe)["empty_row"] == "uniform"
    return (inputs[0] != 0).any(axis=1) | (not uniform)


@settings(max_examples=100)
@given(users(), st.sampled_from(MASKED), st.integers(1, 3), st.booleans())
def test_appended_padding_changes_nothing_in_masked_recipes(
    inputs: list[np.ndarray], recipe: tuple[str, str], count: int, on_left: bool
) -> None:
    layer, rows = recipe_layer(*recipe), filled_rows(inputs, recipe)
    padding = (count, 0) if on_left else (0, count)
    longer = np.pad(inputs[0], ((0, 0), padding))
    found, padded = walk(layer, inputs), walk(layer, [longer, inputs[1]])
    assert_close(padded["output"][rows], found["output"][rows])
    kept = padded["weights"][..., count:] if on_left else padded["weights"][..., :-count]
    assert_close(kept[rows], found["weights"][rows])


@settings(max_examples=100)
@given(users(), st.sampled_from(MASKED))
def test_the_embedding_of_padding_changes_nothing_in_masked_recipes(
    inputs: list[np.ndarray], recipe: tuple[str, str]
) -> None:
    history, candidate = inputs[0], np.maximum(inputs[1], 1)
    rows = filled_rows(inputs, recipe)
    found = walk(recipe_layer(*recipe, row_0=0.5), [history, candidate])
    other = walk(recipe_layer(*recipe, row_0=-40.0), [history, candidate])
    for name in ("weights", "output"):
        np.testing.assert_array_equal(other[name][rows], found[name][rows])


@pytest.mark.parametrize("name", ["article", "default"])
def test_the_articles_multi_head_reads_padding_and_the_default_does_not(name: str) -> None:
    inputs = [np.array([[1, 2, 0]]), np.array([3])]
    found = [recipe_layer(name, "multi_head", row_0=value)(inputs) for value in (0.0, 1.0)]
    assert (np.abs(found[0] - found[1]).max() > 0.01) == (name == "article")
