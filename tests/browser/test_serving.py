"""How long a browser keeps what it was served."""

from collections.abc import Callable
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page

from attnviz.ui import components
from tests.browser.servers import DIRECT, Server
from tests.browser.visits import settle

KEPT = "public, max-age=31536000, immutable"


def lifetime(server: Server, path: str) -> str:
    with DIRECT.open(server.url(path), timeout=30) as answer:
        return str(answer.headers["Cache-Control"])


def test_the_components_modules_are_kept_for_good_and_nothing_else_is(
    server: Server, page: Page
) -> None:
    page.goto(server.url("walk"))  # the first page that has components makes them known
    settle(page)
    module = f"component/{components._modules.name}/picture/main.js"
    assert lifetime(server, module) == KEPT
    assert "max-age" not in lifetime(server, "")
    with pytest.raises(HTTPError) as lost:
        DIRECT.open(server.url(module.replace("main", "nowhere")), timeout=30)
    assert lost.value.headers["Cache-Control"] != KEPT


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
