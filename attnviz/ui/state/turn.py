"""One run computes and draws at a time: sessions take turns.

Runs that share the processor all come late, and each is overtaken by its session's next press
before it has shown anything. One after the other they all show something.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

from attnviz.ui.platform import is_asked_again, session
from attnviz.ui.state import keys

LONGEST = 1.0
"""Seconds after which others no longer wait for a run, such as one that reads a large file."""
BEHIND = 1.0
"""Seconds by which what comes behind a picture lets other sessions' pictures go first."""
# Whoever takes a run's place wakes it; all else that may end it is seldom.
_LOOK_SECONDS = 0.2


@dataclass(eq=False)
class Place:
    """A run's place in the queue.

    Attributes:
        session: Whose run it is.
        due: On the monotonic clock; the earliest is served first.
        called: Set when its turn has come, or when another run has taken its place.
        until: When others no longer wait for it, on the monotonic clock; None before its turn.
    """

    session: Hashable
    due: float
    called: threading.Event = field(default_factory=threading.Event)
    until: float | None = None


class Turns:
    """A queue of runs, with one place a session.

    Args:
        longest: Seconds after which others no longer wait for a run.
    """

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, Place] = {}
        self._served: Place | None = None

    def take(self, session: Hashable, look: Callable[[], object], behind: float = 0.0) -> Place:
        """Wait for the session's turn, and return the place that holds it until it is given back.

        A new run of a session takes the place of the one that waits already, which will be ended.

        Args:
            session: Whose run it is.
            look: Called now and then while it waits, and at once where its place was taken: raises
                where the run is to end, which then leaves the queue.
            behind: Seconds by which others go first, of a run that goes on; a newer one of its
                session keeps its place.

        Raises:
            BaseException: what `look` has raised.
        """
        place = Place(session, time.monotonic() + behind)
        with self._lock:
            taken = self._waiting.get(session)
            if taken is not None and not behind:
                place.due = min(place.due, taken.due)
                self._waiting[session] = place
                taken.called.set()
        try:
            while not self._mine(place):
                place.called.wait(_LOOK_SECONDS)
                if place.until is None:
                    place.called.clear()
                    look()
        except BaseException:
            self.give_back(place)
            raise
        return place

    def give_back(self, place: Place) -> None:
        """Let the next one begin; nothing happens where it was given back before."""
        with self._lock:
            if self._served is place:
                self._served = None
            if self._waiting.get(place.session) is place:
                del self._waiting[place.session]
            self._call_next()

    def _mine(self, place: Place) -> bool:
        """Return whether it is a run's turn; one that was not ended queues again."""
        with self._lock:
            if place.until is None:
                self._waiting.setdefault(place.session, place)
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
            place = min(self._waiting.values(), key=lambda one: one.due)
            del self._waiting[place.session]
            place.until = now + self._longest
            self._served = place
            place.called.set()


_turns = Turns()
_run = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait until it is this run's turn, and give it back at the end, however the run ends."""
    if getattr(_run, "place", None) is not None:  # a part of a run that has it
        yield
        return
    _take()
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
    _take(BEHIND)


def look() -> bool:
    """Return whether a control has moved; a look into the state is where Streamlit ends a run.

    A press among the page's numbers would wait for the end of this run: it begins the page anew.
    """
    if is_asked_again((keys.NUMBERS, keys.ENDING)):
        st.rerun()
    return bool(st.session_state.get(keys.CONTROL_MOVED))


def _take(behind: float = 0.0) -> None:
    _run.place = _turns.take(session(), look, behind)
