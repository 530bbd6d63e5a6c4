"""Two settings side by side: clicks in one order, what differs, one scale, an honest difference."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.topics.compared import claims
from attnviz.topics.compared.alignment import Row, aligned
from attnviz.topics.compared.differences import differences
from attnviz.topics.compared.pictures import ComparedStep, sides_figure
from attnviz.trace.record import Trace
from tests.topics.reading import cells, panels
from tests.traces import changed, traced, with_weights

ASKS = {"mode": "multi_head", "query": "history"}


def of(ids: list[int], trace: Trace | None = None) -> Trace:
    """Return a trace whose first user has clicked these items."""
    trace = trace or traced(epoch=0)
    history = trace.samples.history.copy()
    history[0, : len(ids)] = ids
    return replace(trace, samples=replace(trace.samples, history=history[:, : len(ids)]))


def places(first: list[int], second: list[int]) -> list[tuple[int | None, int | None]]:
    """Return the rows of two histories, each place counted from 0."""
    return [(row.first, row.second) for row in aligned(of(first), of(second))]


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        ([5, 7, 9], [5, 7, 9], [(0, 0), (1, 1), (2, 2)]),
        ([5, 7, 9], [7, 9, 0], [(0, None), (1, 0), (2, 1), (None, 2)]),  # a click is gone
        ([5, 7, 9], [9, 5, 7], [(0, 1), (1, 2), (2, 0)]),  # a click has moved
        ([5, 7], [5, 6, 7], [(0, 0), (None, 1), (1, 2)]),  # a click has come
        ([5, 7], [8, 9], [(None, 0), (None, 1), (0, None), (1, None)]),
        ([3, 5, 5], [5, 5], [(0, None), (1, 0), (2, 1)]),  # of the same item, in order
        ([5, 5], [5, 3, 5, 5], [(0, 0), (None, 1), (1, 2), (None, 3)]),  # and near
        ([5, 3, 5], [5], [(0, 0), (1, None), (2, None)]),
        ([0, 0, 5], [5, 0, 0], [(0, 1), (1, 2), (2, 0)]),  # padding at the other side
        ([5], [5], [(0, 0)]),
    ],
)
def test_clicks_stand_beside_themselves(
    first: list[int], second: list[int], rows: list[tuple[int | None, int | None]]
) -> None:
    assert places(first, second) == rows


def test_every_position_is_in_one_row() -> None:
    draw = np.random.default_rng(0)
    for _ in range(30):
        first, second = (draw.integers(0, 4, draw.integers(1, 9)).tolist() for _ in range(2))
        rows = places(first, second)
        assert [here for here, _ in rows if here is not None] == list(range(len(first)))
        assert sorted(there for _, there in rows if there is not None) == list(range(len(second)))
        assert all(first[a] == second[b] for a, b in rows if a is not None and b is not None)
        shared = sum(min(first.count(item), second.count(item)) for item in range(4))
        assert sum(None not in row for row in rows) == shared


def test_other_items_are_told_apart_by_their_titles() -> None:
    numbered = of([5, 0], traced(items="numbered"))
    rows = aligned(of([5, 0]), numbered)
    assert rows == (Row(None, 0), Row(0, None), Row(1, 1))  # padding alone is the same


def told(first: Trace, second: Trace) -> dict[str, tuple[str, str]]:
    return {one.name: (one.first, one.second) for one in differences(first, second)}


def test_what_differs_is_listed_by_control() -> None:
    assert told(traced(), traced()) == {}
    assert told(traced(), changed(traced(), normalization="softmax")) == {}  # its own by itself
    none = changed(traced(), normalization="none", sample=3)
    assert told(traced(), none) == {"normalization": ("softmax", "none"), "sample": ("1", "3")}
    assert told(traced(epoch=0), traced()) == {"epoch": ("0", "15")}
    assert told(traced(), traced(mode="multi_head")) == {
        "mode": ("target attention", "multi-head attention")
    }
    candidate = told(traced(), traced(candidate="moka pot"))
    assert candidate == {"candidate": ("cool box", "moka pot")}


def test_what_a_recipe_sets_differs_as_well() -> None:
    found = told(traced(), traced(recipe="article", mode="attention"))
    assert found["recipe"] == ("default", "article")
    assert found["unit_inputs"] == ("query and key", "the key alone")
    assert found["unit_layers"] == ("80, 40", "none")
    assert "normalization" not in found
    assert "mode" not in found


def test_what_is_looked_at_does_not_differ() -> None:
    assert told(traced(), changed(traced(), head=1, step="scores", pin="score:0")) == {}


def test_a_long_history_is_cut() -> None:
    other = changed(traced(), history=", ".join(["moka pot"] * 10))
    (_, second) = told(traced(), other)["history"]
    assert len(second) == 61
    assert second.endswith("…")


def step(first: Trace, second: Trace, name: str = "weights", head: int = 0) -> ComparedStep:
    return ComparedStep(first, second, name, head)


def figure(compared: ComparedStep) -> Any:
    return sides_figure(compared, claims.notes(differences(compared.first, compared.second)))


def test_the_difference_is_b_less_a_and_the_sides_are_on_one_scale() -> None:
    first, second = traced(), traced(candidate="moka pot")
    shown = figure(step(first, second))
    one, other = (trace["weights"].value[0, 0] for trace in (first, second))
    assert np.allclose(cells(shown, "weights", "A")[:8, 0], one[:8])
    assert np.allclose(cells(shown, "weights", "B")[:8, 0], other[:8])
    assert np.allclose(cells(shown, "difference", "difference")[:8, 0], (other - one)[:8])
    assert np.isnan(cells(shown, "difference", "difference")[8:]).all()  # masked on both


@pytest.mark.parametrize("name", NORMALIZATIONS)
@pytest.mark.parametrize("other", NORMALIZATIONS)
def test_both_sides_are_on_one_scale(name: str, other: str) -> None:
    first, second = (changed(traced(), normalization=one) for one in (name, other))
    both = step(first, second).panels
    assert both[0].bounds == both[1].bounds
    assert both[0].scale == both[1].scale
    bounded = all(NORMALIZATIONS[one].bounded for one in (name, other))
    assert both[0].scale == ("weights" if bounded else "signed")


def test_a_short_and_a_long_history_are_compared_click_by_click() -> None:
    first, second = traced(), traced(sequence_length=200)
    compared = step(first, second)
    difference = compared.difference
    assert difference is not None
    assert difference.rows == 200
    assert np.allclose(
        difference.shown[:8, 0],
        (second["weights"].value[0, 0, :8] - first["weights"].value[0, 0, :8]),
    )
    assert "152 clicks of B have no partner" in str(claims.alone_sentence(compared))
    # Scores do not see how long a history is.
    assert "no number of scores changes" in str(
        claims.compared_claim(step(first, second, "scores"), differences(first, second))
    )


def test_one_position_beside_ten() -> None:
    compared = step(traced(sequence_length=1, padding=0.0), traced())
    assert [panel.rows for panel in compared.panels] == [10, 10]
    found = said(compared.first, compared.second)
    assert "weights change most at sleeping bag: from 100 % to 23 %." in found


def test_padding_on_the_other_side_changes_places_and_no_number() -> None:
    first, second = traced(), traced(padding_side="left")
    compared = step(first, second)
    assert not compared.alike
    assert compared.panels[0].row_labels[0] == "1→3 sleeping bag"
    assert compared.panels[1].row_places[:8] == tuple(range(2, 10))
    said = claims.compared_claim(compared, differences(first, second))
    assert "no number of weights changes" in str(said)
    # A cell of the difference is no single place, so that it cannot be opened.
    assert compared.difference is not None
    assert compared.difference.at == ()


def test_another_user_has_other_rows() -> None:
    first, second = traced(), traced(sample=2)
    compared = step(first, second)
    labels = compared.panels[0].row_labels
    assert compared.panels[1].row_labels == labels
    assert sum(label.startswith("A: ") for label in labels) == 7
    assert sum(label.startswith("B: ") for label in labels) == 7
    assert "4→1 bib shorts" in labels
    assert compared.panels[0].at[0] == 0
    assert compared.panels[1].at[0] == 1
    row = labels.index("B: headlamp")
    assert compared.panels[0].row_places[row] == -1
    assert compared.panels[0].occurs("masked")[row, 0]
    assert compared.panels[1].values[row, 0] == second["weights"].value[1, 0, 1]


def test_one_head_and_eight_have_a_mean_and_no_vectors_in_common() -> None:
    first, second = (traced(mode="multi_head", num_heads=heads) for heads in (1, 8))
    compared = step(first, second)
    assert compared.difference is not None
    assert np.allclose(
        compared.panels[1].values[:, 0], second["weights"].value[0, :, 0].mean(axis=0)
    )
    assert str(claims.heads_sentence(compared)) == (
        "Side A shows its one row of numbers, side B the mean of 8 heads."
    )
    vectors = step(first, second, "context")
    assert vectors.difference is None
    assert "for 1 head on side A and for 8 heads on side B" in str(vectors.why_none)
    assert len(panels(figure(vectors))) == 2


def test_a_head_that_only_one_side_has() -> None:
    first, second = (traced(mode="multi_head", num_heads=heads) for heads in (2, 8))
    compared = step(first, second, head=5)
    assert compared.panels[1].at == (0, 4, 0, "row")
    assert compared.panels[0].at == (0, "mean", 0, "row")
    assert "the mean of 2 heads, side B head 5." in str(claims.heads_sentence(compared))


def test_vectors_of_other_lengths_are_shown_without_a_difference() -> None:
    compared = step(traced(epoch=0), traced(embedding_dim=16, epoch=0), "key")
    shown = figure(compared)
    assert [panel["step"] for panel in panels(shown)] == ["A.key", "B.key"]
    assert "8 numbers in a row on side A and 16 on side B" in str(compared.why_none)
    limits = {panel.bounds for panel in compared.panels}
    assert len(limits) == 1


def test_who_asks_makes_other_rows() -> None:
    compared = step(traced(), traced(**ASKS))
    assert "On side A the candidate asks, on side B every click asks" in str(compared.why_none)
    assert len(panels(figure(compared))) == 2


def test_self_attention_is_aligned_on_both_axes() -> None:
    first, second = traced(**ASKS), traced(**ASKS, padding_side="left")
    compared = step(first, second, head=1)
    one, other = compared.panels
    assert np.allclose(one.shown[:8, :8], other.shown[:8, :8], atol=1e-6)
    assert other.column_places[:2] == (2, 3)
    assert one.column_labels[0] == "1→3"
    causal = step(traced(**ASKS), traced(**ASKS, causal=True))
    said = claims.compared_claim(causal, differences(causal.first, causal.second))
    assert ", as it looks at " in str(said)


def test_ids_have_no_difference() -> None:
    assert "Ids are names" in str(step(traced(), traced(sample=2), "history").why_none)


def test_histories_without_a_common_click() -> None:
    compared = step(traced(), traced(items="numbered"))
    assert compared.difference is None
    assert "no click in common" in str(compared.why_none)
    assert len(panels(figure(compared))) == 2


def said(first: Trace, second: Trace) -> str:
    return str(claims.compared_claim(step(first, second), differences(first, second)))


def test_a_difference_is_only_told_where_there_is_one() -> None:
    trace = traced()
    other = changed(trace, sample_seed=0, batch_size=6)
    near = trace["weights"].value * (1 + 1e-7)
    assert "no number of weights changes" in said(trace, other)
    assert "no number of weights changes" in said(trace, with_weights(other, near[:1]))
    moved = np.where(trace.samples.history[:1] != 0, 0.125, 0)
    moved[0, :2] += 0.03, -0.03
    even = with_weights(trace, np.where(trace.samples.history != 0, 0.125, 0)[:, None])
    hardly = with_weights(other, np.repeat(moved, 6, axis=0)[:, None])
    assert "weights hardly change: most of all at sleeping bag, from 12 % to 16 %." in said(
        even, hardly
    )
    moved[0, :2] = 0.1225, 0.1275
    alike = with_weights(other, np.repeat(moved, 6, axis=0)[:, None])
    assert "most of all at sleeping bag, by 0.0025, from about 12 %." in said(even, alike)
    moved[0, :2] = 0.1249, 0.1251
    alike = with_weights(other, np.repeat(moved, 6, axis=0)[:, None])
    assert "by less than 0.001." in said(even, alike)
    much = with_weights(other, np.where(other.samples.history != 0, 0.925, 0)[:, None])
    assert "by about as much everywhere: 0.80." in said(even, much)
    assert "so nothing differs" in said(trace, trace)


def test_the_score_is_told() -> None:
    first, second = traced(epoch=0), traced()
    found = str(claims.score_sentence(first, second))
    before, after = (trace.score[0] for trace in (first, second) if trace.score is not None)
    assert found == f"The score goes from {before:.3f} to {after:.3f}."
    assert str(claims.score_sentence(first, first)).startswith("The score stays at ")
    assert not claims.score_sentence(first, traced(**ASKS))


def test_whose_weights_are_shown_is_told() -> None:
    assert "the same learned numbers" in str(claims.weights_claim(traced(), traced(sample=2)))
    heads = traced(mode="multi_head")
    assert "trained by itself" in str(claims.weights_claim(traced(), heads))
    assert "of one training" in str(claims.weights_claim(traced(epoch=3), traced()))
    untrained = "Side A is untrained, and side B is shown after 1 epoch of training."
    assert str(claims.weights_claim(traced(epoch=0), traced(epoch=1))) == untrained
    assert "both are untrained" in str(claims.weights_claim(traced(epoch=0), traced(epoch=0)))
    article = traced(recipe="article", mode="attention")
    (one,) = claims.learned_claims(article, traced())
    assert str(one).startswith("Side A: This layer has not learned to attend")


def test_the_titles_say_what_sets_the_sides_apart() -> None:
    def notes(second: Trace) -> tuple[str, str]:
        return claims.notes(differences(traced(), second))

    assert notes(traced()) == ("", "")
    assert notes(changed(traced(), normalization="none")) == ("softmax", "none")
    assert notes(changed(traced(), sample=2)) == ("user 1", "user 2")
    without = notes(changed(traced(), mask_padding=False))
    assert without == ("mask padding yes", "mask padding no")
    assert notes(changed(traced(), sample=2, mask_padding=False)) == ("", "")
