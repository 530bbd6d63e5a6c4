"""Runs of a session: each is heard out, and each press is heard of."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

from attnviz.ui import platform
from attnviz.ui.platform import (
    hear_presses,
    hear_runs_out,
    pressed,
)
from tests.ui.platform.streamlits_own import installed

_SECONDS = 10.0


SCRIPT = """
import streamlit as st

@st.fragment(run_every=60)
def part():
    st.text("part")

part()
"""


@pytest.fixture
def heard_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Runtime, "_instance", MagicMock())  # a session asks it for its files
    yield from installed(hear_runs_out)


def test_a_fragments_run_does_not_cut_off_what_the_run_before_it_has_said(
    heard_out: None, tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    by_itself, pressed = (
        asyncio.run(_asked_of_a_part_as_the_run_ends(script, one)) for one in (True, False)
    )
    for said in (by_itself, pressed):
        assert said.count("auto_rerun") == 1  # else the part is never asked again
        assert said.count("new_session") == said.count("script_finished") == 2


async def _asked_of_a_part_as_the_run_ends(script: Path, by_itself: bool) -> list[str]:
    """Return the kinds of the messages of a run and of its part's, asked for as the run ends."""
    session = AppSession(
        ScriptData(str(script), is_hello=False),
        MemoryUploadedFileManager("/files"),
        ScriptCache(),
        None,
        {},
    )
    session.request_rerun(ClientState())
    runner: Any = session._scriptrunner
    runner._script_thread.join(_SECONDS)  # nothing is heard meanwhile: this is the loop's thread
    assert not runner._script_thread.is_alive()
    fragments: Any = session._fragment_storage
    (part,) = fragments._fragments
    session.request_rerun(ClientState(fragment_id=part, is_auto_rerun=by_itself))
    end = time.monotonic() + _SECONDS
    said: list[str] = []
    while said.count("script_finished") < 2 and time.monotonic() < end:
        await asyncio.sleep(0.01)
        said += [str(one.WhichOneof("type")) for one in session._browser_queue.flush()]
    return said


def test_what_is_asked_for_while_a_run_is_heard_out_becomes_one_run(heard_out: None) -> None:
    first, second = asyncio.run(_asked_while_a_run_is_heard_out())
    assert sorted(first) == ["one", "two"]  # of what was pressed, nothing is lost
    assert second == ["three"]


async def _asked_while_a_run_is_heard_out() -> list[list[str]]:
    """Return the widgets that begun runs are told of: two asked for meanwhile, one later."""
    session = AppSession(
        ScriptData("nowhere.py", is_hello=False),
        MemoryUploadedFileManager("/files"),
        ScriptCache(),
        None,
        {},
    )
    begun: list[list[str]] = []

    class Runner(MagicMock):
        def __init__(self, *_: Any, initial_rerun_data: RerunData, **__: Any) -> None:
            super().__init__()
            states = initial_rerun_data.widget_states
            begun.append([] if states is None else [one.id for one in states.widgets])

        def _get_child_mock(self, **named: Any) -> MagicMock:
            return MagicMock(**named)

    def press(widget: str) -> None:
        states = WidgetStates()
        states.widgets.add(id=widget).trigger_value = True
        session.request_rerun(ClientState(widget_states=states))

    with patch.object(app_session, "ScriptRunner", Runner):
        ended: Any = MagicMock()
        ended.request_rerun.return_value = False
        session._scriptrunner = ended
        press("one")
        await asyncio.sleep(0.01)
        press("two")
        assert begun == []
        session._scriptrunner = None  # its end is heard
        await asyncio.sleep(0.1)
        session._scriptrunner = None
        press("three")
    return begun


@pytest.fixture
def woken() -> Iterator[None]:
    yield from installed(hear_presses)


@pytest.mark.parametrize(
    "ask", [lambda one: one.request_rerun(RerunData()), lambda one: one.request_stop()]
)
def test_a_press_wakes_what_waits_within_a_run(
    woken: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    ask: Callable[[ScriptRequests], object],
) -> None:
    requests = ScriptRequests()

    def is_pressed() -> bool:
        with monkeypatch.context() as within:
            _run_of(requests, within)
            return pressed().is_set()

    assert not is_pressed()
    ask(requests)
    assert is_pressed()
    assert not caplog.records  # each press would be a line of the server's log


def _run_of(requests: ScriptRequests, monkeypatch: pytest.MonkeyPatch) -> None:
    context = MagicMock(script_requests=requests, page_script_hash="here")
    monkeypatch.setattr(platform, "get_script_run_ctx", lambda **_: context)


@pytest.mark.parametrize(
    ("pressed_now", "asked_by_run", "begins"),
    [
        (RerunData(page_script_hash="there"), RerunData(page_script_hash="here"), "there"),
        (
            RerunData(page_script_hash="here", query_string="old", is_history_navigation=True),
            RerunData(page_script_hash="here", query_string="new"),
            "old",
        ),
        (
            RerunData(page_script_hash="here", query_string="old"),
            RerunData(page_script_hash="here", query_string="new"),
            "new",
        ),
    ],
    ids=["a link", "Back", "a press"],
)
def test_what_a_run_asks_for_leaves_a_link_of_that_moment(
    woken: None,
    monkeypatch: pytest.MonkeyPatch,
    pressed_now: RerunData,
    asked_by_run: RerunData,
    begins: str,
) -> None:
    requests = ScriptRequests()
    requests.request_rerun(pressed_now)
    _run_of(requests, monkeypatch)
    assert requests.request_rerun_batch([asked_by_run])
    to_come = requests.on_scriptrunner_ready().rerun_data
    assert begins in (to_come.page_script_hash, to_come.query_string)


def test_a_run_that_stops_leaves_a_press_of_that_moment(
    woken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = ScriptRequests()
    requests.request_rerun(RerunData(query_string="pressed"))
    _run_of(requests, monkeypatch)
    requests.request_stop()
    assert requests.on_scriptrunner_ready().rerun_data.query_string == "pressed"
    requests.request_stop()
    assert requests.on_scriptrunner_ready().type == ScriptRequestType.STOP
