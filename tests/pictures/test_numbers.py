"""How numbers and limits are written in cells."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from attnviz.pictures import number_text
from attnviz.pictures.numbers import (
    limit_for,
    limit_text,
    needed_width,
    percent_text,
    probability_text,
)
from tests.processes import ROOT


@pytest.mark.parametrize(
    ("value", "decimals", "compact", "text"),
    [
        (0.05, 2, False, "0.05"),
        (0.05, 2, True, ".05"),
        (-0.11, 2, False, "−0.11"),
        (-0.11, 2, True, "−.11"),
        (-0.001, 2, False, "0.00"),
        (-0.001, 2, True, ".00"),
        (-0.0, 1, False, "0.0"),
        (-0.4, 0, False, "0"),
        (10.0, 1, True, "10.0"),
        (1.0, 2, True, "1.0"),
        (0.996, 2, True, "1.0"),
        (-1.0, 1, True, "−1"),
        (-4294967295.0, 2, False, "−4.3e9"),
        (float("inf"), 2, False, "∞"),
        (float("-inf"), 2, False, "−∞"),
        (float("nan"), 2, False, "NaN"),
    ],
)
def test_numbers_in_cells(value: float, decimals: int, compact: bool, text: str) -> None:
    assert number_text(value, decimals, compact=compact) == text


TABLE = json.loads((ROOT / "tests" / "numbers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("values", "text"), TABLE["numberText"])
def test_numbers_are_written_as_the_table_says(values: list[Any], text: str) -> None:
    value, decimals = values  # what is not finite, and a negative zero, is text
    assert number_text(float(value), decimals) == text


@pytest.mark.parametrize(("values", "text"), TABLE["percent"])
def test_shares_are_written_as_the_table_says(values: list[Any], text: str) -> None:
    assert percent_text(float(values[0])) == text


@pytest.mark.parametrize(("values", "text"), TABLE["probability"])
def test_scores_are_written_as_the_table_says(values: list[Any], text: str) -> None:
    assert probability_text(float(values[0])) == text


def test_scripts_write_the_same_of_numbers_that_no_table_has() -> None:
    draw = np.random.default_rng(15)
    values = [*(draw.normal(size=500) * 10.0 ** draw.integers(-6, 7, 500)), *np.arange(-80, 80) / 8]
    script = """
        import { numberText } from "./attnviz/ui/components/shared/numbers.js";
        const values = JSON.parse(process.argv.at(-1));
        const written = values.map((value) => [0, 1, 2].map((n) => numberText(value, n)));
        console.log(JSON.stringify(written));
    """
    command = [str(Path(sys.executable).with_name("node")), "--input-type=module", "--eval", script]
    done = subprocess.run(
        [*command, json.dumps([float(value) for value in values])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    written = [[number_text(float(value), n) for n in (0, 1, 2)] for value in values]
    assert json.loads(done.stdout) == written


@given(st.floats(), st.integers(0, 2), st.booleans())
def test_no_number_has_a_hyphen_or_is_a_negative_zero(
    value: float, decimals: int, compact: bool
) -> None:
    text = number_text(value, decimals, compact=compact)
    assert "-" not in text
    assert text.strip("0.") != "−"


@given(arrays.arrays(np.float32, (3, 4), elements=st.floats(-1e6, 1e6, width=32)))
def test_a_limit_is_just_above_the_values(values: np.ndarray[Any, Any]) -> None:
    limit, largest = limit_for(values), float(np.abs(values).max())
    if largest > 0:
        assert largest * (1 - 1e-6) <= limit <= largest * 1.11
    else:
        assert limit == 1


@pytest.mark.parametrize(
    ("limit", "text"), [(0.9, "0.9"), (12.0, "12"), (4.3e9, "4.3e9"), (2e-5, "2e−5")]
)
def test_limits_are_short(limit: float, text: str) -> None:
    assert limit_text(limit) == text


def test_needed_width_is_the_guides_with_half_of_it_for_a_point() -> None:
    assert needed_width(["0.05", "−0.11"]) == pytest.approx(5.6 * 4.5 + 4)
    assert needed_width(["12", "3"]) == pytest.approx(5.6 * 2 + 4)
