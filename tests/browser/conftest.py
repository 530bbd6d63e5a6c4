"""What a browser test asks for: a server, a browser, pages.

Servers and the browser live as long as the browser tests, not longer.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.servers import Server, serving
from tests.browser.visits import launched, opened


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
