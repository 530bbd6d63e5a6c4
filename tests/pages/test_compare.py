"""The page that shows two settings side by side, and the links that hold both."""

import json
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from attnviz.interactions.dataset import interactions_of
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.ui.compute import user_data
from attnviz.ui.state import keys
from attnviz.ui.state.control_values import AS_RECIPE
from tests.interactions import written
from tests.pages.opening import (
    EDGES,
    link,
    opened,
    opened_number,
    pictures,
    pressed,
    whole,
    words,
)
from tests.pages.test_data import with_data
from tests.said import headings
from tests.ui.components.test_picture import unpack

NOTHING = "Both sides have the same settings, so nothing differs"


def beside(settings: dict[str, object]) -> dict[str, object]:
    """Return settings as those of side A in a link."""
    return {f"a.{name}": value for name, value in settings.items()}


def compared(**query: object) -> AppTest:
    return opened("compare", **query)


def listed(app: AppTest) -> list[tuple[str, ...]]:
    """Return what is said to differ: settings, A, B."""
    if not app.dataframe:
        return []
    return [tuple(row) for row in app.dataframe[0].value.itertuples(index=False)]


def test_what_only_the_pages_own_side_has_set_is_not_what_the_other_has() -> None:
    """Of these no control shows a word where they are unset."""
    own = {"unit_layers": "8", "unit_activation": "tanh", "vocabulary_size": "70"}
    unset = {f"a.{name}": AS_RECIPE for name in own}
    app = compared(epoch=0, **own, **unset)
    assert not app.warning
    assert len(listed(app)) == len(own)
    assert {name: text for name, text in link(app).items() if name in unset} == unset


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    """Each edge beside the settings that a page opens with."""
    view = {"head": EDGES[edge]["head"]} if "head" in EDGES[edge] else {}
    apart = {name: value for name, value in EDGES[edge].items() if name != "head"}
    app = compared(**beside(apart), **view)
    assert pictures(app) == 2
    assert not app.warning
    assert bool(listed(app)) == bool(apart)
    assert headings(app)


@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_every_normalization(name: str) -> None:
    app = compared(normalization=name, epoch=0)
    assert headings(app)[0].startswith(NOTHING)
    app = compared(normalization=name, epoch=0, **{"a.normalization": "softmax"})
    assert listed(app) == ([] if name == "softmax" else [("Normalization", "softmax", name)])


def test_from_a_page_the_same_is_compared_and_a_control_moves_b() -> None:
    app = whole(opened("walk", sample=2, epoch=3).switch_page("pages/compare.py").run())
    assert headings(app)[0].startswith(NOTHING)
    assert link(app) == {"sample": "2", "epoch": "3"}
    app = whole(app.selectbox("normalization").select("none").run())
    assert link(app) == {
        "sample": "2",
        "epoch": "3",
        "normalization": "none",
        "a.normalization": "as the recipe",
    }
    assert ("Normalization", "softmax", "none") in listed(app)
    app = whole(app.selectbox("sample").select(4).run())
    assert link(app)["a.sample"] == "2"
    app = whole(app.selectbox("sample").select(2).run())
    assert "a.sample" not in link(app)


def test_one_link_shows_both_again() -> None:
    query = {"epoch": "0", "sample": "3", "a.normalization": "sigmoid", "a.epoch": "last"}
    app = compared(**query)
    again = compared(**link(app))
    assert words(again) == words(app)
    assert link(again) == query


def test_share_has_both_sides() -> None:
    app = pressed(compared(epoch=0, sample=3, **{"a.sample": 1}), "Share")
    (shared, _) = (
        json.loads(component.proto.json)["text"]
        for component in app.get("bidi_component")
        if component.proto.component_name == "attnviz_copy"
    )
    assert dict(parse_qsl(shared.partition("?")[2])) == {
        "epoch": "0",
        "sample": "3",
        "a.sample": "1",
        "v": "1",
    }


def test_a_click_that_is_gone_on_one_side_has_no_partner() -> None:
    app = compared(change="delete:0,0")
    assert headings(app)[0].startswith(NOTHING)
    app = compared(**{"a.change": "delete:0,0"})
    assert listed(app) == [("What if", "click 1 of user 1 deleted", "–")]
    assert "1 click of B has no partner on the other side." in words(app)


def test_a_press_gives_b_another_value() -> None:
    for label, name, value in (
        ("no normalization", "normalization", "none"),
        ("user 2", "sample", "2"),
        ("no training", "epoch", "0"),
        ("seed 1", "seed", "1"),
    ):
        view = {} if name == "epoch" else {"epoch": 0}
        app = pressed(compared(**view), label)
        assert link(app)[name] == value
        assert f"a.{name}" in link(app)


def test_the_sides_are_swapped_and_b_becomes_a() -> None:
    app = pressed(compared(epoch=0, pin="A.weights:0,0,1", **{"a.sample": 2}), "Swap A and B")
    assert link(app) == {"epoch": "0", "sample": "2", "a.sample": "1"}
    app = pressed(app, "Keep B as A")
    assert link(app) == {"epoch": "0", "sample": "2"}
    assert headings(app)[0].startswith(NOTHING)


def test_a_kept_side_that_cannot_be_had_is_told() -> None:
    app = compared(
        **{"a.batch_size": 999, "a.normalization": "sparsest", "a.nobody": 1, "a.step": "key"}
    )
    told = "\n".join(one.value for one in app.warning)
    assert "Side A: Batch size: 999 is not allowed" in told
    assert "Side A: Normalization: sparsest is not allowed" in told
    assert "ignored: “a.nobody”, “a.step”." in told
    assert headings(app)[0].startswith(NOTHING)
    assert link(app) == {}


def test_heads_that_a_kept_side_cannot_have_are_told() -> None:
    app = compared(**{"a.mode": "multi_head", "a.embedding_dim": 7, "a.num_heads": 4, "epoch": 0})
    assert "Side A: 4 heads do not divide an embedding dimension of 7; 1 head is used." in [
        one.value for one in app.warning
    ]


def test_a_link_of_another_page_has_no_other_side() -> None:
    app = opened("walk", **{"a.sample": 2})
    assert "ignored: “a.sample”" in app.warning[0].value
    assert link(app) == {}


@pytest.mark.parametrize(
    ("pin", "title"),
    [
        ("A.weights:0,0,2", "weights[fire steel]"),
        ("B.weights:0,0,2", "weights[fire steel]"),
        ("difference.weights:0,0,2", "difference of weights[fire steel]"),
    ],
)
def test_a_number_of_each_side_opens(pin: str, title: str) -> None:
    app = compared(pin=pin, candidate="moka pot", **{"a.candidate": "the user's own"})
    assert opened_number(app)["title"].startswith(title)


def test_clicks_at_other_places_have_no_difference_to_open() -> None:
    app = compared(pin="difference.weights:0,0,2", sample=2, **{"a.sample": 1})
    assert "weights[" in opened_number(app)["title"]  # the page's own number is meant
    assert "difference" not in opened_number(app)["title"]


def test_a_step_is_chosen_of_those_that_both_have() -> None:
    app = compared(step="context", mode="multi_head", **{"a.mode": "attention"})
    (box,) = (box for box in app.selectbox if box.key == keys.COMPARED_STEP)
    assert box.value == "context"
    assert "unit input" not in box.options
    assert "Only A has the steps unit input" in words(app)
    app = whole(box.select("scores").run())
    assert link(app)["step"] == "scores"
    assert "scores change most at" in headings(app)[0]


def test_the_training_of_a_kept_side_is_waited_for() -> None:
    """A side that must be trained first is shown untrained, and says so."""
    app = compared(**{"a.epochs": 1, "a.training_samples": 600, "a.embedding_dim": 2, "a.seed": 77})
    assert any(button.key == f"cancel_{keys.KEPT_SIDE}" for button in app.button)
    app = whole(app.button(key=f"cancel_{keys.KEPT_SIDE}").click().run())
    assert "The training was cancelled. The untrained layer is shown." in [
        one.value for one in app.info
    ]
    assert "Side A is untrained" in words(app)
    assert headings(app)


@pytest.fixture(scope="module")
def mine() -> user_data.UserData:
    content, items = written.tasted(60)
    return user_data.UserData(interactions_of(content, items_content=items))


def shown(app: AppTest) -> dict[str, Any]:
    """Return the numbers of the page's first picture, (rows, columns), by its panels' steps."""
    first = next(
        component.proto
        for component in app.get("bidi_component")
        if component.proto.component_name == "attnviz_picture"
    )
    (frame,) = unpack(first.bytes)["frames"]
    found = {}
    for panel in frame["layout"]["meta"]["panels"]:
        top, left = panel["z"]
        values = frame["data"][panel["trace"]]["z"]
        rows, columns = slice(top, top + panel["rows"]), slice(left, left + panel["columns"])
        found[panel["step"]] = values[rows, columns]
    return found


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_the_mask_is_a_case_of_a_comparison(mode: str) -> None:
    """With A's weights on both sides it shows what the page on masks does."""
    view: dict[str, object] = {"mode": mode, "sample": 2}
    sides: dict[str, object] = {"mask_padding": "false", "a.mask_padding": "as the recipe"}
    app = compared(**view, **sides, same_weights="true")
    assert "Both sides have the same learned numbers" in words(app)
    masks = shown(opened("masks", **view))
    found = shown(app)
    for side, of_masks in (("A", "masked"), ("B", "unmasked"), ("difference", "difference")):
        user = masks[f"{of_masks}.weights"][1]
        assert np.allclose(
            found[f"{side}.weights"][:, 0], -user if side == "difference" else user, equal_nan=True
        )


def test_a_normalization_is_a_case_of_a_comparison() -> None:
    sides = {"normalization": "sigmoid", "a.normalization": "as the recipe"}
    found = shown(compared(**sides, same_weights="true"))
    page = shown(opened("normalization"))
    assert np.allclose(found["A.weights"], page["softmax.weights"], equal_nan=True)
    assert np.allclose(found["B.weights"], page["sigmoid.weights"], equal_nan=True)


def test_weights_that_another_layer_cannot_have_are_told() -> None:
    app = compared(embedding_dim=16, epoch=0, same_weights="true", **{"a.embedding_dim": 8})
    assert "cannot have the weights of side A" in words(app)
    app = compared(mode="multi_head", same_weights="true", **{"a.mode": "attention"})
    assert "cannot have the weights of side A" in words(app)
    app = compared(num_heads=8, mode="multi_head", same_weights="true", **{"a.num_heads": 2})
    assert "cannot have the weights of side A" not in words(app)


def test_the_controls_move_one_side_or_both() -> None:
    app = compared(epoch=0, normalization="none", **{"a.normalization": "sigmoid"})
    app = moving(app, both=True)
    app = whole(app.selectbox("sample").select(3).run())
    assert link(app) == {
        "epoch": "0",
        "normalization": "none",
        "sample": "3",
        "a.normalization": "sigmoid",
    }
    app = whole(app.selectbox("normalization").select("softmax").run())
    assert link(app)["a.normalization"] == "sigmoid"  # what differs stays A's own
    app = whole(moving(app, both=False).selectbox("sample").select(1).run())
    assert link(app)["a.sample"] == "3"


def test_where_both_sides_move_a_press_sets_b_apart() -> None:
    app = pressed(moving(compared(epoch=0), both=True), "user 2")
    assert link(app) == {"epoch": "0", "sample": "2", "a.sample": "1"}
    app = pressed(app, "Swap A and B")
    assert link(app) == {"epoch": "0", "a.sample": "2"}


def moving(app: AppTest, *, both: bool) -> AppTest:
    """Return the page once its controls move both sides, or B alone."""
    app.session_state[keys.BOTH_MOVE] = both
    app.session_state[keys.VISIT].both_move = both
    return whole(app.run())


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        ("masks", {"Without and with the mask, step by step"}),
        (
            "normalization",
            {
                "Beside none, step by step",
                "Beside sigmoid, step by step",
            },
        ),
        ("walk", {"Compare the two units, step by step"}),
    ],
)
def test_pages_that_compare_lead_to_the_same_step_by_step(page: str, labels: set[str]) -> None:
    links = {one.proto.label: one.proto.query_string for one in opened(page).get("page_link")}
    assert labels <= set(links)
    for label in labels:
        app = compared(**dict(parse_qsl(links[label])))
        assert listed(app)
        assert not app.warning


def test_own_clicks_are_compared_and_stay_out_of_the_link(mine: user_data.UserData) -> None:
    app = with_data("compare", mine, epoch=0, mode="attention")
    assert headings(app)[0].startswith(NOTHING)
    app = whole(app.selectbox(key=keys.CHOSEN_USER).select(7).run())
    assert listed(app) == [("First user", "1", "8")]
    app = whole(app.selectbox(key=keys.CHOSEN_CANDIDATE).select(3).run())
    assert [row[0] for row in listed(app)] == ["First user", "Candidate"]
    assert mine.titles[3] in listed(app)[1]
    address = link(app)
    assert address["first_user"] == "8"
    assert address["a.first_user"] == "1"
    assert address["candidate"] == "3"
    assert not any(title in text for title in mine.titles[1:] for text in address.values())

    stranger = compared(**address)
    assert "**needs their file**" in words(stranger)
    assert mine.titles[3] not in words(stranger)


def test_a_kept_side_of_own_clicks_asks_for_the_file() -> None:
    app = compared(epoch=0, **{"a.items": "own", "a.first_user": 3})
    assert "Side A is of somebody's own clicks, and needs their file" in words(app)
    assert headings(app)
    assert link(app) == {"epoch": "0", "a.items": "own", "a.first_user": "3"}


def test_who_comes_back_without_a_change_finds_the_comparison_as_it_was() -> None:
    app = compared(epoch=0, normalization="none", **{"a.seed": 1})
    differs = listed(app)
    assert len(differs) == 1
    app = whole(app.switch_page("pages/walk.py").run())
    app = whole(app.switch_page("pages/compare.py").run())
    assert listed(app) == differs
    app = whole(app.switch_page("pages/walk.py").run())
    (normalization,) = (box for box in app.selectbox if box.label == "Normalization")
    app = whole(normalization.set_value("sigmoid").run())
    app = whole(app.switch_page("pages/compare.py").run())
    assert NOTHING in words(app)  # with what was shown
