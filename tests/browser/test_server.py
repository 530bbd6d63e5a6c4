"""The running server: how it is tuned, and what it says when it starts."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.servers import Server
from tests.browser.visits import problems, settle


def test_collector_leaves_tensorflow_alone(server: Server, page: Page) -> None:
    page.goto(server.url())
    settle(page)
    facts = server.facts()
    assert facts["tensorflow"]
    assert facts["frozen_objects"] > 100_000
    assert facts["post_script_gc"] is False


def test_a_press_has_no_thread_of_its_own(server: Server) -> None:
    assert server.facts()["fast_reruns"] is False


def test_the_server_watches_no_files(server: Server) -> None:
    """Those of an environment in the project's folder are among them: thousands of lines of log."""
    assert server.facts()["file_watcher"] == "none"


def test_start_gives_no_warning(fresh_server: Callable[..., Server]) -> None:
    printed = fresh_server().log.read_text()
    assert "You can now view" in printed
    assert "warn" not in printed.lower()
    assert "not a valid config option" not in printed


def test_page_shows_before_tensorflow_is_loaded(
    fresh_server: Callable[..., Server], page: Page
) -> None:
    server = fresh_server(hold_tensorflow=True)
    page.goto(server.url(epoch=0))  # of which there is no record
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("TensorFlow is loading")).to_be_visible()
    assert not server.facts()["tensorflow"]
    server.release_tensorflow()
    settle(page)
    assert server.facts()["tensorflow"]
    assert problems(page) == []
