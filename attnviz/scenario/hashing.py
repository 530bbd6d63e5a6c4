"""Which row of a hashed table an item has, by the published hash alone: no TensorFlow is needed.

Source: FarmHash's Fingerprint64 (Pike, "FarmHash", 2014) of texts of at most 16 characters, of
the id's decimal digits, as TensorFlow's `to_hash_bucket_fast` takes it.
"""

from functools import lru_cache

import numpy as np

_BITS = 2**64 - 1
_K0, _K2 = 0xC3A5C85C97CB3127, 0x9AE16A3B2F90404F


@lru_cache(maxsize=8)
def hashed_rows(vocabulary_size: int, rows: int) -> np.ndarray:
    """Return the row of every id, (vocabulary_size,), read-only: 1 .. rows - 1, and 0 for padding.

    Args:
        vocabulary_size: Number of ids with 0, 1 or more.
        rows: Rows of the table, 2 or more.

    Example:
        >>> from attnviz.scenario.hashing import hashed_rows
        >>> hashed_rows(8, 4).tolist()  # 7 items share 3 rows
        [0, 3, 1, 1, 2, 1, 1, 1]
    """
    found = np.zeros(vocabulary_size, np.int64)
    for item in range(1, vocabulary_size):
        found[item] = 1 + _fingerprint(str(item).encode()) % (rows - 1)
    found.flags.writeable = False
    return found


def _fingerprint(text: bytes) -> int:
    size = len(text)
    seed = (_K2 + 2 * size) & _BITS
    if size >= 8:
        first = (_number(text[:8]) + _K2) & _BITS
        last = _number(text[-8:])
        high = (_turned(last, 37) * seed + first) & _BITS
        low = ((_turned(first, 25) + last) * seed) & _BITS
        return _mixed(high, low, seed)
    if size >= 4:
        return _mixed(size + (_number(text[:4]) << 3), _number(text[-4:]), seed)
    start = text[0] + (text[size >> 1] << 8)
    end = size + (text[-1] << 2)
    product = (start * _K2 & _BITS) ^ (end * _K0 & _BITS)
    return (product ^ product >> 47) * _K2 & _BITS


def _number(text: bytes) -> int:
    return int.from_bytes(text, "little")


def _turned(number: int, by: int) -> int:
    return (number >> by | number << 64 - by) & _BITS


def _mixed(first: int, second: int, seed: int) -> int:
    mixed = (first ^ second) * seed & _BITS
    mixed ^= mixed >> 47
    mixed = (second ^ mixed) * seed & _BITS
    return (mixed ^ mixed >> 47) * seed & _BITS
