"""A page is at rest when nothing is to come, of the server or of its own."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.server import ServerConnection, serve

from tests.browser.visits import settle

APP = """
<!doctype html>
<div
  data-testid="stApp" data-test-script-state="notRunning" data-test-connection-state="CONNECTED"
><h1>before</h1></div>
"""
CONNECT = """(port) => new Promise((done) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", () => done());
})"""
AFTERWARDS = "setTimeout(() => (document.querySelector('h1').textContent = 'after'), 250)"
AGAIN_AND_AGAIN = "(function again() { setTimeout(again, 50); })()"


def begun() -> bytes:
    """Return what a server says when a run begins."""
    message = ForwardMsg(hash="0" * 32)
    message.metadata.cacheable = False
    message.new_session.name = "app.py" * 50
    return message.SerializeToString()


def ended(status: ForwardMsg.ScriptFinishedStatus.ValueType) -> bytes:
    """Return what a server says when a run ends."""
    return ForwardMsg(hash="1" * 32, script_finished=status).SerializeToString()


@pytest.fixture
def spoken(own_tab: Page) -> Iterator[ServerConnection]:
    """Return what speaks for a server to the page, whose first run has ended.

    From a page that is blank by a navigation Chromium lets no socket reach this machine.
    """
    connected: list[ServerConnection] = []

    def speak(connection: ServerConnection) -> None:
        connected.append(connection)
        connection.send(begun())
        connection.send(ended(ForwardMsg.FINISHED_SUCCESSFULLY))
        for _ in connection:
            pass

    with serve(speak, "127.0.0.1", 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        own_tab.set_content(APP)
        own_tab.evaluate(CONNECT, server.socket.getsockname()[1])
        yield connected[0]
        own_tab.goto("about:blank")
        server.shutdown()


def test_a_run_that_ends_for_another_is_no_rest(own_tab: Page, spoken: ServerConnection) -> None:
    settle(own_tab)
    spoken.send(begun())
    spoken.send(ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    with pytest.raises(AssertionError, match="a run goes on"):
        settle(own_tab, timeout_ms=600)
    spoken.send(begun())
    with pytest.raises(AssertionError, match="a run goes on"):
        settle(own_tab, timeout_ms=600)
    spoken.send(ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    settle(own_tab)


@pytest.mark.usefixtures("spoken")
def test_what_a_page_has_put_off_is_waited_for(own_tab: Page) -> None:
    own_tab.evaluate(AFTERWARDS)
    settle(own_tab)
    assert own_tab.locator("h1").inner_text() == "after"


@pytest.mark.usefixtures("spoken")
def test_a_page_that_asks_again_and_again_comes_to_rest(own_tab: Page) -> None:
    own_tab.evaluate(AGAIN_AND_AGAIN)
    settle(own_tab)
