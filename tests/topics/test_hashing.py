"""What is said and drawn of items that share a row of the table."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import Settings
from attnviz.topics.samples.claims import table_claim
from attnviz.topics.samples.hashing import cost_claim, hashing_claim, hashing_figure
from attnviz.topics.samples.pictures import lookup_figure, table, table_figure
from attnviz.trace.explain import explain
from tests.topics.reading import cells
from tests.traces import traced

ROWS = "Each column is a row of the table"


def test_the_picture_counts_each_item_once_in_its_row() -> None:
    trace = traced(hash_bins=17)
    counts = cells(hashing_figure(trace), "items of each row", ROWS)
    assert counts.shape == (8, 17)
    assert counts.sum(axis=1).tolist() == [8] * 8
    by_row = np.bincount(trace["history_rows"].value[0], minlength=17)
    assert (counts.sum(axis=0)[1:] >= (by_row[1:] > 0)).all()
    assert counts[:, 0].sum() == 0


def test_a_shared_row_is_one_vector_in_walk_table_and_picture() -> None:
    trace = traced(hash_bins=9, history="capo, bell, hammock")
    rows = trace.item_rows[trace.samples.history]
    np.testing.assert_array_equal(trace["history_rows"].value, rows)
    np.testing.assert_array_equal(trace["key"].value, table(trace)[rows])
    assert cells(lookup_figure(trace, 0), "history rows")[:, 0].tolist() == rows[0].tolist()
    looked_up = cells(table_figure(trace, 0), "looked up", ROWS)[0]
    assert looked_up.tolist() == np.bincount(rows[0], minlength=9).tolist()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"hash_bins": 17},
            "A hash of the id picks the row: 64 items have 16 rows, beside row 0 for padding. 1 "
            "has a row of its own; row 9 serves most: 8 of them. To the layer these are one item.",
        ),
        (
            {"items": "numbered", "vocabulary_size": 3, "hash_bins": 2},
            "A hash of the id picks the row: 2 items have 1 row, beside row 0 for padding. Each "
            "shares its row with another; row 1 serves most: item 1 and item 2. To the layer these "
            "are one item.",
        ),
        (
            {"items": "numbered", "vocabulary_size": 2, "sequence_length": 1, "hash_bins": 9},
            "A hash of the id picks the row: 1 item has 8 rows, beside row 0 for padding. It has a "
            "row of its own.",
        ),
    ],
)
def test_who_shares_a_row_is_said(settings: dict[str, Any], said: str) -> None:
    assert str(hashing_claim(traced(**settings))) == said


def test_items_of_one_row_have_one_direction() -> None:
    assert "a cosine of 1.00 on average, and two items of different interests of 1.00:" in str(
        table_claim(traced(hash_bins=2))
    )


def test_an_opened_row_names_those_who_share_it() -> None:
    trace = traced(hash_bins=17, history="hammock, capo", candidate="cool box")
    opened = explain(trace, "history_rows", (0, 0))
    assert opened.sentence == (
        "The hash of 30, the id of hammock, leaves 10 when it is divided by 16; row 0 is "
        "padding's. It shares row 11 with dough scraper."
    )
    assert explain(trace, "history_rows", (0, 9)).sentence == "Padding keeps row 0."
    assert "the vector of cool box; this is" in explain(trace, "query", (0, 0, 0)).sentence


def test_the_cost_is_told_in_auc() -> None:
    made = shipped(Settings())
    assert made is not None
    worse = replace(made, epochs=tuple(replace(one, auc=0.75) for one in made.epochs))
    said = "On held-out users the AUC is 0.750 with shared rows, and 1.000 with a row an item."
    assert str(cost_claim(worse, made, 3)) == said
    nowhere = replace(made, epochs=tuple(replace(one, auc=float("nan")) for one in made.epochs))
    assert not cost_claim(nowhere, made, 3)
