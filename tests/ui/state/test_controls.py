"""The controls: what they show for a value, and how a change corrects the others."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from attnviz.lessons.lesson import Lesson, View
from attnviz.scenario.settings import DEFAULTS, KINDS, Settings
from attnviz.ui.state import controls, keys
from attnviz.ui.state.control_values import meant, shown, unset, written
from attnviz.ui.state.controls import CONTROLS, OWN
from attnviz.ui.state.open_lesson import OpenLesson
from attnviz.ui.state.visit import Visit
from tests.pages.opening import link
from tests.processes import ROOT

APP = ROOT / "app.py"

VALUES = {
    "mode": ("multi_head",),
    "num_heads": (1, 4),
    "normalization": ("softmax", "none"),
    "mask_padding": (True, False),
    "scale": (True, False),
    "epoch": (0, 7),
    "candidate": ("moka pot",),
    "embedding_dim": (1, 64),
    "dropout": (0.5,),
    "query": ("history",),
    "batch_size": (3,),
    "learning_rate": (0.0001, 0.02, 3.0),
    "training_samples": (500, 20_000),
    "training_batch": (17,),
    "padding_varies": (True, False),
    "embeddings_initializer": ("he_normal",),
}


@given(st.sampled_from([(name, value) for name, values in VALUES.items() for value in values]))
def test_what_is_shown_means_the_value(setting: tuple[str, object]) -> None:
    name, value = setting
    assert meant(name, shown(name, value)) == value


@pytest.mark.parametrize("name", KINDS)
def test_an_unset_setting_is_shown_and_meant_as_unset(name: str) -> None:
    assert meant(name, shown(name, DEFAULTS[name])) == DEFAULTS[name]


@pytest.mark.parametrize("name", KINDS)
def test_a_link_can_say_of_each_setting_that_it_is_unset(name: str) -> None:
    """As of one side of a comparison, where the other has set it."""
    text = written(name, DEFAULTS[name])
    assert unset(name, text) or KINDS[name].parse(text) == DEFAULTS[name]


def modes(page: AppTest) -> Any:
    """Return the control of the mode: AppTest has no accessor of its own for it."""
    (found,) = (group for group in page.get("button_group") if getattr(group, "key", "") == "mode")
    return found


def app(**settings: object) -> AppTest:
    """Return the overview at the settings of a link, with all controls in sight."""
    opened = AppTest.from_file(str(APP), default_timeout=120)
    opened.session_state[keys.VISIT] = Visit(shows_more=True)
    for name, value in settings.items():
        opened.query_params[name] = str(value)
    return opened.run()


def test_every_control_is_on_the_page() -> None:
    page = app()
    found = {
        widget.key for kind in ("slider", "select_slider", "selectbox") for widget in page.get(kind)
    }
    found |= {widget.key for widget in (*page.number_input, *page.text_input)}
    found |= {widget.key for widget in page.get("button_group")}
    assert set(CONTROLS) <= found
    assert not {*OWN["training"]} - {*CONTROLS} & found


def test_settings_out_of_sight_are_kept() -> None:
    page = app(epoch=0)
    page.slider(key="embedding_dim").set_value(4).run()
    page.session_state[keys.VISIT].shows_more = False
    page.run()
    assert "embedding_dim" not in {slider.key for slider in page.slider}
    assert link(page)["embedding_dim"] == "4"
    page.slider(key="batch_size").set_value(2).run()
    page.session_state[keys.VISIT].shows_more = True
    page.run()
    assert page.slider(key="embedding_dim").value == 4


def test_what_is_open_stays_open_on_the_next_page() -> None:
    page = app(epoch=0, embedding_dim=4)
    page.switch_page("pages/lessons.py").run()  # it has no controls
    page.switch_page("pages/masks.py").run()
    assert page.slider(key="embedding_dim").value == 4
    assert [part.label for part in page.sidebar.expander] == ["More settings · 1 set"]
    page.session_state[keys.VISIT].shows_more = False
    page.run()
    page.switch_page("pages/walk.py").run()
    assert "embedding_dim" not in {slider.key for slider in page.slider}


def test_a_press_whose_callback_was_cut_off_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a message that comes while it begins: Streamlit calls no callback for it again."""
    cut_off: list[str] = []
    take = controls._take

    def take_second(name: str) -> None:
        if not cut_off:
            cut_off.append(name)
            raise StopException
        take(name)

    monkeypatch.setattr(controls, "_take", take_second)
    page = app(epoch=0)
    page.slider(key="sequence_length").set_value(12).run()
    assert cut_off == ["sequence_length"]
    page.run()
    assert link(page)["sequence_length"] == "12"
    assert page.slider(key="sequence_length").value == 12


def test_whether_padding_varies_can_be_chosen() -> None:
    page = app(epoch=0)
    assert page.selectbox(key="padding_varies").value == "false"
    page.selectbox(key="padding_varies").set_value("true").run()
    assert link(page)["padding_varies"] == "true"
    assert not page.warning
    page.selectbox(key="padding_varies").set_value("false").run()
    assert "padding_varies" not in link(page)


def test_the_sidebar_keeps_its_order_when_a_control_moves() -> None:
    page = app()
    before = [element.type for element in page.sidebar]
    page.slider(key="sequence_length").set_value(12).run()
    assert [element.type for element in page.sidebar] == before


def test_a_narrower_embedding_takes_fewer_heads() -> None:
    page = app(mode="multi_head", num_heads=4, epoch=0)
    page.slider(key="embedding_dim").set_value(7).run()
    assert not page.exception
    assert page.select_slider(key="num_heads").value == "1"
    assert not page.warning


def test_the_heads_offered_are_the_divisors() -> None:
    page = app(mode="multi_head", embedding_dim=6, epoch=0)
    assert page.select_slider(key="num_heads").options == ["1", "2 (as the recipe)", "3", "6"]


def test_each_number_of_heads_and_each_epoch_is_offered_once_and_in_its_order() -> None:
    page = app(mode="multi_head", epoch=0)
    heads = page.select_slider(key="num_heads")
    assert heads.options == ["1", "2 (as the recipe)", "4", "8"]
    assert heads.value == "as the recipe"
    epochs = page.select_slider(key="epoch")
    assert epochs.options == [*map(str, range(15)), "15 (last)"]
    page = heads.set_value("4").run()
    assert link(page)["num_heads"] == "4"
    # What a link has set by itself stays so, and is offered once as well.
    page = app(mode="multi_head", num_heads=2, epochs=3, epoch=3)
    assert page.select_slider(key="num_heads").options == ["1", "2", "4", "8"]
    assert page.select_slider(key="epoch").options == ["0", "1", "2", "3"]
    assert {name: link(page)[name] for name in ("num_heads", "epoch")} == {
        "num_heads": "2",
        "epoch": "3",
    }


def test_one_number_has_one_head_and_nothing_to_choose() -> None:
    page = app(mode="multi_head", embedding_dim=1, epoch=0)
    (told,) = [box.value for box in page.warning]
    assert told == "2 heads do not divide an embedding dimension of 1; 1 head is used."
    assert page.selectbox(key="num_heads").options == ["1"]
    page = app(mode="multi_head", epoch=0)
    page.slider(key="embedding_dim").set_value(1).run()
    assert page.selectbox(key="num_heads").options == ["1 (recipe: 2)"]
    assert page.warning[0].value == told
    assert not page.exception


def test_fewer_users_show_the_last_one() -> None:
    page = app(sample=5)
    page.slider(key="batch_size").set_value(2).run()
    assert page.selectbox(key="sample").value == 2


def training_page(**settings: object) -> AppTest:
    """Return the training page, untrained, at the settings of a link, its controls in sight."""
    page = app(epoch=0, **settings)
    page.session_state[keys.PAGE_SETTINGS] = True
    page.switch_page("pages/training.py").run()
    assert not page.exception
    return page


def test_how_it_trains_is_set_on_the_training_page_and_goes_along() -> None:
    page = training_page(learning_rate="0.02", optimizer="sgd")
    rate = page.select_slider(key="learning_rate")
    assert rate.value == "0.02"
    assert {"0.0001", "0.01", "0.02", "3"} <= set(rate.options)
    assert page.selectbox(key="optimizer").value == "sgd"
    assert not [caption for caption in page.caption if "Set by the link" in caption.value]
    page.select_slider(key="learning_rate").set_value("0.1").run()
    page.switch_page("pages/masks.py").run()
    told = [caption.value for caption in page.caption if "Set by the link" in caption.value]
    assert told == ["Set by the link: Optimizer: sgd · Learning rate: 0.1"]
    assert link(page)["learning_rate"] == "0.1"
    page.session_state[keys.PAGE_SETTINGS] = True
    page.switch_page("pages/training.py").run()
    assert page.select_slider(key="learning_rate").value == "0.1"


def test_what_the_training_page_has_of_its_own_it_has_once() -> None:
    page = training_page(epochs=4)
    assert page.session_state[keys.MORE_SETTINGS]
    assert page.slider(key="epochs").value == 4
    assert page.slider(key="dropout").value == 0.0
    found = {widget.key for kind in ("select_slider", "selectbox") for widget in page.get(kind)}
    assert {*OWN["training"]} - {"epochs", "dropout"} <= found


def test_fewer_samples_take_a_smaller_batch() -> None:
    page = training_page(training_batch=1024)
    page.select_slider(key="training_samples").set_value("500").run()
    assert page.select_slider(key="training_batch").value == "256"
    assert not page.warning


def test_fewer_epochs_show_the_last_one() -> None:
    page = app(epoch=12)
    page.slider(key="epochs").set_value(10).run()
    assert page.select_slider(key="epoch").value == "last"


def test_a_recipe_without_the_mode_brings_its_own() -> None:
    page = app(epoch=0)
    page.selectbox(key="recipe").select("keras").run()
    assert modes(page).value == "multi_head"
    assert not page.warning


def test_a_mode_that_the_recipe_lacks_brings_the_default_recipe() -> None:
    page = app(recipe="din", epoch=0)
    modes(page).set_value("multi_head").run()
    assert page.selectbox(key="recipe").value == "default"


def test_what_does_nothing_is_disabled_with_the_reason() -> None:
    page = app()
    heads = page.select_slider(key="num_heads")
    assert heads.disabled
    assert heads.help.endswith("Target attention has no heads.")
    assert not app(mode="multi_head").select_slider(key="num_heads").disabled


def test_a_mistyped_history_is_told_and_kept() -> None:
    page = app()
    page.text_input(key="history").input("trial shoes, moka pot").run()
    assert "near it: trail shoes" in page.warning[0].value
    assert page.text_input(key="history").value == "trial shoes, moka pot"
    assert not page.exception


def test_settings_go_from_page_to_page() -> None:
    page = app(batch_size=7, unit_layers="20", epoch=0)
    page.switch_page("pages/masks.py").run()
    assert page.slider(key="batch_size").value == 7
    assert "Set by the link: Unit layers: 20" in [caption.value for caption in page.caption]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return what a session without a page is about."""
    monkeypatch.setattr(controls, "open_lesson", lambda: None)
    here = Visit()
    monkeypatch.setattr(controls, "visit", lambda: here)
    return here


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("sequence_length", "25", 25),
        ("padding", "0,35", 0.35),
        ("padding", ".5", 0.5),
        ("epoch", "3", "3"),
        ("epoch", "last", "last"),
        ("epoch", "15", "last"),  # the slider's end says that it is both
        ("num_heads", "2", "as the recipe"),
        ("num_heads", "4", "4"),
        ("num_heads", "as the recipe", "as the recipe"),
        ("learning_rate", "0.02", "0.02"),
        ("embedding_dim", " 16 ", 16),
    ],
)
def test_what_is_typed_into_a_slider_is_what_it_shows(
    session: Visit, name: str, text: str, shown: object
) -> None:
    controls.take_typed(name, text, 7)
    assert session.chosen[name] == shown
    assert session.answer == (7, "")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sequence_length", "0", "1 to 200, not 0"),
        ("sequence_length", "1.5", "1 to 200, not 1.5"),
        ("padding", "nan", "0 to 1, not nan"),
        ("epoch", "16", "0 to 15, or last, not 16"),
        ("num_heads", "3", "1, 2, 4, 8, not 3"),
        ("learning_rate", "9", "0.0001 to 3, not 9"),
        ("embedding_dim", "x" * 40, "1 to 64, not xxxxxxxxxxxxxxxxxxxx"),
    ],
)
def test_what_a_slider_cannot_be_is_told_and_changes_nothing(
    session: Visit, name: str, text: str, said: str
) -> None:
    before = dict(session.chosen)
    controls.take_typed(name, text, 8)
    assert session.answer == (8, said)
    assert session.chosen == before


def test_what_no_longer_goes_with_a_typed_number_is_corrected(session: Visit) -> None:
    session.chosen["sample"] = 5
    controls.take_typed("batch_size", "3", 1)
    assert (session.chosen["batch_size"], session.chosen["sample"]) == (3, 3)


def test_a_lesson_says_what_can_be_typed(session: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    view = View("masks", Settings(), controls=("padding",), limits={"padding": (0.2, 0.8)})
    lesson = OpenLesson("", Lesson("Limited", "", (view,)), 1)
    monkeypatch.setattr(controls, "open_lesson", lambda: lesson)
    controls.take_typed("padding", "0.95", 1)
    assert session.answer == (1, "The lesson does not let you choose 0.95")
    assert session.chosen["padding"] == Settings().padding
    controls.take_typed("padding", "0.7", 2)
    assert session.answer == (2, "")
