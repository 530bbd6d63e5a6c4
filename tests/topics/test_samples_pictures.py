"""The lookup's pictures: a row of the table for each id."""

from dataclasses import replace

import numpy as np
import pytest

from attnviz.pictures.palette import INTERESTS
from attnviz.topics.samples.pictures import (
    MOST_ROWS,
    candidate_figure,
    lookup_figure,
    table,
    table_figure,
)
from tests.topics.reading import cells, panels
from tests.traces import traced


@pytest.mark.parametrize("user", [0, 3])
def test_ids_become_rows_of_the_table(user: int) -> None:
    trace = traced()
    figure = lookup_figure(trace, user)
    ids = cells(figure, "history")[:, 0].astype(int)
    assert ids.tolist() == trace.samples.history[user].tolist()
    assert np.allclose(cells(figure, "key"), table(trace)[ids])
    assert np.allclose(cells(figure, "value"), table(trace)[ids])
    query = cells(candidate_figure(trace, user), "query")
    assert np.allclose(query[0], table(trace)[trace.samples.candidate[user]])


def test_the_table_and_which_rows_are_looked_up() -> None:
    trace = traced(history="capo, capo, bell")
    figure = table_figure(trace, 0)
    block = "Each column is an item"
    assert np.allclose(cells(figure, "embedding table", block), table(trace).T)
    counts = cells(figure, "looked up", block)[0]
    assert counts.sum() == 10
    assert sorted(counts[counts > 0].tolist()) == [1, 2, 7]


def test_an_interest_has_its_own_colour_and_all_their_names_stand_or_none() -> None:
    picture = table_figure(traced(), 0)
    names = {*INTERESTS}
    for scene in (picture.wide, picture.narrow):
        assert [bar.colour for bar in scene.bars] == [light for light, _ in INTERESTS.values()]
        shown = names & {label.text for label in scene.labels}
        assert shown == (names if scene is picture.wide else set())


def test_items_of_an_interest_stand_side_by_side_whatever_their_ids_are() -> None:
    trace = traced()
    items = trace.samples.items
    assert items.interests is not None
    mixed = items.interests.copy()
    mixed[1:] = np.arange(64) % 8
    mixed[7] = -1
    trace = replace(trace, samples=replace(trace.samples, items=replace(items, interests=mixed)))
    figure = table_figure(trace, 0)
    vectors = next(p for p in panels(figure) if p["title"] == "embedding table")
    ids = vectors["column_places"]
    assert ids[0] == 0
    assert ids[-1] == 7
    assert sorted(ids) == list(range(65))
    assert mixed[ids[1:-1]].tolist() == sorted(mixed[ids[1:-1]].tolist())
    block = "Each column is an item"
    assert np.allclose(cells(figure, "embedding table", block), table(trace)[ids].T)


def test_a_long_table_is_cut() -> None:
    trace = traced(items="numbered", vocabulary_size=3000)
    figure = table_figure(trace, 0)
    assert cells(figure, "embedding table", "Each column is an item").shape == (8, MOST_ROWS)
    looked_up = trace.samples.history[0]
    counts = cells(figure, "looked up", "Each column is an item")[0]
    assert counts.sum() == (looked_up < MOST_ROWS).sum()
