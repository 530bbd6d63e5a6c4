"""What softmax computes on its way from scores to weights, in float64: e to each score, summed."""

import numpy as np

# From here on the largest number is taken off before e^x, as e^89 is more than float32 holds.
LARGE = 50.0


def exponents(logits: np.ndarray) -> np.ndarray:
    """Return what to raise e to, (..., T): the numbers, less their largest in a row of large ones.

    It changes no weight, as every e^x of the row is divided by the same.
    """
    wide = logits.astype(np.float64)
    largest = wide.max(axis=-1, keepdims=True)
    sizes = np.where(np.isfinite(wide), np.abs(wide), 0.0)
    large = (sizes.max(axis=-1, keepdims=True) >= LARGE) | (largest == np.inf)
    with np.errstate(invalid="ignore"):  # where all are −∞, their largest is not taken off
        return np.where(large, wide - largest, wide)


def exponentials(logits: np.ndarray) -> np.ndarray:
    """Return e to each number, (..., T)."""
    return np.exp(exponents(logits))


def exponential_sum(logits: np.ndarray) -> np.ndarray:
    """Return the sum of e to each number of a row, (...)."""
    return np.asarray(exponentials(logits).sum(axis=-1))
