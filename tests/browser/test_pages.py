"""Every page in every look: no horizontal scroll, no error box, no empty picture, a title."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.screenshots import LOOKS, expected, page_names, shoot
from tests.browser.servers import Server
from tests.browser.visits import settle


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", page_names())
def test_page_is_whole(
    server: Server, new_page: Callable[..., Page], tmp_path: Path, name: str, look: str
) -> None:
    page = new_page(**LOOKS[look])
    assert shoot(page, server.url(name), tmp_path / "page.png") == expected(name)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_knob_of_a_toggle_that_is_on_can_be_seen(
    server: Server, new_page: Callable[..., Page], look: str
) -> None:
    page = new_page(**LOOKS[look])
    page.goto(server.url("heads"))
    settle(page)
    toggle = page.locator(".st-key-heads_apart label")
    toggle.click()
    settle(page)
    greys = toggle.locator("> div").first.evaluate(
        """track => [track, track.firstElementChild].map(
            part => Number(getComputedStyle(part).backgroundColor.match(/\\d+/)[0]))"""
    )
    assert abs(greys[0] - greys[1]) > 150
