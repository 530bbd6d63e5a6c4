"""What a browser may do with what it was served, and for how long."""

import re
from collections.abc import Callable
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page

from attnviz.ui import components
from tests.browser.servers import DIRECT, Server
from tests.browser.visits import settle

KEPT = "public, max-age=31536000, immutable"


def header(server: Server, path: str, name: str = "Cache-Control") -> str:
    with DIRECT.open(server.url(path), timeout=30) as answer:
        return str(answer.headers[name])


def test_the_components_modules_are_kept_for_good_and_nothing_else_is(
    server: Server, page: Page
) -> None:
    page.goto(server.url("walk"))  # the first page that has components makes them known
    settle(page)
    module = f"component/{components._modules.name}/picture/main.js"
    assert header(server, module) == KEPT
    assert "max-age" not in header(server, "")
    with pytest.raises(HTTPError) as lost:
        DIRECT.open(server.url(module.replace("main", "nowhere")), timeout=30)
    assert lost.value.headers["Cache-Control"] != KEPT


def test_what_the_page_asks_for_is_served_to_every_frame(server: Server) -> None:
    """A browser asks ahead, also in a frame without an origin, where the page ends itself."""
    with DIRECT.open(server.url(), timeout=30) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers
        files = re.findall(r"static/[^\"]+\.(?:woff2|js|css)", answer.read().decode())
    assert {file.rpartition(".")[2] for file in files} == {"woff2", "js", "css"}
    for file in files:
        assert header(server, file, "Access-Control-Allow-Origin") == "*"


def test_a_second_visit_fetches_no_module_and_no_plotly(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page()
    for _ in range(2):
        page.goto(server.url("training"))  # it has pictures and charts
        settle(page)
        fetched = page.evaluate(
            """() => performance.getEntriesByType("resource")
                .filter(({name}) => name.includes("/component/"))
                .map(({name, transferSize}) => [name, transferSize])"""
        )
        names = [name for name, _ in fetched]
        assert any(name.endswith("/plotly.min.js") for name in names)
        assert any(name.endswith("/picture/main.js") for name in names)
    assert [entry for entry in fetched if entry[1]] == []
