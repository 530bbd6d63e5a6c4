"""The address is the state: what a run asks of it."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from attnviz.ui.state import address
from attnviz.ui.state.control_values import meant
from tests.pages.opening import link
from tests.ui.state.test_controls import app


def test_a_run_makes_settings_of_what_controls_show_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page = app(epoch=0)
    asked: list[str] = []

    def counted(name: str, shown: Any) -> Any:
        asked.append(name)
        return meant(name, shown)

    monkeypatch.setattr(address, "meant", counted)
    page.slider(key="sequence_length").set_value(12).run()
    assert asked.count("sequence_length") == 1
    assert link(page)["sequence_length"] == "12"
    page.run()
    assert asked.count("sequence_length") == 1


def test_what_was_written_while_a_press_was_on_its_way_is_written_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = app(epoch=0)
    page.slider(key="sequence_length").set_value(12).run()
    at_12 = link(page)
    page.slider(key="sequence_length").set_value(13).run()
    assert link(page)["sequence_length"] == "13"
    sent: list[str] = []
    send = ScriptRunContext.enqueue

    def heard(context: ScriptRunContext, message: ForwardMsg) -> None:
        if message.HasField("page_info_changed"):
            sent.append(message.page_info_changed.query_string)
        send(context, message)

    monkeypatch.setattr(ScriptRunContext, "enqueue", heard)
    # Back to 12 at once: what the browser said with the press is from before it was at 13.
    page.query_params.clear()
    page.query_params.update(at_12)
    page.slider(key="sequence_length").set_value(12).run()
    assert [dict(parse_qsl(one)) for one in sent] == [at_12]
    page.run()
    assert len(sent) == 1
