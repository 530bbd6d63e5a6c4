"""A change is told to who hears the page: politely, once, and no more than has changed."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.servers import Server
from tests.browser.trees import announced
from tests.browser.visits import settle

RECORD = """() => {
    window.told = [];
    const region = document.getElementById("attnviz-announced");
    const keep = () => region.textContent && window.told.push(region.textContent);
    new MutationObserver(keep).observe(region, { childList: true });
}"""


def test_a_change_is_told_once(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(server.url())
    settle(page)
    page.reload()  # a server's first visitor is told that the layer is loaded
    settle(page)
    assert announced(page) == ""
    page.evaluate(RECORD)
    page.get_by_role("radio", name="bike pump").check(force=True)
    settle(page)
    claim = "For bike pump, the 3 cycling clicks out of 8 get more than 99 % of the attention."
    assert page.evaluate("told") == [f"{claim} The score of bike pump is > 0.99."]
    page.locator(".st-key-ribbons .list button").nth(3).press("Enter")
    opened = page.locator(".st-key-opened [aria-live=polite]")
    expect(opened).to_have_text("Opened: weights[bib shorts] = 0.264")
    settle(page)
    assert len(page.evaluate("told")) == 1
    page.get_by_test_id("stSidebar").get_by_role("link", name="Heads").click()
    settle(page)
    assert len(page.evaluate("told")) == 1
