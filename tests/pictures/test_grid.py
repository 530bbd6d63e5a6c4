"""Blocks of panels in a grid."""

import itertools

import numpy as np
import pytest

from attnviz.pictures import Block, Panel
from attnviz.pictures.drawing import fitting_numbers
from attnviz.pictures.scene import Box
from tests.pictures.examples import LABELS, grid_figure, heads, heatmaps, panel


def test_a_tensor_of_all_heads_is_one_trace_with_nothing_between_tiles() -> None:
    figure = heads(40)
    assert len(heatmaps(figure)) == 1
    z = heatmaps(figure)[0].z
    assert z.shape == (10 * 10 + 9, 4 * 10 + 3)
    assert np.isnan(z[10]).all()
    assert np.isnan(z[:, 10]).all()
    entry = figure.layout.meta["panels"][5]
    top, left = entry["z"]
    assert z[top : top + 10, left : left + 10].sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert figure.layout.meta["panels"][5]["block"] == "head 6"


def test_a_picture_of_tiles_is_as_high_with_one_click_more() -> None:
    def height(clicks: int) -> float:
        tiles = [Block(f"head {h}", (panel(clicks, clicks, row_labels=()),)) for h in range(8)]
        return float(grid_figure(tiles).layout.height)

    assert height(10) == pytest.approx(height(11)) == pytest.approx(height(15))


def test_tiles_of_one_tensor_have_one_scale() -> None:
    blocks = [Block(f"head {h}", (panel(limit=limit),)) for h, limit in ((1, 1.0), (2, 3.0))]
    figure = grid_figure(blocks)
    assert [(trace.zmin, trace.zmax) for trace in heatmaps(figure)] == [(-3, 3)]


def test_another_scale_is_another_trace() -> None:
    weights = Panel("weights", np.full((5, 10), 0.1), scale="weights")
    change = Panel("difference", np.full((5, 10), -0.05), limit=0.2)
    figure = grid_figure(
        [Block("without", (weights,)), Block("with", (weights,)), Block("-", (change,))]
    )
    assert [(trace.zmin, trace.zmax) for trace in heatmaps(figure)] == [(0, 1), (-0.2, 0.2)]


def test_numbers_of_one_picture_are_written_in_one_way() -> None:
    users = LABELS[:5]
    weights = Panel("weights", np.full((5, 11), 0.05), row_labels=users, scale="weights")
    change = Panel("difference", np.full((5, 11), -0.05), row_labels=users, limit=0.2)
    roomy = grid_figure([Block("with", (weights,)), Block("difference", (change,))])
    crowded = grid_figure([Block(str(i), (p,)) for i, p in enumerate((weights, weights, change))])
    assert set(roomy.data[-2].text) == {"0.05", "−0.05"}
    assert set(crowded.data[-2].text) == {".05", "−.05"}


def test_small_panels_keep_their_numbers_beside_large_ones() -> None:
    def numbers(*shapes: tuple[int, int], width: float = 40) -> list[int]:
        panels = [Panel("p", np.full(shape, 0.5), scale="plain") for shape in shapes]
        return [
            len(texts) for texts in fitting_numbers(panels, [Box(0, 0, width, 20)] * len(panels))
        ]

    assert numbers((20, 1), (20, 64), (20, 64)) == [20, 0, 0]
    assert numbers((200, 200)) == [0]
    # Tiles of one size have theirs together, or not at all.
    assert numbers(*[(10, 5)] * 40) == [50] * 40
    assert numbers(*[(10, 5)] * 41, (10, 1)) == [0] * 41 + [10]
    assert numbers((10, 1), width=8) == [0]


def test_a_weight_of_1_is_written_where_others_are() -> None:
    rest = np.full((5, 15), 0.99)
    tiles = [Panel("weights", cells, scale="weights") for cells in (rest, rest, rest.copy())]
    tiles[2].values[0, 0] = 1
    figure = grid_figure([Block(str(n), (tile,)) for n, tile in enumerate(tiles)], narrow=1)
    assert set(figure.data[-2].text) == {".99", "1.0"}
    assert len(figure.data[-2].text) == 3 * 5 * 15


def test_row_labels_take_the_room_they_need() -> None:
    def left(*labels: str) -> tuple[float, list[str]]:
        figure = grid_figure([Block("a", (Panel("key", np.zeros((2, 4)), row_labels=labels),))])
        narrow = figure.layout.meta["narrow"]["data"][-1]["text"].tolist()
        return figure.layout.meta["panels"][0]["narrow"]["box"][0], narrow

    assert left("user 1", "user 2")[0] < 60
    place, texts = left("sleeping bag", "milk frother")
    assert {"sleeping bag", "milk frother"} <= set(texts)
    assert place <= 84
    long = "collapsible camping chair"
    place, texts = left(long, "tent")
    assert place == 84
    assert long not in texts
    assert any(text.endswith("…") and long.startswith(text[:-1]) for text in texts)


def test_titles_of_narrow_panels_do_not_run_into_the_next_block() -> None:
    def block(name: str) -> Block:
        weights = Panel("weights", np.zeros((3, 1)), scale="weights", at=(0, "row"))
        return Block(name, (Panel("key_heads", np.zeros((3, 4)), "key"), weights))

    figure = grid_figure([block("head 1"), block("head 2")])
    written = figure.layout.meta["narrow"]["data"][-1]
    titles = [
        (float(x), side, text)
        for x, side, text in zip(*(written[k] for k in ("x", "textposition", "text")), strict=True)
        if "key_heads" in text or "weights" in text
    ]
    spans = []
    for x, side, text in titles:
        width = 7.0 * len("key_heads" if "key_heads" in text else "weights")
        spans.append((x - width, x) if side == "middle left" else (x, x + width))
    spans.sort()
    assert len(spans) == 4
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_blocks_in_a_row_share_its_height_with_a_head_or_without() -> None:
    figure = grid_figure(
        [Block("head 1", (panel(),), head=0), Block("mean over heads", (panel(),))]
    )
    tops = [entry["wide"]["box"][1] for entry in figure.layout.meta["panels"]]
    assert tops[0] == tops[1]


def test_blocks_must_be_alike() -> None:
    with pytest.raises(ValueError, match="same shapes"):
        grid_figure([Block("a", (panel(),)), Block("b", (panel(10, 7),))])
    with pytest.raises(ValueError, match="at least one block"):
        grid_figure([])
