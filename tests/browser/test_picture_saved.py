"""A picture as a file: what is in its SVG and its PNG."""

import re
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.pictures import centre, cursor, drag, labels, numbers, picture, seen, visit

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(new_page: Callable[..., Page], pictures_url: str) -> Page:
    opened = new_page()
    visit(opened, pictures_url)
    return opened


def saved(page: Page, shown: Locator, kind: str) -> bytes:
    """Return a picture as a file of a kind; it is called as the picture is."""
    button = shown.get_by_role("button", name=f"Download as {kind}")
    if not button.is_visible():
        shown.get_by_text("Save or zoom").click()
    with page.expect_download() as download:
        button.click()
    assert re.fullmatch(rf"\w+\.{kind.lower()}", download.value.suggested_filename)
    return download.value.path().read_bytes()


def written(root: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def cells(root: ElementTree.Element) -> dict[str, list[dict[str, str]]]:
    """Return the attributes of each cell's rectangle by step."""
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == "cells"]
    return {str(group.get("data-step")): [dict(cell.attrib) for cell in group] for group in groups}


def test_an_svg_has_a_rectangle_a_cell_and_the_texts_of_the_page(page: Page) -> None:
    shown = picture(page, 0)
    content = saved(page, shown, "SVG")
    root = ElementTree.fromstring(content)
    found = cells(root)
    # The last row is masked: it has no number, and is hatched.
    assert {step: len(own) for step, own in found.items()} == {
        "weights": 3,
        "value": 9,
        "weighted": 9,
        "context": 3,
    }
    colours = shown.locator(".drawing").evaluate(
        """({cells}) => Object.fromEntries(cells.map(({step, bytes}) => [step,
            Array.from({length: bytes.length / 4}, (_, i) => [...bytes.slice(4 * i, 4 * i + 4)])
                .filter((colour) => colour[3])]))"""
    )
    for step, own in found.items():
        fills = [[int(cell["fill"][i : i + 2], 16) for i in (1, 3, 5)] for cell in own]
        assert fills == [colour[:3] for colour in colours[step]]
    assert [*numbers(shown), *labels(shown)] == written(root)
    assert {"2.20", "burr grinder", "value  T×D  ±9"} <= set(written(root))
    assert b"<image" not in content
    assert b"data:" not in content
    hatched = [path for path in root.iter(f"{SVG}path") if "url(#hatch" in str(path.get("fill"))]
    assert len(hatched) == 1
    assert root.find(f".//{SVG}pattern") is not None
    assert str(root.findtext(f"{SVG}title")).startswith("weights (4 by 1) × value")


def test_an_svg_looks_as_the_page_does(page: Page, new_page: Callable[..., Page]) -> None:
    """Its cells are where those of the page are, in the same colours."""
    shown = picture(page, 0)
    box = shown.locator(".stage").bounding_box()
    assert box
    places = {
        (step, row, column): centre(shown, step, row, column)
        for step, columns in (("weights", 1), ("value", 3), ("weighted", 3))
        for row in range(3)  # the fourth is hatched
        for column in range(columns)
    }
    page_pixels = pixels(page.screenshot())
    other = new_page()
    other.set_content(f"<body style='margin:0'>{saved(page, shown, 'SVG').decode()}</body>")
    svg_pixels = pixels(other.screenshot())
    for x, y in places.values():
        # In the cell's corner: its number is in the middle.
        on_page = page_pixels[round(y) - 11, round(x) - 11].astype(int)
        in_file = svg_pixels[round(y - box["y"]) - 11, round(x - box["x"]) - 11].astype(int)
        assert np.abs(on_page - in_file).max() <= 2


def pixels(shot: bytes) -> np.ndarray:
    """Return an image as (height, width, 3)."""
    return np.asarray(Image.open(BytesIO(shot)).convert("RGB"))


def test_a_png_is_the_picture_twice_as_large_on_the_pages_colour(page: Page) -> None:
    shown = picture(page, 0)
    _, width, height, _ = seen(shown)
    size = shown.locator(".drawing").evaluate("({axes}) => [axes.width, axes.height]")
    assert width > size[0]  # the page is narrower than the picture
    assert height > 0
    content = saved(page, shown, "PNG")
    assert content.startswith(b"\x89PNG")
    image = pixels(content)
    assert image.shape[:2] == (round(2 * size[1]), round(2 * size[0]))
    assert image[2, 2].tolist() == [252, 251, 248]
    box = shown.locator(".stage").bounding_box()
    assert box
    told = shown.locator(".drawing").evaluate(
        "({cells}) => [...cells.find(({step}) => step === 'weights').bytes.slice(0, 3)]"
    )
    x, y = centre(shown, "weights", 0, 0)
    corner = image[round(2 * (y - box["y"] - 11)), round(2 * (x - box["x"] - 11))]
    assert np.abs(corner.astype(int) - told).max() <= 1


def test_a_zoomed_dark_picture_is_saved_as_it_is_seen(
    new_page: Callable[..., Page], pictures_url: str
) -> None:
    page = new_page(color_scheme="dark")
    visit(page, pictures_url)
    shown = picture(page, 0)
    drag(page, centre(shown, "value", 0, 0), centre(shown, "value", 1, 1))
    root = ElementTree.fromstring(saved(page, shown, "SVG"))
    found = cells(root)
    assert found["weights"] == []
    assert len(found["value"]) == 4
    assert "burr grinder" not in written(root)
    background = next(rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "page")
    assert background.get("fill") == "rgb(21, 23, 28)"


def test_a_pinned_cell_is_outlined_in_the_file(page: Page) -> None:
    shown = picture(page, 0)  # one of its cells is outlined from the start

    def outlines() -> int:
        root = ElementTree.fromstring(saved(page, shown, "SVG"))
        return sum(path.get("stroke-width") == "2.5" for path in root.iter(f"{SVG}path"))

    assert outlines() == 1
    shown.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert outlines() == 2


def test_each_step_is_saved_as_it_is(page: Page) -> None:
    shown = picture(page, 1)
    cursor(page, "step", 3)
    root = ElementTree.fromstring(saved(page, shown, "SVG"))
    # NaN and infinity have their own look, and a masked row is hatched.
    assert {step: len(own) for step, own in cells(root).items()} == {"scores": 6, "scaled": 4}
    assert {"NaN", "∞"} <= set(written(root))
