"""The overview's claim is true for every setting."""

import numpy as np

from attnviz.topics.overview import article_claim, click_weights, overview_claim
from tests.said import marked
from tests.traces import traced, with_weights


def test_share_of_related_clicks() -> None:
    trace = with_weights(traced(), [0.25, 0.25, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0, 0])
    assert marked(overview_claim(trace, 0)) == (
        "For **cool box**, the 3 camping clicks out of 8 get **60** % of the attention."
    )


def test_no_related_click_must_share_all_the_same() -> None:
    claim = marked(overview_claim(traced(candidate="rye flour"), 0))
    assert claim == (
        "For **rye flour**, none of the 8 clicks is about baking; "
        "the weights must still sum to **100** %."
    )


def test_one_related_click() -> None:
    trace = traced(history="moka pot, trail shoes", candidate="burr grinder")
    assert "the one coffee click out of 2 gets " in marked(overview_claim(trace, 0))


def test_without_softmax_the_sum_is_told() -> None:
    trace = with_weights(traced(normalization="none"), [2, 2, 2, 0, 0, 0, 0, -2, 0, 0])
    assert marked(overview_claim(trace, 0)) == (
        "For **cool box**, the 3 camping clicks out of 8 get **75** % of all weight; "
        "the weights sum to **4.00**, not to 1."
    )


def test_empty_history_and_dead_weights() -> None:
    assert "no click to attend to" in marked(overview_claim(traced(padding=1.0), 0))
    assert "every weight is 0" in marked(overview_claim(with_weights(traced(), 0.0), 0))
    assert "not a number" in marked(overview_claim(with_weights(traced(), np.nan), 0))


def test_unmasked_empty_history_attends_to_padding() -> None:
    trace = traced(padding=1.0, mask_padding=False)
    assert marked(overview_claim(trace, 0)).endswith("all of the attention falls on padding.")


def test_numbered_items_name_the_heaviest_click() -> None:
    trace = with_weights(traced(items="numbered"), [0.1] * 6 + [0.3, 0.1, 0, 0])
    item = trace.samples.items.title(int(trace.samples.history[0, 6]))
    assert marked(overview_claim(trace, 0)).endswith(
        f"click 7, **{item}**, weighs most: **30** % of all weight."
    )


def test_weights_of_a_head_and_of_their_mean() -> None:
    trace = traced(mode="multi_head")
    first, second = click_weights(trace, 0, 1), click_weights(trace, 0, 2)
    np.testing.assert_allclose(click_weights(trace, 0), (first + second) / 2)
    np.testing.assert_allclose(first, trace["weights"].value[0, 0, 0])


def test_the_article_counts_its_dead_scores() -> None:
    trace = traced(recipe="article", mode="attention")
    clicks = trace.samples.history[0] != 0
    dead = int((trace["scores"].value[0, 0, clicks] == 0).sum())
    assert 1 < dead < 8
    assert f"**{dead}** of the 8 clicks" in marked(article_claim(trace, 0))
