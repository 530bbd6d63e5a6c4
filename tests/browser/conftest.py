"""What a browser test asks for: a server, a browser, pages.

Servers and the browser live as long as the browser tests, not longer.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.servers import Server, forget_ended, printed, serving
from tests.browser.visits import launched, opened, settle, shown


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test that fails tell what its servers have printed, and what its pages wait for."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        report.sections += printed()
        if isinstance(browser := item.funcargs.get("browser"), Browser):
            report.sections += shown(browser)
    if report.when == "teardown":
        forget_ended()
    return report


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
    with launched(light=True) as running:
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


@pytest.fixture
def own_tab(new_page: Callable[..., Page]) -> Page:
    """Return a page to listen to, to route, to put scripts into: nobody has it afterwards."""
    return new_page(own_tab=True)


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of component_app.py."""
    log = tmp_path_factory.mktemp("components") / "server.log"
    with serving(log, script="tests/browser/component_app.py") as running:
        yield running.url()


@pytest.fixture(scope="package")
def pictures_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of picture_app.py, below a base path."""
    log = tmp_path_factory.mktemp("pictures") / "server.log"
    script = "tests/browser/picture_app.py"
    with serving(log, script=script, base_path="lessons/attention/") as running:
        yield running.url()


@pytest.fixture
def visit(app: str, page: Page) -> Callable[[str], Page]:
    """Return a function that opens one of the app's views."""

    def show(name: str) -> Page:
        page.goto(f"{app}?show={name}")
        settle(page)
        return page

    return show
