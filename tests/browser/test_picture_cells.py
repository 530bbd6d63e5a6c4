"""The cells of a picture: their colours, their way to the next step, their zoom."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.pictures import centre, cursor, picture, visit
from tests.browser.visits import settle

# Of each cell in view the colour that the picture says it has, the one that Plotly gives it, and
# the one that is on the canvas in the cell's corner, where no number is written.
COLOURS = """async (stage) => {
    const drawing = stage.querySelector(".drawing");
    const graph = stage.querySelector(".graph");
    const {left, top} = graph.getBoundingClientRect();
    const {width, height, xaxis, yaxis} = graph.layout;
    const plotly = new OffscreenCanvas(width, height).getContext("2d");
    plotly.imageSmoothingEnabled = false;
    for (const image of graph.querySelectorAll(".heatmaplayer image")) {
        const loaded = Object.assign(new Image(), {src: image.href.baseVal});
        await loaded.decode();
        const box = image.getBoundingClientRect();
        plotly.drawImage(loaded, box.left - left, box.top - top, box.width, box.height);
    }
    const canvas = drawing.getContext("2d");
    const at = (pen, x, y) => [...pen.getImageData(x, y, 1, 1).data];
    const across = width / (xaxis.range[1] - xaxis.range[0]);
    const down = height / (yaxis.range[0] - yaxis.range[1]);
    return drawing.cells.flatMap(({rows, columns, box, bytes}) =>
        Array.from({length: rows * columns}, (_, i) => {
            const x = (box[0] + (i % columns) * box[2] - xaxis.range[0]) * across;
            const y = (box[1] + Math.floor(i / columns) * box[3] - yaxis.range[1]) * down;
            const middle = [x + 0.5 * box[2] * across, y + 0.5 * box[3] * down];
            if (x < 0 || y < 0 || middle[0] > width || middle[1] > height) return null;
            const told = [...bytes.slice(4 * i, 4 * i + 4)];
            return [told, at(plotly, ...middle), at(canvas, x + 4, y + 4)];
        })).filter(Boolean);
}"""
CELLS = """node => node.cells.map(({step, box, bytes, alpha = 1}) =>
    ({step, box, colour: [...bytes.slice(0, 4)], alpha}))"""


def colours(shown: Locator) -> list[tuple[int, ...]]:
    """Return the colours of a picture's cells in view, which are as Plotly gives them."""
    found = shown.locator(".stage").evaluate(COLOURS)
    for told, plotly, painted in found:
        assert plotly == pytest.approx(told, abs=1)
        if told[3]:
            assert painted == pytest.approx(told, abs=1)
    return [tuple(told) for told, _, _ in found]


def cells(shown: Locator) -> dict[str, dict[str, Any]]:
    """Return each step's cells: their box, the first one's colour, how much of them is seen."""
    return {entry["step"]: entry for entry in shown.locator(".drawing").evaluate(CELLS)}


@pytest.fixture
def page(new_page: Callable[..., Page], pictures_url: str) -> Page:
    opened = new_page()
    visit(opened, pictures_url)
    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 700, 390])
def test_cells_have_the_colours_that_plotly_gives_them(
    new_page: Callable[..., Page], pictures_url: str, scheme: str, width: int
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    visit(page, pictures_url)
    found = colours(picture(page, 0)) + colours(picture(page, 1))
    for step in (1, 3):
        cursor(page, "step", step)
        settle(page)
        found += colours(picture(page, 1))
    assert len(found) == 31 + 48 + 31 + 16
    assert sum(not opacity for _, _, _, opacity in found) == 2 * 7 + 2 * 2 + 2


def test_a_graph_follows_its_cells_within_a_second(page: Page) -> None:
    shown = picture(page, 0)
    graph = shown.locator(".graph")
    graph.evaluate("graph => (window.before = graph)")
    before = graph.evaluate("graph => graph.data[1].z[0][0]")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([drawing]) => drawing.written[0].text.includes('3.20')",
        arg=[shown.locator(".drawing").element_handle()],
    )
    page.wait_for_timeout(1000)
    assert graph.evaluate("graph => graph === window.before")
    assert graph.evaluate("graph => graph.data[1].z[0][0]") == before + 1


def before_a_step(new_page: Callable[..., Page], url: str) -> tuple[Page, Locator, dict[str, Any]]:
    """Return a page with motion, its picture of steps at rest at the scores, and its cells."""
    page = new_page(reduced_motion="no-preference")
    visit(page, url)
    shown = picture(page, 1)
    cursor(page, "step", 2)
    settle(page)
    return page, shown, cells(shown)


def test_on_a_step_each_tensor_glides_and_the_result_grows_out_of_its_operand(
    new_page: Callable[..., Page], pictures_url: str
) -> None:
    page, shown, start = before_a_step(new_page, pictures_url)
    page.evaluate(
        """() => {
            window.clock = performance.now();
            performance.now = () => clock;
            window.requestAnimationFrame = (paint) => (window.paint = paint);
        }"""
    )
    cursor(page, "step", 3)
    assert cells(shown)["scores"] == start["scores"]
    page.evaluate("clock += 130; paint()")
    half = cells(shown)
    blank = shown.locator(".drawing").evaluate(
        """(node, [left, top, width, height]) => {
            const pen = node.getContext("2d");
            return pen.getImageData(left + width / 2, top + 4, 1, 1).data[3];
        }""",
        half["scores"]["box"],
    )
    page.evaluate("clock += 130; paint()")
    end = cells(shown)
    assert set(start) == {"value", "scores"}
    assert set(half) == {"value", "scores", "scaled"}
    assert set(end) == {"scores", "scaled"}
    glided = (half["scores"]["box"][0] - start["scores"]["box"][0]) / (
        end["scores"]["box"][0] - start["scores"]["box"][0]
    )
    assert glided == pytest.approx(0.75)
    assert half["scaled"]["box"] == pytest.approx(
        [
            0.25 * old + 0.75 * new
            for old, new in zip(start["scores"]["box"], end["scaled"]["box"], strict=True)
        ]
    )
    assert (half["value"]["alpha"], half["scaled"]["alpha"]) == (0.25, 1)
    assert half["value"]["box"] == start["value"]["box"]
    assert blank == 255


def test_values_that_come_in_the_middle_of_a_step_do_not_end_it(
    new_page: Callable[..., Page], pictures_url: str
) -> None:
    """The server answers a step with its own payload, long before the cells are there."""
    page, shown, start = before_a_step(new_page, pictures_url)
    page.evaluate(
        """() => {
            const now = performance.now.bind(performance);
            performance.now = () => (window.clock ?? now());
            window.still = () => (window.clock = now());
        }"""
    )
    page.get_by_role("slider").focus()
    page.evaluate("still()")
    cursor(page, "step", 3)
    page.evaluate("clock += 100")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([drawing]) => drawing.written[0].text.includes('3.00')",
        arg=[shown.locator(".drawing").element_handle()],
    )
    half = cells(shown)
    page.evaluate("clock += 200")
    page.wait_for_timeout(100)
    end = cells(shown)
    places = [found["scores"]["box"][0] for found in (start, half, end)]
    assert places[0] > places[1] > places[2]


def test_a_step_is_one_jump_where_motion_is_reduced(page: Page) -> None:
    shown = picture(page, 1)
    cursor(page, "step", 2)
    page.evaluate(
        """drawing => {
            window.seen = new Set();
            const look = () => {
                const cells = drawing.cells.map(({step, box, alpha}) => [step, box, alpha]);
                seen.add(JSON.stringify(cells));
                requestAnimationFrame(look);
            };
            look();
        }""",
        shown.locator(".drawing").element_handle(),
    )
    cursor(page, "step", 3)
    assert page.evaluate("seen.size") == 2
    assert set(cells(shown)) == {"scores", "scaled"}


def test_what_the_graph_still_has_is_not_seen(page: Page) -> None:
    """Its cells follow later: until then they would shine through between those of the canvas."""
    shown = picture(page, 1)
    shown.scroll_into_view_if_needed()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    cursor(page, "step", 3)
    before = shown.locator(".stage").screenshot()
    page.clock.run_for(2000)
    after = shown.locator(".stage").screenshot()
    assert before == after


def zoom(page: Page, shown: Locator, step: str) -> list[float]:
    """Drag over a few cells of a picture; return what its graph then shows of its axes."""
    shown.scroll_into_view_if_needed()
    x, y = centre(shown, step, 0, 0)
    page.mouse.move(x - 12, y - 12)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=5)
    page.mouse.up()
    settle(page)
    return seen(shown)


def seen(shown: Locator) -> list[float]:
    ranges = "({layout: {xaxis, yaxis}}) => [...xaxis.range, ...yaxis.range]"
    return list(shown.locator(".graph").evaluate(ranges))


def reset(page: Page, shown: Locator) -> list[float]:
    shown.locator(".stage").dblclick(position={"x": 200, "y": 60})
    settle(page)
    return seen(shown)


def test_a_zoom_outlives_a_switched_theme_and_ends_with_a_double_click(page: Page) -> None:
    shown = picture(page, 0)
    whole = seen(shown)
    before = colours(shown)
    zoomed = zoom(page, shown, "value")
    assert zoomed != whole
    light = colours(shown)
    assert 0 < len(light) < len(before)
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert seen(shown) == zoomed
    dark = colours(shown)
    assert len(dark) == len(light)
    assert dark != light
    assert reset(page, shown) == whole
    assert len(colours(shown)) == len(before)


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
    assert len(colours(shown)) == 16
    assert zoom(page, shown, "scores") != whole[3]
    assert colours(shown)
    assert reset(page, shown) == whole[3]
    assert len(colours(shown)) == 16
    cursor(page, "step", 0)
    settle(page)
    assert seen(shown) == whole[0]
    assert len(colours(shown)) == 48


def test_a_step_can_be_zoomed_before_its_graph_has_followed(page: Page) -> None:
    shown = picture(page, 1)
    shown.scroll_into_view_if_needed()
    page.evaluate("() => { window.later = setTimeout; window.setTimeout = () => -1; }")
    cursor(page, "step", 3)
    page.evaluate("window.setTimeout = later")  # Its own time is gone: it would never follow.
    box = shown.locator(".graph").bounding_box()
    assert box
    x, y, width, height = cells(shown)["scaled"]["box"]
    left, right, top, bottom = x, x + 2 * width, y, y + 4 * height
    across = box["width"] / seen(shown)[1]
    page.mouse.move(box["x"] + left * across, box["y"] + top)
    page.mouse.down()
    page.mouse.move(box["x"] + right * across, box["y"] + bottom, steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert seen(shown) == pytest.approx([left, right, bottom, top], abs=2)
    assert colours(shown)


def test_a_zoomed_step_ends_where_its_picture_ends(page: Page) -> None:
    """Its stage is as high as the tallest step."""
    shown = picture(page, 1)
    cursor(page, "step", 3)
    zoom(page, shown, "scores")
    below = shown.locator(".stage").evaluate(
        """stage => stage.offsetHeight - stage.querySelector(".graph").layout.height"""
    )
    assert below > 0
    assert shown.locator(".sheet").evaluate("node => node.offsetHeight") == pytest.approx(
        shown.locator(".graph").evaluate("graph => graph.layout.height")
    )


def test_texts_keep_their_font_on_a_page_of_another_width(page: Page) -> None:
    shown = picture(page, 1)
    fonts = """node => {
        const pen = node.getContext("2d");
        window.fonts = [];
        const fillText = pen.fillText;
        pen.fillText = function (...what) {
            fonts.push(pen.font);
            fillText.apply(pen, what);
        };
    }"""
    shown.locator(".drawing").evaluate(fonts)
    for width in (700, 680):
        page.evaluate("fonts = []")
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("fonts.length")
        assert all("Source Sans" in font for font in page.evaluate("fonts"))
