"""The picture component in a browser, on the page of picture_app.py."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route

from tests.browser.pictures import (
    centre,
    click_cell,
    cursor,
    described,
    labels,
    numbers,
    picture,
    visit,
    zoom,
)
from tests.browser.visits import problems, settle

ITEMS = ("trail shoes", "burr grinder", "sea novel", "padding")


@pytest.fixture
def page(new_page: Callable[..., Page], pictures_url: str) -> Page:
    opened = new_page()
    visit(opened, pictures_url)
    return opened


def messages(page: Page, url: str) -> list[object]:
    """Open the pictures and return the list that messages to the server will be added to."""
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    visit(page, url)
    page.locator(".graph .main-svg").last.wait_for()
    settle(page)
    sent.clear()
    return sent


def test_the_page_has_no_problem(page: Page) -> None:
    assert problems(page) == []


def test_cells_that_are_not_painted_are_a_problem(page: Page) -> None:
    picture(page, 0).locator(".drawing").evaluate(
        "node => node.getContext('2d').clearRect(0, 26, node.width, node.height - 26)"
    )
    assert problems(page) == ["blank cells"]


def test_a_click_pins_and_the_same_click_unpins(page: Page) -> None:
    click_cell(page, "value", 1, 2)
    assert page.get_by_text("pinned value [0, 1, 2]").is_visible()
    assert picture(page, 0).locator(".overlay .pin").count() == 2  # and the outlined context
    click_cell(page, "value", 1, 2)
    assert page.get_by_text("nothing pinned").is_visible()


def test_a_click_answers_with_the_cells_own_axes(page: Page) -> None:
    click_cell(page, "weights", 2, 0)
    assert page.get_by_text("pinned weights [0, 2]").is_visible()


def test_hovering_previews_the_number_and_tells_the_page(page: Page) -> None:
    page.evaluate(
        """() => window.addEventListener("attnviz:cursor", ({detail}) => (window.heard = detail))"""
    )
    page.mouse.move(*centre(picture(page, 0), "value", 2, 1))
    tip = picture(page, 0).locator(".tip")
    assert tip.inner_text().split() == ["2.1", "value", "·", "sea", "novel", "·", "2"]
    assert page.evaluate("heard.cell") == {"step": "value", "index": [0, 2, 1]}
    assert page.evaluate("heard.pinned") is False
    page.mouse.move(*centre(picture(page, 0), "value", 3, 1))
    assert "masked: no number" in tip.inner_text()


def test_the_keyboard_moves_over_the_cells_and_pins(page: Page) -> None:
    shown = picture(page, 0)
    shown.locator(".stage").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert shown.locator("[aria-live]").inner_text() == "value, burr grinder · 2, 1.1"
    page.keyboard.press("Enter")
    settle(page)
    assert page.get_by_text("pinned value [0, 1, 1]").is_visible()


def test_escape_unpins(page: Page) -> None:
    click_cell(page, "value", 0, 0)
    assert page.get_by_text("pinned value [0, 0, 0]").is_visible()
    picture(page, 0).locator(".stage").focus()
    page.keyboard.press("Escape")
    settle(page)
    assert page.get_by_text("nothing pinned").is_visible()
    assert picture(page, 0).locator(".overlay .focus").count() == 0


def test_the_keys_go_along_rows_and_columns(page: Page) -> None:
    shown = picture(page, 0)
    shown.locator(".stage").focus()
    spoken = shown.locator("[aria-live]")
    for key in ("ArrowRight", "ArrowRight", "End", "PageDown"):
        page.keyboard.press(key)
    assert spoken.inner_text() == "value, padding · 3, masked: no number"
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    assert spoken.inner_text() == "value, trail shoes · 1, 0"


def test_each_kind_of_picture_says_what_its_keys_do(page: Page) -> None:
    stages = [picture(page, n).locator(".stage") for n in range(4)]
    said = [described(stage) for stage in stages]
    assert "Enter pins one, Escape unpins it." in said[0]
    assert said[0].endswith("Plus and minus zoom, 0 shows all of it.")
    assert said[2].endswith("Left and right arrow keys, Home and End move the epoch.")
    assert said[3] == ""
    names = [stage.get_attribute("aria-label") for stage in stages]
    assert names[3] == "A figure of nobody's."
    assert len(set(names)) == len(names)
    roles = [stage.get_attribute("role") for stage in stages]
    assert roles == ["application", "application", "application", "img"]
    assert stages[3].get_attribute("tabindex") is None


def test_a_picture_is_one_tab_stop_with_its_tools_behind_one_menu(page: Page) -> None:
    shown = picture(page, 0)
    shown.locator(".stage").focus()
    stops = []
    for _ in range(2):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.shadowRoot.activeElement.textContent"))
    assert stops == ["Save or zoom", "Numbers as a table"]


def test_frames_follow_the_pages_cursor_without_the_server(
    own_tab: Page, pictures_url: str
) -> None:
    page = own_tab
    sent = messages(page, pictures_url)
    shown = picture(page, 1)
    height = page.evaluate("probe.contentHeight()")
    assert "6.20" in numbers(shown)
    cursor(page, "step", 1)
    assert "0.50" in numbers(shown)
    assert page.evaluate("probe.contentHeight()") == height
    cursor(page, "step", 0)
    assert "6.20" in numbers(shown)
    assert sent == []


def test_a_switched_theme_is_followed_without_the_server(own_tab: Page, pictures_url: str) -> None:
    page = own_tab
    sent = messages(page, pictures_url)
    shown = picture(page, 0)

    def look() -> tuple[list[int], str]:
        """Return the colour of the number 0, and that of a title."""
        cell, title = shown.locator(".drawing").evaluate(
            """({cells, labels}) => [
                [...cells.find(({step}) => step === "value").bytes.slice(0, 3)],
                labels.flatMap(({runs}) => runs).find(({text}) => text === "value").colour,
            ]"""
        )
        return cell, title

    light = look()
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)
    dark = look()
    assert sent == []
    assert light == ([0xFF, 0xFF, 0xFF], "#1C7F4F")
    assert dark == ([0x1B, 0x1E, 0x25], "#52D6B8")


def test_a_pinned_cell_is_outlined_in_every_picture_that_has_it(page: Page) -> None:
    cursor(page, "step", 1)
    click_cell(page, "value", 0, 0)
    assert picture(page, 1).locator(".overlay .pin").count() == 1


def test_a_phone_gets_the_narrow_layout_of_the_same_numbers(
    new_page: Callable[..., Page], pictures_url: str
) -> None:
    page = new_page(width=390, height=844, color_scheme="dark")
    visit(page, pictures_url)
    assert problems(page) == []
    shown = picture(page, 1)
    corners = shown.locator(".drawing").evaluate(
        "({cells}) => cells.map(({box}) => box.slice(0, 2))"
    )
    lefts, tops = zip(*corners, strict=True)
    assert (len(set(lefts)), len(set(tops))) == (2, 2)  # two rows of two tiles
    written = numbers(shown)
    assert (written[0], written[-1], len(written)) == ("0.00", "6.20", 48)
    assert "head 4" in labels(shown)


def test_the_table_has_the_numbers(page: Page) -> None:
    picture(page, 0).get_by_text("Numbers as a table").click()
    table = picture(page, 0).locator("table").nth(1)
    assert table.locator("caption").inner_text() == "value T×D"
    rows = [row.split("\t") for row in table.inner_text().splitlines()[1:]]
    assert [row[0] for row in rows[-4:]] == list(ITEMS)
    assert rows[-3][1:] == ["1", "1.1", "1.2"]
    assert rows[-1][1:] == ["masked"] * 3


@pytest.mark.parametrize("failures", [1, 2])
def test_a_script_that_does_not_come_is_asked_for_again_and_then_told(
    failures: int, own_tab: Page, pictures_url: str
) -> None:
    page, asked = own_tab, list[str]()

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= failures:
            route.fulfill(status=200, content_type="text/javascript", body="throw new Error()")
        else:
            route.continue_()

    page.route(re.compile(r"_sha\w+/picture/main\.js$"), answer)
    page.goto(pictures_url)
    lost = page.get_by_text("This part of the page could not be loaded.")
    (lost if failures == 2 else picture(page, 0).locator(".drawing")).first.wait_for()
    assert len(set(asked)) == len(asked) == 2  # a browser does not ask again for the same address
    assert bool(lost.count()) == (failures == 2)


def inked(shown: Locator, x: float, y: float) -> int:
    """Return how many pixels inside a cell around a point are not in the cell's own colour."""
    return int(
        shown.locator(".drawing").evaluate(
            """(node, [x, y]) => {
                const ratio = window.devicePixelRatio;
                const around = [x - 16, y - 8, 32, 16].map((length) => length * ratio);
                const {data} = node.getContext("2d").getImageData(...around);
                const colours = new Uint32Array(data.buffer);
                const counts = new Map();
                for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
                return colours.length - Math.max(...counts.values());
            }""",
            [x, y],
        )
    )


def test_numbers_are_written_in_their_cells_and_move_with_the_zoom(page: Page) -> None:
    shown = picture(page, 0)
    box = shown.locator(".stage").bounding_box()
    assert box
    x, y = centre(shown, "value", 1, 1)
    assert inked(shown, x - box["x"], y - box["y"]) > 20
    zoom(page, shown, "weights")
    assert inked(shown, x - box["x"], y - box["y"]) == 0


def test_a_cell_that_was_masked_gets_its_number_when_it_is_no_more(page: Page) -> None:
    shown = picture(page, 1)
    cursor(page, "step", 1)  # a frame with masked cells
    masked = len(numbers(shown))
    cursor(page, "step", 0)
    assert len(numbers(shown)) == 48 > masked
    x, y = shown.locator(".drawing").evaluate(
        """({numbers, axes}) => {
            const {x, y} = numbers.at(-1);
            return [(x / axes.x[1]) * axes.width, (y / axes.y[0]) * axes.height];
        }"""
    )
    assert inked(shown, x, y) > 20


def test_on_a_phone_a_stage_is_as_high_as_its_frame(
    new_page: Callable[..., Page], pictures_url: str
) -> None:
    page = new_page(width=390, height=844)
    visit(page, pictures_url)
    stage = picture(page, 1).locator(".stage")
    sizes = []
    for step in (0, 1):
        cursor(page, "step", step)
        page.wait_for_timeout(500)
        sizes += stage.evaluate("s => [s.offsetHeight, s.querySelector('.drawing').axes.height]")
    assert sizes[::2] == sizes[1::2]
    assert sizes[0] != sizes[2]


def test_numbers_are_drawn_anew_for_a_screen_of_another_density(
    own_tab: Page, pictures_url: str
) -> None:
    page = own_tab
    visit(page, pictures_url)
    canvas = picture(page, 0).locator("canvas.drawing")
    before = canvas.evaluate("node => [node.width, node.clientWidth]")
    size = {"width": 1280, "height": 901, "deviceScaleFactor": 2, "mobile": False}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", size)
    page.wait_for_function("devicePixelRatio === 2")
    page.wait_for_timeout(100)
    after = canvas.evaluate("node => [node.width, node.clientWidth]")
    assert before[0] == before[1]
    assert after == [2 * before[0], before[1]]
