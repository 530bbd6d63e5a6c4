"""A line that is cut for a while: the page waits, and goes on with all that it had."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.servers import Server
from tests.browser.visits import settle

SECONDS = 12


class Line:
    """Carries bytes between a browser and a server, and can be cut."""

    def __init__(self, port: int) -> None:
        self._to, self._cut = port, False
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._welcome, daemon=True).start()

    def cut(self) -> None:
        """End all connections, and let none begin."""
        self._cut = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def mend(self) -> None:
        self._cut = False

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _welcome(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                near = self._door.accept()[0]
                if self._cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(source, sink), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while sent := source.recv(65536):
            sink.sendall(sent)
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(server: Server) -> Iterator[Line]:
    line = Line(server.port)
    try:
        yield line
    finally:
        line.close()


def test_a_page_goes_on_after_twelve_seconds_without_a_network(
    server: Server, browser: Browser
) -> None:
    with line_to(server) as line, browser.new_context(reduced_motion="reduce") as context:
        context.add_init_script(path=Path(__file__).with_name("probe.js"))
        page = context.new_page()
        page.goto(
            f"http://127.0.0.1:{line.port}/walk?pin=weights:0,0,2&sequence_length=6&step=weights"
        )
        settle(page)
        address, opened = page.url, page.locator(".st-key-opened").inner_text()
        line.cut()
        cut = time.monotonic()
        length = page.get_by_role("slider", name="Sequence length")
        page.wait_for_timeout(SECONDS * 1000 - (time.monotonic() - cut) * 1000)
        assert page.locator(".st-key-opened").inner_text() == opened  # it is still to be read
        line.mend()
        expect(page.get_by_test_id("stConnectionStatus")).to_have_count(0, timeout=30_000)
        settle(page)
        assert page.url == address
        assert page.locator(".st-key-opened").inner_text() == opened
        length.press("ArrowRight")
        page.wait_for_url("**sequence_length=7**", timeout=30_000)
