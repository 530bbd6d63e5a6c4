"""The app from an installed wheel, started in another folder: it is what it is in a checkout."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Page, expect

from tests.browser.servers import DIRECT, START_SECONDS, free_ports
from tests.browser.visits import problems, settle
from tests.package.installed import built, installed


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Return the address of the app of an installed wheel."""
    (tmp_path / "wheel").mkdir()
    environment = installed(built(tmp_path / "wheel"), tmp_path)
    port, _ = free_ports()
    server = environment.process("app", "--port", str(port), "--no-browser")
    url = f"http://localhost:{port}/"
    try:
        wait_for(url)
        yield url
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=15)
    assert "Traceback" not in said


def wait_for(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            if DIRECT.open(url + "_stcore/health", timeout=5).read() == b"ok":
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("The server did not start.")


def test_a_link_opens_in_the_installed_app_as_in_a_checkout(address: str, page: Page) -> None:
    page.goto(f"{address}walk?mode=multi_head&num_heads=4&epoch=0&step=weights")
    settle(page)
    expect(page.locator("h1")).to_have_text("Walk the steps")
    assert "num_heads=4" in page.url
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)  # a menu of its own
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Masks")).to_be_visible()
    colour = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(colour) == "rgb(252, 251, 248)"  # the theme's
    assert problems(page) == []
