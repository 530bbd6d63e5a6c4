"""What a change has moved, in a real browser: marked for a moment, and said in one line."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import Server
from tests.browser.visits import settle


def line(page: Page) -> Locator:
    return page.locator(".moved_line")


def top_of(page: Page) -> float:
    """Return where the picture begins."""
    box = page.locator(".stage").first.bounding_box()
    assert box is not None
    return box["y"]


def press(page: Page, label: str, *keys: str) -> None:
    page.get_by_role("slider", name=label).focus()
    for key in keys:
        page.keyboard.press(key)


def texts(shown: Locator) -> set[str]:
    return set(shown.all_inner_texts())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_walk_marks_strip_title_and_picture_and_says_it(
    server: Server, new_page: Callable[..., Page], scheme: str
) -> None:
    page = new_page(height=800, color_scheme=scheme)
    page.goto(server.url("walk"))
    settle(page)
    expect(line(page)).to_have_count(0)
    assert page.locator(".moved").count() == 0
    before = top_of(page)
    press(page, "Sequence length", "ArrowRight", "ArrowRight")
    expect(line(page)).to_have_text(re.compile(r"^T 10 → 12: history, mask, key, value, "))
    settle(page)
    assert top_of(page) == before
    assert texts(page.locator(".frame .moved")) == {"T=12"}
    assert texts(page.locator(".size.moved")) == {"T 12"}
    titles: list[tuple[float, float]] = page.locator(".drawing").first.evaluate(
        "({labels, axes}) => labels"
        ".filter(({runs}) => ['masked', 'weights'].includes(runs[0].text))"
        ".map(({x, y}) => [x / axes.x[1] * axes.width, y / axes.y[0] * axes.height])"
    )
    marks: list[tuple[float, float, float, float]] = page.locator(
        ".overlay rect.moved"
    ).evaluate_all(
        "marks => marks.map(mark => ['x', 'y', 'width', 'height']"
        ".map(name => Number(mark.getAttribute(name))))"
    )
    assert len(titles) == len(marks) == 2
    for x, y in titles:  # in the middle of a mark that is as wide as the words
        (width,) = (w for left, top, w, h in marks if left < x < left + w and top < y < top + h)
        assert 50 < width < 110
    press(page, "Training epoch", "ArrowLeft")
    expect(line(page)).to_have_count(0)
    settle(page)
    assert page.locator(".moved").count() == 0


def test_the_overview_marks_its_diagram(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=1280, height=800)
    page.goto(server.url(""))
    settle(page)
    press(page, "Batch size", "ArrowRight")
    expect(line(page)).to_have_text("B 5 → 6: every tensor")
    settle(page)
    assert texts(page.locator(".node .moved")) == {"B=6"}
    press(page, "Batch size", "ArrowLeft")
    expect(line(page)).to_have_text("B 6 → 5: every tensor")
    # Another page is seen for the first time.
    settle(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Masks").click()
    page.get_by_role("heading", name="Does padding speak?").wait_for()
    settle(page)
    expect(line(page)).to_have_count(0)


def test_marks_go_by_themselves(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(height=800, reduced_motion="no-preference")
    page.goto(server.url("walk"))
    settle(page)
    press(page, "Sequence length", "ArrowLeft")
    mark = page.locator(".frame .moved").first
    mark.wait_for()
    assert mark.evaluate("mark => mark.getAnimations().length") == 1
    page.wait_for_timeout(2600)
    ground = mark.evaluate("mark => getComputedStyle(mark).backgroundColor")
    assert re.search(r"[,/] 0\)$", ground), ground  # nothing of it is seen any more
    expect(line(page)).to_be_hidden(timeout=8000)


def test_how_heads_are_folded_stands_on_the_walk(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(height=800)
    page.goto(server.url("walk", mode="multi_head", step="scores"))
    settle(page)
    folded = page.locator(".folded")
    expect(folded).to_have_text("Folded into the batch, (h·B, …), as in the article: (10, 1, 10).")
    box = folded.bounding_box()
    assert box is not None
    page.get_by_label("Step", exact=True).press("End")  # a step without heads: its line stays free
    settle(page)
    expect(folded).to_have_text("")
    assert (folded.bounding_box() or box)["height"] == box["height"]
    page.goto(server.url("walk"))
    settle(page)
    expect(folded).to_be_hidden()


def test_on_a_phone_the_line_is_in_the_window(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390, height=844)
    page.goto(server.url("walk", mode="multi_head"))
    settle(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    press(page, "Sequence length", "ArrowRight")
    expect(line(page)).to_be_visible()
    box = line(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
