"""What is printed of a tensor is the layer's float32, however large the tensor is."""

from typing import Any

import numpy as np
from playwright.sync_api import Page

from attnviz.scenario.settings import Settings
from attnviz.trace.run import run
from tests.browser.servers import Server
from tests.browser.visits import settle

LARGE: dict[str, Any] = {
    "mode": "multi_head",
    "query": "history",
    "sequence_length": 200,
    "num_heads": 8,
    "padding": 0.0,
    "epoch": 0,
}


def written(value: float) -> str:
    """Return a weight as it is printed: 4 digits, without zeros at the end."""
    return f"{value:.4g}"


def shown_numbers(page: Page, picture: int) -> list[list[list[str]]]:
    """Return the rows of numbers of each table of a picture."""
    found: list[list[list[str]]] = (
        page.locator(".picture")
        .nth(picture)
        .evaluate(
            """picture => [...picture.querySelectorAll("table")].map(table =>
            [...table.tBodies[0].rows].map(row =>
                [...row.querySelectorAll("td")].map(cell => cell.textContent)))"""
        )
    )
    return found


def test_weights_of_eight_heads_of_200_clicks_are_printed_as_the_layer_has_them(
    server: Server, page: Page
) -> None:
    every = run(Settings(**LARGE))["weights"].value  # (B, h, T_q, T_k)
    weights = every[0]
    halved = weights.astype(np.float16).astype(np.float32)
    page.goto(server.url("heads", **LARGE))
    page.get_by_text("Numbers as a table").first.wait_for()
    settle(page)
    page.get_by_text("Numbers as a table").first.click()
    tables = shown_numbers(page, 0)
    assert len(tables) >= 1
    for head, table in enumerate(tables):
        corner = weights[head, : len(table), : len(table[0])]
        assert table == [[written(number) for number in row] for row in corner]
        # Three digits would have shown others.
        assert table != [[written(number) for number in row] for row in halved[head, :40, :16]]
    page.evaluate(
        """() => window.addEventListener("attnviz:cursor", ({detail}) => (window.heard = detail))"""
    )
    stage = page.locator(".picture .stage").first
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box is not None
    read = {}
    for across in np.linspace(0.05, 0.95, 13):
        page.mouse.move(box["x"] + across * box["width"], box["y"] + 0.3 * box["height"])
        cell = page.evaluate("window.heard?.cell")
        if cell is not None:
            assert cell["step"] == "weights"
            tip = page.locator(".picture .tip").first.inner_text()
            read[tuple(cell["index"])] = tip.split()[0]
    assert len(read) > 5
    assert read == {place: written(every[place]) for place in read}
