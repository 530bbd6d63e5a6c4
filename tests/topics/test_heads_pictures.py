"""The heads' pictures show the layer's numbers, in the right place."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.pictures.payload import frame_view, pack
from attnviz.topics.heads.pictures import (
    band_figure,
    click_figure,
    unheard,
    user_figure,
    users_drawn,
)
from tests.topics.reading import cells, panels
from tests.traces import traced

NOTES = ["one", "two", "three", "four"]


def test_each_head_has_its_own_band() -> None:
    trace = traced(mode="multi_head", num_heads=4)
    figure = band_figure(trace, 1, 0, NOTES)
    for head in range(4):
        place = f"head {head + 1}"
        projected = trace["key_projected"].value[1]
        key = cells(figure, "key heads", place)
        assert np.allclose(key[:8], projected[:8, 2 * head : 2 * head + 2])
        assert np.isnan(key[8:]).all()  # padding is hatched, not drawn
        assert np.allclose(cells(figure, "query heads", place), trace["query_heads"].value[1, head])
        weights = cells(figure, "weights", place)[:, 0]
        assert np.allclose(weights[:8], trace["weights"].value[1, head, 0, :8])
        assert np.isnan(weights[8:]).all()


def test_a_cell_answers_where_it_stands() -> None:
    figure = band_figure(traced(mode="multi_head"), 1, 2, NOTES)
    assert {(panel["step"], tuple(panel["at"])) for panel in panels(figure)} == {
        ("key_heads", (1, 1, "row", "column")),
        ("query_heads", (1, 1, "row", "column")),
        ("weights", (1, 1, 0, "row")),
    }


def test_an_empty_history_that_gets_weight_is_not_hatched() -> None:
    trace = traced(mode="multi_head", padding=1.0, empty_row="uniform")
    weights = cells(band_figure(trace, 0, 0, NOTES), "weights", "head 1")
    assert np.allclose(weights, 0.1)


def test_what_each_click_looks_at_with_mean_and_largest() -> None:
    trace = traced(mode="multi_head", query="history")
    figure = click_figure(trace, 0, 0)
    hidden = unheard(trace, 0)
    drawn = trace["weights"].value[0]
    for head in range(2):
        tile = cells(figure, "weights", f"head {head + 1}")
        assert np.array_equal(np.isnan(tile), hidden)
        assert np.allclose(tile[~hidden], drawn[head][~hidden])
    mean, largest = (cells(figure, name, f"{name} over heads") for name in ("mean", "max"))
    assert np.allclose(mean[~hidden], drawn.mean(axis=0)[~hidden])
    assert np.allclose(largest[~hidden], drawn.max(axis=0)[~hidden])


@pytest.mark.parametrize("mask_padding", [True, False])
def test_causal_hides_what_is_ahead(mask_padding: bool) -> None:
    trace = traced(mode="multi_head", query="history", causal=True, mask_padding=mask_padding)
    hidden = unheard(trace, 0)
    assert hidden[np.triu_indices(10, 1)].all()
    assert hidden[8:].all() == mask_padding
    assert not hidden[:8][np.tril_indices(8)].any()


def test_one_head_alone() -> None:
    trace = traced(mode="multi_head", query="history")
    assert [panel["block"] for panel in panels(click_figure(trace, 0, 2))] == ["head 2"]


def test_users_side_by_side() -> None:
    trace = traced(mode="multi_head", num_heads=4)
    figure = user_figure(trace, 0)
    assert figure is not None
    for user in range(5):
        tile = cells(figure, "weights", f"user {user + 1}")
        assert np.allclose(tile[:8], trace["weights"].value[user, :, 0, :8].T)
    only = user_figure(trace, 3)
    assert only is not None
    tile = cells(only, "weights", "user 2")
    assert np.allclose(tile[:8, 0], trace["weights"].value[1, 2, 0, :8])
    assert panels(only)[1]["at"] == [1, 2, 0, "row"]


def test_forty_tiles_of_self_attention() -> None:
    trace = traced(mode="multi_head", num_heads=8, query="history")
    figure = user_figure(trace, 0)
    assert figure is not None
    assert len(panels(figure)) == 40
    tile = cells(figure, "weights", "user 3, h5")
    assert np.allclose(tile[:8, :8], trace["weights"].value[2, 4, :8, :8])


@pytest.mark.parametrize(
    ("settings", "drawn"),
    [
        ({"batch_size": 5}, 5),
        ({"batch_size": 64}, 40),
        ({"batch_size": 64, "sequence_length": 200}, 8),
        ({"batch_size": 1, "sequence_length": 200}, 1),
        ({"query": "history"}, 5),
        ({"query": "history", "batch_size": 64}, 20),
        ({"query": "history", "sequence_length": 200}, 0),
        ({"query": "history", "batch_size": 1}, 1),
    ],
)
def test_how_many_users_fit(settings: dict[str, Any], drawn: int) -> None:
    trace = traced(mode="multi_head", **settings)
    assert users_drawn(trace, 0) == drawn
    assert (user_figure(trace, 0) is None) == (drawn == 0)


def test_the_largest_pages_are_little_more_than_their_numbers() -> None:
    large = {"mode": "multi_head", "num_heads": 8, "sequence_length": 200}
    asking = traced(**large, query="history", batch_size=2)
    assert size(click_figure(asking, 0, 0)) < 4 * 8 * 200 * 200 + 100_000
    asked = traced(**large, batch_size=64)
    users = user_figure(asked, 0)
    assert users is not None
    assert size(band_figure(asked, 0, 0, 2 * NOTES)) + size(users) < 1_000_000


def size(figure: go.Figure) -> int:
    return len(pack({"frames": [frame_view(figure)]}))
