"""What is said and drawn of what is known beside an item's id."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.scenario.catalogue import ITEMS
from attnviz.scenario.changes import Number
from attnviz.scenario.settings import Settings
from attnviz.topics.compared.differences import differences
from attnviz.topics.compared.what_if.claims import what_if_claim
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.topics.samples.hashing import hashing_claim
from attnviz.topics.samples.pictures import candidate_figure, lookup_figure
from attnviz.topics.samples.side_info import (
    gain_claim,
    gain_rows,
    side_info_claim,
    side_info_figure,
)
from attnviz.topics.slices import Slices
from attnviz.topics.walk import step_figure
from attnviz.trace.cell import Cell
from attnviz.trace.changed import place_of
from attnviz.trace.explain import explain
from tests.topics.reading import cells
from tests.traces import traced

CLICKS = "Each column is a click"
TABLES = ("embedding", "side_embedding_1", "side_embedding_2")
TWO: dict[str, Any] = {"side_info": True, "history": "capo, GPS watch", "candidate": "violin bow"}


def test_the_picture_marks_the_one_value_of_each_click() -> None:
    has = cells(side_info_figure(traced(**TWO), 0), "interest and price tier", CLICKS)
    assert has.shape == (8 + 3, 10)
    # running, music; budget, premium
    assert np.argwhere(has).tolist() == [[0, 1], [4, 0], [8, 0], [10, 1]]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            TWO,
            "Side information: beside its id, the layer is told of each item its interest and its "
            "price tier. User 1's 2 clicks by interest: 1 music, 1 running; by price tier: "
            "1 budget, 1 premium. The candidate, violin bow, is music and premium.",
        ),
        (
            {**TWO, "history": "capo", "mode": "multi_head", "query": "history"},
            "Side information: beside its id, the layer is told of each item its interest and its "
            "price tier. User 1's 1 click by interest: 1 music; by price tier: 1 budget. "
            "The candidate is not looked at.",
        ),
        (
            {"side_info": True, "padding": 1.0, "candidate": "capo"},
            "Side information: beside its id, the layer is told of each item its interest and its "
            "price tier. User 1 has no click of which anything could be told. The candidate, "
            "capo, is music and budget.",
        ),
    ],
)
def test_what_is_known_is_said(settings: dict[str, Any], said: str) -> None:
    assert str(side_info_claim(traced(**settings), 0)) == said


@pytest.mark.parametrize("hash_bins", [None, 9])
def test_rows_stand_side_by_side_and_a_linear_map_makes_the_key(hash_bins: int | None) -> None:
    trace = traced(**TWO, hash_bins=hash_bins)
    ids = trace.samples.history
    tables = [trace.weights[f"attention/{name}/embeddings"] for name in TABLES]
    rows = [trace.item_rows[ids], ITEMS.info[ids, 0], ITEMS.info[ids, 1]]
    joined = np.concatenate([t[r] for t, r in zip(tables, rows, strict=True)], axis=-1)
    np.testing.assert_array_equal(trace["key_joined"].value, joined)
    kernel, bias = (trace.weights[f"attention/side_dense/{name}"] for name in ("kernel", "bias"))
    np.testing.assert_allclose(trace["key"].value, joined @ kernel + bias, rtol=1e-4, atol=1e-6)


def test_the_lookup_shows_the_values_the_rows_and_the_key() -> None:
    trace = traced(**TWO, hash_bins=9)
    figure = lookup_figure(trace, 0)
    np.testing.assert_array_equal(cells(figure, "history info"), trace["history_info"].value[0])
    np.testing.assert_array_equal(cells(figure, "key joined"), trace["key_joined"].value[0])
    asked = cells(candidate_figure(trace, 0), "candidate info")
    assert asked.tolist() == [[5, 3]]  # music, premium
    alt = step_figure(trace, "key_joined", 0).layout.meta["alt"]
    assert alt == "history rows (10 by 1) , history info (10 by 2) look up key joined (10 by 24)"


def test_items_of_one_row_are_told_apart_by_what_is_known_of_them() -> None:
    said = ". Only by what is known of them beside their ids can the layer tell these apart."
    assert str(hashing_claim(traced(**TWO, hash_bins=17))).endswith(said)
    assert "one item" in str(hashing_claim(traced(hash_bins=17)))


def test_columns_of_features_say_which_is_which() -> None:
    panel = Slices(traced(**TWO), 0).panel("history_info")
    assert panel.note == "1 interest · 2 price tier"
    assert panel.column_labels == ("1", "2")


def test_opened_numbers_say_whose_they_are() -> None:
    trace = traced(**TWO)
    said = {
        ("history_info", (0, 1, 1)): "The price tier of GPS watch is premium, which has the "
        "number 3.",
        ("history_info", (0, 9, 0)): "Padding has no interest: 0 stands for none.",
        ("candidate_info", (0, 0, 0)): "The interest of violin bow is music, which has the "
        "number 5.",
        ("key_joined", (0, 0, 2)): "Row 36 of the embedding table is the vector of capo; this is "
        "number 3 of it.",
        ("key_joined", (0, 1, 17)): "Row 3 of the table of the feature price tier is the vector "
        "of premium; this is number 2 of it.",
        ("query_joined", (0, 0, 8)): "Row 5 of the table of the feature interest is the vector "
        "of music; this is number 1 of it.",
    }
    for (name, index), sentence in said.items():
        assert explain(trace, name, index).sentence == sentence
    made = explain(trace, "key", (0, 1, 0))
    assert made.columns[:2] == ("item 1", "item 2")
    assert made.columns[-2:] == ("price tier 8", "bias")
    learned = explain(trace, "attention/side_embedding_2/embeddings", (3, 0))
    assert learned.title.startswith("attention/side_embedding_2/embeddings[premium, 1]")
    assert "(random_normal, seed 0)" in learned.sentence


def test_a_changed_number_of_the_rows_is_the_tables_wherever_the_value_stands() -> None:
    trace = traced(**TWO)
    table = "attention/side_embedding_2/embeddings"
    assert place_of(trace, Cell("key_joined", (0, 1, 17))) == Cell(table, (3, 1))
    assert place_of(trace, Cell("key_joined", (0, 1, 1))) == Cell(
        "attention/embedding/embeddings", (4, 1)
    )
    assert place_of(trace, Cell("history_info", (0, 1, 1))) is None
    assert place_of(trace, Cell("key", (0, 1, 1))) == Cell("key", (0, 1, 1))
    change = Number("key_joined", (0, 1, 17), 2.0)
    now = traced(**TWO, change=(change,))
    premium = trace["history_info"].value[..., 1] == 3
    assert (now["key_joined"].value[premium][:, 17] == 2).all()
    assert now["query_joined"].value[0, 0, 17] == 2  # the candidate is premium too
    np.testing.assert_array_equal(
        now["key_joined"].value[~premium], trace["key_joined"].value[~premium]
    )
    said = str(what_if_claim(WhatIf(trace, now, 0)))
    assert said.startswith("With number 2 of the vector of premium at 2.00 in place of ")
    assert said.endswith(
        "A vector changes wherever its price tier stands: here 1 click of this history and the "
        "candidate."
    )


def test_it_is_one_difference_between_two_views() -> None:
    (one,) = differences(traced(epoch=0), traced(side_info=True, epoch=0))
    assert one.row == {"setting": "Side information", "side A": "no", "side B": "yes"}


def test_what_it_brings_is_told_in_auc() -> None:
    made = shipped(Settings())
    assert made is not None
    worse = replace(made, epochs=tuple(replace(one, auc=0.75) for one in made.epochs))
    assert str(gain_claim(made, worse, 3)) == (
        "On held-out users the AUC after epoch 3 is 1.000 with side information, and 0.750 without."
    )
    assert gain_rows(made, worse)[3] == {
        "epoch": "3",
        "AUC with side information": "1.000",
        "AUC without": "0.750",
    }
    nowhere = replace(made, epochs=tuple(replace(one, auc=float("nan")) for one in made.epochs))
    assert not gain_claim(nowhere, made, 3)
