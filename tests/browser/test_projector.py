"""A projector's room: the page fills the screen, the last row can read it, and it stays so."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.servers import Server
from tests.browser.visits import problems, settle

WIDTH, HEIGHT = 1920, 1080
SMALLEST = 20

# All text that is seen, by its size in pixels of the screen; parts of formulas may be smaller.
SIZES = """() => {
    const sizes = {};
    const visit = (root) => {
        for (const element of root.querySelectorAll("*")) {
            if (element.shadowRoot) visit(element.shadowRoot);
            const words = [...element.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
            const { width, height } = element.getBoundingClientRect();
            const shown = width > 1 && height > 1 && element.checkVisibility({
                visibilityProperty: true, opacityProperty: true });
            if (!words.length || !shown) continue;
            if (element.closest(".katex, style, script, .unseen")) continue;
            const size = parseFloat(getComputedStyle(element).fontSize) * element.currentCSSZoom;
            sizes[words[0].data.trim().slice(0, 40)] = Math.round(size * 10) / 10;
        }
        for (const canvas of root.querySelectorAll("canvas.drawing")) {
            const scale = canvas.getBoundingClientRect().width / canvas.offsetWidth;
            for (const { runs } of [...canvas.numbers, ...canvas.labels]) {
                for (const { text, size } of runs) sizes[text] = size * scale;
            }
        }
    };
    visit(document);
    return sizes;
}"""


@pytest.fixture
def room(new_page: Callable[..., Page]) -> Page:
    """Return a page as large as a projector's."""
    return new_page(width=WIDTH, height=HEIGHT)


def is_readable(page: Page) -> None:
    """Refuse text that the last row cannot read, and a screen that is not filled."""
    sizes = page.evaluate(SIZES)
    assert len(sizes) > 20
    assert {text: size for text, size in sizes.items() if size < SMALLEST} == {}
    boxes = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMainBlockContainer] > *')]"
        ".map((e) => e.getBoundingClientRect().width)"
    )
    assert max(boxes) > 0.9 * WIDTH
    assert problems(page) == []


def test_the_switch_makes_a_page_large_and_numbers_open_there(server: Server, room: Page) -> None:
    room.goto(server.url("walk", step="weights"))
    settle(room)
    room.locator(".st-key-open_share button").click()
    room.get_by_role("dialog").get_by_text("For a projector").click()
    settle(room)
    assert not room.get_by_test_id("stSidebar").is_visible()
    is_readable(room)
    drawing = room.locator(".st-key-equation .drawing")
    drawing.scroll_into_view_if_needed()
    x, y = drawing.evaluate(
        """(drawing) => {
            const { left, top, width } = drawing.getBoundingClientRect();
            const scale = width / drawing.offsetWidth;
            const { x: [x0, x1], y: [y1, y0], width: across, height: down } = drawing.axes;
            const [x, y, w, h] = drawing.cells.find(({ step }) => step === "weights").box;
            return [left + (x + w / 2 - x0) / (x1 - x0) * across * scale,
                top + (y + 2.5 * h - y0) / (y1 - y0) * down * scale];
        }"""
    )
    room.mouse.click(x, y)
    settle(room)
    query = parse_qs(urlsplit(room.url).query)
    assert query == {"step": ["weights"], "projector": ["true"], "pin": ["weights:0,0,2"]}
    is_readable(room)


def test_a_lesson_stays_large_to_its_end_and_beyond(server: Server, room: Page) -> None:
    room.goto(server.url("", lesson="three_candidates", projector="true"))
    settle(room)
    room.get_by_role("button", name="Show me").click()
    settle(room)
    is_readable(room)
    room.get_by_role("link", name="Next", exact=True).click()
    settle(room)
    query = parse_qs(urlsplit(room.url).query)
    assert (query["at"], query["projector"]) == (["2"], ["true"])
    room.get_by_role("button", name="Show me").click()
    settle(room)
    is_readable(room)
