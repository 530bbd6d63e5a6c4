"""What leans on the inside of Streamlit, and nothing else does: each with its reason.

Checked on Streamlit 1.67.
"""

from asyncio import TimerHandle
from collections.abc import Collection
from copy import deepcopy
from functools import cache, wraps
from threading import Event
from typing import Any
from weakref import WeakKeyDictionary

from starlette.formparsers import MultiPartParser
from streamlit import config, get_option
from streamlit.cursor import Cursor
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state.session_state import Serialized, WStates

_SOON = 0.001
# A picture that was drawn before comes sooner. What waits for none is seen late by nobody.
_UNSEEN_SECONDS = 0.15
_NUMBERS = {"int_value", "double_value"}
_unreadable: set[str] = set()


@cache
def guard_widget_values() -> None:
    """Make Streamlit pass over what a browser sends for a widget and the widget cannot read.

    Streamlit lets each widget read what was sent for it, whatever that is. Where that raises, it
    raises again in every later run of the session, before the script begins, so that no page can
    say a word. There is no supported place to check it. Guarded by tests/browser/test_forged.py.
    """
    read = WStates.__getitem__

    def read_if_readable(states: WStates, widget: str) -> Any:
        state, metadata = states.states.get(widget), states.widget_metadata.get(widget)
        if not isinstance(state, Serialized) or metadata is None:
            return read(states, widget)
        try:
            # A widget that holds nothing, such as an uploader without a file, sends no value, and
            # one of whole numbers an integer where another kind of number was announced.
            sent, announced = state.value.WhichOneof("value"), metadata.value_type
            if sent not in (None, announced) and {sent, announced} != _NUMBERS:
                raise TypeError(widget)
            return read(states, widget)
        except Exception:  # a widget's own reading may raise anything
            if (context := get_script_run_ctx()) is not None:
                _unreadable.add(context.session_id)
            raise KeyError(widget) from None  # as for a widget that nothing was sent for

    WStates.__getitem__ = read_if_readable  # type: ignore[method-assign]  # see above


@cache
def hear_runs_out() -> None:
    """Make a run begin when all has been heard that the run before it has said.

    A session hears its runner alone. Where a runner has ended, and what it said last is still on
    its way through the server's loop, a request makes a new one, and the rest is lost: pictures,
    that the run has ended, and that a fragment is to be asked again and again, so that a page waits
    for a training for ever. What is asked for meanwhile becomes one request, as it does while a run
    goes on; a runner that was stopped is waited for likewise. What a fragment asks for by itself
    comes too: a browser sends none of a page that it has left. Guarded by
    tests/ui/platform/test_runs.py.
    """
    create: Any = AppSession._create_scriptrunner
    put_off: WeakKeyDictionary[AppSession, ScriptRequests] = WeakKeyDictionary()

    def create_in_order(session: Any, asked: RerunData) -> None:
        begins = session not in put_off
        put_off.setdefault(session, ScriptRequests()).request_rerun(asked)
        if begins:
            create_heard_out(session)

    def create_heard_out(session: Any) -> None:
        if session._state == AppSessionState.SHUTDOWN_REQUESTED:
            del put_off[session]
        elif session._scriptrunner is None:  # it goes with the last that it says
            create(session, put_off.pop(session).on_scriptrunner_ready().rerun_data)
        else:
            session._event_loop.call_later(_SOON, create_heard_out, session)

    own: Any = AppSession
    own._create_scriptrunner = create_in_order


@cache
def hear_presses() -> None:
    """Make a press heard at once by what waits within a run, and not lost to what that run asks.

    A run is ended where it next looks, which it does not while it waits, and nothing supported
    tells of a request; see `pressed`. And there is one place for the next request: a run that ends
    itself (`st.stop`), or begins the page anew, would put its own over a press of that moment, or
    over a link to another page. Guarded by tests/ui/platform/test_runs.py.
    """
    ask, stop = ScriptRequests._request_rerun_locked, ScriptRequests.request_stop

    def ask_and_wake(requests: ScriptRequests, asked: RerunData) -> bool:
        if (context := _run_of(requests)) is not None:
            to_come = _to_come(requests)
            leads = to_come is not None and (
                to_come.is_history_navigation
                or to_come.page_script_hash not in ("", context.page_script_hash)
            )
            return leads or ask(requests, asked)
        is_accepted = ask(requests, asked)
        _pressed(requests).set()
        return is_accepted

    def stop_and_wake(requests: ScriptRequests) -> None:
        if _run_of(requests) is not None and _to_come(requests) is not None:
            return  # the run ends for what was pressed, at the same element
        stop(requests)
        _pressed(requests).set()

    own: Any = ScriptRequests
    own._request_rerun_locked, own.request_stop = ask_and_wake, stop_and_wake


def _run_of(requests: ScriptRequests) -> ScriptRunContext | None:
    """Return the run that goes on in this thread, if these are its own requests."""
    # On the server's loop there is none, and each press would be a warning of the log.
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None or context.script_requests is not requests else context


def _to_come(requests: ScriptRequests) -> RerunData | None:
    """Return what is asked for and not begun, if it is the whole page."""
    asked = requests._rerun_data if requests._state == ScriptRequestType.RERUN else None
    return None if asked is None or asked.fragment_id_queue else asked


def pressed() -> Event:
    """Return what is set when a browser asks for another run of this session, or has left."""
    context = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    return Event() if requests is None else _pressed(requests)


def _pressed(requests: ScriptRequests) -> Event:
    event: Event = vars(requests).setdefault("_attnviz_pressed", Event())
    return event


@cache
def send_what_is_seen() -> None:
    """Make what is said of a run of the same page travel with what is seen of it, and of one that
    was overtaken before it has shown anything not be said.

    Streamlit sends at once that a run has begun, or was ended by another, and the browser goes
    through the page for each. A press on a control is two runs: one of the page, which asks for the
    numbers alone, and theirs. And whatever it sends to one browser, it sends all that waits for any
    other. Guarded by tests/ui/platform/test_messages.py and tests/browser/test_parts.py.
    """
    own: Any = AppSession
    enqueue, flush = own._enqueue_forward_msg, own.flush_browser_queue
    pages: WeakKeyDictionary[AppSession, str] = WeakKeyDictionary()
    # Of those that have nothing else to send: what sends it all the same after a while.
    unseen: WeakKeyDictionary[AppSession, TimerHandle] = WeakKeyDictionary()

    def enqueue_with_what_follows(session: Any, message: ForwardMsg) -> None:
        is_unseen = _is_of_a_run(message)
        if message.HasField("new_session"):
            is_dropped = _drop_runs_without_a_word(session._browser_queue._queue)
            was_due = is_dropped and session not in unseen
            page = message.new_session.page_script_hash
            # Of another page a browser must know at once: what it sends until then is of the old.
            is_unseen = pages.get(session) == page and not was_due
            pages[session] = page
        if not is_unseen:
            if (timer := unseen.pop(session, None)) is not None:
                timer.cancel()
            enqueue(session, message)
            return
        if session not in unseen and session._browser_queue.is_empty():
            unseen[session] = session._event_loop.call_later(_UNSEEN_SECONDS, send, session)
        session._browser_queue.enqueue(message)

    def send(session: Any) -> None:
        unseen.pop(session, None)
        if session._browser_queue._queue and session._message_enqueued_callback is not None:
            session._message_enqueued_callback()

    def flush_what_is_seen(session: Any) -> list[ForwardMsg]:
        messages: list[ForwardMsg] = [] if session in unseen else flush(session)
        return messages

    own._enqueue_forward_msg = enqueue_with_what_follows
    own.flush_browser_queue = flush_what_is_seen


def _is_of_a_run(message: ForwardMsg) -> bool:
    """Return whether a message says that a run has begun or was overtaken, or that one goes on."""
    kind = message.WhichOneof("type")
    is_overtaken = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
    is_end = kind == "script_finished" and is_overtaken
    return is_end or kind in {"new_session", "session_status_changed"}


def _drop_runs_without_a_word(queue: list[ForwardMsg]) -> bool:
    """Drop what is left to send from the first run's beginning on, if there is nothing but runs.

    Returns:
        Whether there was any.
    """
    begin = next((i for i, one in enumerate(queue) if one.HasField("new_session")), len(queue))
    dropped = queue[begin:]
    if all(map(_is_of_a_run, dropped)):
        del queue[begin:]
        return bool(dropped)
    return False


@cache
def send_no_hole() -> None:
    """Make a browser get what stands before something also where a part of it is drawn anew.

    Where a fragment begins, Streamlit drops what it drew before and was not sent yet, and keeps
    what follows that on the page. And where a press comes, which begins as a run of the whole page
    and may then ask for parts of it alone, it drops what was not sent yet of a run that has drawn
    all. A place behind or in one that is not there ends Streamlit's page in the browser. Guarded by
    tests/ui/platform/test_messages.py and tests/browser/test_paths.py.
    """
    own: Any = AppSession
    clear = own._clear_queue

    def clear_what_is_whole(session: Any, fragments: list[str] | None = None) -> None:
        queue = session._browser_queue
        has_others = fragments and any(_is_of_others(one, fragments) for one in queue._queue)
        if has_others or any(map(_is_end_of_all, queue._queue)):
            queue._delta_index_map = {}  # nothing new is put into the place of what is kept
        else:
            clear(session, fragments)

    own._clear_queue = clear_what_is_whole


def _is_end_of_all(message: ForwardMsg) -> bool:
    """Return whether a message says that a run, of a page or of its parts, has drawn all."""
    ends = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    return message.HasField("script_finished") and message.script_finished in ends


def _is_of_others(message: ForwardMsg, fragments: Collection[str]) -> bool:
    return message.HasField("delta") and message.delta.fragment_id not in fragments


@cache
def make_theme_once() -> None:
    """Make Streamlit read the theme out of its configuration once, and not in each run.

    Every run tells the browser the theme, in six parts, which Streamlit makes anew of a hundred
    options: two thirds of what a run of an empty page costs. A configuration that was read anew is
    another one. Guarded by tests/ui/platform/test_each_run.py.
    """
    make = app_session._populate_theme_msg
    made: dict[str, tuple[object, CustomThemeConfig]] = {}

    @wraps(make)
    def make_once(message: CustomThemeConfig, section: str = "theme") -> None:
        options = config.get_config_options()
        read, theme = made.get(section, (None, message))
        if read is not options:
            theme = CustomThemeConfig()
            make(theme, section)
            made[section] = options, theme
        message.MergeFrom(theme)

    private: Any = app_session
    private._populate_theme_msg = make_once


@cache
def copy_cursors_quickly() -> None:
    """Make Streamlit copy a place on the page without a look at each part of it.

    Where a part of a page is drawn, Streamlit copies all places around it, twice: what nothing
    changes, numbers and tuples of them, is looked at one by one. Guarded by
    tests/ui/platform/test_each_run.py.
    """

    def copied(place: Cursor, _known: dict[int, Any]) -> Cursor:
        made: Cursor = object.__new__(type(place))
        passing = place._transient_elements
        vars(made).update(vars(place))
        made._transient_elements = deepcopy(passing) if passing else type(passing)()
        return made

    private: Any = Cursor
    private.__deepcopy__ = copied


def is_asked_again(parts: Collection[str]) -> bool:
    """Return whether a browser has asked for one of a page's parts, which waits for this run's end.

    A request for the whole page ends a run at its next element; of one for a part nothing supported
    tells. Guarded by tests/browser/test_parts.py.

    Args:
        parts: Keys of fragments.
    """
    context = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    if context is None or requests is None or requests._state != ScriptRequestType.RERUN:
        return False
    storage: Any = context.fragment_storage
    by_key = storage._ids_by_target_key
    ours = {fragment for key in parts for fragment in by_key.get(key, ())}
    return not ours.isdisjoint(requests._rerun_data.fragment_id_queue)


def page_of_run() -> str:
    """Return the page that this run is of, as Streamlit names it; "" outside of a run."""
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


def goes_elsewhere(page: str) -> bool:
    """Return whether this run is of another page than one of before, or a step in the history.

    What was pressed on a page is heard of in the run of a link that was pressed in the same moment.
    Guarded by tests/ui/state/test_pacing.py.
    """
    context = get_script_run_ctx()
    return context is not None and (context.is_history_navigation or page_of_run() != page)


def sent_unreadable() -> bool:
    """Return whether this session was sent what its widget cannot read, since this was asked."""
    context = get_script_run_ctx()
    if context is None or context.session_id not in _unreadable:
        return False
    _unreadable.discard(context.session_id)
    return True


def session() -> str:
    """Return the name of the session that this run is of; "" outside of a run."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def is_connected(name: str) -> bool:
    """Return whether a browser is connected to a session now."""
    return Runtime.exists() and Runtime.instance().is_active_session(name)


def has_left(name: str) -> bool:
    """Return whether the server knows that no browser is connected to a session now."""
    return Runtime.exists() and not is_connected(name)


def uploads_of(name: str) -> dict[str, int]:
    """Return the bytes of each file that Streamlit keeps of a session, the oldest first."""
    files = _uploads().file_storage.get(name, {})
    return {file: len(record.data) for file, record in list(files.items())}


def bytes_of_uploads() -> int:
    """Return the bytes of all files that Streamlit keeps, of all sessions."""
    return sum(sum(uploads_of(name).values()) for name in list(_uploads().file_storage))


def drop_upload(name: str, file: str) -> None:
    """Let go of a file of a session."""
    _uploads().remove_file(name, file)


def _uploads() -> MemoryUploadedFileManager:
    """Return what keeps the files that browsers send, which nothing but a session's end empties.

    No supported place tells of one session's files. Guarded by tests/browser/test_uploads.py.
    """
    found = Runtime.instance().uploaded_file_mgr
    if not isinstance(found, MemoryUploadedFileManager):
        raise TypeError(f"files are kept by {type(found).__name__}, which attnviz does not know")
    return found


@cache
def keep_uploads_off_the_disk() -> None:
    """Have a file that comes in held in memory, as it is afterwards.

    Starlette puts what is larger than 1 MB into a temporary file meanwhile: on a server without a
    folder for it, or with a full disk, no file could be opened, and a learner's clicks would be
    written to a disk, which the page denies. Guarded by tests/ui/server/test_uploads.py.
    """
    MultiPartParser.spool_max_size = (get_option("server.maxUploadSize") + 1) << 20
