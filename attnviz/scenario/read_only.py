"""Records whose arrays and mappings cannot be written to, and that come back so from a pickle."""

from dataclasses import fields
from types import MappingProxyType
from typing import Any

import numpy as np


class ReadOnly:
    """What a frozen dataclass of arrays and mappings is made of, so that it can be pickled.

    Only its fields are pickled: what it has kept beside them is made again when it is asked for.
    """

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields, with mappings that pickle knows."""
        held = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]  # a dataclass is made of it
        return {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in held.items()
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the fields, and let nobody write to them."""
        for name, value in state.items():
            object.__setattr__(self, name, _read_only(value))


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    if isinstance(value, dict):
        return MappingProxyType({name: _read_only(part) for name, part in value.items()})
    return value
