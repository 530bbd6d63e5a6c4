"""Does attention explain? Ranks by hand, left-out clicks one by one, and what is said of them."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.learning.faithfulness import (
    USERS,
    Faithfulness,
    LayerFaithfulness,
    each_left_out,
    faithfulness,
    rank_correlation,
)
from attnviz.learning.fit import train
from attnviz.learning.model import make_model, paths
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Training
from attnviz.scenario.catalogue import HELD_OUT_SEED, click_log
from attnviz.scenario.click_log import ClickLog
from attnviz.scenario.settings import Settings
from attnviz.topics.compared_layers.faithfulness import (
    faithfulness_claim,
    faithfulness_rows,
    left_out_sentence,
)
from attnviz.topics.compared_layers.pictures import faithfulness_figure
from tests.said import marked


def learned(name: str) -> Training:
    training = shipped(SHIPPED[name])
    assert training is not None
    return training


def correlation(one: list[float], other: list[float], filled: list[bool] | None = None) -> float:
    shown = np.array([filled or [True] * len(one)])
    return float(rank_correlation(np.array([one]), np.array([other]), shown)[0])


def test_ranks_by_hand() -> None:
    assert correlation([1, 2, 3, 4], [10, 20, 30, 1000]) == pytest.approx(1)
    assert correlation([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    # Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 * 4 / (5 * 24).
    assert correlation([1, 2, 3, 4, 5], [20, 10, 40, 30, 50]) == pytest.approx(0.8)
    # Ranks 1.5 1.5 3 4 and 1 2 3.5 3.5: minus 2.5, their products sum to 4, their squares to 4.5.
    assert correlation([0, 0, 5, 9], [1, 2, 7, 7]) == pytest.approx(4 / 4.5)
    assert correlation([1, 2, 3, 99], [3, 2, 1, 99], [True] * 3 + [False]) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1.0, 2.0], [1.0, 2.0]),
        ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]),
        ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]),
        ([1.0, math.nan, 3.0], [1.0, 2.0, 3.0]),
        ([1.0, 2.0, 3.0], [1.0, 2.0, math.inf]),
    ],
)
def test_without_an_order_there_is_no_correlation(one: list[float], other: list[float]) -> None:
    assert math.isnan(correlation(one, other))


VALUES = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=10)


@given(VALUES)
def test_only_the_order_counts_and_the_sides_are_alike(pairs: list[tuple[int, int]]) -> None:
    one, other = ([float(pair[side]) for pair in pairs] for side in (0, 1))
    found = correlation(one, other)
    assert correlation(other, one) == pytest.approx(found, nan_ok=True)
    assert correlation([math.exp(v) for v in one], other) == pytest.approx(found, nan_ok=True)
    assert correlation([-v for v in one], other) == pytest.approx(-found, nan_ok=True)
    assert math.isnan(found) or -1 - 1e-9 <= found <= 1 + 1e-9


def test_each_click_is_left_out_once() -> None:
    log = ClickLog(np.array([[5, 6, 0], [7, 0, 0]], np.int32), np.array([8, 9]), np.array([1, 1]))
    left = each_left_out(log)
    assert left.history.tolist() == [[0, 6, 0], [5, 0, 0], [0, 0, 0]]
    assert left.candidate.tolist() == [8, 8, 9]
    assert left.history.dtype == np.int32
    assert log.history.tolist() == [[5, 6, 0], [7, 0, 0]]


@cache
def measured(name: str, epoch: int) -> Faithfulness:
    return faithfulness(learned(name), epoch)


def test_it_is_the_models_own_score_without_each_click() -> None:
    """The first users again, one model call a click, ranks by sorting."""
    training = learned("attention")
    model = make_model(training.layer)
    for path, values in training.weights_after(15).items():
        paths(model)[path].assign(values)
    log = click_log(50, HELD_OUT_SEED)
    found = []
    for row in np.flatnonzero(log.clicked == 1):
        history, candidate = log.history[row : row + 1], log.candidate[row : row + 1]
        walked = {step.name: step.value.numpy() for step in model.steps([history, candidate])}
        weights, changes = [], []
        for place in np.flatnonzero(history[0]):
            without = history.copy()
            without[0, place] = 0
            changes.append(walked["click_logit"][0] - model([without, candidate]).numpy()[0])
            weights.append(walked["weights"][0, 0, place])
        one, other = (np.argsort(np.argsort(values)) for values in (weights, changes))
        found.append(np.corrcoef(one, other)[0, 1])
    own = np.mean(found)
    few = faithfulness(training, 15, users=25)
    assert few.users + few.left_out == 25
    assert few.correlation == pytest.approx(own, abs=0.03)  # a history may hold an item twice


def test_a_layer_without_normalization_explains_more_than_one_with_softmax() -> None:
    """There the weight of a click that is gone does not go to those that stay."""
    training = train(Settings(normalization="none", epochs=6))
    none = faithfulness(training, 6).correlation
    softmax = measured("attention", 15).correlation
    assert none is not None
    assert softmax is not None
    assert none > softmax + 0.2


def test_equal_weights_have_no_order_and_are_counted() -> None:
    found = measured("article_attention", 15)
    assert found.users + found.left_out == USERS
    assert found.left_out > 0  # its ReLU gives many users a score of 0 for every click
    assert found.correlation is not None
    assert abs(found.correlation) < 0.3


def row(
    name: str, before: float | None, after: float | None, left_out: int = 0
) -> LayerFaithfulness:
    return LayerFaithfulness(name, Faithfulness(before, 9, 0), Faithfulness(after, 9, left_out))


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([row("a", 0.1, None)], "No layer's weights have an order"),
        (
            [row("a", 0.1, 0.8)],
            "The weights agree **mostly** with the changes in the layer of **a**, **0.80**.",
        ),
        (
            [row("a", 0.1, 0.5), row("b", 0.1, -0.2), row("c", None, None)],
            "agree **partly** with the changes in the layer of **a**, **0.50**, and **hardly** in "
            "that of **b**, **−0.20**.",
        ),
    ],
)
def test_every_branch_of_the_claim(layers: list[LayerFaithfulness], said: str) -> None:
    assert said in marked(faithfulness_claim(layers))


def test_what_training_raised_is_counted_where_both_are_known() -> None:
    layers = [row("a", 0.1, 0.5), row("b", 0.3, 0.2), row("c", None, 0.4)]
    said = marked(faithfulness_claim(layers))
    assert said.endswith("In **1** of 2 layers training has raised the agreement.")


def test_the_table_and_the_picture_have_a_row_a_layer() -> None:
    layers = [row("a", 0.1, 0.5, left_out=2), row("b", None, None)]
    assert [list(one.values()) for one in faithfulness_rows(layers)] == [
        ["a", "0.10", "0.50", "9", "2"],
        ["b", "–", "–", "9", "0"],
    ]
    assert "2 users of all layers together" in left_out_sentence(layers)
    assert left_out_sentence(layers[1:]) == ""
    figure = faithfulness_figure(layers)
    hollow, filled, marks, *_ = figure.data
    assert [len(hollow.x), len(filled.x), len(marks.x)] == [1, 1, 1]
    assert hollow.x[0] < filled.x[0]
    assert figure.layout.meta["table"]["names"] == ["trained", "untrained"]
