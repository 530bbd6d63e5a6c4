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
from attnviz.ui.state.visit import find_visit

LONGEST = 1.0
"""Seconds after which others no longer wait for a run, such as one that reads a large file."""
BEHIND = 1.0
"""Seconds by which what comes behind a picture lets other sessions' pictures go first."""
# A run that was ended by a press is followed by the next one sooner, if at all.
_LEFT = 0.25
# What calls a run wakes it; that others no longer wait for the one that is served is seldom.
_LOOK_SECONDS = 0.2


@dataclass(eq=False)
class Place:
    """A place in the queue, of a run and of those of its session that follow it.

    Attributes:
        due: On the monotonic clock; the earliest is served first.
        called: Set when its turn has come; whoever wants it to look sets it too.
        until: When others no longer wait for it, on the monotonic clock; None before its turn.
        is_left: Whether its run was ended, and the next one has not come to it yet.
    """

    due: float
    called: threading.Event = field(default_factory=threading.Event)
    until: float | None = None
    is_left: bool = False


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
            place: A new one, or one that was left.
            look: Called now and then while it waits, and at last: raises where the run is to end,
                and then the place is to be left or given back.

        Raises:
            BaseException: what `look` has raised.
        """
        with self._lock:
            place.is_left = False
            if self._served is place:
                place.until = time.monotonic() + self._longest
            elif place not in self._waiting:
                place.until = None
                self._waiting.append(place)
        while not self._is_served(place):
            place.called.wait(_LOOK_SECONDS)
            place.called.clear()
            look()
        look()

    def leave(self, place: Place) -> None:
        """Leave a place to the next run, which others do not wait for long."""
        with self._lock:
            place.is_left = True
            if place.until is not None:
                place.until = min(place.until, time.monotonic() + _LEFT)

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
            place.until = now + (_LEFT if place.is_left else self._longest)
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
    place = vars(_run).pop("left", None) or Place(time.monotonic())
    try:
        _turns.take(place, look)
    except BaseException:
        _turns.leave(place)
        _run.left = place
        raise
    _run.place = place
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
    """Let others have their turn while this run waits; then it goes on behind their pictures.

    What is pressed meanwhile is a picture too, and does not wait for what is left of this run.
    """
    if getattr(_run, "place", None) is None:
        yield
        return
    end_turn()
    yield
    place = Place(time.monotonic() + BEHIND, pressed())
    try:
        _turns.take(place, look)
    except BaseException:
        _turns.give_back(place)
        raise
    _run.place = place


def look() -> bool:
    """Return whether a control has moved; a look into the state is where Streamlit ends a run.

    A press among the page's numbers would wait for the end of this run: it begins the page anew.
    """
    if is_asked_again((keys.NUMBERS, keys.ENDING)):
        st.rerun()
    return find_visit().run.for_control
