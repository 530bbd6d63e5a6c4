"""What pages say to who hears them is what was read and committed, line by line."""

import pytest
from playwright.sync_api import Page

from tests.browser.servers import Server
from tests.browser.trees import FOLDER, TREES, tree


@pytest.mark.parametrize("name", TREES)
def test_a_page_says_what_was_reviewed(name: str, server: Server, page: Page) -> None:
    TREES[name](server, page)
    assert tree(page).splitlines() == (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
