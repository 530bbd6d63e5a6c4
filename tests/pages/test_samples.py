"""The page on the lookup."""

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.ui.state import keys
from attnviz.ui.state.visit import Visit
from tests.layers import RECIPES
from tests.pages.opening import EDGES, ROOT, columns, opened, pictures, whole, whole_training, words
from tests.said import headings


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_recipe(recipe: str, mode: str) -> None:
    app = opened("samples", recipe=recipe, mode=mode, epoch=0)
    assert headings(app)[0].startswith("User 1 made 8 clicks: 3 on camping")
    assert "The weights that are shown are **untrained**" in words(app)
    assert "def lookup_key" in "".join(block.value for block in app.code)
    assert pictures(app) == 4  # history, candidate, table, and the shell's own


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    app = opened("samples", **EDGES[edge])
    asks = EDGES[edge].get("query") == "history"
    assert pictures(app) == (3 if asks else 4)
    assert len(app.dataframe[0].value) == EDGES[edge].get("batch_size", 5)
    ends = ("positions are padding.", "position is padding.")
    assert headings(app)[0].endswith(ends)


def test_a_trained_view_shows_the_log_and_the_measures() -> None:
    app = opened("samples")
    assert list(app.table[0].value.columns) == ["history", "candidate", "about", "clicked"]
    assert columns(app, 1) == ["epoch", "loss", "AUC", "accuracy", "attention mass", "chance"]
    assert len(app.dataframe[1].value) == 16


def test_numbered_items_were_trained_on_nothing() -> None:
    app = opened("samples", items="numbered")
    assert "**Nothing.**" in words(app)
    assert not app.table


def test_positions_are_added_below() -> None:
    assert "Add the places" in words(opened("samples", position_embedding="sinusoidal", epoch=0))


def test_what_comes_later_is_idle_with_a_reason() -> None:
    app = opened("samples")
    (normalization,) = (box for box in app.selectbox if box.key == "normalization")
    assert normalization.disabled
    assert "after the lookup" in normalization.help


def test_a_long_table_says_what_is_not_drawn() -> None:
    app = opened("samples", items="numbered", vocabulary_size=5000)
    assert "The first 1,000 of 5,000 rows are drawn." in words(app)


def test_hashed_ids_show_who_shares_a_row_and_what_it_costs() -> None:
    # One training for the view, and one of a row an item beside it.
    app = whole_training(whole_training(opened("samples", hash_bins=17, epochs=1)))
    said = words(app)
    assert "Items that share a row" in said
    assert "64 items have 16 rows" in said.replace("**", "")
    assert "On held-out users the" in said
    assert "Hash each click to a row" in said
    assert "Items that share a row" not in words(opened("samples"))


def test_side_information_is_shown_with_the_auc_with_it_and_without() -> None:
    # The weights without it come with the package.
    app = whole_training(opened("samples", side_info="true", epochs=1))
    said = words(app).replace("**", "")
    assert "What is known beside the id" in said
    assert "User 1's 8 clicks by interest: 3 camping" in said
    assert "On held-out users the AUC after epoch 1 is" in said
    assert columns(app, 0) == ["epoch", "AUC with side information", "AUC without"]
    assert "Make one vector of each click" in said
    assert pictures(app) == 5  # and what is known of each click
    assert "What is known beside the id" not in words(opened("samples"))


@pytest.mark.parametrize("items", ["numbered", "catalogue"])
def test_side_information_is_idle_where_nothing_is_known_of_the_items(items: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state[keys.VISIT] = Visit(shows_more=True)
    app.query_params.update({"items": items, "side_info": "true", "epoch": "0"})
    whole(app.switch_page("pages/samples.py").run())
    (control,) = (box for box in app.selectbox if box.key == "side_info")
    assert (control.value, control.options) == ("true", ["true", "false"])
    assert control.disabled == (items == "numbered")
    told = "Only the catalogue's items have an interest and a price tier." in control.help
    assert told == control.disabled
    assert ("What is known beside the id" in words(app)) == (items == "catalogue")
