"""What if, page by page: a number and the clicks are changed, and taken back again."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from attnviz.interactions.dataset import interactions_of
from attnviz.scenario.changes import Added, Deleted, Emptied, Moved, Number
from attnviz.scenario.settings import Settings
from attnviz.topics.compared.what_if.claims import what_if_claim
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.topics.compared.what_if.rows import rows_of
from attnviz.trace.record import EMBEDDINGS
from attnviz.ui.compute import cache, user_data
from attnviz.ui.state import keys
from tests.interactions import written
from tests.pages.opening import chosen, link, opened, opened_number, pressed, whole, words
from tests.pages.test_data import with_data
from tests.traces import changed, traced, with_weights

WEIGHT = "weights:0,0,2"


def typed(app: AppTest, text: str) -> AppTest:
    """Return the app after a number was typed into the opened one's field and applied."""
    (field,) = (one for one in app.text_input if one.label == "What if it were")
    field.set_value(text)
    return pressed(app, "Apply")


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def said(text: str, user: int = 0, **settings: Any) -> str:
    """Return what is to be said of changes that a link names."""
    trace = traced(**settings)
    made = changed(trace, change=Settings.from_query({"change": text}).change)
    return str(what_if_claim(WhatIf(trace, made, user)))


def test_a_typed_weight_is_gone_on_from_and_taken_back() -> None:
    app = opened("walk", pin=WEIGHT, step="weights")
    before = words(app)
    assert "What if" not in [one.value for one in app.subheader]
    app = typed(app, "0,1")
    assert chosen(app, "change") == (Number("weights", (0, 0, 2), 0.1),)
    assert link(app)["change"] == f"{WEIGHT}=0.1"
    claim = said(f"{WEIGHT}=0.1")
    assert "at 0.10 in place of 0.59, the score goes from 1.000 to 0.939." in claim
    assert "A changed weight is not normalized again: the weights now sum to 0.51." in claim
    assert words(app).count(claim) == 2  # in the panel, and under the picture
    assert opened_number(app)["title"] == "weights[fire steel] = 0.100"
    assert "Changed by hand: it was 0.588" in words(app)
    rows = app.dataframe[0].value
    assert list(rows.columns[-3:]) == ["was", "is", "difference"]
    assert list(rows["tensor"])[:2] == ["weights", "context"]
    assert list(rows["tensor"])[-1] == "score"
    (field, *_) = (one for one in app.text_input if one.label == "What if it were")
    assert field.value == "0.1"
    (all_back,) = (b for b in app.button if b.label == "Take the change back" and not b.form_id)
    app = whole(all_back.click().run())
    assert "change" not in link(app)
    assert words(app) == before


@pytest.mark.parametrize("text", ["x", "", "1e9", "nan"])
def test_what_is_no_number_is_told_and_kept(text: str) -> None:
    app = typed(opened("walk", pin=WEIGHT), text)
    assert chosen(app, "change") == ()
    assert "allowed is a number from −1,000,000 to 1,000,000" in words(app)
    (field,) = (one for one in app.text_input if one.label == "What if it were")
    assert field.value == text


def test_the_same_number_changes_nothing_and_the_number_before_takes_the_change_back() -> None:
    app = opened("walk", pin="context:0,0,3")
    (field,) = (one for one in app.text_input if one.label == "What if it were")
    shown = str(field.value)
    assert chosen(typed(app, shown), "change") == ()
    app = opened("walk", pin=f"{EMBEDDINGS}:12,3", change=f"{EMBEDDINGS}:12,3=2")
    was = float(traced().weights[EMBEDDINGS][12, 3])
    assert chosen(typed(app, repr(was)), "change") == ()


def test_a_number_of_a_vector_is_changed_in_the_table() -> None:
    app = typed(opened("walk", pin="value:0,2,3", step="value"), "2")
    row = int(traced().samples.history[0, 2])
    assert chosen(app, "change") == (Number(EMBEDDINGS, (row, 3), 2.0),)
    assert "A vector changes wherever its item stands: here 1 click of this history." in words(app)


@pytest.mark.parametrize("pin", ["history:0,2", "mask:0,2", "exponentials:0,0,2"])
def test_what_follows_from_the_clicks_has_no_field_but_its_click_can_go(pin: str) -> None:
    app = opened("walk", pin=pin)
    assert not app.text_input or "What if it were" not in [one.label for one in app.text_input]
    assert "Delete this click" in labels(app)


def test_the_mean_over_heads_says_how_its_numbers_can_be_changed() -> None:
    app = opened("walk", mode="multi_head", pin="weights:0,mean,0,2")
    assert "To change a weight, choose one head" in words(app)
    app = typed(opened("walk", mode="multi_head", pin="weights:0,1,0,2"), "0.5")
    assert "in head 2 at 0.50" in words(app)


def test_a_click_goes_and_what_it_says_stands_beside_what_it_matters() -> None:
    app = pressed(opened("walk", pin=WEIGHT), "Delete this click")
    assert chosen(app, "change") == (Deleted(0, 2),)
    assert not chosen(app, "pin")  # else another click stood open, a press from being deleted
    assert "Without fire steel, which has 59 % of the attention, the score goes" in words(app)
    app = pressed(app, "Delete all clicks")
    assert chosen(app, "change") == (Emptied(0),)
    assert "Without any click, the score goes from 1.00 to 0.00." in words(app)


def test_a_click_moves_with_its_number_open() -> None:
    app = opened("walk", pin="weights:0,0,0")
    (earlier,) = (button for button in app.button if button.label == "Earlier")
    assert earlier.disabled
    app = pressed(app, "Later")
    assert (chosen(app, "change"), chosen(app, "pin")) == ((Moved(0, 0, 1),), "weights:0,0,1")
    assert "With sleeping bag at position 2 and not 1, the score stays above 0.99." in words(app)


def test_a_history_is_built_by_clicking_items_for_any_user() -> None:
    app = opened("walk", sample=2, change="empty:1")
    for number, item in enumerate((15, 7)):
        app.session_state[f"{keys.ADD_CLICK} Add a click"] = True
        app = whole(app.run())
        (pills,) = (one for one in app.button_group if one.label == "Click an item to add it")
        app = whole(pills.set_value(item).run())
        assert chosen(app, "change")[1:][number] == Added(1, number, item)
    made = changed(traced(), change=chosen(app, "change"))
    assert made.samples.history[1].tolist() == [15, 7, *[0] * 8]
    assert "With 3 changes of the clicks, the score" in words(app)
    np.testing.assert_array_equal(made.samples.history[0], traced().samples.history[0])


@pytest.mark.parametrize(("side", "place"), [("right", 1), ("left", 10)])
def test_a_click_is_added_beside_one_that_was_added_since_the_page_was_drawn(
    side: str, place: int
) -> None:
    app = opened("walk", sample=2, change="empty:1", padding_side=side)
    app.session_state[f"{keys.ADD_CLICK} Add a click"] = True
    app = whole(app.run())
    added = Emptied(1), Added(1, 0 if side == "right" else 10, 15)
    app.session_state[keys.VISIT].chosen["change"] = added  # as the callback of a press does
    (pills,) = (one for one in app.button_group if one.label == "Click an item to add it")
    app = whole(pills.set_value(7).run())
    assert chosen(app, "change") == (*added, Added(1, place, 7))
    made = changed(traced(padding_side=side), change=chosen(app, "change"))
    clicks = made.samples.history[1]
    assert clicks[clicks != 0].tolist() == [15, 7]


def test_a_full_history_takes_no_more() -> None:
    assert not opened("walk", pin=WEIGHT, padding=0.0).exception
    app = opened("walk", padding=0.0, change="add:0,0,5")
    assert "There is no room for one more click: the history of user 1 is full." in words(app)


def test_clicks_that_change_take_back_the_numbers_of_their_walk_but_not_what_was_learned() -> None:
    kept = f"{EMBEDDINGS}:0,0=1"
    app = opened("walk", pin=WEIGHT, change=f"{WEIGHT}=0.1;{kept};delete:1,0")
    assert "Take all 3 changes back" in labels(app)
    app = pressed(app, "Delete this click")
    assert link(app)["change"] == f"{kept};delete:1,0;delete:0,2"


def test_a_change_of_another_user_is_kept_and_not_told_here() -> None:
    app = opened("walk", sample=2, change=f"{WEIGHT}=0.1")
    assert "What if" not in [one.value for one in app.subheader]
    assert link(app)["change"] == f"{WEIGHT}=0.1"


@pytest.mark.parametrize("page", ["heads", "masks", "normalization", "training", "samples"])
def test_other_pages_show_changed_clicks_and_tell_of_changed_numbers(page: str) -> None:
    app = opened(page, change=f"{WEIGHT}=0.1;empty:0;add:0,0,15", epoch=0)
    assert "changed by hand are shown on Overview and Walk the steps" in words(app)
    assert link(app)["change"] == f"{WEIGHT}=0.1;empty:0;add:0,0,15"
    assert not app.warning


def test_a_view_of_other_items_begins_without_changes() -> None:
    app = opened("walk", change="delete:0,2")
    app.session_state[keys.VISIT].shows_more = True
    app = whole(app.run())
    app = whole(app.selectbox(key="items").set_value("numbered").run())
    assert chosen(app, "change") == ()


def test_other_users_begin_without_changes() -> None:
    app = opened("walk", change="delete:0,2", epoch=0)
    app.session_state[keys.VISIT].shows_more = True
    app = whole(app.run())
    app = whole(app.number_input(key="sample_seed").set_value(3).run())
    assert chosen(app, "change") == ()


EDGES: list[dict[str, object]] = [
    {"sequence_length": 1, "padding": 0.0, "change": "delete:0,0"},
    {"sequence_length": 1, "padding": 1.0, "change": "add:0,0,5", "pin": "weights:0,0,0"},
    {"change": "weights:0,0,9=0.5", "pin": "weights:0,0,9"},
    {"change": "masked:0,0,9=5", "pin": "masked:0,0,9"},
    {"mask_padding": "false", "change": "delete:0,0;weights:0,0,9=2", "pin": "weights:0,0,9"},
    {"padding": 1.0, "empty_row": "nan", "epoch": 0, "change": "weights:0,0,0=1"},
    {"normalization": "none", "epoch": 0, "change": "weights:0,0,0=-3", "pin": "context:0,0,1"},
    {"normalization": "sigmoid", "epoch": 0, "change": "scores:0,0,0=9"},
    {"mode": "multi_head", "num_heads": 8, "head": 8, "change": "weights:0,7,0,1=9"},
    {"mode": "multi_head", "query": "history", "change": "weights:0,0,1,2=1;delete:0,0"},
    {"items": "numbered", "change": "add:0,0,999;delete:0,4", "pin": "weights:0,0,2"},
    {"padding_side": "left", "change": "delete:0,9;add:0,9,5", "pin": "weights:0,0,9"},
    {"sequence_length": 200, "change": "delete:0,100", "pin": "weights:0,0,100"},
]


@pytest.mark.parametrize("settings", EDGES, ids=str)
def test_a_change_at_the_edges_is_shown(settings: dict[str, object]) -> None:
    app = opened("walk", **settings)
    assert "What if" in [one.value for one in app.subheader]
    assert "it is left out" not in words(app)
    assert bool(opened_number(app)) == ("pin" in settings)


@pytest.fixture
def worker() -> Iterator[None]:
    """Give the test a training worker of its own."""
    cache.trainer.clear()
    yield
    cache.trainer.clear()


@pytest.mark.usefixtures("worker")
def test_clicks_of_ones_own_are_changed_and_stay_out_of_the_link() -> None:
    content, items = written.tasted(60)
    mine = user_data.UserData(interactions_of(content, items_content=items))
    app = with_data("walk", mine, epoch=0, mode="attention", pin="weights:0,0,1")
    (history, *_), _ = mine.data.view(0, 5, 6)
    app = pressed(app, "Delete this click")
    assert link(app)["change"] == "delete:0,1"
    assert f"Without {mine.data.items.title(int(history[1]))}, which has " in words(app)
    assert "history" not in link(app)


@pytest.mark.parametrize(("more", "coloured"), [(2e-5, 0.0), (0.0004, 0.0004)])
def test_a_difference_that_is_written_as_none_has_no_colour(more: float, coloured: float) -> None:
    was, now = (with_weights(traced(), 0.1 + added) for added in (0.0, more))
    weights, _ = rows_of(WhatIf(was, now, 0))
    difference = weights.strips[-1]
    assert set(difference.values) == {coloured}
    assert {float(text) for text in difference.texts} == {coloured}
