"""WCAG 2.2 AA on every page, by axe-core; and the focus, which no rule of axe sees."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from attnviz.lessons import lesson_text
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.question import ShapeQuestion
from attnviz.scenario.settings import Settings
from attnviz.ui.state.pages import PAGES
from tests.browser.servers import ROOT, Server
from tests.browser.visits import ColorScheme, settle

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
THEMES: tuple[ColorScheme, ...] = ("light", "dark")
WIDTHS = (1280, 390)
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    # Best practices that a screen reader's user misses most.
    "rules": {
        name: {"enabled": True}
        for name in (
            "empty-heading",
            "heading-order",
            "landmark-unique",
            "skip-link",
            "tabindex",
        )
    },
}
# What is wrong in Streamlit's own parts, which attnviz can only place: rules, and where.
STREAMLIT = {
    "presentation-role-conflict": '[data-testid="stFileUploader"]',
    "nested-interactive": '[data-testid="stFileUploader"]',
    # A formula that is wider than a phone scrolls, and KaTeX draws it.
    "scrollable-region-focusable": '[data-testid="stMarkdownContainer"]',
}
QUESTION = lesson_text(
    Lesson("Shapes", "", (View("walk", Settings(epoch=0), question=ShapeQuestion("context")),))
)
DRAWING = lesson_text(Lesson("Draw", "", (View("overview", question=DrawQuestion()),)))
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "pinned": ("walk", {"step": "weights", "pin": "weights:0,0,1"}),
    "pinned score": ("walk", {"step": "scores", "pin": "scores:0,0,3"}),
    "question": ("walk", {"lesson": QUESTION}),
    "drawing": ("", {"lesson": DRAWING}),
}


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong in what is attnviz's own, a line each."""
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=AXE)
    script = Path(__file__).with_name("violations.js").read_text(encoding="utf-8")
    found: list[str] = page.evaluate(script, [OPTIONS, STREAMLIT])
    return found


def in_every_look(page: Page, address: str = "") -> list[str]:
    """Return what is wrong with a page, as it stands or of an address, in all themes and widths."""
    if address:
        page.goto(address)
        settle(page)
    wrong = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            # What the bar at the top half covers where a page has been scrolled is no violation.
            page.get_by_test_id("stMain").evaluate("box => box.scrollTo(0, 0)")
            settle(page)
            wrong += [f"{theme} {width}: {line}" for line in violations(page)]
    return wrong


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation(name: str, server: Server, page: Page) -> None:
    assert in_every_look(page, server.url("" if name == "overview" else name)) == []


@pytest.mark.parametrize("state", STATES)
def test_a_page_with_a_pin_has_no_violation(state: str, server: Server, page: Page) -> None:
    name, settings = STATES[state]
    assert in_every_look(page, server.url(name, **settings)) == []


@pytest.mark.parametrize("name", ["overview", "walk", "training"])
def test_opened_panels_have_no_violation(name: str, server: Server, page: Page) -> None:
    page.goto(server.url("" if name == "overview" else name))
    settle(page)
    closed = page.locator("details:not([open]) > summary")
    while closed.filter(visible=True).count():
        closed.filter(visible=True).first.click()
        settle(page)
    assert page.locator("details[open]").count() > 1
    assert in_every_look(page) == []


@pytest.mark.parametrize("button", ["open_share", "open_glossary"])
def test_a_dialog_has_no_violation(button: str, server: Server, page: Page) -> None:
    page.goto(server.url("walk"))
    settle(page)
    page.locator(f".st-key-{button} button").click()
    page.get_by_role("dialog").wait_for()
    settle(page)
    assert in_every_look(page) == []
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_is_wrong_is_found(server: Server, page: Page) -> None:
    page.goto(server.url("walk"))
    settle(page)
    page.evaluate(
        """() => {
            const host = [...document.querySelectorAll("*")].find(
                ({shadowRoot}) => shadowRoot?.querySelector(".stage"));
            const bad = document.createElement("button");
            bad.style.cssText = "width: 40px; height: 30px";
            host.shadowRoot.querySelector(".box").append(bad);
        }"""
    )
    assert any(line.startswith("button-name") for line in violations(page))


def focused(page: Page) -> str:
    """Return what has the focus: the tag and classes of the page's element, and within it."""
    return str(
        page.evaluate(
            """() => {
                const outer = document.activeElement;
                const both = [outer, outer.shadowRoot?.activeElement].filter(Boolean);
                return both.map(({tagName, className}) => `${tagName}.${className}`).join(" ");
            }"""
        )
    )


def test_the_focus_stays_on_the_page(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(server.url("walk", step="weights", pin="weights:0,0,1"))
    settle(page)
    opened = page.locator(".st-key-opened")
    number = opened.locator("button.cell").first
    number.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "BUTTON" in focused(page), focused(page)  # another number of the new arithmetic
    back = opened.locator("button.parent").first
    back.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "BODY" not in focused(page)
    page.get_by_role("button", name="Close", exact=True).focus()
    page.keyboard.press("Enter")
    expect(opened).to_have_count(0)
    settle(page)
    assert "BODY" not in focused(page)


def test_an_answer_has_the_focus_where_it_was_asked_for(server: Server, page: Page) -> None:
    page.goto(server.url("walk", lesson=QUESTION))
    settle(page)
    asked = page.locator(".st-key-prediction")
    asked.get_by_role("button", name="Show me").focus()
    page.keyboard.press("Enter")
    expect(asked.get_by_role("button", name="Ask me again")).to_be_visible()
    settle(page)
    assert "st-key-prediction" in focused(page)
