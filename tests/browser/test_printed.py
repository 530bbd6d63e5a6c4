"""A page on paper, as Chromium prints it: what is there, what is left out, what the code says."""

from collections.abc import Iterator

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from tests.browser.servers import Server
from tests.browser.visits import settle, with_windows


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """Return a browser with windows: one without prints no spaces between words."""
    with with_windows(browser) as running:
        yield running


def printed(page: Page) -> tuple[str, list[np.ndarray]]:
    """Return the words of a page's print and its sheets as (rows, columns, 3) of 0..255."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    words = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    return words, [sheet.render(scale=2).to_numpy() for sheet in document]


def test_a_dark_page_is_printed_as_a_light_handout(server: Server, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(server.url("walk", pin="weights:0,0,2"))
    settle(page)
    words, sheets = printed(page)
    assert "Normalize the scores" in words
    assert "weights[fire steel] = 0.588" in words
    assert "sleeping bag" in words  # a row of the picture
    for left_out in ("Share", "Glossary", "Batch size", "Save or zoom", "Undo"):
        assert left_out not in words
    assert min(float(sheet.mean()) for sheet in sheets) > 200
    codes = [code.text for sheet in sheets for code in zxingcpp.read_barcodes(sheet)]
    assert codes == [server.url("walk", pin="weights:0,0,2", v=1)]
    assert page.get_by_test_id("stSidebar").is_visible()


def test_a_link_too_long_for_a_code_stands_in_words(server: Server, page: Page) -> None:
    page.goto(server.url("", history=",".join(["headphones"] * 100), sequence_length=100))
    settle(page)
    words, sheets = printed(page)
    assert not any(zxingcpp.read_barcodes(sheet) for sheet in sheets)
    assert "too long for a QR code" in words
    assert "".join(words.split()).count("headphones") > 100
