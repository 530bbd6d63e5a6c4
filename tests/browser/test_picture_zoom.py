"""How much of a picture is seen: by drag, wheel, keys and tools, and what a zoom outlives."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.pictures import centre, cursor, drag, numbers, picture, seen, visit, zoom
from tests.browser.visits import settle


@pytest.fixture
def page(new_page: Callable[..., Page], pictures_url: str) -> Page:
    opened = new_page()
    visit(opened, pictures_url)
    return opened


def tool(shown: Locator, name: str) -> None:
    """Use one of a picture's tools."""
    if not shown.get_by_role("button", name=name).is_visible():
        shown.get_by_text("Save or zoom").click()
    shown.get_by_role("button", name=name).click()


def spans(shown: Locator) -> tuple[float, float]:
    """Return how many pixels of the picture are seen across and down."""
    left, right, bottom, top = seen(shown)
    return right - left, bottom - top


def test_a_drag_draws_what_is_then_seen(page: Page) -> None:
    shown = picture(page, 0)
    (left, top), (right, bottom) = centre(shown, "value", 0, 0), centre(shown, "value", 2, 2)
    x, y, across, down = shown.locator(".drawing").evaluate(
        "({cells}) => cells.find(({step}) => step === 'value').box"
    )
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=5)
    assert shown.locator(".overlay .part").count() == 1
    assert shown.locator(".tip").is_hidden()
    page.mouse.up()
    assert shown.locator(".overlay .part").count() == 0
    part = [x + 0.5 * across, x + 2.5 * across, y + 2.5 * down, y + 0.5 * down]
    assert seen(shown) == pytest.approx(part, abs=1)
    box = shown.locator(".stage").bounding_box()
    assert box
    assert centre(shown, "value", 0, 0) == pytest.approx((box["x"], box["y"]), abs=2)
    settle(page)
    assert page.get_by_text("nothing pinned").is_visible()


def test_a_drag_that_escape_ends_zooms_nothing(page: Page) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    x, y = centre(shown, "value", 0, 0)
    shown.locator(".stage").focus()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=5)
    page.keyboard.press("Escape")
    assert shown.locator(".overlay .part").count() == 0
    page.mouse.up()
    assert seen(shown) == whole


def test_a_button_that_is_let_go_elsewhere_leaves_no_drag(page: Page) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    x, y = centre(shown, "value", 0, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, 20)  # at once, so that the picture does not see it move
    page.mouse.up()
    page.mouse.move(x + 60, y + 60, steps=5)
    assert shown.locator(".overlay .part").count() == 0
    assert shown.locator(".tip").is_visible()
    assert seen(shown) == whole


@pytest.mark.parametrize("way", ["double click", "tool", "key"])
def test_a_zoom_is_taken_back(page: Page, way: str) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    place = centre(shown, "value", 0, 0)
    assert zoom(page, shown, "value") != whole
    assert centre(shown, "value", 0, 0) != pytest.approx(place, abs=1)
    if way == "double click":
        shown.locator(".stage").dblclick(position={"x": 200, "y": 60})
    elif way == "tool":
        tool(shown, "Show all of it")
    else:
        shown.locator(".stage").focus()
        page.keyboard.press("0")
    settle(page)
    assert seen(shown) == whole
    assert centre(shown, "value", 0, 0) == pytest.approx(place, abs=1)
    assert page.get_by_text("nothing pinned").is_visible()


@pytest.mark.parametrize("modifier", ["Control", "Shift", "Meta"])
def test_the_wheel_zooms_at_the_pointer_with_a_modifier(page: Page, modifier: str) -> None:
    shown = picture(page, 0)
    whole, place = spans(shown), centre(shown, "value", 1, 1)
    page.mouse.move(*place)
    page.keyboard.down(modifier)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(200)
    larger = spans(shown)
    assert larger == pytest.approx([span * 0.549 for span in whole], rel=0.01)
    assert centre(shown, "value", 1, 1) == pytest.approx(place, abs=1)
    page.mouse.wheel(0, 3000)
    page.keyboard.up(modifier)
    page.wait_for_timeout(200)
    assert spans(shown) == whole


def test_the_wheel_alone_scrolls_the_page(page: Page) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    before = shown.locator(".stage").bounding_box()
    page.mouse.move(*centre(shown, "value", 1, 1))
    page.mouse.wheel(0, 150)
    page.wait_for_timeout(300)
    after = shown.locator(".stage").bounding_box()
    assert before
    assert after
    assert after["y"] < before["y"]
    assert seen(shown) == whole


def test_a_drag_with_shift_moves_what_is_zoomed(page: Page) -> None:
    shown = picture(page, 0)
    zoom(page, shown, "value")
    size, place = spans(shown), centre(shown, "value", 1, 1)
    page.keyboard.down("Shift")
    drag(page, (400, 300), (380, 290))
    page.keyboard.up("Shift")
    moved = centre(shown, "value", 1, 1)
    assert moved == pytest.approx((place[0] - 20, place[1] - 10), abs=1)
    assert spans(shown) == pytest.approx(size)
    page.keyboard.down("Shift")
    for _ in range(4):
        drag(page, (400, 300), (1200, 800))
    page.keyboard.up("Shift")
    left, _, _, top = seen(shown)
    assert (left, top) == (0, 0)  # its own corner, and no further
    settle(page)
    assert page.get_by_text("nothing pinned").is_visible()


def test_what_a_drag_does_the_tools_do_as_well(page: Page) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    tool(shown, "Move right")
    assert seen(shown) == whole  # all of it is seen already
    tool(shown, "Zoom in")
    assert spans(shown) == pytest.approx([span / 1.5 for span in (whole[1], whole[2])])
    start = seen(shown)
    tool(shown, "Move right")
    tool(shown, "Move down")
    there = seen(shown)
    assert there[0] > start[0]
    assert there[3] > start[3]
    tool(shown, "Move left")
    tool(shown, "Move up")
    assert seen(shown)[0] < there[0]
    tool(shown, "Zoom out")
    assert seen(shown) == whole


def test_the_keys_zoom_around_their_cell_and_take_what_is_seen_along(page: Page) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    shown.locator(".stage").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    place = centre(shown, "value", 1, 0)
    page.keyboard.press("+")
    assert centre(shown, "value", 1, 0) == pytest.approx(place, abs=1)
    for _ in range(5):
        page.keyboard.press("+")
    box = shown.locator(".stage").bounding_box()
    assert box
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    x, y = centre(shown, "weighted", 1, 1)
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    for _ in range(6):
        page.keyboard.press("-")
    assert seen(shown) == whole


def test_new_values_come_into_the_same_canvas_and_keep_the_zoom(page: Page) -> None:
    shown = picture(page, 0)
    shown.locator(".drawing").evaluate("drawing => (window.before = drawing)")
    zoomed = zoom(page, shown, "value")
    height = page.evaluate("probe.contentHeight()")
    assert spans(shown)[0] < 200
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert "3.20" in numbers(shown)
    assert shown.locator(".drawing").evaluate("drawing => drawing === window.before")
    assert seen(shown) == zoomed
    assert page.evaluate("probe.contentHeight()") == height


def test_a_zoom_outlives_a_switched_theme_and_ends_with_the_pages_width(page: Page) -> None:
    shown = picture(page, 0)
    zoomed = zoom(page, shown, "value")
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert seen(shown) == zoomed
    page.set_viewport_size({"width": 700, "height": 900})
    settle(page)
    assert seen(shown) != zoomed
    assert seen(shown)[0] == 0


def test_a_zoom_ends_where_the_next_step_has_another_place(page: Page) -> None:
    shown = picture(page, 1)
    whole = {}
    for step in (3, 0):
        cursor(page, "step", step)
        settle(page)
        whole[step] = seen(shown)
    assert whole[0] != whole[3]
    assert zoom(page, shown, "key") != whole[0]
    cursor(page, "step", 3)
    settle(page)
    assert seen(shown) == whole[3]
    assert zoom(page, shown, "scores") != whole[3]
    cursor(page, "step", 0)
    settle(page)
    assert seen(shown) == whole[0]


def test_a_zoomed_step_ends_where_its_picture_ends(page: Page) -> None:
    """Its stage is as high as the tallest step."""
    shown = picture(page, 1)
    cursor(page, "step", 3)
    zoom(page, shown, "scores")
    height = shown.locator(".drawing").evaluate("({axes}) => axes.height")
    assert shown.locator(".stage").evaluate("stage => stage.offsetHeight") > height
    assert shown.locator(".sheet").evaluate("node => node.offsetHeight") == pytest.approx(height)


def test_a_finger_scrolls_the_page_and_the_tools_zoom(
    new_page: Callable[..., Page], pictures_url: str
) -> None:
    page = new_page(width=390, height=844)
    visit(page, pictures_url)
    shown = picture(page, 0)
    whole = seen(shown)
    session = page.context.new_cdp_session(page)
    x, y = centre(shown, "value", 2, 1)
    top = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    for kind, at in (("touchStart", y), ("touchMove", y - 60), ("touchMove", y - 160)):
        points = [{"x": x, "y": at}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settle(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > top
    assert seen(shown) == whole
    assert page.get_by_text("nothing pinned").is_visible()
    tool(shown, "Zoom in")
    assert spans(shown)[0] == pytest.approx(whole[1] / 1.5)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
