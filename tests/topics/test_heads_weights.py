"""What is said and drawn of the weights of any walk."""

from typing import Any

import numpy as np
import pytest

import attnviz
from attnviz.topics.heads.weights import heads_picture

KEYS = ["tent", "stove", "rope", "tea"]
EVEN = [0.25] * 4
TENT = [0.7, 0.1, 0.1, 0.1]
ROPE = [0.1, 0.2, 0.6, 0.1]


def said(weights: Any, head: int | None = None, mask: Any = None) -> str:
    walk = attnviz.from_weights(weights, keys=KEYS, mask=mask)
    return str(attnviz.weights_claim(walk, 0, head))


@pytest.mark.parametrize(
    ("weights", "claim"),
    [
        (TENT, "For query 1, tent gets the most weight, 70 %."),
        (EVEN, "For query 1, no key stands out: 4 keys have 25 % each."),
        ([0.5, 0.5, 0, 0], "For query 1, no key stands out: 2 keys have 50 % each."),
        (
            [0.26, 0.25, 0.25, 0.24],
            "For query 1, no key stands out: the heaviest, tent, has 26 %, and equal weights would "
            "give it 25 %.",
        ),
        ([0, 0, 0, 0], "For query 1, nothing is attended to: every weight is 0."),
        ([np.nan] * 4, "For query 1, the weights are not numbers."),
        ([-3, 1, 0, 0], "For query 1, tent gets the most weight, 75 %."),
        ([TENT, [0.3, 0.3, 0.2, 0.2]], "Over 2 queries, tent gets the most weight, 50 %."),
        ([TENT, [0] * 4], "Over 1 query, tent gets the most weight, 70 %."),
        (
            [TENT, [np.nan] * 4, TENT],
            "Over 2 queries, without 1 whose weights are not numbers, tent gets the most weight, "
            "70 %.",
        ),
        ([[np.nan] * 4] * 2, "Over 2 queries, the weights are not numbers."),
        ([[TENT], [TENT]], "For query 1, both heads give tent the most weight."),
        ([[TENT]] * 3, "For query 1, all 3 heads give tent the most weight."),
        (
            [[TENT], [EVEN]],
            "For query 1, 1 of 2 heads gives tent the most weight; 1 has no favourite.",
        ),
        ([[EVEN], [EVEN]], "For query 1, no key stands out in any of the 2 heads."),
        (
            [[TENT], [TENT], [ROPE], [EVEN]],
            "For query 1, the 4 heads disagree: 2 heads give tent the most weight, and 1 other key "
            "is the favourite of others; 1 has no favourite.",
        ),
        ([[[0] * 4]] * 2, "For query 1, nothing is attended to: every weight is 0."),
    ],
)
def test_the_claim(weights: Any, claim: str) -> None:
    assert said(weights) == claim


def test_what_the_mask_gives_is_no_finding() -> None:
    causal = np.tri(4, dtype=bool)
    even = causal / causal.sum(axis=-1, keepdims=True)
    assert said(even, mask=causal).startswith(
        "Over 4 queries, no key stands out: the heaviest, tent"
    )
    assert said(even) == "Over 4 queries, tent gets the most weight, 52 %."


def test_one_head_alone_is_asked() -> None:
    assert said([[TENT], [ROPE]], head=1) == "For query 1, rope gets the most weight, 60 %."
    with pytest.raises(
        ValueError, match="head=2 is not allowed; allowed is a whole number, 0 to 1"
    ):
        said([[TENT], [ROPE]], head=2)


@pytest.mark.parametrize("recipe", ["article", "keras"])
@pytest.mark.parametrize("query", ["candidate", "history"])
def test_it_is_said_and_drawn_of_any_layers_walk(recipe: str, query: str) -> None:
    mode = {"mode": "multi_head", "query": query} if query == "history" else {}
    walk = attnviz.run(attnviz.Settings(recipe=recipe, padding=0.3, **mode))
    weights = walk["weights"].value[1].astype(float)
    rows = np.abs(weights.reshape(-1, *weights.shape[-2:])[0])
    mean = (rows / rows.sum(axis=-1, keepdims=True))[rows.sum(axis=-1) > 0].mean(axis=0)
    claim = attnviz.weights_claim(walk, 1, 0)
    heaviest = walk.samples.items.title(int(walk.samples.history[1, mean.argmax()]))
    assert heaviest in str(claim) or "each" in str(claim)
    assert attnviz.heads_figure(walk, 1).data
    for user in (-1, 5):
        for asked in (attnviz.weights_claim, attnviz.heads_figure):
            with pytest.raises(ValueError, match=r"user=.* is not allowed; allowed is .* 0 to 4"):
                asked(walk, user)


def test_every_head_has_a_tile_and_their_mean_is_the_last() -> None:
    given = np.random.default_rng(0).random((3, 2, 4))
    picture = heads_picture(attnviz.from_weights(given, keys=KEYS), 0)
    assert [panel.block for panel in picture.panels] == [
        "head 1",
        "head 2",
        "head 3",
        "mean over heads",
    ]
    for panel, wanted in zip(picture.panels, [*given, given.mean(axis=0)], strict=True):
        np.testing.assert_allclose(panel.values, wanted, rtol=1e-6)
    assert picture.panels[3].at == (0, "mean", "row", "column")


def test_one_query_has_its_heads_as_columns() -> None:
    given = np.random.default_rng(0).random((3, 1, 4))
    (panel,) = heads_picture(attnviz.from_weights(given, keys=KEYS), 0).panels
    np.testing.assert_allclose(panel.values, given[:, 0].T, rtol=1e-6)
    assert panel.column_labels == ("h1", "h2", "h3")
    assert panel.row_labels == tuple(KEYS)


def test_of_many_heads_the_first_are_drawn() -> None:
    picture = heads_picture(attnviz.from_weights(np.full((50, 2, 4), 0.25)), 0)
    assert len(picture.panels) == 41


def test_a_wide_column_has_its_title_cut_and_a_narrow_one_each_so_many() -> None:
    keys = ["cast-iron stove", "map of the Alps", "tea", "rope"]
    wide = attnviz.from_weights(np.full((2, 3, 4), 0.25), keys=keys)
    words = {label for label in written(attnviz.heads_figure(wide)) if label[0] in "cmtr"}
    cast, alps = (next(word for word in words if word[:3] == start) for start in ("cas", "map"))
    assert cast.endswith("…")
    assert alps.endswith("…")
    assert {"tea", "rope"} <= words
    narrow = attnviz.from_weights(np.full((2, 3, 40), 0.025), keys=keys * 10)
    assert not any(word.endswith("…") for word in written(attnviz.heads_figure(narrow)))


def written(figure: Any) -> list[str]:
    return [text for trace in figure.data if trace.text is not None for text in trace.text if text]
