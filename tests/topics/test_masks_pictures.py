"""The mask's picture shows both sides' weights and what lies between them."""

from typing import Any

import numpy as np
import pytest

from attnviz.pictures.payload import frame_view, pack
from attnviz.topics.masks.pictures import mask_figure
from tests.topics.reading import cells, figure_of, panels
from tests.traces import changed, traced, with_weights

SIDES = "without mask", "with mask", "difference"


def drawn(head: int = 0, user: int = 0, **settings: Any) -> tuple[list[np.ndarray], Any, Any]:
    """Return the three tiles, and the traces without and with the mask."""
    trace = traced(**settings)
    without, masked = (changed(trace, mask_padding=on) for on in (False, True))
    figure = mask_figure(without, masked, user, head)
    names = ("weights", "weights", "difference")
    tiles = [cells(figure, name, side) for name, side in zip(names, SIDES, strict=True)]
    return tiles, without, masked


def test_users_by_positions() -> None:
    (before, after, difference), without, masked = drawn()
    assert np.allclose(before, without["weights"].value[:, 0])
    assert np.allclose(after[:, :8], masked["weights"].value[:, 0, :8])
    assert np.isnan(after[:, 8:]).all()
    assert np.allclose(difference, masked["weights"].value[:, 0] - before, atol=1e-7)


def test_the_mean_over_heads_or_one() -> None:
    (mean, *_), without, _ = drawn(mode="multi_head")
    assert np.allclose(mean, without["weights"].value[:, :, 0].mean(axis=1))
    (second, *_), without, _ = drawn(mode="multi_head", head=2)
    assert np.allclose(second, without["weights"].value[:, 1, 0])


@pytest.mark.parametrize(
    ("head", "at"), [(0, ["row", "mean", 0, "column"]), (2, ["row", 1, 0, "column"])]
)
def test_each_side_answers_with_its_own_weights(head: int, at: list[object]) -> None:
    trace = traced(mode="multi_head")
    sides = panels(mask_figure(trace, trace, 0, head))
    named = [f"{side}.weights" for side in ("unmasked", "masked", "difference")]
    assert [(side["step"], side["at"]) for side in sides] == [(name, at) for name in named]
    assert [side["title"] for side in sides] == ["weights", "weights", "difference"]


def test_self_attention_shows_one_user() -> None:
    (before, after, difference), without, masked = drawn(
        mode="multi_head", query="history", user=2, head=1
    )
    assert np.allclose(before, without["weights"].value[2, 0])
    assert np.allclose(after[:8, :8], masked["weights"].value[2, 0, :8, :8])
    assert np.isnan(after[8:]).all()
    assert np.isnan(after[:, 8:]).all()
    assert np.allclose(difference[:8, 8:], -before[:8, 8:])
    assert np.isnan(difference[8:]).all()  # what padding asked is not compared


def test_nan_of_an_empty_history_is_not_hatched() -> None:
    (_, after, _), *_ = drawn(padding=1.0, empty_row="nan")
    trace = traced(padding=1.0, empty_row="nan")
    without, masked = (changed(trace, mask_padding=on) for on in (False, True))
    legend = figure_of(mask_figure(without, masked, 0, 0)).layout.meta["legend"]
    assert np.isnan(after).all()
    assert [entry["swatch"] for entry in legend].count("nan") == 1
    assert "masked" not in [entry["swatch"] for entry in legend]


def test_uniform_weights_of_an_empty_history_are_drawn() -> None:
    (_, after, _), *_ = drawn(padding=1.0, empty_row="uniform")
    assert np.allclose(after, 0.1)


def test_signed_weights_and_their_difference_share_a_scale() -> None:
    trace = traced(normalization="none")
    without, masked = (changed(trace, mask_padding=on) for on in (False, True))
    figure = mask_figure(without, masked, 0, 0)
    assert len({(h.zmin, h.zmax) for h in figure_of(figure).data if h.type == "heatmap"}) == 1
    # Where nothing is shared, only padding changes.
    assert np.allclose(cells(figure, "difference", "difference")[:, :8], 0)


@pytest.mark.parametrize(
    ("less", "limit", "text"),
    [(6e-7, 0.02, "0.00"), (0.004, 0.02, ".00"), (0.25, 0.25, "0.25"), (0.5, 0.5, "0.50")],
)
def test_a_difference_that_no_number_shows_is_pale_and_written(
    less: float, limit: float, text: str
) -> None:
    trace = traced(batch_size=1)
    with_mask = np.zeros(10, np.float32)
    with_mask[:2] = 1 - less, less
    without = with_weights(trace, [1.0] + 9 * [0.0])
    drawn = figure_of(mask_figure(without, with_weights(trace, with_mask), 0, 0)).data
    *_, difference = (one for one in drawn if one.type == "heatmap")
    assert (difference.zmin, difference.zmax) == pytest.approx((-limit, limit))
    numbers = next(one.text for one in drawn if one.type == "scatter" and one.mode == "text")
    assert numbers[-9] == text  # of the second click; the last two are padding


def test_the_largest_stays_below_a_megabyte() -> None:
    for query in ("candidate", "history"):
        batch = 64 if query == "candidate" else 1
        trace = traced(mode="multi_head", query=query, batch_size=batch, sequence_length=200)
        without, masked = (changed(trace, mask_padding=on) for on in (False, True))
        figure = mask_figure(without, masked, 0, 0)
        assert len(pack({"frames": [frame_view(figure)]})) < 1_000_000
