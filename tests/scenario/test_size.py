"""How large a walk and how long a training becomes is known before, and held to what has room."""

from types import SimpleNamespace
from typing import Any

import pytest

from attnviz.learning.workers.work import OwnLogs, trained
from attnviz.scenario.settings import Settings
from attnviz.scenario.size import (
    MOST_NUMBERS,
    MOST_SECONDS,
    numbers_of,
    refuse_long,
    seconds_of_training,
    within_budget,
)
from attnviz.trace.run import run

WALKS: dict[str, dict[str, object]] = {
    "the unit": {"sequence_length": 200},
    "long vectors": {"sequence_length": 200, "embedding_dim": 64},
    "a large unit": {"sequence_length": 100, "unit_layers": (256, 256, 256, 256)},
    "the article's unit": {"recipe": "article", "sequence_length": 200, "embedding_dim": 64},
    "heads": {"mode": "multi_head", "sequence_length": 200, "num_heads": 8, "embedding_dim": 64},
    "self-attention": {"mode": "multi_head", "query": "history", "sequence_length": 100},
    "self-attention, heads": {
        "mode": "multi_head",
        "query": "history",
        "sequence_length": 200,
        "num_heads": 8,
        "embedding_dim": 64,
    },
}


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_has_about_as_many_numbers_as_was_said(name: str) -> None:
    settings = Settings(epoch=0, batch_size=2, **WALKS[name])  # type: ignore[arg-type]
    trace = run(settings)
    walked = [trace[step].value.size for step in trace if "/" not in step]  # without the weights
    assert 0.8 < sum(walked) / 2 / numbers_of(settings) < 1.25


def test_what_is_too_large_is_cut_to_the_users_that_have_room() -> None:
    largest = Settings(**WALKS["self-attention, heads"], batch_size=64, sample=60)  # type: ignore[arg-type]
    cut, told = within_budget(largest)
    assert told == [
        "Batch size: 64 users of these settings are 112 million numbers, and a view has at most 15 "
        "million. The first 8 users are shown."
    ]
    assert (cut.batch_size, cut.sample) == (8, 8)
    assert numbers_of(cut) * 8 <= MOST_NUMBERS < numbers_of(cut) * 9
    assert within_budget(cut) == (cut, [])


def test_one_user_always_has_room() -> None:
    largest = {"sequence_length": 200, "embedding_dim": 64, "unit_layers": (256, 256, 256, 256)}
    for one in ({**largest}, {**largest, "mode": "multi_head", "query": "history", "num_heads": 8}):
        assert numbers_of(Settings(**one)) < MOST_NUMBERS  # type: ignore[arg-type]


def test_what_is_usual_is_not_cut() -> None:
    for settings in (Settings(), Settings(batch_size=64, sequence_length=200, mode="multi_head")):
        assert within_budget(settings) == (settings, [])


LONGEST: dict[str, object] = {
    "epochs": 30,
    "training_samples": 20_000,
    "training_batch": 16,
    "embedding_dim": 64,
    "unit_layers": (256, 256, 256, 256),
    "sequence_length": 200,
}


def test_every_training_of_the_built_in_log_has_the_time() -> None:
    settings = Settings(**LONGEST)  # type: ignore[arg-type]
    refuse_long(settings, settings.training_samples)
    assert 60 < seconds_of_training(settings, settings.training_samples) < MOST_SECONDS
    assert 1 < seconds_of_training(Settings(), 8000) < 4  # about two seconds, as README says


def test_a_training_of_own_clicks_that_takes_hours_is_refused_before_it_begins() -> None:
    usual = Settings(items="own", embedding_dim=16, sequence_length=20, epochs=15)
    refuse_long(usual, 1_000_000)
    settings = Settings(items="own", **LONGEST)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^30 epochs of 1,000,000 rows would take about"):
        refuse_long(settings, 1_000_000)
    logs: Any = SimpleNamespace(train=SimpleNamespace(clicked=range(1_000_000)))
    with pytest.raises(ValueError, match="would take about"):
        trained(settings, OwnLogs(lambda: logs), lambda _: None)
