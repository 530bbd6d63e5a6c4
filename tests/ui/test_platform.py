"""What leans on the inside of Streamlit, on the Streamlit that is installed."""

import asyncio
import inspect
import threading
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner import RerunData, StopException
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state import SafeSessionState

from attnviz.ui.platform import hear_runs_out, keep_order_of_presses, make_theme_once

_SECONDS, _SHORT = 10.0, 0.5


class Session:
    """Holds what a run has put into it last."""

    put = ""

    def on_script_will_rerun(self, sent: str, **_: Any) -> None:
        self.put = sent


@pytest.fixture
def in_order(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours = SafeSessionState.on_script_will_rerun
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", ours)  # put back at the end
    keep_order_of_presses.cache_clear()
    keep_order_of_presses()
    yield
    keep_order_of_presses.cache_clear()


def test_an_overtaken_run_does_not_put_its_press_over_the_newer_one(in_order: None) -> None:
    asked, newer, ended = threading.Event(), threading.Event(), threading.Event()

    def look() -> None:
        asked.set()
        if newer.is_set():
            raise StopException

    session: Any = Session()
    state: Any = SafeSessionState(session, look)

    def older() -> None:
        try:
            state.on_script_will_rerun("the last press but one")
        except StopException:
            ended.set()

    with state._lock:  # as while a callback runs
        thread = threading.Thread(target=older, daemon=True)
        thread.start()
        asked.wait(0.2)  # it would ask here, if it did not wait for the lock first
        newer.set()
        session.put = "the last press"
    thread.join(_SECONDS)
    assert ended.is_set()
    assert session.put == "the last press"


def test_runners_of_one_session_take_presses_over_one_after_the_other(in_order: None) -> None:
    """Each has a lock of its own: the state changed under one while another went through it."""
    began, may_end, inside = threading.Event(), threading.Event(), []

    class Slow:
        def on_script_will_rerun(self, sent: str, **_: Any) -> None:
            inside.append(f"{sent} begins")
            began.set()
            may_end.wait(_SECONDS if sent == "one" else 0)
            inside.append(f"{sent} ends")

    session: Any = Slow()
    runners: list[Any] = [SafeSessionState(session, lambda: None) for _ in range(2)]
    threads = [
        threading.Thread(target=runner.on_script_will_rerun, args=(sent,), daemon=True)
        for runner, sent in zip(runners, ("one", "two"), strict=True)
    ]
    threads[0].start()
    assert began.wait(_SECONDS)
    threads[1].start()
    threads[1].join(_SHORT)
    may_end.set()
    for thread in threads:
        thread.join(_SECONDS)
    assert inside == ["one begins", "one ends", "two begins", "two ends"]


SCRIPT = """
import streamlit as st

@st.fragment(run_every=60)
def part():
    st.text("part")

part()
"""


@pytest.fixture
def heard_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours = AppSession._create_scriptrunner
    monkeypatch.setattr(AppSession, "_create_scriptrunner", ours)  # put back at the end
    monkeypatch.setattr(Runtime, "_instance", MagicMock())  # a session asks it for its files
    hear_runs_out.cache_clear()
    hear_runs_out()
    yield
    hear_runs_out.cache_clear()


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
        assert said.count("new_session") == said.count("script_finished")
    assert (by_itself.count("new_session"), pressed.count("new_session")) == (1, 2)


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
    end = time.monotonic() + (_SHORT if by_itself else _SECONDS)
    said: list[str] = []
    while said.count("script_finished") < 2 and time.monotonic() < end:
        await asyncio.sleep(0.01)
        said += [str(one.WhichOneof("type")) for one in session._browser_queue.flush()]
    return said


async def _put_off_behind_a_newer_run(by_itself: bool) -> list[RerunData]:
    """Return what a runner is asked for that came while a part's request was put off."""
    asked: list[RerunData] = []
    ended, newer = MagicMock(), MagicMock()
    ended.request_rerun.return_value = False
    newer.request_rerun.side_effect = asked.append
    session: Any = MagicMock(_scriptrunner=ended, _event_loop=asyncio.get_running_loop())
    create: Any = AppSession._create_scriptrunner
    create(session, RerunData(fragment_id="part", is_auto_rerun=by_itself))
    session._scriptrunner = newer
    await asyncio.sleep(0.1)
    return asked


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_parts_request_that_was_put_off_goes_where_the_page_has_run_since(
    heard_out: None, by_itself: bool
) -> None:
    # It is of the page before, and says what its widgets were before the press that is run.
    assert asyncio.run(_put_off_behind_a_newer_run(by_itself)) == []


@pytest.fixture
def theme_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Yield the sections of the theme that Streamlit has made."""
    made: list[str] = []
    make = inspect.unwrap(app_session._populate_theme_msg)  # a page may have run before

    def noting(message: CustomThemeConfig, section: str = "theme") -> None:
        made.append(section)
        make(message, section)

    monkeypatch.setattr(app_session, "_populate_theme_msg", noting)
    monkeypatch.setattr(config, "_config_options", deepcopy(config.get_config_options()))
    make_theme_once.cache_clear()
    make_theme_once()
    yield made
    make_theme_once.cache_clear()


def test_a_theme_is_made_once_and_says_what_streamlit_makes_of_it(
    theme_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def theme() -> CustomThemeConfig:
        message = CustomThemeConfig()
        app_session._populate_theme_msg(message)
        app_session._populate_theme_msg(message.dark, "theme.dark")
        return message

    config.set_option("theme.primaryColor", "#123456")
    config.set_option("theme.dark.primaryColor", "#abcdef")
    first, second = theme(), theme()
    assert first == second
    assert (first.primary_color, first.dark.primary_color) == ("#123456", "#abcdef")
    assert theme_once == ["theme", "theme.dark"]
    second.primary_color = "#ffffff"
    assert theme().primary_color == "#123456"  # nobody's message is another's

    config.set_option("theme.primaryColor", "#654321")
    monkeypatch.setattr(config, "_config_options", dict(config.get_config_options()))
    assert theme().primary_color == "#654321"  # as after a file that was changed
