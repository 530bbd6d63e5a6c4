"""What leans on the inside of Streamlit, on the Streamlit that is installed."""

import asyncio
import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

import pytest
from streamlit import config
from streamlit.cursor import Cursor, LockedCursor, RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Empty_pb2 import Empty
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.proto.SessionStatus_pb2 import SessionStatus
from streamlit.proto.Toast_pb2 import Toast
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

from attnviz.ui import platform
from attnviz.ui.platform import (
    copy_cursors_quickly,
    hear_presses,
    hear_runs_out,
    make_theme_once,
    pressed,
    send_no_hole,
    send_what_is_seen,
)

_SECONDS, _SHORT = 10.0, 0.5


SCRIPT = """
import streamlit as st

@st.fragment(run_every=60)
def part():
    st.text("part")

part()
"""


# Before any page has run: what runs one replaces them for good.
_STREAMLITS: dict[type, dict[str, Any]] = {
    AppSession: {
        name: getattr(AppSession, name)
        for name in (
            "_create_scriptrunner",
            "_enqueue_forward_msg",
            "flush_browser_queue",
            "_clear_queue",
        )
    },
    ScriptRequests: {
        name: getattr(ScriptRequests, name) for name in ("_request_rerun_locked", "request_stop")
    },
}
assert all(
    method.__module__.startswith("streamlit.")
    for methods in _STREAMLITS.values()
    for method in methods.values()
)


def _installed(install: Any, owner: type, *names: str) -> Iterator[None]:
    """Install what replaces Streamlit's own methods, and at the end put these back."""

    def put_back() -> None:
        for name in names:
            setattr(owner, name, _STREAMLITS[owner][name])
        install.cache_clear()

    put_back()
    install()
    yield
    put_back()


@pytest.fixture
def heard_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Runtime, "_instance", MagicMock())  # a session asks it for its files
    yield from _installed(hear_runs_out, AppSession, "_create_scriptrunner")


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
    names = "_request_rerun_locked", "request_stop"
    yield from _installed(hear_presses, ScriptRequests, *names)


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


@pytest.fixture
def seen_alone() -> Iterator[None]:
    names = "_enqueue_forward_msg", "flush_browser_queue"
    yield from _installed(send_what_is_seen, AppSession, *names)


BEGUN = ForwardMsg(new_session=NewSession())
RUNS = ForwardMsg(session_status_changed=SessionStatus(script_is_running=True))
OVERTAKEN = ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
PART_FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
TOAST = ForwardMsg(delta=Delta(new_element=Element(toast=Toast())))
ELEMENT = ForwardMsg(delta=Delta(new_element=Element(empty=Empty())))


async def _enqueued(*messages: ForwardMsg, seconds: float = 0) -> tuple[list[ForwardMsg], int]:
    """Return what a session has to send after so many seconds, and how often it is to be sent."""
    session: Any = MagicMock(_event_loop=asyncio.get_running_loop())
    session._browser_queue = ForwardMsgQueue()
    enqueue: Any = AppSession._enqueue_forward_msg
    enqueue(session, BEGUN)  # of the same page, sent before
    session._browser_queue.flush()
    session._message_enqueued_callback.reset_mock()
    for message in messages:
        if message is BEGUN:  # as Streamlit does
            session._browser_queue.clear(retain_lifecycle_msgs=True)
        enqueue(session, message)
    await asyncio.sleep(seconds)
    return session._browser_queue.flush(), session._message_enqueued_callback.call_count


@pytest.mark.parametrize(
    ("messages", "sent"),
    [
        ((BEGUN, RUNS, OVERTAKEN, RUNS, BEGUN, ELEMENT), (BEGUN, ELEMENT)),
        ((OVERTAKEN, RUNS, BEGUN, OVERTAKEN, BEGUN, ELEMENT), (OVERTAKEN, RUNS, BEGUN, ELEMENT)),
        ((BEGUN, TOAST, OVERTAKEN, BEGUN, FINISHED), (BEGUN, TOAST, OVERTAKEN, BEGUN, FINISHED)),
    ],
)
def test_of_a_run_that_nothing_was_sent_of_no_word_is_sent(
    seen_alone: None, messages: Sequence[ForwardMsg], sent: Sequence[ForwardMsg]
) -> None:
    queued, wakes = asyncio.run(_enqueued(*messages))
    assert queued == list(sent)
    assert wakes == sum(one in (ELEMENT, TOAST, FINISHED) for one in messages)


def test_what_comes_in_place_of_what_was_to_be_sent_at_once_is_sent_at_once(
    seen_alone: None,
) -> None:
    sent = asyncio.run(_enqueued(BEGUN, ELEMENT, OVERTAKEN, BEGUN))
    assert sent == ([BEGUN], 2)
    assert asyncio.run(_enqueued(BEGUN, ELEMENT, OVERTAKEN, BEGUN, FINISHED)) == (
        [BEGUN, FINISHED],
        3,
    )


def test_what_nobody_sees_waits_for_what_is_seen_and_not_for_ever(seen_alone: None) -> None:
    unseen = BEGUN, RUNS
    assert asyncio.run(_enqueued(*unseen)) == (list(unseen), 0)
    assert asyncio.run(_enqueued(*unseen, seconds=_SHORT)) == (list(unseen), 1)
    assert asyncio.run(_enqueued(*unseen, ELEMENT)) == ([*unseen, ELEMENT], 1)


def test_what_others_are_sent_does_not_send_what_nobody_sees(seen_alone: None) -> None:
    async def flushed(*messages: ForwardMsg, seconds: float = 0) -> list[list[ForwardMsg]]:
        session: Any = MagicMock(_event_loop=asyncio.get_running_loop())
        session._browser_queue = ForwardMsgQueue()
        own: Any = AppSession
        own._enqueue_forward_msg(session, BEGUN)  # of the same page, sent before
        sent = [own.flush_browser_queue(session)]
        for message in messages:
            own._enqueue_forward_msg(session, message)
            sent.append(own.flush_browser_queue(session))
        await asyncio.sleep(seconds)
        return [*sent, own.flush_browser_queue(session)]

    assert asyncio.run(flushed(BEGUN, RUNS, ELEMENT)) == [
        [BEGUN],
        [],
        [],
        [BEGUN, RUNS, ELEMENT],
        [],
    ]
    assert asyncio.run(flushed(BEGUN, seconds=_SHORT)) == [[BEGUN], [], [BEGUN]]


def test_another_page_is_told_at_once(seen_alone: None) -> None:
    other = ForwardMsg(new_session=NewSession(page_script_hash="other"))
    assert asyncio.run(_enqueued(other)) == ([other], 1)


@pytest.fixture
def no_hole() -> Iterator[None]:
    yield from _installed(send_no_hole, AppSession, "_clear_queue")


def _drawn(fragment: str, *path: int) -> ForwardMsg:
    drawn = ForwardMsg(delta=Delta(new_element=Element(empty=Empty()), fragment_id=fragment))
    drawn.metadata.delta_path.extend(path)
    return drawn


@pytest.mark.parametrize("others", [True, False], ids=["with others", "alone"])
def test_what_a_part_drew_is_sent_where_something_stands_behind_it(
    no_hole: None, others: bool
) -> None:
    session: Any = MagicMock(_browser_queue=ForwardMsgQueue())
    before = [_drawn("progress", 0, 0), *([_drawn("", 0, 1)] if others else [])]
    for one in before:
        session._browser_queue.enqueue(one)
    clear: Any = AppSession._clear_queue
    clear(session, ["progress"])
    session._browser_queue.enqueue(BEGUN)
    session._browser_queue.enqueue(_drawn("progress", 0, 0))
    kept = before if others else []
    assert session._browser_queue.flush() == [*kept, BEGUN, _drawn("progress", 0, 0)]
    session._browser_queue.enqueue(before[0])
    clear(session)  # the whole page is drawn anew
    assert session._browser_queue.flush() == []


@pytest.mark.parametrize("fragments", [None, ["progress"]], ids=["a press", "a part"])
@pytest.mark.parametrize("end", [FINISHED, PART_FINISHED], ids=["a page", "parts"])
def test_what_a_run_has_drawn_to_its_end_is_sent_though_another_begins(
    no_hole: None, end: ForwardMsg, fragments: list[str] | None
) -> None:
    session: Any = MagicMock(_browser_queue=ForwardMsgQueue())
    drawn = [_drawn("", 0, 4), _drawn("progress", 0, 4, 0), end]
    for one in drawn:
        session._browser_queue.enqueue(one)
    clear: Any = AppSession._clear_queue
    clear(session, fragments)
    session._browser_queue.enqueue(BEGUN)
    session._browser_queue.enqueue(_drawn("progress", 0, 4, 0))
    assert session._browser_queue.flush() == [*drawn, BEGUN, _drawn("progress", 0, 4, 0)]


def test_what_a_run_that_was_overtaken_has_drawn_is_dropped_with_it(no_hole: None) -> None:
    session: Any = MagicMock(_browser_queue=ForwardMsgQueue())
    for one in (_drawn("", 0, 4), OVERTAKEN):
        session._browser_queue.enqueue(one)
    clear: Any = AppSession._clear_queue
    clear(session)
    assert session._browser_queue.flush() == [OVERTAKEN]


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


def place_with_a_spinner() -> RunningCursor:
    outer = RunningCursor(0, (4, 2))
    outer.lock_element()
    inner = outer.open_block()
    inner.lock_element()
    inner.get_transient_cursor()
    inner.get_transient_cursor()
    inner.transient_elements[1] = Element(empty=Empty())
    return inner


def told(place: Cursor) -> tuple[object, ...]:
    return (
        type(place),
        place.delta_path,
        place.transient_index,
        list(place.transient_elements.items()),
    )


def test_a_copied_place_is_as_streamlit_copies_it_and_goes_its_own_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(Cursor, "__deepcopy__", raising=False)
    place = place_with_a_spinner()
    by_streamlit = deepcopy(place)
    copy_cursors_quickly.cache_clear()
    copy_cursors_quickly()
    assert hasattr(Cursor, "__deepcopy__")
    container = DeltaGenerator(cursor=place, parent=DeltaGenerator(cursor=RunningCursor(0)))
    copied = deepcopy((container, {"main": place}))[0]._cursor
    assert copied is not None
    assert told(copied) == told(by_streamlit)
    assert set(vars(copied)) == set(vars(by_streamlit))
    assert all(  # what is copied by reference cannot be changed
        deepcopy(value) is value
        for name, value in vars(place).items()
        if name != "_transient_elements"
    )
    locked = place.lock_element()
    assert told(deepcopy(locked)) == (LockedCursor, [0, 4, 2, 1, 1], 0, [])
    for one in (place_with_a_spinner(), locked):
        before, copy = told(one), deepcopy(one)
        copy.transient_elements[2] = Element(empty=Empty())
        assert told(one) == before
        if isinstance(copy, RunningCursor):
            copy.lock_element()
        assert told(one) == before
