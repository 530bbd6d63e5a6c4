"""The cells of a picture: their colours, and their way to the next step."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page

from attnviz.pictures.palette import DARK, SCALES
from tests.browser.pictures import cursor, picture, visit
from tests.browser.visits import settle

# Of each cell its panel's step, the colour that the picture says it has, and the one that is on the
# canvas in the cell's corner, where no number is written.
COLOURS = """(drawing) => {
    const {cells, axes: {x: [x0, x1], y: [y1, y0], width, height}} = drawing;
    const canvas = drawing.getContext("2d");
    const [across, down] = [width / (x1 - x0), height / (y1 - y0)];
    return cells.flatMap(({step, rows, columns, box, bytes}) =>
        Array.from({length: rows * columns}, (_, i) => {
            const x = (box[0] + (i % columns) * box[2] - x0) * across;
            const y = (box[1] + Math.floor(i / columns) * box[3] - y0) * down;
            const painted = canvas.getImageData(x + 4, y + 4, 1, 1).data;
            return [step, [...bytes.slice(4 * i, 4 * i + 4)], [...painted]];
        }));
}"""
CELLS = """node => node.cells.map(({step, box, bytes, alpha = 1}) =>
    ({step, box, colour: [...bytes.slice(0, 4)], alpha}))"""


# The numbers of picture_app.py by step, NaN where no colour is, and the end of their scale.
PLACES = np.add.outer(np.arange(4.0), np.arange(3.0) / 10)
VALUE = np.where(np.arange(4)[:, None] < 3, PLACES, np.nan)
WEIGHTS = np.array([[0.5], [0.3], [0.2], [np.nan]])
SCORES = np.array([[-1, -0.9], [0, 0.1], [np.nan, np.nan], [2, 2.1]])
SCALED = np.where(np.arange(4)[:, None] < 3, SCORES / 2, np.nan)
Numbers = tuple[str, np.ndarray, str, float]
WALK: list[Numbers] = [
    ("weights", WEIGHTS, "weights", 1),
    ("value", VALUE, "signed", 9),
    ("weighted", WEIGHTS * VALUE, "signed", 0.44),
    ("context", np.array([[0.7, 0.8, 0.9]]), "signed", 0.9),
]
STEPS: dict[int, list[Numbers]] = {
    0: [("key", PLACES + head, "signed", 6.2) for head in range(4)],
    1: WALK,
    2: [("value", VALUE, "signed", 9), ("scores", SCORES, "signed", 4)],
    3: [("scores", SCORES, "signed", 4), ("scaled", SCALED, "signed", 4)],
}


def told_and_painted(shown: Locator) -> list[tuple[str, list[int]]]:
    """Return each cell's step and RGBA colour, which is on the canvas as well."""
    found = shown.locator(".drawing").evaluate(COLOURS)
    for _, told, painted in found:
        if told[3]:
            assert painted == pytest.approx(told, abs=1)
    return [(step, told) for step, told, _ in found]


def expected(panels: list[Numbers], dark: bool) -> list[tuple[str, list[int]]]:
    """Return the colours that numbers have by the palette, a cell after the other."""
    cells = []
    for step, values, scale, limit in panels:
        stops = [(at, DARK[hex] if dark else hex) for at, hex in SCALES[scale]]
        low = -limit if scale == "signed" else 0
        for value in values.ravel():
            if np.isnan(value):
                cells.append((step, [0, 0, 0, 0]))
                continue
            place, ends = (value - low) / (limit - low), [at for at, _ in stops]
            channels = [[int(hex[i : i + 2], 16) for _, hex in stops] for i in (1, 3, 5)]
            colour = [float(np.interp(place, ends, channel)) for channel in channels]
            cells.append((step, [round(channel) for channel in colour] + [255]))
    return cells


def assert_colours(shown: Locator, panels: list[Numbers], dark: bool) -> None:
    found, wanted = told_and_painted(shown), expected(panels, dark)
    assert [step for step, _ in found] == [step for step, _ in wanted]
    for (_, told), (_, colour) in zip(found, wanted, strict=True):
        assert told == pytest.approx(colour, abs=1)


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
def test_cells_have_the_colours_of_their_numbers(
    new_page: Callable[..., Page], pictures_url: str, scheme: str, width: int
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    visit(page, pictures_url)
    assert_colours(picture(page, 0), WALK, scheme == "dark")
    for step, panels in STEPS.items():
        cursor(page, "step", step)
        settle(page)
        assert_colours(picture(page, 1), panels, scheme == "dark")


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
        "([drawing]) => drawing.numbers.some(({runs}) => runs[0].text === '3.00')",
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
