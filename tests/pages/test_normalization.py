"""The page on normalization and scaling."""

import pytest

from tests.layers import RECIPES
from tests.pages.opening import EDGES, columns, opened, pictures, words
from tests.said import headings


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_recipe(recipe: str, mode: str) -> None:
    app = opened("normalization", recipe=recipe, mode=mode, epoch=0)
    assert headings(app)[0].startswith("Softmax makes user 1's weights sum to 1.00")
    assert pictures(app) == 4  # the weights, the interest vectors, their lengths, the shell's own
    assert "Without softmax the interest vector is a sum" in words(app)
    assert len(app.dataframe[0].value) == (1 if mode == "attention" else 4)


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    app = opened("normalization", **EDGES[edge])
    assert columns(app, 0)[:3] == ["heads", "d", "√d"]
    if EDGES[edge].get("query") == "history":
        assert pictures(app) == 2
    else:
        few = EDGES[edge].get("sequence_length") == 1 or EDGES[edge].get("padding") == 1.0
        assert pictures(app) == (3 if few else 4)


def test_the_caption_says_what_the_weights_were_trained_with() -> None:
    assert "trained with softmax" in words(opened("normalization"))
    assert "trained with" not in words(opened("normalization", epoch=0))


def test_fewer_heads_compare_longer_vectors() -> None:
    table = opened("normalization", mode="multi_head").dataframe[0].value
    assert list(table["heads"]) == ["1", "2", "4", "8"]
    assert list(table["d"]) == ["8", "4", "2", "1"]
