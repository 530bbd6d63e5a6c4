"""What one sees of attnviz, for the README: python -m tests.browser.moving_picture.

Writes docs/moving_picture.webp: a candidate is chosen, a number opened, the steps are walked, heads
are added, and attention forms epoch by epoch.
"""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.servers import ROOT, Server, serving
from tests.browser.visits import launched, opened, settle

FILE = ROOT / "docs" / "moving_picture.webp"
MOST_BYTES = 2_000_000
WIDTH, HEIGHT = 1240, 760
SHOWN = (930, 570)
Frame = tuple[Image.Image, int]
"""A picture, and for how many milliseconds it stays."""


def shot(page: Page, milliseconds: int) -> Frame:
    """Return what a page shows, once it is at rest."""
    settle(page)
    whole = Image.open(io.BytesIO(page.screenshot()))
    return whole.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS), milliseconds


def frames(page: Page, server: Server) -> Iterator[Frame]:
    """Go through the pages, and return what they show."""
    page.goto(server.url())
    yield shot(page, 1800)
    for number in (1, 2, 0):
        page.locator(".candidates label").nth(number).click()
        yield shot(page, 1300)
    page.locator(".flow").first.locator("path").nth(2).click(position={"x": 20, "y": 20})
    yield shot(page, 2200)
    page.goto(server.url("walk", mode="multi_head", step="query"))
    yield shot(page, 900)
    for _ in range(13):
        page.get_by_label("Next step").click()
        yield shot(page, 600)
    for heads in (1, 2, 4, 8):
        page.goto(server.url("heads", mode="multi_head", num_heads=heads))
        yield shot(page, 1100)
    page.goto(server.url("training", epoch=0))
    yield shot(page, 900)
    page.locator(".st-key-scrubber .scrubber").focus()
    for _ in range(15):
        page.keyboard.press("ArrowRight")
        yield shot(page, 250)
    yield shot(page, 1500)


def main() -> None:
    """Write the picture, and print its size; exit 1 where it is too large."""
    with (
        tempfile.TemporaryDirectory() as logs,
        serving(Path(logs, "server.log")) as server,
        launched() as browser,
        opened(browser, WIDTH, HEIGHT) as page,
    ):
        pictures, times = zip(*frames(page, server), strict=True)
    first, *rest = pictures
    first.save(
        FILE,
        save_all=True,
        append_images=rest,
        duration=list(times),
        loop=0,
        quality=62,
        method=6,
        minimize_size=True,
    )
    size = FILE.stat().st_size
    print(f"{FILE.relative_to(ROOT)}: {len(pictures)} frames, {size:,} bytes")
    raise SystemExit(size > MOST_BYTES)


if __name__ == "__main__":
    main()
