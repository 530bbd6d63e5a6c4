"""Two settings side by side, in a real browser: from a page, by its link, and back to each side."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.pictures import click_cell, labels, numbers, picture
from tests.browser.servers import Server
from tests.browser.test_links import link
from tests.browser.visits import settle


def claim(page: Page) -> str:
    return page.locator("h2.claim").first.inner_text()


def test_a_view_is_compared_with_another_and_one_link_shows_both(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(server.url("walk", epoch=0))
    settle(page)
    page.get_by_role("link", name="Compare with …").click()
    page.wait_for_url("**/compare?epoch=0")
    settle(page)
    assert claim(page).startswith("Both sides have the same settings, so nothing differs")
    page.locator(".st-key-normalization input").click()
    page.get_by_role("option", name="none", exact=True).click()
    page.wait_for_url("**a.normalization=**")
    settle(page)
    assert link(page) == {
        "epoch": "0",
        "normalization": "none",
        "a.normalization": "as the recipe",
    }
    assert claim(page).startswith("From A to B, weights change")
    shown, written = labels(picture(page, 0)), numbers(picture(page, 0))
    assert {"A", "B", "difference", "softmax", "none"} <= set(shown)
    assert len(written) == 3 * 8

    other = new_page()
    other.goto(page.url)
    settle(other)
    assert claim(other) == claim(page)
    assert (labels(picture(other, 0)), numbers(picture(other, 0))) == (shown, written)

    click_cell(other, "A.weights", 2, 0)
    expect(other.get_by_text("Of side A:")).to_be_visible()
    assert link(other)["pin"] == "A.weights:0,0,2"
    other.keyboard.press("Escape")
    settle(other)
    other.get_by_role("link", name="Open A").click()
    other.wait_for_url("**/walk?epoch=0")
    settle(other)
    assert "softmax" in other.locator(".st-key-normalization input").input_value()
    other.go_back()
    other.wait_for_url("**/compare?**")
    settle(other)
    assert claim(other) == claim(page)
