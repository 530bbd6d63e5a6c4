"""Undo and redo of everything, and numbers typed into sliders, in a real browser."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import Server
from tests.browser.visits import settle


def link(page: Page) -> dict[str, str]:
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def way(page: Page, name: str) -> Locator:
    return page.locator(".st-key-hand").get_by_role("button", name=name, exact=True)


def number(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-{name}").get_by_test_id("stSliderThumbValue")


def editor(page: Page) -> Locator:
    return page.locator(".editor")


def typed(page: Page, name: str, text: str) -> None:
    """Click a slider's number and type another one."""
    number(page, name).click()
    expect(editor(page)).to_be_visible()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def stepped(page: Page, keys: str) -> None:
    page.keyboard.press(keys)
    settle(page)


def test_every_kind_of_change_is_undone_and_done_again(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(height=800)
    page.goto(server.url(""))
    settle(page)
    expect(way(page, "Undo")).to_have_attribute("aria-disabled", "true")
    seen = [link(page)]

    def done() -> None:
        settle(page)
        assert link(page) != seen[-1]
        seen.append(link(page))

    page.get_by_role("slider", name="Sequence length").focus()
    page.keyboard.press("ArrowRight")
    done()
    page.get_by_text("bike pump", exact=True).first.click()  # another candidate
    done()
    page.locator(".list .card").nth(1).click()  # a number is opened
    done()
    page.keyboard.press("Escape")
    done()
    page.locator(".st-key-mode").get_by_text("multi-head").click()
    done()
    page.get_by_role("button", name="Reset", exact=True).click()
    done()
    for before in seen[-2::-1]:
        stepped(page, "Control+z")
        assert link(page) == before
    expect(way(page, "Undo")).to_have_attribute("aria-disabled", "true")
    stepped(page, "Control+z")  # never out of the app
    assert link(page) == seen[0]
    for after, keys in zip(seen[1:], ["Control+y", "Control+Shift+z"] * 3, strict=False):
        stepped(page, keys)
        assert link(page) == after
    expect(way(page, "Redo")).to_have_attribute("aria-disabled", "true")
    way(page, "Undo").click()
    settle(page)
    assert link(page) == seen[-2]
    page.go_forward()
    settle(page)
    assert link(page) == seen[-1]
    page.go_back()  # the browser's own button is the same way
    settle(page)
    assert link(page) == seen[-2]


def test_what_has_just_been_moved_is_undone_and_no_more(server: Server, page: Page) -> None:
    page.goto(server.url("walk"))
    settle(page)
    page.get_by_role("slider", name="Batch size").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+z")  # before the address says it
    expect(number(page, "batch_size")).to_have_text("6")
    settle(page)
    assert link(page) == {"batch_size": "6"}
    for _ in range(3):  # quicker than the page follows, and once too often
        page.keyboard.press("Control+z")
    expect(number(page, "batch_size")).to_have_text("5")
    settle(page)
    assert link(page) == {}
    assert urlsplit(page.url).path == "/walk"


def test_a_field_of_text_keeps_its_own_undo(server: Server, page: Page) -> None:
    page.goto(server.url("walk"))
    settle(page)
    page.get_by_role("slider", name="Batch size").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    page.get_by_role("combobox", name="Candidate").focus()
    stepped(page, "Control+z")
    assert link(page) == {"batch_size": "6"}


@pytest.mark.parametrize(
    ("name", "text"), [("sequence_length", "25"), ("batch_size", "64"), ("epoch", "3")]
)
def test_a_number_is_typed_into_a_slider(server: Server, page: Page, name: str, text: str) -> None:
    page.goto(server.url("walk"))
    settle(page)
    typed(page, name, text)
    expect(number(page, name)).to_have_text(text)
    expect(editor(page)).to_be_hidden()
    settle(page)
    assert link(page) == {name: text}
    held = page.locator(f".st-key-{name} input[type=range]")
    assert held.evaluate("slider => slider === document.activeElement")
    stepped(page, "Control+z")
    assert link(page) == {}


def test_typing_on_a_slider_opens_its_field(server: Server, page: Page) -> None:
    page.goto(server.url("walk"))
    settle(page)
    page.get_by_role("slider", name="Sequence length").focus()
    page.keyboard.type("30")
    expect(editor(page).locator("input")).to_have_value("30")
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(editor(page).locator("input")).to_have_value("10")
    page.locator("h1").click()
    expect(editor(page)).to_be_hidden()
    settle(page)
    assert link(page) == {}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sequence_length", "900", "1 to 200, not 900"),
        ("sequence_length", "ten", "1 to 200, not ten"),
        ("epoch", "16", "0 to 15, or last, not 16"),
        ("num_heads", "3", "1, 2, 4, 8, not 3"),
        ("batch_size", "", "1 to 64, not"),
    ],
)
def test_what_a_slider_cannot_be_is_said_where_it_is_typed(
    server: Server, page: Page, name: str, text: str, said: str
) -> None:
    page.goto(server.url("heads", mode="multi_head"))
    settle(page)
    before = page.locator("h1").bounding_box()
    shown = number(page, name).inner_text()
    number(page, name).click()
    editor(page).locator("input").fill(text)
    page.keyboard.press("Enter")
    expect(editor(page).locator(".words")).to_have_text(said)
    settle(page)
    assert page.locator("h1").bounding_box() == before
    assert page.get_by_test_id("stException").count() == 0
    page.keyboard.press("Escape")
    expect(number(page, name)).to_have_text(shown)
    assert link(page) == {"mode": "multi_head"}


def test_on_a_phone_undo_is_in_reach_and_numbers_are_tapped(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390, height=844, color_scheme="dark")
    page.goto(server.url("walk"))
    settle(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    settle(page)
    typed(page, "sequence_length", "7")
    expect(number(page, "sequence_length")).to_have_text("7")
    settle(page)
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    settle(page)
    way(page, "Undo").click()
    settle(page)
    assert link(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_in_a_lesson_a_typed_number_keeps_to_what_it_lets_choose(
    server: Server, page: Page
) -> None:
    page.goto(server.url("masks", lesson="padding", at="3"))
    settle(page)
    page.get_by_role("button", name="Show me").click()
    settle(page)
    expect(way(page, "Undo")).to_be_visible()
    typed(page, "padding", "0.9")
    expect(editor(page).locator(".words")).to_have_text("The lesson does not let you choose 0.9")
    editor(page).locator("input").fill("0,3")
    page.keyboard.press("Enter")
    expect(number(page, "padding")).to_have_text("0.30")
    settle(page)
    assert link(page)["padding"] == "0.3"
    stepped(page, "Control+z")
    expect(number(page, "padding")).to_have_text("0.40")
    assert link(page)["lesson"] == "padding"


def test_a_question_mark_lists_the_keys(server: Server, page: Page) -> None:
    page.goto(server.url(""))
    settle(page)
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keys")
    expect(listed).to_contain_text("Ctrl+Z, Ctrl+Y: take back the last change, and make it again")
    page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    page.locator(".st-key-open_glossary button").click()
    expect(page.get_by_role("dialog")).to_contain_text("?: opens this list")
