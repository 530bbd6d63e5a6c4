"""What was computed is kept in one budget of bytes for the whole process; the oldest goes first.

Values stand on shelves: one for what all share, one for each who has things of their own, whose
things go with it. All shelves are of one store, which counts their bytes, and takes from them what
was not asked for the longest where they would hold more than its budget.
"""

import itertools
import math
import threading
import weakref
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import is_dataclass
from time import monotonic
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")

# Of what is larger than this share of the budget one alone would drive out too much else.
_LARGEST_SHARE = 4
# A value that is asked for again and again is not measured again for so long.
_MEASURED_SECONDS = 5.0
# Bytes of what stands around them, as measured: an entry with its key, an array, a text of a list.
_ENTRY, _ARRAY, _TEXT = 8_000, 500, 100
# Most of what is looked at is of these.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Store:
    """Counts what shelves hold, and lets the oldest go.

    Args:
        budget: Bytes that all shelves together may hold.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._shelves: dict[int, weakref.ref[Shelf]] = {}
        # By shelf and key, the oldest first: the bytes of what an entry holds, by identity. What
        # several entries hold is counted once.
        self._entries: OrderedDict[tuple[int, Hashable], dict[int, int]] = OrderedDict()
        self._measured: dict[tuple[int, Hashable], float] = {}
        self._holders: Counter[int] = Counter()
        self._held = 0
        # Shelves that went with their owners. A collection can come at any line, also at one that
        # holds the lock, so they are only noted.
        self._gone: deque[int] = deque()

    @property
    def held(self) -> int:
        """Bytes that all shelves hold."""
        with self._lock:
            self._clear_gone()
            return self._held

    def _begin(self, shelf: "Shelf") -> int:
        number = next(self._numbers)
        with self._lock:
            self._shelves[number] = weakref.ref(shelf)
        weakref.finalize(shelf, self._gone.append, number).atexit = False
        return number

    def _added(self, sizes: dict[int, int]) -> int:
        """Return the bytes of what is not held yet."""
        with self._lock:
            self._clear_gone()
            return sum(size for one, size in sizes.items() if one not in self._holders)

    def _touch(self, number: int, key: Hashable) -> bool:
        """Make an entry the newest one; return whether it need not be measured. Holds the lock."""
        if monotonic() > self._measured.get((number, key), -math.inf) + _MEASURED_SECONDS:
            return False
        self._entries.move_to_end((number, key))
        return True

    def _note(self, number: int, key: Hashable, sizes: dict[int, int]) -> list[Any]:
        """Make an entry the newest one, and return what had to go for it; holds the lock."""
        self._clear_gone()
        self._forget(number, key)
        self._entries[number, key] = sizes
        self._measured[number, key] = monotonic()
        for one, size in sizes.items():
            self._holders[one] += 1
            self._held += size if self._holders[one] == 1 else 0
        went: list[Any] = []
        while self._held > self.budget and len(self._entries) > 1:
            oldest, its_key = next(iter(self._entries))
            self._forget(oldest, its_key)
            if (shelf := self._shelves[oldest]()) is not None:
                went.append(shelf._values.pop(its_key))
        return went

    def _forget(self, number: int, key: Hashable) -> None:
        self._measured.pop((number, key), None)
        for one, size in self._entries.pop((number, key), {}).items():
            self._holders[one] -= 1
            if not self._holders[one]:
                del self._holders[one]
                self._held -= size

    def _clear_gone(self) -> None:
        while self._gone:
            gone = self._gone.popleft()
            del self._shelves[gone]
            for number, key in [entry for entry in self._entries if entry[0] == gone]:
                self._forget(number, key)


class Shelf:
    """Values by key, of one store.

    Args:
        store: Counts them, and takes away the oldest.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._values: dict[Hashable, Any] = {}
        self._made: dict[Hashable, Future[Any]] = {}
        self._number = store._begin(self)

    def __contains__(self, key: Hashable) -> bool:
        with self._store._lock:
            return key in self._values

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made now if there is none.

        Whoever asks for it meanwhile waits for the one that is made. Where that fails, each of
        them tries anew, and has an error of its own. What is very large is returned and not kept.
        """
        while True:
            with self._store._lock:
                if found := key in self._values:
                    value: T = self._values[key]
                    # What knows its own bytes, such as a runner, grows by much from run to run.
                    if not hasattr(value, "kept_bytes") and self._store._touch(self._number, key):
                        return value
                elif mine := key not in self._made:
                    self._made[key] = Future()
                coming = self._made.get(key)
            if found:
                return self._keep(key, value, sizes_of(value), asked=True)
            assert coming is not None
            if mine:
                return self._make(key, make, coming)
            try:
                return coming.result()
            except CancelledError:
                continue

    def _make(self, key: Hashable, make: Callable[[], T], coming: Future[T]) -> T:
        try:
            value = make()
            sizes = sizes_of(value)
            if self._store._added(sizes) <= self._store.budget // _LARGEST_SHARE:
                self._keep(key, value, sizes)
        except BaseException:
            coming.cancel()
            raise
        else:
            coming.set_result(value)
            return value
        finally:
            with self._store._lock:
                del self._made[key]

    def put(self, key: Hashable, value: T) -> T:
        """Keep a value, in place of what the key has had; return it."""
        return self._keep(key, value, sizes_of(value))

    def find(self, key: Hashable) -> Any:
        """Return the value of a key; None if there is none."""
        with self._store._lock:
            value = self._values.get(key)
        return None if value is None else self._keep(key, value, sizes_of(value), asked=True)

    def drop(self, key: Hashable) -> None:
        """Let go of a key, whether it is there or not."""
        with self._store._lock:
            self._store._forget(self._number, key)
            value = self._values.pop(key, None)
        del value  # without the lock: what it holds may take long to be freed

    def __iter__(self) -> Iterator[Hashable]:
        """Iterate over the keys that are there now."""
        with self._store._lock:
            return iter(list(self._values))

    def _keep(self, key: Hashable, value: T, sizes: dict[int, int], asked: bool = False) -> T:
        # Measured again where it is asked for: a trace, and a file, grow by what is asked of them.
        with self._store._lock:
            if asked and self._values.get(key) is not value:
                return value  # it went, or is another one, by now
            before = self._values.get(key)
            self._values[key] = value
            went = self._store._note(self._number, key, sizes)
        del before, went  # without the lock, as in `drop`
        return value


STORE = Store(160_000_000)
"""What this process keeps: traces, models, trainings, users' files, whoever asked for them."""


def sizes_of(value: Any) -> dict[int, int]:
    """Return the bytes of all that is large in a value, by its identity.

    Arrays count where they own their memory; an object that is made of something else says its
    bytes as `kept_bytes`.
    """
    found, stack = {id(value): _ENTRY}, [value]
    while stack:
        one = stack.pop()
        if type(one) in _PLAIN:
            continue
        while isinstance(one, np.ndarray) and isinstance(one.base, np.ndarray):
            one = one.base
        if (size := _size(one)) is None:
            stack.extend(_parts(one))
        else:
            found[id(one)] = size
    return found


def _size(one: Any) -> int | None:
    """Return the bytes of an object; None where they are those of its parts."""
    if isinstance(one, np.ndarray):
        return one.nbytes + _ARRAY
    if isinstance(one, bytes):
        return len(one)
    if isinstance(one, list | tuple) and one and isinstance(one[0], str):
        return _TEXT * len(one)
    return getattr(one, "kept_bytes", None)


def _parts(one: Any) -> Iterable[Any]:
    if isinstance(one, Mapping):
        return one.values()
    if isinstance(one, list | tuple):
        return one
    if isinstance(one, Future):
        ended = one.done() and not one.cancelled() and one.exception() is None
        return (one.result(),) if ended else ()
    return vars(one).values() if is_dataclass(one) else ()
