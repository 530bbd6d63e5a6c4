"""What the mask's claim says, for every kind of history and normalization."""

from typing import Any

import numpy as np
import pytest

from attnviz.topics.masks.claims import effects, masks_claim, padding_weight, sums_sentence
from attnviz.trace.record import Trace
from tests.said import marked
from tests.traces import changed, traced, with_weights


def pair(**settings: Any) -> tuple[Trace, Trace]:
    """Return the traces without and with the mask."""
    trace = traced(**settings)
    return changed(trace, mask_padding=False), changed(trace, mask_padding=True)


@pytest.mark.parametrize("settings", [{}, {"mode": "multi_head", "num_heads": 4}])
def test_the_share_is_the_weight_on_padding(settings: dict[str, Any]) -> None:
    without, masked = pair(**settings)
    for user in range(5):
        weights = without["weights"].value[user].reshape(-1, 10)
        on_padding, total = padding_weight(without, user, 0)
        assert on_padding == pytest.approx(weights[:, 8:].sum(axis=1).mean(), abs=1e-6)
        assert total == pytest.approx(1, abs=1e-6)
        assert padding_weight(masked, user, 0)[0] == 0


def test_the_claim_names_the_user_and_a_user_who_loses_more() -> None:
    without, masked = pair()
    weights = np.full((5, 1, 10), 0.05)
    weights[:, :, 8:] = 0.3
    weights[3, :, 8:] = 0.4
    weights[3, :, :8] = 0.025
    made = with_weights(without, weights)
    assert marked(masks_claim(made, masked, 0, 0, "user 1")) == (
        "Without the mask, padding takes **60** % of user 1's attention, and **80** % of user 4's."
    )
    assert marked(masks_claim(made, masked, 3, 0, "user 4")) == (
        "Without the mask, padding takes **80** % of user 4's attention."
    )


def test_one_head() -> None:
    without, masked = pair(mode="multi_head")
    claim = marked(masks_claim(without, masked, 1, 2, "user 2"))
    assert claim.startswith("In head 2, without the mask, padding takes")


def test_no_padding() -> None:
    without, masked = pair(padding=0.0)
    assert marked(masks_claim(without, masked, 0, 0, "user 1")) == (
        "User 1 has **no** padding, so the mask changes nothing."
    )
    assert "takes nothing away" in marked(sums_sentence(without, masked, 0, 0))
    assert np.array_equal(without["weights"].value, masked["weights"].value)


@pytest.mark.parametrize(
    ("empty_row", "said"),
    [
        ("zero", "with it, every weight is **0**."),
        ("uniform", "with it too, as this recipe then gives every position the same weight."),
        ("nan", "with it, this recipe's softmax is not a number."),
    ],
)
@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_empty_histories(mode: str, empty_row: str, said: str) -> None:
    without, masked = pair(mode=mode, empty_row=empty_row, padding=1.0)
    claim = marked(masks_claim(without, masked, 0, 0, "user 1"))
    assert claim.startswith("User 1 has no click: without the mask, **all** weight is on padding;")
    assert claim.endswith(said)
    assert "no click" in marked(sums_sentence(without, masked, 0, 0))


@pytest.mark.parametrize("normalization", ["none", "sigmoid"])
def test_without_softmax_weights_do_not_share(normalization: str) -> None:
    without, masked = pair(normalization=normalization)
    claim = marked(masks_claim(without, masked, 0, 0, "user 1"))
    assert "of all weight of user 1" in claim
    assert claim.endswith("signs aside.")
    assert "nothing is shared" in marked(sums_sentence(without, masked, 0, 0))
    clicks = without.samples.history != 0
    assert np.allclose(
        without["weights"].value[:, 0][clicks], masked["weights"].value[:, 0][clicks]
    )


def test_all_weights_zero() -> None:
    without, masked = pair(normalization="none")
    assert marked(masks_claim(with_weights(without, 0.0), masked, 0, 0, "user 1")) == (
        "Without the mask, every weight of user 1 is **0**, on padding as on clicks."
    )


def test_self_attention_counts_only_clicks_that_ask() -> None:
    without, masked = pair(mode="multi_head", query="history")
    weights = np.zeros((10, 10))
    weights[:8, 8] = 0.25
    weights[:8, 0] = 0.75
    weights[8:, 9] = 1
    claim = marked(masks_claim(with_weights(without, weights), masked, 0, 0, "user 1"))
    assert claim == "Without the mask, padding takes **25** % of user 1's attention."


def test_padding_ahead_of_every_click() -> None:
    without, masked = pair(mode="multi_head", query="history", causal=True)
    assert marked(masks_claim(without, masked, 0, 0, "user 1")).endswith(
        "it lies ahead of every click."
    )


def test_self_attention_of_an_empty_history() -> None:
    without, masked = pair(mode="multi_head", query="history", padding=1.0)
    assert marked(masks_claim(without, masked, 0, 0, "user 1")) == (
        "User 1 has **no** click, so nobody asks."
    )


def test_effects_are_the_click_models_scores() -> None:
    without, masked = pair()
    assert without.score is not None
    assert masked.score is not None
    rows = effects(without, masked, 0)
    assert [row.user for row in rows] == [1, 2, 3, 4, 5]
    assert [row.padding for row in rows] == [2] * 5
    assert np.allclose([row.without for row in rows], without.score)
    assert np.allclose([row.masked for row in rows], masked.score)
    for row in rows:
        assert ("below" in row.row["change"]) == (0 < abs(row.masked - row.without) < 0.0005)
