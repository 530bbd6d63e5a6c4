"""What a page shows while TensorFlow loads: a record of its first picture, and then the layer."""

import json
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from attnviz.pictures.payload import pack
from attnviz.ui.components import frames
from attnviz.ui.compute import view
from attnviz.ui.state import keys
from attnviz.ui.state.pages import PAGES
from tests.pages.opening import opened, words
from tests.processes import ROOT, printed_by
from tests.ui.components.test_picture import unpack
from tests.ui.compute.test_first_views import ATOL, RTOL

RECORDED = "What is shown until then is recorded"
SHOWING = [page for page in PAGES if page not in ("data", "lessons", "teach")]
"""The pages that show a trace."""


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let TensorFlow load for ever: a run ends where it would wait for it."""
    thread = SimpleNamespace(is_alive=lambda: True, failed=False)
    monkeypatch.setattr(view, "tensorflow_is_to_come", lambda: True)
    monkeypatch.setattr(view, "tensorflow_loading", lambda: thread)
    monkeypatch.setattr(view, "_wait", st.stop)
    return monkeypatch


def of_page(page: str, **settings: object) -> AppTest:
    if page != "overview":
        return opened(page, **settings)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in settings.items():
        app.query_params[name] = str(value)
    return app.run()


def told(app: AppTest) -> list[str]:
    """Return what is told in the corner."""
    return [str(one.proto.body) for one in app.get("html") if 'role="status"' in one.proto.body]


def pictures(app: AppTest) -> dict[str, bytes]:
    """Return what pictures and charts are sent, by their place among them."""
    kinds = ("attnviz_picture", "attnviz_ribbons", "attnviz_chart")
    found: dict[str, bytes] = {}
    for one in app.get("bidi_component"):
        if (name := one.proto.component_name) in kinds:
            found[f"{name} {len(found)}"] = one.proto.bytes or one.proto.json.encode()
    return found


def content(sent: bytes) -> Any:
    """Return what a picture is sent, with its arrays."""
    return json.loads(sent) if sent.startswith((b"{", b"[")) else unpack(sent)


def assert_alike(ours: Any, theirs: Any) -> None:
    """Refuse what differs by more than the last bits, which are another processor's own."""
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys()
        ours, theirs = list(ours.values()), list(theirs.values())
    if isinstance(ours, list):
        assert len(ours) == len(theirs)
        for own, other in zip(ours, theirs, strict=True):
            assert_alike(own, other)
    elif isinstance(ours, float | np.ndarray):
        np.testing.assert_allclose(ours, theirs, RTOL, ATOL)
    else:
        assert ours == theirs


@pytest.mark.parametrize("page", SHOWING)
def test_the_first_picture_of_a_page_is_recorded_until_the_layer_shows_the_same(
    page: str, loading: pytest.MonkeyPatch
) -> None:
    recorded = of_page(page)
    assert not recorded.exception
    (sentence,) = told(recorded)
    assert RECORDED in sentence
    first = pictures(recorded)
    assert len(first) == 1
    title = recorded.title[0].value
    claim = words(recorded).splitlines()[0]
    loading.undo()
    live = recorded.run()
    assert not live.exception
    assert told(live) == []
    assert (live.title[0].value, words(live).splitlines()[0]) == (title, claim)
    ((kind, shown),) = first.items()
    kind_of_live, shown_live = next(iter(pictures(live).items()))
    assert kind_of_live == kind
    assert_alike(content(shown_live), content(shown))


@pytest.mark.parametrize(
    ("page", "settings"),
    [
        ("overview", {"mode": "multi_head", "num_heads": 4, "sample": 3}),
        ("heads", {"num_heads": 8, "head": 2}),
        ("walk", {"recipe": "article", "mode": "attention", "step": "scores"}),
        ("masks", {"pin": "masked.weights:0,0,9"}),
    ],
)
@pytest.mark.usefixtures("loading")
def test_so_is_what_the_trainings_show_that_come_with_the_package(
    page: str, settings: dict[str, object]
) -> None:
    app = of_page(page, **settings)
    assert RECORDED in told(app)[0]
    assert len(pictures(app)) == 1


@pytest.mark.parametrize(
    ("page", "settings"),
    [
        ("overview", {"seed": 1}),
        ("walk", {"epoch": 0}),
        ("masks", {"sequence_length": 9}),
        ("compare", {"a.seed": 1}),
        ("walk", {"change": "weights:0,0,3=0.9"}),
        ("overview", {"items": "numbered"}),
        ("walk", {"lesson": "padding", "at": 1}),
    ],
)
def test_what_is_not_recorded_waits_for_the_layer(
    page: str, settings: dict[str, object], loading: pytest.MonkeyPatch
) -> None:
    wait = Mock(side_effect=st.stop)
    loading.setattr(view, "_wait", wait)
    app = of_page(page, **settings)
    assert not app.exception
    assert told(app) == []
    assert pictures(app) == {}
    wait.assert_called_once()


def test_a_press_that_waits_for_the_layer_is_not_lost(loading: pytest.MonkeyPatch) -> None:
    app = of_page("walk", epoch=0)
    loading.undo()
    to_come = chain([True], repeat(False))  # it is there a moment later
    loading.setattr(view, "tensorflow_is_to_come", to_come.__next__)
    (share,) = (button for button in app.button if button.label == "Share")
    share.click().run()
    assert not app.exception
    assert "It shows the view without menu and title" in words(app)


@pytest.mark.parametrize(
    ("page", "settings"), [("normalization", {"sample": 2}), ("walk", {"epoch": 0})]
)
def test_a_page_that_needs_more_than_is_recorded_waits_as_where_nothing_is(
    page: str, settings: dict[str, object], loading: pytest.MonkeyPatch
) -> None:
    spinner = Mock(wraps=st.spinner)
    loading.setattr(st, "spinner", spinner)
    app = of_page(page, **settings)  # of user 1 alone the other normalizations are recorded
    assert not app.exception
    assert pictures(app) == {}
    assert told(app) == []
    (said,) = (call.args[0] for call in spinner.call_args_list)
    assert said.startswith("TensorFlow is loading")


def test_what_is_kept_for_all_is_the_layers_own(loading: pytest.MonkeyPatch) -> None:
    app = of_page("masks", sample=4)
    assert len(pictures(app)) == 1
    loading.undo()
    packed = Mock(side_effect=pack)
    loading.setattr(frames, "pack", packed)
    app.run()
    assert "masks" in [call.args[0]["key"] for call in packed.call_args_list]


def test_the_layer_is_told_by_ear_when_it_takes_over(loading: pytest.MonkeyPatch) -> None:
    app = of_page("walk")
    loading.undo()
    loading.setattr(view, "tensorflow_is_to_come", iter([True, False]).__next__)
    app.run()
    number, text = app.session_state[keys.VISIT].news
    assert number == 1
    assert "The layer is loaded" in text


def test_no_page_loads_tensorflow_to_show_its_record() -> None:
    code = f"""
import json, sys
import streamlit as st
from streamlit.testing.v1 import AppTest
from attnviz.ui.compute import view
view._wait = st.stop
app = AppTest.from_file("{ROOT}/app.py", default_timeout=120)
shown = {{}}
for page in {SHOWING}:
    app.switch_page("app.py" if page == "overview" else f"pages/{{page}}.py").run()
    faults = [one.message for one in app.exception]
    shown[page] = [len(app.get("bidi_component")) > 1, faults]
print(json.dumps([shown, sorted({{"tensorflow", "keras"}} & set(sys.modules))]))
"""
    shown, loaded = json.loads(printed_by(code).splitlines()[-1])
    assert shown == {page: [True, []] for page in SHOWING}
    assert loaded == []
