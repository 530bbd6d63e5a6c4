"""The address is the state: what a run asks of it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from attnviz.scenario.settings import DEFAULTS
from attnviz.ui.state import address
from attnviz.ui.state.control_values import shown
from tests.pages.opening import link, opened, pressed, whole
from tests.ui.state.test_controls import app


def test_a_run_makes_settings_of_what_controls_show_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page = app(epoch=0)
    make, asked = address._going_together, list[int]()

    def counted(chosen: Mapping[str, Any]) -> Any:
        asked.append(chosen["sequence_length"])
        return make(chosen)

    monkeypatch.setattr(address, "_going_together", counted)
    page.slider(key="sequence_length").set_value(12).run()
    assert asked == [12]
    assert link(page)["sequence_length"] == "12"
    page.run()
    assert asked == [12]


def test_what_a_learner_has_alone_or_typed_at_length_is_not_kept_for_all() -> None:
    defaults = {name: shown(name, value) for name, value in DEFAULTS.items()}
    before = address._checked_once.cache_info().misses

    def kept(**changed: Any) -> int:
        settings, _ = address._going_together(defaults | changed)
        assert settings.sequence_length == changed["sequence_length"]
        return address._checked_once.cache_info().misses - before

    assert kept(sequence_length=173) == kept(sequence_length=173) == 1
    assert kept(sequence_length=174, items="own") == 1
    assert kept(sequence_length=174, history="x" * 100_000) == 1
    assert kept(sequence_length=174) == 2


def addresses(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Return a list that takes up what browsers are told to have in their address bar from now."""
    told: list[dict[str, str]] = []
    send = ScriptRunContext.enqueue

    def heard(context: ScriptRunContext, message: ForwardMsg) -> None:
        if message.HasField("page_info_changed"):
            told.append(dict(parse_qsl(message.page_info_changed.query_string)))
        send(context, message)

    monkeypatch.setattr(ScriptRunContext, "enqueue", heard)
    return told


def test_what_was_written_while_a_press_was_on_its_way_is_written_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = app(epoch=0)
    page.slider(key="sequence_length").set_value(12).run()
    at_12 = link(page)
    page.slider(key="sequence_length").set_value(13).run()
    assert link(page)["sequence_length"] == "13"
    sent = addresses(monkeypatch)
    # Back to 12 at once: what the browser said with the press is from before it was at 13.
    page.query_params.clear()
    page.query_params.update(at_12)
    page.slider(key="sequence_length").set_value(12).run()
    assert sent == [at_12]
    page.run()
    assert len(sent) == 1


def test_a_draft_is_one_address_with_what_else_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pressed(pressed(opened("walk", seed=3, epoch=0), "Share"), "Add to my lesson")
    made.query_params.clear()
    told = addresses(monkeypatch)
    whole(made.switch_page("pages/teach.py").run())
    assert "draft" in told[-1]
    assert told.count(told[-1]) == 1  # in another order it would be another entry of the history
