"""Files of a view, from the page: made by a real click, and the same as from the command line."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

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
