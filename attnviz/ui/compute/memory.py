"""Memory that is free again goes back to the system, so that a small host has room."""

import ctypes
import gc
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

# Of <malloc.h>: what is larger than a threshold, in bytes, is given back as soon as it is freed;
# the number of heaps.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_THRESHOLD, _ARENAS = 1 << 17, 2
_STATM = Path("/proc/self/statm")
# Of a container, by the second and the first version of control groups.
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
# Beyond it a newcomer could end the server for all.
_SHARE = 0.9


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
        # Loads TensorFlow.
        from attnviz.trace.runner import forget_kernels

        forget_kernels()
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def has_room() -> bool:
    """Return whether the server is well below what it may hold, and so can take one more learner.

    True where the system does not tell.
    """
    now = held()
    return not now or now <= _SHARE * may_hold()


def held() -> int:
    """Return the bytes that the process holds in memory; 0 where the system does not tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@cache
def may_hold() -> int:
    """Return the bytes that the server may hold: of its container, else of the machine."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in _LIMITS:
        try:
            return min(machine, int(limit.read_text(encoding="ascii")))
        except (OSError, ValueError):  # another version's, or "max"
            continue
    return machine


def _of_glibc(name: str) -> Any:
    """Return a function of glibc; None where there is another C library."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
