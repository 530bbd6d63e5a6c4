"""What takes long is made in threads that have nothing of the page: no press waits for it."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from attnviz.ui.platform import pressed
from attnviz.ui.state.turn import look

T = TypeVar("T")

_threads = ThreadPoolExecutor(thread_name_prefix="layer")
_lock = threading.Lock()
_going: dict[Hashable, Future[Any]] = {}


def aside(key: Hashable, make: Callable[[], T]) -> T:
    """Return what a function returns, or raise what it raises, called in another thread.

    A run that is to end ends here, and what was begun goes on: whoever asks for it meanwhile waits
    for the same. So the function keeps what it has made, where that is to last.

    TensorFlow notes for every operation by which lines of code it came, and keeps the notes that
    differ for ever. Streamlit compiles a page anew when it is opened by a first visitor, and what
    is compiled anew differs: below a page's lines each run of the layer would keep 64 kB.

    Args:
        key: What is made, of all that is made aside.
        make: Must ask nothing of Streamlit, whose state belongs to the page's thread.
    """
    with _lock:
        made = _going.get(key)
        if made is None:
            made = _going[key] = _threads.submit(_once, key, make)
    press = pressed()
    made.add_done_callback(lambda _: press.set())
    while True:
        press.clear()
        look()
        if made.done():
            return made.result()
        press.wait()


def _once(key: Hashable, make: Callable[[], T]) -> T:
    try:
        return make()
    finally:
        with _lock:
            del _going[key]
