"""What the training page claims, for every kind of run."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.learning.fit import train
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Epoch, Training
from attnviz.scenario.catalogue import ITEMS
from attnviz.scenario.settings import Settings
from attnviz.topics.claim import Claim
from attnviz.topics.training.claims import (
    curves_claim,
    epoch_texts,
    map_claim,
    training_claim,
    trouble,
)
from attnviz.topics.training.pictures import item_vectors
from attnviz.trace.record import EMBEDDINGS, Trace
from attnviz.trace.run import run
from tests.said import marked
from tests.traces import traced, with_weights

# User 1: three camping clicks, five others, two of padding.
CAMPING = [0, 1, 2]


def epoch(number: int, **changes: Any) -> Epoch:
    return replace(Epoch(number, 0.7 / (number + 1), 0.9, 0.8, 0.5, 0.5), **changes)


def of(name: str) -> Training:
    training = shipped(SHIPPED[name])
    assert training is not None
    return training


def told(epochs: Sequence[Epoch], untrained: Trace, shown: Trace) -> str:
    return marked(trouble(epochs, untrained, shown) or Claim())


def weights(*places: int, size: float = 1.0) -> np.ndarray:
    values = np.zeros(10)
    values[list(places)] = size
    return values


def test_the_share_is_the_layers_own() -> None:
    for number in (0, 1, 4, 15):
        trace = traced(epoch=number)
        own = trace["weights"].value[0, 0]
        share = own[CAMPING].sum() / own.sum()
        said = marked(training_claim(trace, 0))
        assert f"{100 * share:.0f}** %" in said or (share > 0.995 and "more than **99** %" in said)
    assert "After **1** epoch the camping" in marked(training_claim(traced(epoch=1), 0))
    assert "After **15** epochs the camping" in marked(training_claim(traced(), 0))
    assert marked(training_claim(traced(epoch=0), 0)).startswith(
        "**Untrained**, the camping clicks get"
    )


@pytest.mark.parametrize(
    ("settings", "values", "said"),
    [
        ({}, weights(0, 1, 3, 4), "camping clicks get **50** % of the attention."),
        ({}, weights(), "every weight is **0**"),
        ({}, weights(0, size=math.nan), "the weights are **not numbers**"),
        ({"padding": 1.0}, weights(3), "there is **no** click to attend to"),
        (
            {"candidate": "capo"},
            weights(0, size=0.5),
            "none of the 8 clicks is about music; the weights must still sum to **100** %.",
        ),
        (
            {"history": "dome tent, capo"},
            weights(0, 1),
            "the camping click gets **50** % of the attention, and equal weights would give it "
            "**50** %.",
        ),
        (
            {"normalization": "none", "candidate": "capo"},
            weights(0, size=-0.5),
            "none of the 8 clicks is about music; the weights sum to **−0.50**.",
        ),
        (
            {"normalization": "none"},
            weights(0, 3, size=-3.0),
            "get **50** % of all weight; the weights sum to **−6.00**, not to 1.",
        ),
        ({"normalization": "sigmoid"}, weights(0, 1, 2), "**100** % of all weight"),
        ({"items": "numbered"}, weights(0), "there is **nothing** to learn from"),
    ],
)
def test_every_branch(settings: dict[str, Any], values: np.ndarray, said: str) -> None:
    if "padding" not in settings and "history" not in settings:
        settings = {**settings, "padding": 0.2}
    if "history" in settings:
        settings = {**settings, "candidate": "hammock"}
    assert said in marked(training_claim(with_weights(traced(**settings), values), 0))


def test_a_head_or_their_mean() -> None:
    trace = traced(mode="multi_head")
    by_head = np.stack([weights(0), weights(3)])[None, :, None]
    trace = with_weights(trace, by_head)
    shares = [marked(training_claim(trace, 0, head)) for head in (0, 1, 2)]
    assert ["**50**" in shares[0], "**100**" in shares[1], "**0**" in shares[2]] == [True] * 3


def test_the_scrubber_says_loss_and_mass() -> None:
    said = epoch_texts([epoch(0), epoch(1, mass=None, loss=math.nan)])
    assert said == [
        "epoch 0 · held out: loss 0.70 · mass 50 %",
        "epoch 1 · held out: loss – · mass –",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_wrong_with_what_ships(name: str) -> None:
    untrained, shown = replace(SHIPPED[name], epoch=0), SHIPPED[name]
    assert trouble(of(name).epochs, run(untrained), run(shown)) is None


def test_what_went_wrong_is_told() -> None:
    alive = traced()
    layer = {"unit_output_activation": "relu", "unit_initializer": "zeros"}
    dead = traced(**layer, epoch=0)
    assert not dead["scores"].value.any()
    fine = [epoch(0), epoch(1)]
    assert trouble(fine, alive, alive) is None
    assert "dead" in told(fine, dead, dead)
    assert "from the first epoch on" in told(fine, dead, dead)
    assert "began alive" in told(fine, alive, dead)
    assert told(fine, dead, dead).endswith("scores: an average, not attention.")
    for name in ("none", "sigmoid"):
        silent = traced(**layer, normalization=name, epoch=0)
        assert told(fine, silent, silent).endswith("counts more than another.")
    infinite = [*fine, epoch(2, loss=math.inf), epoch(3, loss=math.nan)]
    assert "diverged.** From epoch 2 on" in told(infinite, alive, alive)
    assert "attention is dead" in told([*fine, epoch(2, mass=None)], alive, alive)
    worse = [epoch(0, loss=0.5), epoch(1, loss=0.6)]
    assert "Nothing was learned" in told(worse, alive, alive)


RUNS: dict[str, tuple[dict[str, Any], str]] = {
    "diverges": (
        {"optimizer": "sgd", "learning_rate": 3.0, "normalization": "none", "epochs": 2},
        "**This training diverged.** From epoch 2 on",
    ),
    "leaps": (
        {"learning_rate": 3.0, "training_samples": 2000, "epochs": 1},
        "**The steps were too large.** After epoch 1",
    ),
    "dies": (
        {"recipe": "article", "mode": "attention", "learning_rate": 0.3, "epochs": 1},
        "**This unit is dead.** It gives every click of these users a score of exactly 0, though "
        "it began alive",
    ),
    "was never alive": (
        {"unit_output_activation": "relu", "unit_initializer": "zeros", "epochs": 1},
        "a score of exactly 0, from the first epoch on",
    ),
    "learns": ({"epochs": 2}, ""),
}


@pytest.mark.parametrize("name", RUNS)
def test_what_goes_wrong_in_real_runs_is_told(name: str) -> None:
    changes, said = RUNS[name]
    view = Settings(**changes)
    training = train(view)
    wrong = told(training.epochs, run(view.untrained), run(view, training))
    assert wrong.startswith(said) if said.startswith("**") else said in wrong
    assert bool(wrong) == bool(said)


def test_the_curves_of_a_run_that_diverged_claim_no_numbers() -> None:
    epochs = [epoch(0), epoch(1, loss=math.nan, auc=math.nan, mass=None)]
    assert marked(curves_claim(epochs)).startswith(
        "From epoch **1** on there is nothing to measure"
    )


def test_the_curves_of_the_article_show_that_a_metric_does_not_show_attention() -> None:
    assert "a good metric does **not** show" in marked(curves_claim(of("article_attention").epochs))
    said = marked(curves_claim(of("attention").epochs))
    assert "a good metric" not in said
    last = of("attention").epochs[-1]
    assert last.mass is not None
    assert f"**{100 * last.mass:.0f}** %" in said
    assert "AUC stays at **0.90**" in marked(curves_claim([epoch(0), epoch(1, mass=None)]))


def test_items_of_one_interest_grow_alike() -> None:
    vectors = item_vectors(of("attention").weights[EMBEDDINGS], np.arange(65), ITEMS)
    interests = np.repeat(np.arange(8), 8)
    assert marked(map_claim(vectors, interests, 0)).startswith("**Untrained**, two items")
    alike = np.repeat(np.eye(8), 8, axis=0)[None]  # one direction an interest
    assert "similarity of **1.00** on average, two of different ones **0.00**" in marked(
        map_claim(alike, interests, 0)
    )
