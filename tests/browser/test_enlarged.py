"""Pages in forced colours, with text of twice the size, and on the narrowest page."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.servers import Server
from tests.browser.visits import problems, settle

# How many colours the thumbnails of the film strip have, and the ground of pictures.
COLOURS = """() => {
    const all = [...document.querySelectorAll("*")];
    const roots = all.map((node) => node.shadowRoot).filter(Boolean);
    const strips = roots.flatMap((root) => [...root.querySelectorAll(".frame canvas")]);
    const colours = strips.flatMap((canvas) => {
        const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return Array.from({length: data.length / 4}, (_, i) => data.slice(4 * i, 4 * i + 3).join());
    });
    const probe = roots.map((root) => root.querySelector(".picture > .colour")).find(Boolean);
    return [new Set(colours).size, getComputedStyle(probe).color];
}"""
# How far the texts beside a picture reach over its left and right edge, pixels.
OVER = """() => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    const all = [...document.querySelectorAll("*")];
    const roots = all.map((node) => node.shadowRoot).filter(Boolean);
    const canvases = roots.flatMap((root) => [...root.querySelectorAll("canvas")]);
    const drawn = canvases.filter(({labels}) => labels);
    const over = drawn.flatMap(({labels, axes}) => labels.map(({x, align, runs}) => {
        const width = runs.reduce((sum, {text, size, bold}) => {
            pen.font = `${bold ? 600 : 400} ${size}px "Source Sans"`;
            return sum + pen.measureText(text).width;
        }, 0);
        const left = x * axes.width / (axes.x[1] - axes.x[0])
            - {left: 0, center: width / 2, right: width}[align];
        return Math.max(-left, left + width - axes.width);
    }));
    return Math.max(...over);
}"""


def test_a_page_stays_readable(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(server.url("walk"))
    settle(page)
    colours, ground = page.evaluate(COLOURS)
    assert colours > 20
    assert ground == "rgb(21, 23, 28)"
    page.emulate_media(forced_colors="none", color_scheme="light")
    name = page.locator(".frames .name, .strip .name").first
    before = name.bounding_box()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    settle(page)
    after = name.bounding_box()
    assert before
    assert after
    assert after["height"] >= 2 * before["height"] - 1
    assert problems(page) == []
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 700})
    settle(page)
    assert page.evaluate(OVER) <= 1
    assert problems(page) == []
