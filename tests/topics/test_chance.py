"""What is more than chance, and which layers are said not to have learned to attend."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.learning.fit import train
from attnviz.scenario.settings import Settings
from attnviz.topics.chance import attended, learned_claim, stands_out
from attnviz.trace.run import run
from tests.said import marked
from tests.traces import changed, traced


@pytest.mark.parametrize(
    ("share", "equal", "found"),
    [
        (0.125, 0.125, False),
        (0.40, 0.375, False),
        (0.43, 0.375, True),
        (0.30, 0.375, False),
        (0.012, 0.005, True),  # of 200 clicks, twice as much as each of them
        (0.009, 0.005, False),
        (1.0, 1.0, False),
    ],
)
def test_a_finding_is_clearly_more_than_equal_weights_give(
    share: float, equal: float, found: bool
) -> None:
    assert stands_out(share, equal) == found


def test_what_can_have_weight_is_a_click_or_where_nothing_is_masked_any_position() -> None:
    trace = traced()
    assert attended(trace, 0).tolist() == [True] * 8 + [False] * 2
    assert attended(changed(trace, mask_padding=False), 0).all()


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_what_has_learned_to_attend_is_not_talked_of(mode: str) -> None:
    assert not learned_claim(traced(mode=mode))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"epoch": 0}, "This layer is untrained: "),
        ({"epoch": 0, "normalization": "sigmoid"}, "This layer is untrained: "),
        ({"items": "numbered"}, "This layer is untrained: "),
        ({"epoch": 1}, "This layer has not learned to attend: "),
        ({"recipe": "article", "mode": "attention"}, "This layer has not learned to attend: "),
    ],
)
def test_what_has_not_is_said(settings: dict[str, Any], said: str) -> None:
    assert marked(learned_claim(traced(**settings))).startswith(said)


def test_the_claim_has_the_trainings_own_numbers() -> None:
    trace = traced(recipe="article", mode="attention")
    assert trace.training is not None
    last = trace.training.epochs[-1]
    assert last.mass is not None
    assert last.chance is not None
    assert marked(learned_claim(trace)) == (
        "This layer has not learned to attend: over held-out users its weights put "
        f"**{100 * last.mass:.0f}** % on clicks of the candidate's own interest, and equal weights "
        f"would put **{100 * last.chance:.0f}** % there."
    )


def test_a_layer_in_between_has_hardly_learned() -> None:
    trace = traced()
    assert trace.training is not None
    last = replace(trace.training.epochs[-1], mass=0.6, chance=0.5)
    said = {}
    for mass in (0.3, 0.54, 0.6, 0.7, None):
        epochs = (*trace.training.epochs[:-1], replace(last, mass=mass))
        made = replace(trace, training=replace(trace.training, epochs=epochs))
        said[mass] = marked(learned_claim(made)).partition(" learned to attend")[0]
    assert said == {
        0.3: "This layer has not",
        0.54: "This layer has not",
        0.6: "This layer has hardly",
        0.7: "",
        None: "This layer has not",
    }


@pytest.mark.parametrize("name", ["sigmoid", "none"])
def test_a_normalization_that_teaches_nothing_says_so(name: str) -> None:
    settings = Settings(normalization=name, epochs=1, training_samples=500)
    trace = run(settings, train(settings))
    assert np.isfinite(trace["weights"].value).all()
    assert " learned to attend: over held-out users" in marked(learned_claim(trace))


def test_self_attention_is_not_trained_by_itself() -> None:
    assert not learned_claim(traced(mode="multi_head", query="history"))
