"""Who learns to attend: the table's rows, and claims that the numbers decide."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from attnviz.learning.model import make_model
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Training
from attnviz.pictures import Dots, dots
from attnviz.pictures.labels import text_width
from attnviz.topics.compared_layers.claims import entropy_claim, layer_row, layers_claims
from attnviz.topics.compared_layers.pictures import layers_figure, masses, middle
from tests.said import marked


def of(name: str) -> Training:
    training = shipped(SHIPPED[name])
    assert training is not None
    return training


def ending(mass: float | None, auc: float = 0.99, name: str = "attention") -> Training:
    """Return a training that ends with these measures."""
    training = of(name)
    last = replace(training.epochs[-1], mass=mass, auc=auc)
    return replace(training, epochs=(*training.epochs[:-1], last))


def by_seed(*values: float | None) -> dict[int, Training]:
    return {seed: ending(value) for seed, value in enumerate(values)}


def told(trained: Mapping[str, Mapping[int, Training]]) -> list[str]:
    return [marked(claim) for claim in layers_claims(trained)]


def test_a_row_is_the_last_epoch_and_counts_every_weight() -> None:
    training = of("multi_head_4")
    row = layer_row("default", {0: training}, None)
    last = training.epochs[-1]
    assert last.mass is not None
    assert (row["recipe"], row["attention"], row["seeds"]) == ("default", "4 heads", "1")
    assert float(row["mass"]) == pytest.approx(last.mass, abs=5e-4)
    assert float(row["chance"]) == pytest.approx(last.chance, abs=5e-4)
    assert row["lowest to highest"] == "–"
    assert row["seconds"] == "shipped"
    assert row["parameters"] == f"{make_model(training.layer).count_params():,}"
    assert layer_row("article", {0: of("article_attention")}, 2.04)["attention"] == "target"
    assert layer_row("article", {0: of("article_attention")}, 2.04)["seconds"] == "2.0"


def test_a_row_of_seeds_has_their_median_and_their_spread() -> None:
    row = layer_row("default", by_seed(0.9, 0.5, 0.7), None)
    assert (row["mass"], row["lowest to highest"], row["seeds"]) == ("0.700", "0.500 – 0.900", "3")
    dead = layer_row("dead", by_seed(None, 0.5, 0.7), None)
    assert (dead["mass"], dead["lowest to highest"]) == ("0.600", "0.500 – 0.700")
    assert layer_row("dead", by_seed(None), None)["mass"] == "–"
    assert masses(by_seed(None, 0.5)) == {1: 0.5}
    assert middle(by_seed(None)) is None


def test_who_learns_is_said_of_live_numbers() -> None:
    article, default, heads = told(
        {
            "article": {0: of("article_attention")},
            "default": {0: of("attention")},
            "none": {},
            "heads 2": {0: of("multi_head_2")},
            "heads 8": {0: of("multi_head_8")},
        }
    )
    assert "stays at chance in every epoch, **51** % against **51** %" in article
    assert "a good metric does not show that attention works" in article
    assert default == "A unit that sees query and key gets **99** %."
    assert "focus less than two: **70** % against **92** %" in heads
    # The numbers decide, not the names.
    swapped = told(
        {
            "article": {0: of("attention")},
            "default": {0: of("multi_head_2")},
            "none": {0: of("attention")},
            "heads 2": {0: of("multi_head_8")},
            "heads 8": {0: of("multi_head_2")},
        }
    )
    assert "is not always at chance" in swapped[0]
    assert "good metric" not in swapped[0]
    assert "Without normalization it is not less" in swapped[2]
    assert "focus no less than two" in swapped[3]
    assert told({}) == []


@pytest.mark.parametrize(
    ("eight", "said"),
    [
        ((0.7, 0.6, 0.8), "focus less than two on each of 3 seeds: **70** % against **90** %"),
        ((0.7, 0.95, 0.8), "focus no less than two on 1 of 3 seeds: **80** %"),
        ((0.91, 0.95, 0.96), "focus no less than two on 3 of 3 seeds"),
        ((0.7,), "focus less than two: **70** %"),
        ((None, 0.7, 0.8), "focus less than two on each of 2 seeds: **75** %"),
        ((None,), ""),
    ],
)
def test_a_claim_of_several_seeds_counts_those_on_which_it_holds(
    eight: tuple[float | None, ...], said: str
) -> None:
    claims = told({"heads 2": by_seed(0.9, 0.9, 0.95), "heads 8": by_seed(*eight)})
    assert said in "".join(claims)
    assert bool(claims) == bool(said)


def test_a_row_without_mass_has_the_entropy() -> None:
    training = ending(None)
    unknown = replace(
        training, epochs=(*training.epochs[:-1], replace(training.epochs[-1], chance=None))
    )
    row = layer_row("default", {0: unknown}, 3.0, {0: 0.4567})
    assert (row["entropy"], row["lowest to highest"], row["seeds"]) == ("0.457", "–", "1")
    assert not {"mass", "chance"} & row.keys()
    row = layer_row("default", {0: unknown, 1: unknown, 2: unknown}, 3.0, {0: 0.4, 2: 0.7})
    assert (row["entropy"], row["lowest to highest"]) == ("0.550", "0.400 – 0.700")
    assert row["seeds"] == "3"
    assert layer_row("default", {0: unknown}, 3.0)["entropy"] == "–"


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ([], ""),
        ([("a", 0.4, 0.9)], ""),
        ([("a", 0.4, 0.9), ("b", None, 0.95)], ""),
        ([("a", 0.4, 0.9), ("b", 0.9, 0.8)], "The most focused layer also has the highest AUC."),
        (
            [("a", 0.4, 0.7), ("b", 0.9, 0.8), ("c", 0.5, 0.85)],
            "The layer of **a** puts its weights on the fewest clicks, entropy **0.40**, "
            "AUC 0.700; that of **b** spreads them most, **0.90**, AUC 0.800. The highest AUC, "
            "**0.850**, is that of **c**.",
        ),
    ],
)
def test_entropies_are_compared(measured: list[tuple[str, float | None, float]], said: str) -> None:
    claim = marked(entropy_claim(measured))
    assert claim.endswith(said)
    assert bool(claim) == bool(said)


def test_the_figure_has_a_dot_a_seed_and_a_line_at_the_median() -> None:
    rows = [("default · target", {0: 0.9, 1: 0.5, 2: 0.7}), ("dead · target", {})]
    figure = layers_figure(rows, ("chance", 0.51))
    hollow, filled, marks, texts = figure.data
    assert len(hollow.x) == 0
    assert len(filled.x) == 3
    assert len(marks.x) == 1
    assert marks.x[0] == pytest.approx(np.median(filled.x))
    assert len(set(filled.y)) == 1
    assert {"default · target", "dead · target", "0.70", "chance 0.51"} <= set(texts.text)
    go.Figure(figure.to_dict())  # by Plotly's own check
    narrow = figure.layout.meta["narrow"]
    assert narrow["layout"]["width"] == 358
    go.Figure(narrow["data"], narrow["layout"])


def test_names_that_are_too_long_are_cut_before_what_attends_and_whole_in_words() -> None:
    name, plain = "these settings, din_production, deepctr · 2 heads", "a name without parts" * 3
    rows = [(name, {0: 0.9}), ("default · target", {0: 0.5}), (plain, {0: 0.7})]
    figure = layers_figure(rows, ("chance", 0.51))
    narrow = figure.layout.meta["narrow"]
    for chart, size, width in ((figure, 12.5, 250), (narrow, 11, 152)):
        texts = list((chart["data"] if chart is narrow else chart.data)[-1]["text"])
        (shown,) = (text for text in texts if text.endswith(" · 2 heads"))
        assert shown.startswith("these settings")
        assert "…" in shown
        assert text_width(shown, size) <= width - 20
        assert "default · target" in texts
        (shown,) = (text for text in texts if text.startswith("a name"))
        assert shown.endswith("…")
    assert name in figure.layout.meta["alt"]
    assert name in figure.layout.meta["table"]["x"]


def test_rows_of_dots_are_placed_by_their_values() -> None:
    figure = dots(
        [Dots("one", (-1.0, 1.0, math.nan), 0.0, (0.5,)), Dots("two", (0.0,))],
        bounds=(-1.0, 1.0),
        level=("none", 0.0),
        names=("mark", "before"),
    )
    hollow, filled, marks, _ = figure.data
    low, high, middle = filled.x
    assert low < middle < high
    assert middle == pytest.approx((low + high) / 2)
    assert hollow.x[0] == pytest.approx((middle + high) / 2)
    assert len(marks.x) == 1
    assert "one 0.00" in figure.layout.meta["alt"]
    table = figure.layout.meta["table"]
    assert (table["x"], table["names"]) == (
        ["one", "two"],
        ["mark", "before", "dot 1", "dot 2", "dot 3"],
    )
    assert table["values"] == [[0.0, None], [0.5, None], [-1.0, 0.0], [1.0, None], [None, None]]
    with pytest.raises(ValueError, match="at least one row"):
        dots([], bounds=(0.0, 1.0), level=("chance", 0.5), names=("mark", ""))


@pytest.mark.parametrize("page", [700, 820, 1040])
def test_names_of_rows_fit_where_a_page_makes_the_picture_smaller(page: int) -> None:
    least = 11  # what a text is not made smaller than
    figure = dots(
        [Dots("a recipe with a very long name of its own · self-attention", (0.5,))],
        bounds=(0.0, 1.0),
        level=("chance", 0.5),
        names=("mark", ""),
    )
    texts, scale = figure.data[-1], page / figure.layout.width
    (at,) = (place for place, text in enumerate(texts.text) if text.endswith("self-attention"))
    drawn = text_width(texts.text[at], max(least, scale * texts.textfont.size[at]))
    assert drawn <= scale * texts.x[at]
