"""Freed memory goes back to the system, where the system can be told."""

import sys

from attnviz.learning.memory import give_back
from tests.processes import printed_by

# Freed blocks below a kept one stay with the C library, unless it is told to give them back.
CODE = """
import ctypes
from attnviz.learning.memory import give_back
def resident():
    return int(open("/proc/self/statm").read().split()[1])
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
blocks = [libc.malloc(60_000) for _ in range(2_000)]
for block in blocks: ctypes.memset(ctypes.c_void_p(block), 1, 60_000)
kept = libc.malloc(60_000)
for block in blocks: libc.free(block)
before = resident()
give_back()
print(resident() < before / 2)
"""


def test_freed_memory_is_given_back() -> None:
    give_back()
    if sys.platform == "linux":
        assert printed_by(CODE) == "True"


# glibc would take the blocks that follow the first one from a heap, below a kept one.
LARGE = """
import ctypes
from attnviz.learning.memory import settle_allocation
def resident():
    return int(open("/proc/self/statm").read().split()[1])
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
settle_allocation()
def block():
    made = libc.malloc(4_000_000)
    ctypes.memset(ctypes.c_void_p(made), 1, 4_000_000)
    return made
libc.free(block())
blocks = [(block(), libc.malloc(60_000))[0] for _ in range(50)]
before = resident()
for one in blocks: libc.free(one)
print(resident() < before / 2)
"""


def test_large_arrays_are_given_back_at_once() -> None:
    if sys.platform == "linux":
        assert printed_by(LARGE) == "True"
