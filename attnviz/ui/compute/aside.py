"""What TensorFlow computes for a page is computed in threads that have nothing of the page."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_threads = ThreadPoolExecutor(thread_name_prefix="layer")


def aside(make: Callable[[], T]) -> T:
    """Return what a function returns, or raise what it raises, called in another thread.

    TensorFlow notes for every operation by which lines of code it came, and keeps the notes that
    differ for ever. Streamlit compiles a page anew when it is opened by a first visitor, and what
    is compiled anew differs: below a page's lines each run of the layer would keep 64 kB.

    Args:
        make: Must ask nothing of Streamlit, whose state belongs to the page's thread.
    """
    return _threads.submit(make).result()
