"""Memory that is free again goes back to the system, so that a small host has room."""

import ctypes
import gc
import sys
from typing import Any

# Of <malloc.h>: what is larger than a threshold, in bytes, is given back as soon as it is freed;
# the number of heaps.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_THRESHOLD, _ARENAS = 1 << 17, 2


def settle_allocation() -> None:
    """Have the C library give back large arrays at once, and share its heaps between threads.

    Left alone it raises the threshold to 32 MB, and makes a heap a thread, whose free memory no
    other thread uses: traces that come and go then leave holes of hundreds of megabytes.
    """
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _THRESHOLD)
        mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Let go of what a training has left behind.

    The C library keeps freed memory for later, about 30 MB a training; glibc can be told not to.
    """
    gc.collect()
    if "tensorflow" in sys.modules:
        forget_kernels()
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def forget_kernels() -> None:
    """Let go of what TensorFlow keeps for every operation with every shape, for ever otherwise:
    0.1 MB a view with settings of its own. What is run next is prepared again.
    """
    # Loads TensorFlow; there is no public way.
    from tensorflow.python.eager import context

    context.context().clear_kernel_cache()


def _of_glibc(name: str) -> Any:
    """Return a function of glibc; None where there is another C library."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
