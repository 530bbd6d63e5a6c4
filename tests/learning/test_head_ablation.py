"""Heads compared over the held-out users: alike, different, and one switched off."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from attnviz.layer.step import Step
from attnviz.learning.head_ablation import (
    OUTPUT,
    Head,
    HeadAblation,
    head_ablation,
    weight_similarity,
)
from attnviz.learning.metrics import area_under_curve
from attnviz.learning.model import make_model, paths
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Training
from attnviz.pictures import to_figure
from attnviz.scenario.catalogue import HELD_OUT, HELD_OUT_SEED, click_log
from attnviz.topics.heads.ablation import ablation_claim, ablation_rows
from attnviz.topics.heads.pictures import similarity_figure
from tests.said import marked


def learned(name: str = "multi_head_2") -> Training:
    training = shipped(SHIPPED[name])
    assert training is not None
    return training


@cache
def measured(epoch: int) -> HeadAblation:
    return head_ablation(learned().layer, learned().weights_after(epoch))


def test_similarity_by_hand() -> None:
    filled = np.array([[True, True, False], [True, True, True]])
    weights = np.array(
        [
            [[1.0, 0.0, 9.0], [0.0, 1.0, 9.0]],  # nothing in common but padding: 0
            [[0.6, -0.8, 0.0], [0.8, 0.6, 0.0]],  # 0.48 + 0.48
        ]
    )
    found = weight_similarity(weights, filled)
    np.testing.assert_allclose(found, [[1.0, 0.48], [0.48, 1.0]])
    silent = weights.copy()
    silent[1, 1] = 0.0  # left out of what the second head is part of
    np.testing.assert_allclose(weight_similarity(silent, filled), [[1.0, 0.0], [0.0, 1.0]])
    silent[0, 1] = 0.0
    found = weight_similarity(silent, filled)
    assert found[0, 0] == 1.0
    assert np.isnan(found[0, 1])
    assert np.isnan(found[1, 1])


@pytest.mark.parametrize("head", [0, 1])
def test_a_head_is_off_as_if_its_context_were_zero(head: int) -> None:
    """The context of the walk itself is made zero, and the model goes on from there."""
    model = make_model(learned().layer)
    for path, values in learned().weights_after(15).items():
        paths(model)[path].assign(values)
    log = click_log(HELD_OUT, HELD_OUT_SEED)
    walked: dict[str, Step] = {s.name: s for s in model.steps([log.history, log.candidate])}
    joined = walked["concat"].value.numpy()  # (B, 1, D)
    width = model.attention.head_dim
    joined[..., head * width : (head + 1) * width] = 0.0
    assert model.attention.output_dense is not None
    context = model.attention.output_dense(joined).numpy()[:, 0]
    candidate = walked["query"].value.numpy()[:, 0]
    features = np.concatenate([context, candidate, context * candidate], axis=-1)
    logits = model.click(model.hidden(features)).numpy()[:, 0].astype(float)
    loss = (np.logaddexp(0.0, logits) - log.clicked * logits).mean()
    off = measured(15).heads[head]
    assert off.loss_without == pytest.approx(loss, rel=1e-4)
    assert off.auc_without == pytest.approx(area_under_curve(logits, log.clicked == 1), abs=1e-5)


def test_all_heads_together_are_as_the_training_says() -> None:
    found, last = measured(15), learned().epochs[15]
    assert (found.loss, found.auc) == pytest.approx((last.loss, last.auc), abs=1e-5)
    assert found.chance == last.chance
    own = [head.mass for head in found.heads]
    assert np.mean([mass for mass in own if mass is not None]) == pytest.approx(last.mass, abs=1e-4)
    assert found.loss < min(head.loss_without for head in found.heads)
    before = make_model(learned().layer)
    assert OUTPUT in paths(before)


def test_untrained_heads_are_alike_and_not_missed() -> None:
    found = measured(0)
    np.testing.assert_allclose(found.similarity, 1.0, atol=1e-3)
    said = marked(ablation_claim(found))
    assert said.startswith("The heads are **alike**: the cosine")
    assert "No head is missed" in said
    start = head_ablation(learned().layer, None)
    assert start.heads == found.heads


def test_trained_heads_are_worth_what_the_claim_says() -> None:
    found = measured(15)
    said = marked(ablation_claim(found))
    assert f"**{found.similarity[0, 1]:.2f}** on average" in said
    worst = max(found.heads, key=lambda head: head.loss_without)
    assert f"Without head {found.heads.index(worst) + 1} the loss goes from" in said
    assert f"**{worst.auc_without:.3f}**" in said
    rows = ablation_rows(found)
    assert [row["switched off"] for row in rows] == ["none", "head 1", "head 2"]
    assert [float(row["AUC"]) for row in rows[1:]] == pytest.approx(
        [head.auc_without for head in found.heads], abs=5e-4
    )


def made(similarity: list[list[float]], *losses: float, loss: float = 0.1) -> HeadAblation:
    heads = tuple(Head(0.5, 0.5, value, 0.9) for value in losses)
    return HeadAblation(heads, np.array(similarity), loss, 0.99, 0.5, 2000)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (made([[1.0]], 0.7), "There is **one** head"),
        (made([[1.0, 0.3], [0.3, 1.0]], 0.7, 0.2), "The heads **differ**: the cosine"),
        (made([[1.0, 0.3], [0.3, 1.0]], 0.7, 0.2), "without head 2 the loss is only **0.20**"),
        (
            made([[1.0, 0.3], [0.3, 1.0]], 0.7, 0.701),
            "to **0.70** and the AUC from 0.990 to **0.900**.",
        ),
        (made([[1.0, 0.9], [0.9, 1.0]], 0.7, 0.2), "**much alike**"),
        (made([[1.0, 0.9], [0.9, 1.0]], 0.101, 0.1), "No head is missed"),
        (made([[1.0, np.nan], [np.nan, np.nan]], 0.7, 0.1), "one of them has no weights"),
        (
            made([[1, 0.9, 0.8], [0.9, 1, 0.2], [0.8, 0.2, 1]], 0.7, 0.2, 0.3),
            "**0.20** between heads 2 and 3",
        ),
        (made([[1.0]], np.nan, loss=np.nan), "**not numbers**"),
    ],
)
def test_every_branch_of_the_claim(found: HeadAblation, said: str) -> None:
    assert said in marked(ablation_claim(found))


def test_a_head_without_weights_has_dashes() -> None:
    found = made([[1.0]], 0.7)
    dead = replace(found, heads=(replace(found.heads[0], mass=None, entropy=None),))
    assert ablation_rows(dead)[1]["its mass"] == ablation_rows(dead)[1]["its entropy"] == "–"


def test_the_picture_has_a_cell_a_pair() -> None:
    (cells, *_) = to_figure(similarity_figure(measured(15).similarity)).data
    np.testing.assert_allclose(cells.z, measured(15).similarity, rtol=1e-6)
