"""The pictures of picture_app.py: where their cells are, what is written in them."""

from playwright.sync_api import Locator, Page

from tests.browser.visits import settle


def visit(page: Page, url: str) -> None:
    """Open picture_app.py at rest."""
    page.goto(url)
    page.locator(".graph .main-svg").first.wait_for()
    settle(page)


def picture(page: Page, number: int) -> Locator:
    return page.locator(".picture").nth(number)


def centre(shown: Locator, step: str, row: int, column: int) -> tuple[float, float]:
    """Return where on the page a picture has a step's cell."""
    x, y = shown.locator(".graph").evaluate(
        """(graph, [step, row, column]) => {
            const {left, top} = graph.getBoundingClientRect();
            const {cells} = graph.parentNode.querySelector(".drawing");
            const [x, y, across, down] = cells.find((panel) => panel.step === step).box;
            const {xaxis, yaxis, width, height} = graph.layout;
            const [[x0, x1], [y1, y0]] = [xaxis.range, yaxis.range];
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
    return list(shown.locator(".drawing").evaluate("node => node.written[0].text.filter(Boolean)"))
