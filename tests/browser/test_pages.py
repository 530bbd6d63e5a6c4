"""Every page in every look: no horizontal scroll, no error box, no empty picture, a title."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.screenshots import LOOKS, expected, page_names, shoot
from tests.browser.servers import Server


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", page_names())
def test_page_is_whole(
    server: Server, new_page: Callable[..., Page], tmp_path: Path, name: str, look: str
) -> None:
    page = new_page(**LOOKS[look])
    assert shoot(page, server.url(name), tmp_path / "page.png") == expected(name)
