"""One run computes and draws at a time: sessions take turns.

Runs that share the processor all come late, and each is overtaken by its session's next press
before it has shown anything. One after the other they all show something.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

from attnviz.ui.platform import is_asked_again, pressed
from attnviz.ui.state import keys

LONGEST = 1.0
"""Seconds after which others no longer wait for a run, such as one that reads a large file."""
BEHIND = 1.0
"""Seconds by which what comes behind a picture lets other sessions' pictures go first."""
# What calls a run wakes it; that others no longer wait for the one that is served is seldom.
_LOOK_SECONDS = 0.2


@dataclass(eq=False)
class Place:
    """A run's place in the queue.

    Attributes:
        due: On the monotonic clock; the earliest is served first.
        called: Set when its turn has come; whoever wants it to look sets it too.
        until: When others no longer wait for it, on the monotonic clock; None before its turn.
    """

    due: float
    called: threading.Event = field(default_factory=threading.Event)
    until: float | None = None


class Turns:
    """A queue of runs.

    Args:
        longest: Seconds after which others no longer wait for a run.
    """

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._waiting: list[Place] = []
        self._served: Place | None = None

    def take(self, place: Place, look: Callable[[], object]) -> None:
        """Wait until a place is served, which then holds the turn until it is given back.

        Args:
            place: A place of its own.
            look: Called now and then while it waits, and at last: raises where the run is to end,
                which then leaves the queue.

        Raises:
            BaseException: what `look` has raised.
        """
        with self._lock:
            self._waiting.append(place)
        try:
            while not self._is_served(place):
                place.called.wait(_LOOK_SECONDS)
                place.called.clear()
                look()
            look()
        except BaseException:
            self.give_back(place)
            raise

    def give_back(self, place: Place) -> None:
        """Let the next one begin; nothing happens where it was given back before."""
        with self._lock:
            if self._served is place:
                self._served = None
            if place in self._waiting:
                self._waiting.remove(place)
            self._call_next()

    def _is_served(self, place: Place) -> bool:
        with self._lock:
            self._call_next()
            return place.until is not None

    def _call_next(self) -> None:
        """Give the turn to the earliest, if nobody has it; holds the lock."""
        now = time.monotonic()
        if self._served is not None and self._served.until is not None:
            if now < self._served.until:
                return
            self._served = None
        if self._waiting:
            place = min(self._waiting, key=lambda one: one.due)
            self._waiting.remove(place)
            place.until = now + self._longest
            self._served = place
            place.called.set()


_turns = Turns()
_run = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait until it is this run's turn, and give it back at the end, however the run ends.

    It has the place of the run before it, if that was ended while it waited: else who presses again
    and again would never be served. A session's runs follow each other in one thread.
    """
    if getattr(_run, "place", None) is not None:  # a part of a run that has it
        yield
        return
    now = time.monotonic()
    _take(min(now, getattr(_run, "due", now)))
    try:
        yield
    finally:
        end_turn()


def end_turn() -> None:
    """Give this run's turn back: what follows of it computes and draws hardly anything."""
    place, _run.place = getattr(_run, "place", None), None
    if place is not None:
        _turns.give_back(place)


@contextmanager
def between_turns() -> Iterator[None]:
    """Let others have their turn while this run waits; then it goes on behind their pictures."""
    if getattr(_run, "place", None) is None:
        yield
        return
    end_turn()
    yield
    _take(time.monotonic() + BEHIND)


def look() -> bool:
    """Return whether a control has moved; a look into the state is where Streamlit ends a run.

    A press among the page's numbers would wait for the end of this run: it begins the page anew.
    """
    if is_asked_again((keys.NUMBERS, keys.ENDING)):
        st.rerun()
    return bool(st.session_state.get(keys.CONTROL_MOVED))


def _take(due: float) -> None:
    place = Place(due, pressed())  # else a press would be heard of when its run is out of date
    _run.due = due
    _turns.take(place, look)
    del _run.due
    _run.place = place
