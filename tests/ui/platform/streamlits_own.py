"""Streamlit's own methods, as they are before attnviz replaces them."""

from collections.abc import Iterator
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests

from attnviz.ui.platform import hear_presses, hear_runs_out, send_no_hole, send_what_is_seen

_REPLACED: dict[Any, tuple[type, tuple[str, ...]]] = {
    hear_runs_out: (AppSession, ("_create_scriptrunner",)),
    hear_presses: (ScriptRequests, ("_request_rerun_locked", "request_stop")),
    send_what_is_seen: (AppSession, ("_enqueue_forward_msg", "flush_browser_queue")),
    send_no_hole: (AppSession, ("_clear_queue",)),
}
# Read when tests are collected: the first page that runs in this process replaces them for good.
_OWN = {
    install: {name: getattr(owner, name) for name in names}
    for install, (owner, names) in _REPLACED.items()
}
assert all(
    method.__module__.startswith("streamlit.")
    for methods in _OWN.values()
    for method in methods.values()
)


def installed(install: Any) -> Iterator[None]:
    """Install what replaces methods of Streamlit over its own, and at the end put these back."""

    def put_back() -> None:
        for name, method in _OWN[install].items():
            setattr(_REPLACED[install][0], name, method)
        install.cache_clear()

    put_back()
    install()
    yield
    put_back()
