"""The walk's page."""

import threading
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

import attnviz.learning.fit
from attnviz.export import FORMATS
from attnviz.topics.pens import in_markdown
from attnviz.trace.explain import explain
from attnviz.ui.compute import cache
from attnviz.ui.state import keys
from tests.layers import RECIPES
from tests.pages.opening import EDGES, ROOT, opened, opened_number, whole, words
from tests.traces import traced


@pytest.mark.parametrize(("recipe", "mode"), RECIPES)
def test_every_recipe(recipe: str, mode: str) -> None:
    app = opened("walk", recipe=recipe, mode=mode, epoch=0)
    assert app.title[0].value == "Walk the steps"
    assert "Two units: with and without the candidate" in words(app)
    assert "def " in app.code[0].value


@pytest.mark.parametrize("edge", EDGES)
def test_edges(edge: str) -> None:
    app = opened("walk", **EDGES[edge])
    assert "def " in app.code[0].value


def test_no_code_is_drawn_before_it_is_asked_for() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page("pages/walk.py")
    assert not whole(app.run()).code  # a browser would fetch 1.5 MB that colour it
    app.session_state[keys.STEP_CODE] = True
    assert "def " in whole(app.run()).code[0].value


def test_the_step_of_the_link_is_shown() -> None:
    app = opened("walk", step="context")
    assert app.code[0].value.startswith("def context(")


def test_a_pinned_number_opens_into_its_arithmetic() -> None:
    app = opened("walk", step="context", pin="context:0,0,3")
    wanted = explain(traced(), "context", (0, 0, 3))
    titles = [title.value for title in app.subheader]
    assert in_markdown(wanted.title) in titles
    assert f"{wanted.recomputed:.9g}" in words(app)
    bar = opened_number(app)
    assert (bar["title"], bar["parents"]) == (wanted.title, ["weights", "value"])
    assert (bar["back"], bar["forward"]) == ("", "")


@pytest.mark.parametrize("pin", ["nothing:1", "context:9,9,9", "context", "context:0,x,1", ":::"])
def test_a_pin_that_does_not_fit_is_passed_over(pin: str) -> None:
    app = opened("walk", pin=pin)
    assert not opened_number(app)


def test_what_was_opened_one_after_the_other_can_be_gone_through() -> None:
    app = opened("walk", step="weights", pin="weights:0,0,2")
    for pin in ("masked:0,0,2", "scores:0,0,2", "masked:0,0,2"):
        app.session_state[keys.VISIT].chosen["pin"] = pin
        app = whole(app.run())
    bar = opened_number(app)
    assert (bar["back"], bar["forward"]) == ("weights", "scores")
    app.session_state[keys.VISIT].chosen["pin"] = ""
    assert not opened_number(whole(app.run()))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no training end."""
    gate = threading.Event()
    monkeypatch.setattr(attnviz.learning.fit, "train", lambda *_: gate.wait(120))
    cache.trainer.clear()
    yield
    gate.set()
    cache.trainer.clear()


UNSHIPPED = [{"epochs": 3, "learning_rate": 0.03}, {"training_samples": 500}, {"seed": 7}]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("settings", UNSHIPPED)
@pytest.mark.parametrize("first", ["training", "walk"])
def test_while_other_settings_are_trained_the_walk_is_whole(
    first: str, settings: dict[str, object]
) -> None:
    app = opened(first, **settings)
    if first != "walk":
        app = whole(app.switch_page("pages/walk.py").run())
    (progress,) = app.get("progress")  # the units beside each other need no training of these
    assert "The untrained layer is shown." in progress.proto.text
    assert "def " in app.code[0].value
    assert "DIN's unit puts 0.99" in words(app)


def test_only_the_unit_that_sees_the_candidate_attends() -> None:
    text = words(opened("walk"))
    assert "DIN's unit puts 0.99" in text
    assert "the article's 0.51; chance is 0.51" in text


def test_the_files_of_a_view_are_offered_once_they_are_asked_for() -> None:
    app = opened("walk")
    assert not app.get("download_button")
    app.session_state[keys.TAKE_AWAY] = True
    offered = [button.proto.label for button in whole(app.run()).get("download_button")]
    assert offered == [made.label for made in FORMATS.values()]
