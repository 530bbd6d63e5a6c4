"""How large a walk becomes is known before, and what is too large is cut to what has room."""

import pytest

from attnviz.scenario.settings import Settings
from attnviz.trace.run import run
from attnviz.trace.size import MOST_NUMBERS, numbers_of, within_budget

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
