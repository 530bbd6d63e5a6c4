"""The pictures of picture_app.py: where their cells are, what is written in them."""

from playwright.sync_api import Locator, Page

from tests.browser.visits import settle

WRITTEN = "({runs}) => runs.map(({text}) => text).join('')"


def described(stage: Locator) -> str:
    """Return what is said of a picture beside its name: how it is made, and what its keys do."""
    words: str = stage.evaluate(
        """stage => (stage.getAttribute("aria-describedby") ?? "").split(" ").map(
            (id) => stage.getRootNode().getElementById(id)?.textContent ?? "").join(" ")"""
    )
    return words


def visit(page: Page, url: str) -> None:
    """Open picture_app.py at rest."""
    page.goto(url)
    page.locator(".drawing").first.wait_for()
    settle(page)


def picture(page: Page, number: int) -> Locator:
    return page.locator(".picture").nth(number)


def centre(shown: Locator, step: str, row: int, column: int) -> tuple[float, float]:
    """Return where on the page a picture has a step's cell."""
    x, y = shown.locator(".drawing").evaluate(
        """(drawing, [step, row, column]) => {
            const {left, top} = drawing.getBoundingClientRect();
            const {cells, axes} = drawing;
            const [x, y, across, down] = cells.find((panel) => panel.step === step).box;
            const {x: [x0, x1], y: [y1, y0], width, height} = axes;
            return [
                left + (x + (column + 0.5) * across - x0) / (x1 - x0) * width,
                top + (y + (row + 0.5) * down - y0) / (y1 - y0) * height,
            ];
        }""",
        [step, row, column],
    )
    return x, y


def click_cell(page: Page, step: str, row: int, column: int) -> None:
    page.mouse.move(0, 0)
    page.mouse.click(*centre(picture(page, 0), step, row, column))
    settle(page)


def cursor(page: Page, kind: str, index: int) -> None:
    page.evaluate(
        """([kind, index]) => window.dispatchEvent(
            new CustomEvent("attnviz:cursor", {detail: {kind, index, source: "test"}}))""",
        [kind, index],
    )
    page.wait_for_timeout(300)


def numbers(shown: Locator) -> list[str]:
    """Return the numbers that are written in a picture's cells."""
    return list(shown.locator(".drawing").evaluate(f"node => node.numbers.map({WRITTEN})"))


def labels(shown: Locator) -> list[str]:
    """Return what else is written in a picture."""
    return list(shown.locator(".drawing").evaluate(f"node => node.labels.map({WRITTEN})"))


def seen(shown: Locator) -> list[float]:
    """Return what is seen of a picture: its left, right, bottom and top, in its own pixels."""
    return list(shown.locator(".drawing").evaluate("({axes: {x, y}}) => [...x, ...y]"))


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with the mouse from one place of the page to another."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def zoom(page: Page, shown: Locator, step: str) -> list[float]:
    """Drag over a few cells of a picture; return what is then seen of it."""
    shown.scroll_into_view_if_needed()
    x, y = centre(shown, step, 0, 0)
    drag(page, (x - 12, y - 12), (x + 60, y + 60))
    return seen(shown)
