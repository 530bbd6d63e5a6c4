"""What is said of a user's history, of the table, and of the log."""

from dataclasses import replace

import numpy as np

from attnviz.scenario.catalogue import VOCABULARY_SIZE, click_log
from attnviz.topics.samples.claims import log_rows, samples_claim, table_claim
from tests.said import marked
from tests.traces import traced


def test_a_history_in_words() -> None:
    assert marked(samples_claim(traced(), 0)) == (
        "User 1 made **8** clicks: 3 on camping, 3 on cycling and 2 on coffee; "
        "**2** of 10 positions are padding."
    )
    typed = traced(history="capo", sequence_length=2)
    assert marked(samples_claim(typed, 0)) == (
        "User 1 made **1** click: 1 on music; **1** of 2 positions is padding."
    )
    assert marked(samples_claim(traced(items="numbered"), 1)) == (
        "User 2 made **8** clicks; **2** of 10 positions are padding."
    )
    assert marked(samples_claim(traced(padding=1.0), 0)) == (
        "User 1 has **no** click: **10** of 10 positions are padding."
    )


def test_the_last_of_more_clicks_are_called_so() -> None:
    trace = traced()
    made = np.array([23, 8, 8, 8, 8])
    long = replace(trace, samples=replace(trace.samples, made=made))
    assert marked(samples_claim(long, 0)).startswith(
        "User 1 made 23 clicks, and these are the last **8**: 3 on camping, "
    )
    assert marked(samples_claim(long, 1)).startswith("User 2 made **8** clicks: ")


def test_every_position_or_none_is_padding() -> None:
    ends = {
        "no position is padding.": {"padding": 0.0},
        "**10** of 10 positions are padding.": {"padding": 1.0},
        "**1** of 2 positions is padding.": {"padding": 0.5, "sequence_length": 2},
        "the one position is padding.": {"padding": 1.0, "sequence_length": 1},
    }
    for end, settings in ends.items():
        assert marked(samples_claim(traced(**settings), 0)).endswith(f" {end}")


def test_training_brings_an_interest_together() -> None:
    within, across = _cosines(marked(table_claim(traced())))
    start_within, start_across = _cosines(marked(table_claim(traced(epoch=0))))
    assert within - across > start_within - start_across


def _cosines(claim: str) -> tuple[float, float]:
    _, within, _, across, _ = claim.split("**")
    return float(within.replace("−", "-")), float(across.replace("−", "-"))


def test_the_cosine_is_of_pairs_of_different_items() -> None:
    trace = traced(epoch=0)
    vectors = trace.weights["attention/embedding/embeddings"][1:VOCABULARY_SIZE].astype(np.float64)
    pairs = [
        vectors[i] @ vectors[j] / np.linalg.norm(vectors[i]) / np.linalg.norm(vectors[j])
        for i in range(64)
        for j in range(64)
        if i != j and i // 8 == j // 8
    ]
    assert _cosines(marked(table_claim(trace)))[0] == round(float(np.mean(pairs)), 2)


def test_vectors_of_zero_point_nowhere() -> None:
    assert "point nowhere" in marked(table_claim(traced(embeddings_initializer="zeros", epoch=0)))


def test_the_log_in_words() -> None:
    rows = log_rows(6, 0)
    log = click_log(6, 0)
    assert [row["clicked"] for row in rows] == ["yes", "no"] * 3
    assert [len(row["history"].split(", ")) for row in rows] == (log.history != 0).sum(1).tolist()
    assert not any("padding" in row["history"] for row in rows)
