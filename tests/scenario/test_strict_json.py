"""JSON that a strict parser reads."""

import math

import numpy as np

from attnviz.scenario.strict_json import json_text, json_value
from tests.test_main import strict


def test_what_json_cannot_hold_is_null_or_a_word() -> None:
    content = {
        "one": math.nan,
        "deep": [{"a": (1.5, math.inf)}, None, "nan", True],
        "array": np.array([[0.5, np.nan], [-np.inf, 2]], np.float32),
        "ids": np.array([3, 4]),
        "number": np.float32(0.25),
        "none": np.float64("nan"),
        "mask": np.array([True, False]),
    }
    assert strict(json_text(content)) == {
        "one": None,
        "deep": [{"a": [1.5, "inf"]}, None, "nan", True],
        "array": [[0.5, None], ["-inf", 2.0]],
        "ids": [3, 4],
        "number": 0.25,
        "none": None,
        "mask": [True, False],
    }


def test_a_finite_array_keeps_its_digits() -> None:
    values = np.array([[0.1, 0.005]], np.float32)
    assert np.array(json_value(values), np.float32).tolist() == values.tolist()
