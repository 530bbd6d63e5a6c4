"""JSON that every parser reads: numbers that it cannot hold become null or words."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def json_text(content: Any) -> str:
    """Return a value as one line of JSON; see `json_value`."""
    return json.dumps(json_value(content), allow_nan=False)


def json_value(value: Any) -> Any:
    """Return a value as JSON holds it.

    Arrays become nested lists, tuples lists. What is not a number becomes None, and infinities
    the words "inf" and "-inf".

    Args:
        value: Texts, numbers, None, arrays of NumPy, and lists, tuples and mappings of them.
    """
    if isinstance(value, np.ndarray | np.generic):
        finite = value.dtype.kind != "f" or bool(np.isfinite(value).all())
        return value.tolist() if finite else json_value(value.tolist())
    if isinstance(value, Mapping):
        return {name: json_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value
