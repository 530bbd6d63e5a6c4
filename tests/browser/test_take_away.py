"""Files of a view, from the page: made by a real click, and the same as from the command line."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from attnviz.export import FORMATS
from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import Settings
from attnviz.trace.run import run
from tests.browser.servers import Server
from tests.browser.visits import settle

SETTINGS = Settings(mode="multi_head", epochs=1)
SECONDS = 120


@pytest.fixture
def open_page(page: Page, server: Server) -> Page:
    page.goto(server.url("walk", mode="multi_head", epochs=1))
    settle(page)
    page.get_by_role("button", name="Take it away").click()
    return page


def test_each_format_is_downloaded(open_page: Page, tmp_path: Path) -> None:
    training = shipped(SETTINGS)
    trace = run(SETTINGS, training)
    for name, made in FORMATS.items():
        with open_page.expect_download(timeout=1000 * SECONDS) as waited:
            open_page.get_by_role("button", name=made.label).click()
        file = tmp_path / waited.value.suggested_filename
        assert file.name == f"attnviz-multi_head{made.suffix}"
        waited.value.save_as(file)
        content = file.read_bytes()
        if name == "keras":  # holds the time at which it was made
            assert content.startswith(b"PK")
        else:
            assert content == made.written(trace, training)


@pytest.mark.parametrize("height", [800, 1000])
def test_what_opens_at_a_pages_foot_is_in_view(page: Page, server: Server, height: int) -> None:
    """Its content comes when it has been opened: it opened downwards, into what was left there."""
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(server.url("walk"))
    settle(page)
    page.get_by_role("button", name="Take it away").click()
    settle(page)
    for made in FORMATS.values():
        expect(page.get_by_role("button", name=made.label)).to_be_in_viewport(ratio=1)
