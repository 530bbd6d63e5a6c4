"""The mask that rides on a tensor between Keras's layers.

Keras has no public name for it; its layers write and read this attribute (checked with Keras 3.15,
held by `tests/layer/test_keras_mask.py`).
"""

from typing import Any


def keras_mask(tensor: Any) -> Any:
    """Return the mask that rides on a tensor, or None."""
    return getattr(tensor, "_keras_mask", None)


def set_keras_mask(tensor: Any, mask: Any) -> None:
    """Let a mask ride on a tensor: the layers after it see it, as pooling does."""
    tensor._keras_mask = mask
