"""What leans on the inside of Streamlit, on the Streamlit that is installed."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.state import SafeSessionState

from attnviz.ui.platform import keep_order_of_presses

_SECONDS = 10.0


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
