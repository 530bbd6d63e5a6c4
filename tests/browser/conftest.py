"""What a browser test asks for: a server, a browser, pages.

Servers and the browser live as long as the browser tests, not longer.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.servers import DIRECT, ROOT, Server, serving
from tests.browser.visits import launched, opened, settle


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the server that all tests share."""
    with serving(tmp_path_factory.mktemp("server") / "server.log") as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return a function that starts one more server; its arguments are those of `serving`."""
    numbers = count()
    with ExitStack() as stack:

        def start(hold_tensorflow: bool = False) -> Server:
            log = tmp_path / f"server-{next(numbers)}.log"
            return stack.enter_context(serving(log, hold_tensorflow))

        yield start


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the Chromium that all tests share."""
    with launched() as running:
        yield running


@pytest.fixture
def new_page(
    browser: Browser,
    fresh_server: Callable[..., Server],  # ended after the pages: a lost server is a console error
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as a new visitor; its arguments are those of `opened`."""
    with ExitStack() as stack:
        yield lambda **look: stack.enter_context(opened(browser, **look))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Return a page of a new visitor: 1280 x 900 px, light, reduced motion."""
    return new_page()


@contextmanager
def app_at(script: str, log: Path, base_path: str = "") -> Iterator[str]:
    """Serve a script of this folder by Streamlit; return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name(script))]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    command += ["--server.baseUrlPath", base_path]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    url = f"http://127.0.0.1:{port}/{base_path}".rstrip("/") + "/"
    try:
        for _ in range(600):
            try:
                if DIRECT.open(url + "_stcore/health", timeout=5).read() == b"ok":
                    break
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=15)
    assert "Traceback (most recent call last)" not in log.read_text()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of component_app.py."""
    with app_at("component_app.py", tmp_path_factory.mktemp("components") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def pictures_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of picture_app.py, below a base path."""
    log = tmp_path_factory.mktemp("pictures") / "log"
    with app_at("picture_app.py", log, "lessons/attention") as url:
        yield url


@pytest.fixture
def visit(app: str, page: Page) -> Callable[[str], Page]:
    """Return a function that opens one of the app's views."""

    def show(name: str) -> Page:
        page.goto(f"{app}?show={name}")
        settle(page)
        return page

    return show
