"""The page on masks."""

import pytest

from tests.layers import RECIPES
from tests.pages.opening import EDGES, columns, opened, pictures, words
from tests.said import headings


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_recipe(recipe: str, mode: str) -> None:
    app = opened("masks", recipe=recipe, mode=mode, epoch=0)
    assert headings(app)[0].startswith("Without the mask, padding")
    assert columns(app, 0)[-3:] == ["score without", "score with", "change"]
    assert pictures(app) == 2  # the masks, and the shell's own
    assert "def masked_with" in "".join(block.value for block in app.code)


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    app = opened("masks", **EDGES[edge])
    assert pictures(app) == 2
    asks = EDGES[edge].get("query") == "history"
    assert len(app.dataframe) == (0 if asks else 1)
    assert ("no score" in words(app)) == asks


def test_both_sides_have_the_weights_of_the_settings() -> None:
    with_mask = opened("masks", recipe="article", mode="multi_head", mask_padding="true", epoch=0)
    without = opened("masks", recipe="article", mode="multi_head", epoch=0)
    assert headings(with_mask)[0] == headings(without)[0]


def test_a_chosen_head_is_named_in_the_claim() -> None:
    app = opened("masks", mode="multi_head", head=2)
    assert headings(app)[0].startswith("In head 2, without the mask")
