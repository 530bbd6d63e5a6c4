"""What is left of pictures that are gone: no listener, no canvas, nothing of them in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.servers import serving
from tests.browser.visits import settle

ROUNDS = 5
"""Of ten pictures each."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("mounting") / "server.log"
    with serving(log, script="tests/browser/mounting_app.py") as running:
        yield running.url()


def toggle(page: Page, count: int) -> None:
    page.get_by_text("shown").click()
    expect(page.locator(".stage .drawing")).to_have_count(count)
    settle(page)


def test_fifty_pictures_that_are_gone_leave_nothing(own_tab: Page, url: str) -> None:
    page = own_tab
    page.add_init_script(path=Path(__file__).with_name("listeners.js"))
    page.goto(url)
    settle(page)
    left = []
    for turn in range(ROUNDS):
        toggle(page, 10)
        assert page.evaluate("kept.remember()") == 10 * (turn + 1)
        during = page.evaluate("kept.listeners()")
        toggle(page, 0)
        left.append(page.evaluate("kept.listeners()"))
        assert during >= left[-1] + 20  # each picture listens to the page while it is there
    assert len(set(left)) == 1, left
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    assert page.evaluate("kept.alive()") <= 10  # the last that were there, at most
