"""Links as QR codes: what a reader reads of them."""

import re
from urllib.parse import unquote

import numpy as np
import pytest
import zxingcpp

from attnviz.ui.state.qr_code import LONGEST, qr_code


def modules(image: str) -> np.ndarray:
    """Return the dark modules of a code, (rows, columns), as its drawing has them."""
    drawn = unquote(image)
    side = int(re.findall(r"width=.(\d+)", drawn)[0])
    dark, row, column = np.zeros((side, side), bool), 0.0, 0
    lines = re.findall(r"d=.(M[^'\"]*)", drawn)[-1]
    for letter, numbers in re.findall(r"([Mmh])([^Mmh]*)", lines):
        first, *second = map(float, re.findall(r"-?[\d.]+", numbers))
        if letter == "h":
            dark[int(row), column : column + int(first)] = True
            column += int(first)
        else:
            row = second[0] if letter == "M" else row + second[0]
            column = int(first) if letter == "M" else column + int(first)
    return dark


@pytest.mark.parametrize("length", [30, 53, 100, 250, 400, LONGEST])
@pytest.mark.parametrize("said", ["sequence_length=12&", "seed=7&", "pin=weights%3A0%2C1%2C0%2C3&"])
def test_a_reader_reads_the_link(length: int, said: str) -> None:
    link = ("https://example.org/heads?" + said * length)[:length]
    pixels = np.where(modules(qr_code(link)), 0, 255).astype(np.uint8).repeat(4, 0).repeat(4, 1)
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == [link]


def test_a_link_that_is_too_long_has_no_code() -> None:
    assert qr_code("a" * (LONGEST + 1)) == ""
