"""Charts, which Plotly draws, on the page of picture_app.py; and that pictures need no Plotly."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.pictures import cursor, drag, numbers, picture, visit
from tests.browser.servers import Server
from tests.browser.visits import settle

TENSORS = ("", "walk", "masks", "samples", "heads?mode=multi_head")
"""Pages that have no chart."""


@pytest.fixture
def page(new_page: Callable[..., Page], pictures_url: str) -> Page:
    opened = new_page()
    visit(opened, pictures_url)
    return opened


@pytest.mark.parametrize("path", TENSORS)
def test_a_page_of_tensors_asks_for_no_plotly(path: str, server: Server, own_tab: Page) -> None:
    page, asked = own_tab, list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url(path))
    settle(page)
    assert any(url.endswith("/shared/mount.js") for url in asked)
    assert [url for url in asked if "plotly" in url.lower()] == []
    assert page.evaluate("window.Plotly === undefined")


def test_a_page_with_a_chart_asks_for_plotly_once(server: Server, own_tab: Page) -> None:
    page, asked = own_tab, list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url("training"))
    settle(page)
    assert page.locator(".graph .main-svg").count() > 4
    assert len([url for url in asked if url.endswith("/plotly.min.js")]) == 1


def test_a_curve_follows_and_sets_the_epoch(page: Page) -> None:
    shown = picture(page, 2)

    def marked() -> float:
        return float(shown.locator(".overlay line").get_attribute("x1") or "nan")

    start = marked()
    cursor(page, "epoch", 4)
    assert marked() > start
    shown.locator(".stage").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert marked() < start
    assert shown.locator("[aria-live]").inner_text() == "epoch 1: loss 0.58"


def test_a_chart_has_its_names_in_the_themes_colours(page: Page) -> None:
    name = picture(page, 2).locator(".graph text", has_text="loss 0.10")
    colours = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(500)
        colours.add(name.evaluate("text => getComputedStyle(text).fill"))
    assert len(colours) == 2


def test_a_drag_over_a_curve_marks_a_position_and_zooms_nothing(page: Page) -> None:
    shown = picture(page, 2)
    shown.scroll_into_view_if_needed()
    ranges = "({layout: {xaxis, yaxis}}) => [...xaxis.range, ...yaxis.range]"
    whole = shown.locator(".graph").evaluate(ranges)
    box = shown.locator(".stage").bounding_box()
    assert box
    drag(page, (box["x"] + 150, box["y"] + 60), (box["x"] + 450, box["y"] + 70))
    settle(page)
    assert shown.locator(".graph").evaluate(ranges) == whole
    line = float(shown.locator(".overlay line").get_attribute("x1") or "nan")
    assert abs(line - 450) < 60


def test_a_zoom_of_a_chart_is_taken_back(page: Page) -> None:
    shown = picture(page, 3)
    shown.scroll_into_view_if_needed()
    ranges = "({layout: {xaxis, yaxis}}) => [...xaxis.range, ...yaxis.range]"
    whole = shown.locator(".graph").evaluate(ranges)
    for way in ("double click", "tool"):
        box = shown.locator(".stage").bounding_box()
        assert box
        drag(page, (box["x"] + 150, box["y"] + 50), (box["x"] + 300, box["y"] + 120))
        page.wait_for_timeout(500)  # else what follows would be the second click of two
        assert shown.locator(".graph").evaluate(ranges) != whole
        if way == "tool":
            shown.get_by_text("Save or zoom out").click()
            shown.get_by_role("button", name="Show all of it").click()
        else:
            page.mouse.dblclick(box["x"] + 200, box["y"] + 60)
        settle(page)
        assert shown.locator(".graph").evaluate(ranges) == whole


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_a_chart_can_be_downloaded(page: Page, kind: str) -> None:
    shown = picture(page, 2)
    shown.get_by_text("Save").click()
    with page.expect_download() as download:
        shown.get_by_role("button", name=f"Download as {kind}").click()
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == f"epochs.{kind.lower()}"
    assert content.startswith(b"\x89PNG") if kind == "PNG" else b"loss 0.10" in content


def test_any_figure_can_be_clicked(page: Page) -> None:
    shown = picture(page, 3)
    shown.scroll_into_view_if_needed()
    box = shown.locator(".nsewdrag").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"], steps=3)
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.up()
    settle(page)
    assert page.get_by_text("plain [0, 2]").is_visible()


def test_pictures_do_not_wait_for_the_plotly_of_a_chart(own_tab: Page, pictures_url: str) -> None:
    page, held = own_tab, list[Route]()
    page.route("**/plotly.min.js", lambda route: held.append(route))
    page.goto(pictures_url)
    shown = picture(page, 0)
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some(({shadowRoot}) =>
            shadowRoot?.querySelector(".drawing")?.cells?.length)"""
    )
    assert "2.10" in numbers(shown)
    shown.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    assert shown.locator(".tip").is_visible()
    picture(page, 3).wait_for()
    assert held
    assert page.locator(".main-svg").count() == 0
    for route in held:
        route.continue_()
    picture(page, 2).locator(".main-svg").first.wait_for()
    settle(page)


def test_without_plotly_pictures_are_whole_and_a_chart_is_its_table(
    own_tab: Page, pictures_url: str
) -> None:
    page = own_tab
    page.route("**/plotly.min.js", lambda route: route.fulfill(status=200, body=""))
    page.goto(pictures_url)
    chart = picture(page, 2)
    chart.locator("table").wait_for()
    assert "0.7" in chart.locator("table").inner_text()
    assert "The chart could not be drawn" in chart.inner_text()
    assert not chart.locator(".stage").is_visible()
    assert picture(page, 0).locator(".stage").is_visible()
    assert "2.10" in numbers(picture(page, 0))
