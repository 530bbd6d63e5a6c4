"""A server that has just been started: a record at once, the layer's own picture in its place."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.servers import Server
from tests.browser.visits import problems, settle

MARK, PICTURE = ".st-key-loading", ".st-key-ribbons"
RECORDED = "What is shown until then is recorded"


def places(page: Page) -> list[object]:
    """Return where title, picture and what is said of it stand, and how large they are."""
    shown = [page.locator(one).first for one in ("h1", "h2.claim", PICTURE)]
    return [one.bounding_box() for one in shown]


def test_a_record_is_shown_and_replaced_in_its_place_and_no_press_is_lost(
    fresh_server: Callable[..., Server], new_page: Callable[..., Page]
) -> None:
    server = fresh_server(hold_tensorflow=True)
    looking, pressing, reading, closing = (new_page() for _ in range(4))
    for page in (looking, pressing, reading, closing):
        page.goto(server.url())
        expect(page.get_by_role("status").filter(has_text=RECORDED)).to_be_visible()
        expect(page.locator(f"{PICTURE} .list button").first).to_be_visible()
    claim = looking.locator("h2.claim").first.inner_text()
    before = places(looking)

    pressing.get_by_role("combobox", name="User").click()
    pressing.get_by_role("option", name="2", exact=True).click()
    expect(pressing.locator("h2.claim").first).not_to_have_text(claim)  # user 2 is recorded as well
    pressing.locator(".st-key-sequence_length input").first.focus()
    pressing.keyboard.press("ArrowRight")
    expect(pressing.locator(MARK)).to_contain_text("the first view of a new server")
    reading.get_by_role("button", name="Share").click()
    closing.get_by_role("button", name="Glossary").click()
    dialogs = [page.get_by_role("dialog") for page in (reading, closing)]
    for one in dialogs:
        expect(one).to_be_visible()
    closing.keyboard.press("Escape")
    assert not server.facts()["tensorflow"]

    server.release_tensorflow()
    for page in (looking, pressing, reading, closing):
        settle(page)
        expect(page.locator(MARK)).to_have_count(0)
        assert problems(page) == []
    assert server.facts()["tensorflow"]
    expect(dialogs[0]).to_contain_text("Whoever opens it sees the same page")
    expect(dialogs[1]).to_have_count(0)
    assert looking.locator("h2.claim").first.inner_text() == claim
    assert places(looking) == before
    assert "sample=2" in pressing.url
    assert "sequence_length=11" in pressing.url
