"""Claims write numbers as the table says that tests of the scripts read too."""

import json
import math
from typing import Any

import pytest

from attnviz.topics.words import number, percent, short
from tests.processes import ROOT

TABLE = json.loads((ROOT / "tests" / "numbers.json").read_text(encoding="utf-8"))
NO_NUMBER = "–"


def words(text: str) -> str:
    """Return what a sentence says for what a picture has."""
    if text == "NaN":
        return NO_NUMBER
    return text.replace("< ", "less than ").replace("> ", "more than ")


@pytest.mark.parametrize(("values", "text"), TABLE["percent"])
def test_shares(values: list[Any], text: str) -> None:
    assert str(percent(float(values[0]))) == words(text)


@pytest.mark.parametrize(("values", "text"), TABLE["numberText"])
def test_numbers(values: list[Any], text: str) -> None:
    value, decimals = values
    assert number(float(value), decimals) == words(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (-0.1, "−0.10"),
        (0.0123, "0.012"),
        (-0.0016, "−0.0016"),
        (0.0009, "almost 0"),
        (math.nan, NO_NUMBER),
        (12.345, "12.35"),
    ],
)
def test_small_numbers_have_more_decimals(value: float, text: str) -> None:
    assert short(value) == text
