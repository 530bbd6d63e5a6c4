"""What if, in a real browser: from the first click to another weight, and back again."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import Server
from tests.browser.test_opened import box_of, panel
from tests.browser.visits import settle
from tests.pages.test_what_if import said


def result(page: Page) -> Locator:
    """Return what stands under the picture."""
    return page.locator(".st-key-what_if")


def test_a_weight_is_opened_changed_and_taken_back(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.url(""))
    settle(page)
    page.locator(".list .card").nth(2).click()
    field = panel(page).get_by_label("What if it were")
    expect(field).to_have_value("0.588497")
    field.fill("0.1")
    field.press("Enter")
    claim = said("weights:0,0,2=0.1")
    expect(panel(page)).to_contain_text(claim)
    expect(result(page)).to_contain_text(claim)
    expect(page.locator(".score .number").first).to_contain_text("0.94")
    rows = result(page).locator("table.strips").first.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("0.59")
    expect(rows.nth(1)).to_contain_text("0.10")
    expect(rows.nth(2)).to_contain_text("−0.49")
    settle(page)
    assert "change=weights%3A0%2C0%2C2%3D0.1" in page.url
    shown = box_of(panel(page))
    assert shown["height"] <= 0.53 * 800
    page.keyboard.press("Escape")  # the field has given up the focus
    expect(panel(page)).to_have_count(0)
    result(page).get_by_role("button", name="Take the change back").click()
    expect(result(page)).to_have_count(0)
    expect(page.locator(".score .number").first).to_contain_text("> 0.99")
    settle(page)
    assert "change" not in page.url
    page.keyboard.press("Control+z")
    expect(result(page)).to_contain_text(claim)


def test_a_click_goes_and_another_comes_by_a_click_on_a_phone(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server.url(""))
    settle(page)
    page.locator(".list .card").nth(2).click()
    panel(page).get_by_role("button", name="Delete this click").click()
    expect(result(page)).to_contain_text(said("delete:0,2"))
    expect(page.locator(".list").first).not_to_contain_text("fire steel")
    page.keyboard.press("Escape")
    result(page).get_by_role("button", name="Add a click").click()
    page.get_by_role("radio", name="fire steel").click()
    expect(page.locator(".list").first).to_contain_text("fire steel")
    expect(result(page)).to_contain_text("With 2 changes of the clicks, the score stays")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
