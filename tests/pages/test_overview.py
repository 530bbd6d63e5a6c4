"""The overview."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.ui.compute.user_data import UserData
from tests.export.odd import TITLES, odd_clicks
from tests.layers import RECIPES
from tests.pages.opening import EDGES, opened, pictures, whole, words
from tests.pages.test_data import with_data
from tests.said import headings
from tests.test_main import ARTICLE

APP = Path(__file__).resolve().parents[2] / "app.py"


def overview(**settings: object) -> AppTest:
    """Return the overview at the settings of a link."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in settings.items():
        app.query_params[name] = str(value)
    return whole(app.run())


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_recipe(recipe: str, mode: str) -> None:
    app = overview(recipe=recipe, mode=mode, epoch=0)
    assert headings(app)[0].startswith("For cool box,")
    assert "Untrained, seed 0" in words(app)
    assert pictures(app) == 5  # chips, ribbons, the article's ribbons, diagram, the shell's own


def test_both_layers_are_compared_step_by_step() -> None:
    links = {one.proto.label: one.proto.query_string for one in overview().get("page_link")}
    query = dict(parse_qsl(links["Compare the two layers above, step by step"]))
    app = opened("compare", **query)
    assert not app.warning
    settings, first, second = zip(*app.dataframe[0].value.itertuples(index=False), strict=True)
    assert settings[0] == "Recipe"
    assert (first[0], second[0]) == ("article", "default")


def test_beside_the_articles_own_layer_is_the_unit_that_sees_the_candidate() -> None:
    app = overview(recipe="article", mode="attention")
    assert "The same clicks, a unit that sees the candidate" in words(app)
    assert "camping clicks out of 8 get more than 99 % of the attention" in words(app)
    links = {one.proto.label: one.proto.query_string for one in app.get("page_link")}
    compared = opened(
        "compare", **dict(parse_qsl(links["Compare the two layers above, step by step"]))
    )
    settings, first, second = zip(*compared.dataframe[0].value.itertuples(index=False), strict=True)
    assert (settings[0], first[0], second[0]) == ("Recipe", "default", "article")


@pytest.mark.parametrize(
    ("side", "whose"), [("default", "that sees"), ("article", "that does not see")]
)
def test_a_number_of_either_unit_opens_beside_the_articles_own(side: str, whose: str) -> None:
    app = overview(recipe="article", mode="attention", pin=f"{side}.weights:0,0,2")
    assert not app.warning
    assert f"By the unit {whose} the candidate:" in words(app)


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    app = overview(**EDGES[edge])
    numbered = EDGES[edge].get("items") == "numbered"
    assert pictures(app) == (4 if numbered else 5)


def test_the_articles_test_says_what_the_command_line_says() -> None:
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.session_state["article_test"] = True
    said = whole(app.run()).code[0].value
    assert said.splitlines() == ARTICLE.splitlines()


def test_the_default_view_has_learned() -> None:
    app = overview()
    assert "After epoch 15, seed 0" in words(app)
    assert headings(app)[0] == (
        "For cool box, the 3 camping clicks out of 8 get more than 99 % of the attention."
    )


def test_a_typed_history_and_candidate_are_shown() -> None:
    app = overview(history="moka pot, Trail Shoes, 14", candidate="espresso cups")
    assert headings(app)[0].startswith("For espresso cups, the 2 coffee clicks out of 3")


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_shown_as_it_is(title: str) -> None:
    odd = odd_clicks()
    app = with_data("overview", UserData(odd), candidate=odd.items.find(title), epoch=0)
    (claim,) = headings(app)
    assert claim.startswith(f"For {title}, ")
    assert not app.header


def test_a_mode_that_the_recipe_lacks_is_told() -> None:
    app = overview(recipe="din", mode="multi_head")
    assert "The recipe din has no multi-head attention; the default recipe is used." in words(app)
    assert app.selectbox(key="recipe").value == "default"
