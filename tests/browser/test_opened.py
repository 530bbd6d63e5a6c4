"""An opened number in a real browser: in view on every page, with a way back, forward, and out."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.servers import Server
from tests.browser.visits import settle

# Pages, and what of them is clicked: from the first view, as a newcomer sees it.
FIRST_CLICKS = {
    "": ".list .card:not(:disabled)",
    "samples": ".stage",
    "walk": ".stage",
    "heads?mode=multi_head": ".stage",
    "masks": ".stage",
    "normalization": ".stage",
    "training": ".list .card:not(:disabled)",
}
SIZES = {"desk": (1280, 800), "phone": (390, 844)}


def panel(page: Page) -> Locator:
    return page.locator(".st-key-opened")


def box_of(shown: Locator) -> FloatRect:
    box = shown.bounding_box()
    assert box is not None
    return box


def pin_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("pin", [""])[0]


def press(page: Page, shown: Locator) -> None:
    """Click a card, or of a picture the first number of its last panel."""
    shown.scroll_into_view_if_needed()
    if "stage" not in (shown.get_attribute("class") or ""):
        shown.click()
        return
    x, y = shown.locator(".drawing").evaluate(
        """({cells, axes}) => {
            const {box: [x, y, width, height]} = cells.at(-1);
            return [
                (x + width / 2) / axes.x[1] * axes.width,
                (y + height / 2) / axes.y[0] * axes.height,
            ];
        }"""
    )
    shown.click(position={"x": x, "y": y})


def pinned_boxes(page: Page) -> list[dict[str, float]]:
    """Return where the page's pictures have the pinned number, as they tell the panel."""
    found: list[dict[str, float]] = page.evaluate(
        """() => {
            const detail = [];
            window.dispatchEvent(new CustomEvent("attnviz:seen", { detail }));
            return detail.flatMap(({cells}) => cells);
        }"""
    )
    return found


# Places are of the size alone: no sheet of styles but the palette's own asks for the scheme.
@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_a_number_opens_in_view_and_moves_nothing(
    server: Server, new_page: Callable[..., Page], size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    page = new_page(width=width, height=height, color_scheme=scheme)
    for path, clicked in FIRST_CLICKS.items():
        page.goto(server.url(path))
        settle(page)
        expect(panel(page)).to_have_count(0)
        shown = page.locator(clicked).first
        shown.scroll_into_view_if_needed()
        whole = page.locator("[data-testid=stMainBlockContainer]")
        before = box_of(shown)["y"] - box_of(whole)["y"]
        press(page, shown)
        places = "sheet" if size == "phone" else "above|below"
        expect(panel(page)).to_have_attribute("data-dock", re.compile(f"^({places})$"))
        settle(page)
        opened = box_of(panel(page))
        assert 0 <= opened["x"] <= opened["x"] + opened["width"] <= width, path
        assert 0 <= opened["y"] <= opened["y"] + opened["height"] <= height, path
        assert opened["height"] <= 0.61 * height, path
        # In the page nothing has moved, and no number lies under the panel.
        assert box_of(shown)["y"] - box_of(whole)["y"] == pytest.approx(before, abs=1), path
        assert pinned_boxes(page), path
        for cell in pinned_boxes(page):
            assert cell["bottom"] <= opened["y"] or opened["y"] + opened["height"] <= cell["top"], (
                path
            )
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_a_ribbon_a_number_of_a_vector_and_the_score_open_on_the_overview(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(height=800)
    page.goto(server.url(""))
    settle(page)
    title = panel(page).locator("h3")
    page.locator(".flow").first.locator("path").nth(2).click(position={"x": 20, "y": 20})
    expect(title).to_have_text("weights[fire steel] = 0.588")
    page.locator(".vector.context .cell").nth(3).click()
    expect(title).to_contain_text("context[4] = 0.539")
    page.locator(".vector.query .cell").first.click()
    expect(title).to_contain_text("query[1] = ")
    page.locator(".score button.number").first.click()
    expect(title).to_have_text("score = 1.00")
    settle(page)
    assert pin_of(page) == "score:0"
    expect(page.locator(".number.pinned")).to_have_count(1)
    page.locator(".score button.number").first.click()  # once more: it closes
    expect(panel(page)).to_have_count(0)


def test_the_articles_number_is_the_articles(server: Server, page: Page) -> None:
    page.goto(server.url(""))
    settle(page)
    card = page.locator(".small .list .card").nth(2)
    card.click()
    expect(panel(page)).to_contain_text("By the unit that does not see the candidate")
    settle(page)
    assert pin_of(page) == "article.weights:0,0,2"
    shown = page.locator(".small .unseen td", has_text="fire steel")
    assert shown.count() <= 1
    expect(panel(page).locator("h3")).to_have_text("weights[fire steel] = 0.121")


def test_the_way_back_to_an_operand_goes_forward_again(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(height=800)
    page.goto(server.url("walk"))
    settle(page)
    press(page, page.locator(".stage").first)
    title = panel(page).locator("h3")
    expect(title).to_contain_text("weights[")
    back, forward = (panel(page).locator(".ways button").nth(n) for n in (0, 1))
    expect(back).to_have_attribute("aria-disabled", "true")
    panel(page).locator("button.parent", has_text="masked").click()
    expect(title).to_contain_text("masked[")
    panel(page).get_by_role("button", name="scores", exact=True).click()
    expect(title).to_contain_text("scores[")
    expect(forward).to_have_attribute("aria-disabled", "true")
    for name in ("masked", "weights"):
        back.click()
        expect(title).to_contain_text(f"{name}[")
    expect(back).to_have_attribute("aria-disabled", "true")
    for name in ("masked", "scores"):
        forward.click()
        expect(title).to_contain_text(f"{name}[")
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["step"] == ["scores"]


def focused(page: Page) -> str:
    """Return the class of what has the focus, also inside a component."""
    return str(
        page.evaluate(
            "() => { let at = document.activeElement;"
            " while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
            " return at.className || at.tagName; }"
        )
    )


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_closing_gives_the_focus_back(server: Server, page: Page, way: str) -> None:
    page.goto(server.url("walk"))
    settle(page)
    stage = page.locator(".stage").first
    stage.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(panel(page)).to_have_count(1)
    settle(page)
    expect(panel(page)).to_have_attribute("role", "region")
    said = panel(page).locator("[aria-live=polite]")
    assert (said.text_content() or "").startswith("Opened: ")
    for _ in range(6):  # over the picture's tools into the panel
        page.keyboard.press("Tab")
        if focused(page) in ("parent", "cell"):
            break
    assert focused(page) in ("parent", "cell")
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Close", exact=True).focus()
        page.keyboard.press("Enter")
    expect(panel(page)).to_have_count(0)
    settle(page)
    assert pin_of(page) == ""
    assert "stage" in focused(page) or "numbers" in focused(page) or "SUMMARY" in focused(page)


def test_escape_in_a_field_of_text_closes_nothing(server: Server, page: Page) -> None:
    page.goto(server.url("walk", pin="weights:0,0,2"))
    settle(page)
    page.get_by_role("combobox", name="Candidate").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    settle(page)
    expect(panel(page)).to_have_count(1)
    panel(page).locator("h3").click()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_long_formulas_wrap(server: Server, new_page: Callable[..., Page], size: str) -> None:
    width, height = SIZES[size]
    page = new_page(width=width, height=height)
    for step, place in (("unit_hidden_1", "0,0,2,3"), ("context", "0,0,3"), ("weights", "0,0,2")):
        page.goto(server.url("walk", step=step, pin=f"{step}:{place}"))
        settle(page)
        formula = panel(page).locator(".katex-display").first
        inner, outer = formula.evaluate("shown => [shown.scrollWidth, shown.clientWidth]")
        assert inner <= outer, step


def test_what_lies_under_the_panel_can_be_scrolled_out(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390, height=844)
    page.goto(server.url("walk", pin="weights:0,0,2"))
    settle(page)
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    last = page.get_by_text("Take it away").first
    assert box_of(last)["y"] + box_of(last)["height"] <= box_of(panel(page))["y"]


def test_the_head_of_the_page_can_be_scrolled_out_from_under_the_panel(
    server: Server, page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.url())
    settle(page)
    press(page, page.locator(".st-key-ribbons .click").first)
    expect(panel(page)).to_have_attribute("data-dock", "above")
    settle(page)
    page.mouse.move(800, 700)
    page.mouse.wheel(0, -3000)
    settle(page)
    opened = box_of(panel(page))
    for shown in (page.locator("h1"), page.locator(".st-key-open_share")):
        assert box_of(shown)["y"] >= opened["y"] + opened["height"]
    page.locator(".st-key-open_share button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
