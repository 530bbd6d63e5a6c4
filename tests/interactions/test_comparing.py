"""Heads compared, and clicks left out, on held-out users of one's own interactions."""

from dataclasses import replace

import numpy as np
import pytest

from attnviz.interactions.dataset import Interactions, fitted, interactions_of
from attnviz.learning.faithfulness import faithfulness
from attnviz.learning.fit import train
from attnviz.learning.head_ablation import head_ablation
from attnviz.learning.trained import Training
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.settings import Settings
from attnviz.topics.heads.ablation import ablation_caption, ablation_claim, ablation_rows
from tests.interactions import written
from tests.said import marked

ASKED = Settings(items="own", mode="multi_head", sequence_length=8, epochs=3, training_batch=64)


@pytest.fixture(scope="module")
def data() -> Interactions:
    content, items = written.tasted(150)
    return interactions_of(content, items_content=items)


@pytest.fixture(scope="module")
def learned(data: Interactions) -> Training:
    return train(fitted(ASKED, data)[0], logs=data.logs(8))


def without_categories(logs: Logs) -> Logs:
    return Logs(logs.train, logs.held_out, replace(logs.items, interests=None, interest_names=()))


def test_heads_are_compared_on_the_users_that_were_held_out(
    data: Interactions, learned: Training
) -> None:
    found = head_ablation(learned.layer, learned.weights_after(3), data.logs(8))
    last = learned.epochs[3]
    assert found.samples == len(data.logs(8).held_out.clicked)
    assert (found.loss, found.auc) == pytest.approx((last.loss, last.auc), abs=1e-5)
    assert found.chance == last.chance
    masses = [head.mass for head in found.heads if head.mass is not None]
    assert np.mean(masses) == pytest.approx(last.mass, abs=1e-3)
    assert list(ablation_rows(found)[1])[1] == "its mass"
    assert "Its mass is the share" in marked(ablation_caption(found))
    assert f"{found.samples:,} samples" in marked(ablation_caption(found))


def test_without_categories_heads_have_entropy_and_no_mass(
    data: Interactions, learned: Training
) -> None:
    logs = without_categories(data.logs(8))
    found = head_ablation(learned.layer, learned.weights_after(3), logs)
    assert found.chance is None
    assert [head.mass for head in found.heads] == [None, None]
    assert all(head.entropy is not None and 0 < head.entropy <= 1 for head in found.heads)
    assert "its mass" not in ablation_rows(found)[1]
    assert "mass" not in marked(ablation_caption(found))
    assert f"{found.similarity[0, 1]:.2f}" in marked(ablation_claim(found))


def test_clicks_are_left_out_of_held_out_users_of_ones_own(
    data: Interactions, learned: Training
) -> None:
    logs = data.logs(8)
    whole = faithfulness(learned, 3, logs=logs)
    assert whole.users + whole.left_out == len(data.users)
    assert whole.correlation is not None
    assert -1 <= whole.correlation <= 1
    few = faithfulness(learned, 3, users=20, logs=logs)
    assert few.users + few.left_out == 20
    assert faithfulness(learned, 3, logs=without_categories(logs)) == whole


def test_some_rows_of_a_log_are_drawn_from_a_seed() -> None:
    log = ClickLog(np.arange(20).reshape(10, 2), np.arange(10), np.arange(10) % 2)
    assert log.some(10) is log
    some = log.some(4)
    assert sorted(set(some.candidate)) == sorted(some.candidate)
    np.testing.assert_array_equal(some.history[:, 0], 2 * some.candidate)
    np.testing.assert_array_equal(some.candidate, log.some(4).candidate)
