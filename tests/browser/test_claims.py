"""Claims in a browser: names letter by letter, and terms that explain themselves in place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.topics.test_pens import TITLES


def test_a_name_is_shown_letter_by_letter(visit: Callable[[str], Page]) -> None:
    page = visit("claims")
    headings = page.locator("h2.claim").all_inner_texts()
    prose = page.locator("p.claim").all_inner_texts()
    assert headings == [*(f"For {title}, 60\xa0%." for title in TITLES), "Where the weights are."]
    assert prose == [f"About {title}." for title in TITLES]
    assert page.locator(".claim a, .claim img, .claim script, .claim .katex").count() == 0


def test_a_heading_looks_as_streamlits_own(visit: Callable[[str], Page]) -> None:
    page = visit("claims")
    own, claim = page.locator("h2:not(.claim)"), page.locator("h2.claim").first
    assert look(claim) == look(own)
    assert look(claim.locator("b").first) == look(own.locator("strong"))


def look(element: Locator) -> list[str]:
    names = "fontFamily fontSize fontWeight lineHeight letterSpacing color paddingTop overflowWrap"
    found: list[str] = element.evaluate(
        "(element, names) => names.map((name) => getComputedStyle(element)[name])", names.split()
    )
    first, *rest = found
    return [first.split(",")[0], *rest]


def test_a_term_is_explained_under_the_pointer_and_under_the_focus(
    visit: Callable[[str], Page],
) -> None:
    page = visit("claims")
    term = page.get_by_role("button", name="weights", exact=True)
    assert told(term) == "none"
    term.hover()
    assert told(term).startswith('"what the scores become')
    page.mouse.move(0, 0)
    assert told(term) == "none"
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    assert told(term).startswith('"what the scores become')


def told(term: Locator) -> str:
    """Return what is shown beside a term that is not opened."""
    shown: str = term.evaluate("(element) => getComputedStyle(element, '::after').content")
    return shown


@pytest.mark.parametrize("by", ["a click", "a key"])
def test_a_term_opens_its_meaning_and_escape_closes_it(
    visit: Callable[[str], Page], by: str
) -> None:
    page = visit("claims")
    term = page.get_by_role("button", name="weights", exact=True)
    meaning = page.locator("#meaning-weights")
    expect(meaning).to_be_hidden()
    if by == "a click":
        term.click()
    else:
        term.focus()
        term.press("Enter")
    expect(meaning).to_be_visible()
    assert meaning.inner_text().startswith("weights: what the scores become")
    assert page.locator(".meaning:visible").count() == 1
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(term).to_be_focused()
    expect(page.get_by_role("heading", name="Where the weights are.")).to_be_visible()
