"""Training's pictures: the numbers in them, the map's axes, and its labels."""

from itertools import combinations
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attnviz.learning.metrics import attention_entropy, further_measures
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Further, Training
from attnviz.pictures import to_figure
from attnviz.scenario import catalogue
from attnviz.scenario.catalogue import ITEMS, catalogue_logs
from attnviz.topics.training.pictures import (
    curve_figures,
    head_figure,
    item_places,
    item_vectors,
    label_places,
    map_figures,
    similarities,
    similarity_figures,
)
from attnviz.trace.record import EMBEDDINGS
from tests.traces import traced

COUNT = ITEMS.vocabulary_size - 1
tables = arrays(
    np.float64,
    st.tuples(st.integers(2, 4), st.just(COUNT), st.integers(1, 9)),
    elements=st.floats(-10, 10),
)


def of(name: str) -> Training:
    training = shipped(SHIPPED[name])
    assert training is not None
    return training


def test_the_curves_are_the_trainings_own() -> None:
    epochs = of("attention").epochs
    further = [Further(one.loss / 2, None if one.epoch == 3 else 0.5) for one in epochs]
    figures = curve_figures(epochs, further, 4)
    curves = {title: figure.layout.meta["curves"] for title, figure in figures.items()}
    loss, auc, mass, entropy = curves.values()
    assert loss["values"] == [[e.loss for e in epochs], [e.loss / 2 for e in epochs]]
    assert auc["values"] == [[e.auc for e in epochs]]
    assert mass["values"] == [[e.mass for e in epochs]]
    assert entropy["values"][0][3] is None
    assert all(curve["current"] == 4 and curve["cursor"] == "epoch" for curve in curves.values())
    assert [shape["line"]["dash"] for shape in figures[list(figures)[2]].layout.shapes].count("dot")


def test_each_head_is_drawn_epoch_by_epoch() -> None:
    epochs = [traced(mode="multi_head", epoch=number) for number in (0, 1, 15)]
    figure = to_figure(head_figure(epochs, 1, 2))
    panels = figure.layout.meta["panels"]
    assert [panel["cursor"] for panel in panels] == ["epoch", "epoch"]
    assert figure.layout.meta["current"] == 2
    for head, panel in enumerate(panels):
        top, left = panel["z"]
        drawn = figure.data[panel["trace"]].z[top : top + 10, left : left + 3]
        own = np.stack([trace["weights"].value[1, head, 0] for trace in epochs], axis=-1)
        shown = np.isfinite(drawn)
        np.testing.assert_allclose(drawn[shown], own[shown])
        assert (~shown == (epochs[0].samples.history[1] == 0)[:, None]).all()
    assert go.Figure(figure.to_dict()).layout.width == figure.layout.width  # Plotly's own check


def test_raw_weights_are_drawn_signed() -> None:
    epochs = [traced(mode="multi_head", normalization="none", epoch=0)] * 2
    trace = to_figure(head_figure(epochs, 0, 0)).data[0]
    assert trace.zmin == -trace.zmax


@given(tables)
def test_the_map_is_the_best_plane_through_all_epochs(vectors: np.ndarray) -> None:
    places, seen = item_places(vectors)
    assert places.shape == (*vectors.shape[:2], 2)
    assert -1e-9 <= seen <= 1 + 1e-9
    flat = vectors.reshape(-1, vectors.shape[-1])
    centred = flat - flat.mean(axis=0)
    spread = (places.reshape(-1, 2) ** 2).sum()
    assert spread == pytest.approx(seen * (centred**2).sum(), rel=1e-6, abs=1e-6)
    if vectors.shape[-1] <= 2:
        assert seen == pytest.approx(1)


@given(tables)
def test_the_axes_do_not_move_nor_turn(vectors: np.ndarray) -> None:
    places, _ = item_places(vectors)
    again, _ = item_places(vectors.copy())
    np.testing.assert_array_equal(places, again)
    # One linear map for all epochs: what stands still stays where it is.
    still = np.repeat(vectors[:1], len(vectors), axis=0)
    places, _ = item_places(still)
    np.testing.assert_allclose(places, np.repeat(places[:1], len(vectors), axis=0), atol=1e-9)


def test_mirrored_items_keep_the_signs_of_the_axes() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(2, COUNT, 5)) * [5, 3, 1, 1, 1]
    places, _ = item_places(vectors)
    for axis in (0, 1):
        assert np.corrcoef(places[..., axis].ravel(), vectors[..., axis].ravel())[0, 1] > 0.9


@given(arrays(np.float64, (COUNT, 2), elements=st.floats(-1, 1)))
def test_no_label_lies_on_another(points: np.ndarray) -> None:
    labels = label_places(points, 1.0, catalogue.TITLES[1:], range(COUNT))
    assert 0 in labels
    boxes = [box(points[row], row + 1, where) for row, where in labels.items()]
    for one, other in combinations(boxes, 2):
        across = one[2] <= other[0] or other[2] <= one[0]
        assert across or one[3] <= other[1] or other[3] <= one[1]
    assert min(min(one[:2]) for one in boxes) >= 0
    assert max(max(one[2:]) for one in boxes) <= 380


def box(point: np.ndarray, item: int, where: str) -> tuple[float, float, float, float]:
    """Return where a label is written, px of a plot of 380: 6 a letter, 14 high."""
    x, y = (point[0] + 1) * 190, (1 - point[1]) * 190
    width = 6 * len(catalogue.TITLES[item]) + 4
    down, across = where.split()
    left = {"right": x + 5, "left": x - 5 - width, "center": x - width / 2}[across]
    top = {"top": y - 19, "bottom": y + 5, "middle": y - 7}[down]
    return left, top, left + width, top + 14


def test_the_map_shows_every_item_on_the_same_axes() -> None:
    vectors = item_vectors(of("attention").weights[EMBEDDINGS], np.arange(65), ITEMS)
    places, seen = item_places(vectors)
    assert 0.3 < seen <= 1
    figures = map_figures(places, ITEMS, 26, np.array([27, 28, 0]))
    assert len(figures) == 16
    assert len({(tuple(f.layout.xaxis.range), tuple(f.layout.yaxis.range)) for f in figures}) == 1
    for number, figure in enumerate(figures):
        *interests, labels = figure.data
        assert [trace.name for trace in interests] == list(catalogue.INTERESTS)
        drawn = np.concatenate([np.stack([trace.x, trace.y], -1) for trace in interests])
        np.testing.assert_allclose(drawn, places[number])
        assert f"<b>{catalogue.TITLES[26]}</b>" in labels.text
    sizes = {size for trace in figures[0].data[:-1] for size in trace.marker.size}
    assert len(sizes) == 2


def test_similarities_are_cosines() -> None:
    vectors = np.array([[3.0, 0.0], [0.0, 2.0], [-1.0, 0.0], [0.0, 0.0]])
    expected = [[1, 0, -1, 0], [0, 1, 0, 0], [-1, 0, 1, 0], [0, 0, 0, 0]]
    np.testing.assert_allclose(similarities(vectors), expected)


def test_the_similarities_are_ordered_by_interest() -> None:
    vectors = item_vectors(of("attention").weights[EMBEDDINGS], np.arange(65), ITEMS)
    figures = [to_figure(shown) for shown in similarity_figures(vectors, ITEMS)]
    assert len(figures) == 16
    for figure, own in zip(figures, vectors, strict=True):
        np.testing.assert_allclose(figure.data[0].z, similarities(own), atol=1e-6)
    names = [text for text in figures[0].data[-1].text if text in catalogue.INTERESTS]
    assert names == list(catalogue.INTERESTS)


@pytest.mark.parametrize(
    ("weights", "entropy"),
    [
        ([1.0, 1.0, 1.0, 1.0], 1.0),
        ([0.0, 2.0, 0.0, 0.0], 0.0),
        ([0.5, -0.5, 0.0, 0.0], np.log(2) / np.log(4)),
        ([0.0, 0.0, 0.0, 0.0], None),
        ([np.nan, 1.0, 1.0, 1.0], None),
    ],
)
def test_entropy_by_hand(weights: list[float], entropy: float | None) -> None:
    row = np.array([[[*weights, 7.0]]])  # what is on padding does not count
    found = attention_entropy(row, np.array([[True] * 4 + [False]]))
    assert found == (None if entropy is None else pytest.approx(entropy))


def test_further_measures_are_of_every_epoch() -> None:
    training: Any = of("multi_head_2").first(2)
    found = further_measures(training, catalogue_logs(2000))
    assert len(found) == 3
    for one, epoch in zip(found, training.epochs, strict=True):
        assert one.train_loss == pytest.approx(epoch.loss, abs=0.05)
        assert one.entropy is not None
    assert found[0].entropy is not None
    assert found[0].entropy > 0.97  # untrained: nearly equal weights
