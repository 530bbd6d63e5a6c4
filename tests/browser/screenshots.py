"""Every page in every look, as pictures in screenshots/: python -m tests.browser.screenshots."""

import tempfile
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Page

from tests.browser.servers import ROOT, serving
from tests.browser.visits import ColorScheme, launched, opened, problems, settle


class Look(TypedDict):
    """How a page is looked at: size of the window in px, and the system's theme."""

    width: int
    height: int
    color_scheme: ColorScheme


LOOKS: dict[str, Look] = {
    "light": {"width": 1280, "height": 900, "color_scheme": "light"},
    "dark": {"width": 1280, "height": 900, "color_scheme": "dark"},
    "phone": {"width": 390, "height": 844, "color_scheme": "light"},
}


def page_names() -> list[str]:
    """Return the path of every page in the app's address; "" is the overview, app.py."""
    return ["", *sorted(path.stem for path in (ROOT / "pages").glob("*.py"))]


def expected(name: str) -> list[str]:
    """Return the problems that a page may have: one that only lists or asks has no picture."""
    return ["no picture"] if name in ("data", "lessons", "teach") else []


def shoot(page: Page, url: str, file: Path) -> list[str]:
    """Write the whole of a page, once it is at rest, to `file`; return its problems."""
    page.goto(url)
    settle(page)
    assert page.viewport_size is not None
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    # The window is made as high as its content, which scrolls in boxes of its own.
    page.set_viewport_size(
        {"width": width, "height": max(height, page.evaluate("probe.contentHeight()"))}
    )
    settle(page)
    page.screenshot(path=file)
    return problems(page)


def main() -> None:
    """Write all pictures and print what is wrong in them; exit 1 where something is."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    wrong = False
    with (
        tempfile.TemporaryDirectory() as logs,
        serving(Path(logs, "server.log")) as server,
        launched() as browser,
    ):
        for name in page_names():
            for look, options in LOOKS.items():
                file = folder / f"{name or 'overview'}-{look}.png"
                with opened(browser, **options) as page:
                    found = shoot(page, server.url(name), file)
                print(file.relative_to(ROOT), *found, sep="\n  ", flush=True)
                wrong = wrong or found != expected(name)
    raise SystemExit(wrong)


if __name__ == "__main__":
    main()
