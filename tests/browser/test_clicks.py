"""A click on a heatmap opens the number, on every page and in both modes."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import Server
from tests.browser.visits import settle

HINT = "Click a cell to open its arithmetic."
PAGES = {
    "walk": ("attention", "multi_head"),
    "heads": ("multi_head",),
    "heads?query=history": ("multi_head",),
    "heads?query=history&all_users=true": ("multi_head",),
    "samples": ("attention", "multi_head"),
    "masks": ("attention", "multi_head"),
    "normalization": ("attention", "multi_head"),
}
VIEWS = [(page, mode) for page, modes in PAGES.items() for mode in modes]


def pin_of(url: str) -> str:
    """Return the cell that a link pins."""
    return parse_qs(urlsplit(url).query).get("pin", [""])[0]


def next_pin(page: Page, before: str) -> str:
    """Return the cell that the link pins as soon as it is another one than before."""
    page.wait_for_url(lambda url: pin_of(url) not in ("", before))
    return pin_of(page.url)


def a_cell(shown: Locator) -> tuple[float, float]:
    """Return a point on a number of a picture's last panel, in pixels of the picture."""
    x, y = shown.locator(".drawing").evaluate(
        """({cells, axes}) => {
            const {box: [x, y, width, height], bytes, columns} = cells.at(-1);
            const opacities = bytes.filter((_, i) => i % 4 === 3);
            const first = opacities.findIndex(Boolean);
            const middle = [
                x + (first % columns + 0.5) * width,
                y + (Math.floor(first / columns) + 0.5) * height,
            ];
            return [
                middle[0] / axes.x[1] * axes.width,
                middle[1] / axes.y[0] * axes.height,
            ];
        }"""
    )
    return x, y


@pytest.mark.parametrize(("path", "mode"), VIEWS)
def test_every_heatmap_opens_its_numbers(
    server: Server, new_page: Callable[..., Page], path: str, mode: str
) -> None:
    page = new_page(width=1440)
    page.goto(server.url(f"{path}{'&' if '?' in path else '?'}mode={mode}"))
    settle(page)
    pictures = page.locator(".picture").filter(has_text=HINT)
    count = pictures.count()
    assert count
    for number in range(count):
        shown = pictures.nth(number)
        shown.scroll_into_view_if_needed()
        before = pin_of(page.url)
        x, y = a_cell(shown)
        shown.locator(".stage").click(position={"x": x, "y": y})
        side, _, step = next_pin(page, before).partition(":")[0].rpartition(".")
        name = ("difference of " if side == "difference" else "") + step.replace("_", " ")
        title = rf"^{name}(\[.*\])? = "
        expect(page.locator(".st-key-opened h3")).to_have_text(re.compile(title))
        expect(shown.locator(".overlay .pin")).not_to_have_count(0)
