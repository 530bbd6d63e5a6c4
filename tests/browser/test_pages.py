"""Every page in every look: no horizontal scroll, no error box, no empty picture, a title."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screenshots import LOOKS, expected, page_names, shoot
from tests.browser.servers import Server
from tests.browser.visits import settle


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", page_names())
def test_page_is_whole(
    server: Server, new_page: Callable[..., Page], tmp_path: Path, name: str, look: str
) -> None:
    page = new_page(**LOOKS[look])
    assert shoot(page, server.url(name), tmp_path / "page.png") == expected(name)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_knob_of_a_toggle_that_is_on_can_be_seen(
    server: Server, new_page: Callable[..., Page], look: str
) -> None:
    page = new_page(**LOOKS[look])
    page.goto(server.url("heads"))
    settle(page)
    toggle = page.locator(".st-key-heads_apart label")
    toggle.click()
    settle(page)
    greys = toggle.locator("> div").first.evaluate(
        """track => [track, track.firstElementChild].map(
            part => Number(getComputedStyle(part).backgroundColor.match(/\\d+/)[0]))"""
    )
    assert abs(greys[0] - greys[1]) > 150


def test_what_is_below_the_ribbons_does_not_go_up_as_the_history_grows(
    server: Server, page: Page
) -> None:
    heights = []
    for length in (11, 12, 13, 14, 15):
        page.goto(server.url(sequence_length=length, epoch=0))
        settle(page)
        box = page.locator(".st-key-ribbons").bounding_box()
        assert box is not None
        heights.append(box["height"])
    assert heights == sorted(heights)


def test_the_head_of_a_step_has_one_height_so_that_the_picture_stays(
    server: Server, page: Page
) -> None:
    for mode in ("attention", "multi_head"):
        tops = set()
        for step in ("key", "unit_input", "scores", "masked", "weights", "context", "output"):
            if mode == "multi_head" and step == "unit_input":
                continue
            page.goto(server.url("walk", mode=mode, step=step, epoch=0))
            settle(page)
            box = page.locator(".st-key-equation").bounding_box()
            assert box is not None
            tops.add(round(box["y"]))
        assert len(tops) == 1, (mode, tops)


def test_a_tables_tools_lie_on_no_text_where_a_finger_cannot_hover(
    server: Server, browser: Browser
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    context.add_init_script(path=Path(__file__).with_name("probe.js"))
    page = context.new_page()
    page.goto(server.url("masks"))
    settle(page)
    tools, words = page.evaluate(
        """() => {
            const box = element => element.getBoundingClientRect();
            const tools = document.querySelector("[data-testid=stElementToolbar]");
            const precedes = p =>
                p.compareDocumentPosition(tools) & Node.DOCUMENT_POSITION_FOLLOWING;
            const before = [...document.querySelectorAll("main p")].filter(precedes);
            return [box(tools).top, Math.max(...before.map(p => box(p).bottom))];
        }"""
    )
    context.close()
    assert 0 < words <= tools


def test_a_wide_table_has_a_shadow_where_it_goes_on(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(**LOOKS["phone"])
    page.goto(server.url("samples"))
    settle(page)
    wide = page.locator(".dvn-scroller").first
    style = "element => getComputedStyle(element).boxShadow"
    assert " -18px " in wide.evaluate(style)
    wide.evaluate("element => element.scrollTo({ left: element.scrollWidth })")
    settle(page)
    assert " 18px " in wide.evaluate(style)
    page.goto(server.url("walk"))
    settle(page)
    strip = page.get_by_role("listbox", name="Steps of the walk")
    assert strip.get_attribute("data-more") == "before after"
    page.keyboard.press("Tab")
    strip.focus()
    page.keyboard.press("Home")
    settle(page)
    assert strip.get_attribute("data-more") == "after"


def test_the_menu_closes_over_the_page_that_was_chosen_on_a_phone(
    server: Server, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server.url())
    settle(page)
    for name in ("Masks", "Lessons"):
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
        settle(page)
        expect(page.get_by_test_id("stSidebar").get_by_role("link").first).not_to_be_in_viewport()
        assert page.url.endswith(name.lower())
