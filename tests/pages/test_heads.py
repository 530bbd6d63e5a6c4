"""The page on heads."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.topics.pens import in_markdown
from tests.layers import RECIPES
from tests.pages.opening import (
    EDGES,
    chosen,
    link,
    opened,
    opened_number,
    pictures,
    pressed,
    whole,
    words,
)
from tests.said import headings


@pytest.mark.parametrize("recipe", [name for name, mode in RECIPES if mode == "multi_head"])
def test_every_recipe(recipe: str) -> None:
    app = opened("heads", recipe=recipe, epoch=0)
    assert headings(app)[0].startswith("For cool box,")
    assert pictures(app) == 3  # the bands, the users, and the shell's own
    assert "Folded into the batch" in words(app)
    assert "def query_split" in "".join(block.value for block in app.code)


@pytest.mark.parametrize("recipe", [name for name, mode in RECIPES if mode == "attention"])
def test_a_recipe_without_heads_is_told(recipe: str) -> None:
    app = opened("heads", recipe=recipe, mode="attention", epoch=0)
    assert headings(app)[0].startswith("For cool box,")
    lacks = recipe not in {name for name, mode in RECIPES if mode == "multi_head"}
    assert bool([box for box in app.warning if "has no multi-head attention" in box.value]) == lacks


def modes(app: AppTest) -> list[Any]:
    """Return the controls of the mode, also one that is hidden."""
    groups: list[Any] = list(app.get("button_group"))
    return [group for group in groups if group.label == "Mode"]


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_the_mode_that_the_page_is_about_is_shown_and_the_setting_stays(mode: str) -> None:
    app = opened("heads", mode=mode, batch_size=3)
    before = link(app)
    hidden = ".st-key-mode {" in "".join(element.proto.body for element in app.get("html"))
    shown = [group for group in modes(app) if not (hidden and group.key == "mode")]
    assert [(group.value, group.disabled) for group in shown] == [("multi_head", True)]
    assert chosen(app, "mode") == mode
    app = whole(app.switch_page("pages/walk.py").run())
    assert link(app) == before
    (control,) = modes(app)
    assert (control.value, control.disabled) == (mode, False)


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    app = opened("heads", **EDGES[edge])
    asks = EDGES[edge].get("query") == "history"
    assert pictures(app) == 3 - asks  # below the candidate's weights those of all users
    assert ("Rows ask, columns answer." in words(app)) == asks


def test_clicks_can_be_made_to_ask_and_not_to_look_ahead() -> None:
    app = opened("heads")
    app = pressed(app, "Let every click ask")
    assert link(app)["query"] == "history"
    app = pressed(app, "Let clicks look back only (causal)")
    assert link(app)["causal"] == "true"
    assert "Do not look ahead" in words(app)


def test_a_head_can_be_chosen_and_is_in_the_link() -> None:
    app = opened("heads", num_heads=4)
    (heads,) = (group for group in app.segmented_control if group.label == "Head")
    app = whole(heads.set_value(2).run())
    assert link(app)["head"] == "2"


def test_users_too_large_to_draw_are_told() -> None:
    asked = {"query": "history", "sequence_length": 200, "num_heads": 8, "epoch": 0}
    app = opened("heads", all_users=True, **asked)
    assert "too large to be drawn side by side" in words(app)
    assert pictures(app) == 1


def test_self_attention_is_shown_of_one_user_or_of_all() -> None:
    app = opened("heads", query="history", num_heads=8)
    assert headings(app)[0].startswith("When every click asks, it gives")
    (users,) = (group for group in app.segmented_control if group.label == "Users")
    assert users.value is False
    app = whole(users.set_value(True).run())
    assert link(app)["all_users"] == "true"
    assert headings(app)[0].startswith("The clicks of 5 users give")
    assert pictures(app) == 2
    assert not [
        c
        for c in opened("heads", query="history", batch_size=1).segmented_control
        if c.label == "Users"
    ]


def test_the_pinned_number_is_opened() -> None:
    said = words(opened("heads", pin="weights:0,0,0,2"))
    assert r"weights\[head 1, fire steel\] = 0.368" in said  # escaped, as titles may stand in it


@pytest.mark.parametrize(("heads", "drawn"), [(1, 3), (4, 4)])
def test_heads_are_compared_when_asked_for(heads: int, drawn: int) -> None:
    app = opened("heads", num_heads=heads, mode="multi_head")
    assert not app.dataframe
    app = whole(app.toggle(key="heads_apart").set_value(True).run())
    (table,) = (frame.value for frame in app.dataframe)
    assert list(table["switched off"]) == ["none", *(f"head {n + 1}" for n in range(heads))]
    assert "the loss goes from" in words(app)
    assert pictures(app) == drawn
    app = whole(app.select_slider(key="epoch").set_value("0").run())
    assert "No head is missed" in words(app)


def test_numbered_items_have_no_held_out_users() -> None:
    assert not opened("heads", items="numbered", mode="multi_head").toggle


def test_a_pin_of_another_page_is_told_of_where_it_came_by_link() -> None:
    pin = "masked.weights:0,0,2"
    told = in_markdown(
        f"The pinned cell {pin} is not of what this page compares; no number is opened."
    )
    assert told in words(opened("heads", pin=pin))
    app = opened("masks", pin=pin)
    assert opened_number(app)["title"].startswith("weights[fire steel] = ")
    assert told not in words(app)
    app = whole(app.switch_page("pages/heads.py").run())
    assert link(app)["pin"] == pin
    assert told not in words(app)


@pytest.mark.parametrize("page", ["heads", "walk", "training"])
def test_a_pin_of_a_side_that_no_page_has_is_told_on_every_page(page: str) -> None:
    app = whole(opened("masks", pin="x.weights:0,0,9").switch_page(f"pages/{page}.py").run())
    assert "is of a side that no page has" in words(app)


def test_users_beyond_what_a_view_has_room_for_are_told() -> None:
    largest = {"batch_size": 64, "sample": 60, "sequence_length": 200, "embedding_dim": 64}
    app = opened("heads", mode="multi_head", query="history", num_heads=8, epoch=0, **largest)
    assert "The first 8 users are shown." in words(app)
    assert chosen(app, "batch_size") == 64  # what was asked for stays, for other settings
