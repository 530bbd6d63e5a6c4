"""Memory that is free again goes back to the system, so that a small host has room."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Let go of what a training has left behind.

    The C library keeps freed memory for later, about 30 MB a training; glibc can be told not to.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
