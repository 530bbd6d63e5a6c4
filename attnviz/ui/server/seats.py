"""How many a server carries: who comes when it is full waits in line, with a sentence."""

import os
import threading
from collections.abc import Callable

import streamlit as st

from attnviz.scenario.values import Integer, InvalidValue
from attnviz.ui import platform
from attnviz.ui.server.memory import has_room
from attnviz.ui.state import keys

LEARNERS, BESIDE = 100, 10
"""How many learners one server carries, as `bench/load.py` measures it, and how many more it lets
in: their teacher, the projector, and whose lost line it does not know of yet."""
_EVERY_SECONDS = 3


class Seats:
    """The sessions that a server has let in, and the line of those that wait.

    Args:
        most: How many are let in.
        is_there: Whether a session's browser is connected; who has left gives back the place.
        has_room: Whether the server has memory for one more. One is let in whatever it says.
    """

    def __init__(
        self, most: int, is_there: Callable[[str], bool], has_room: Callable[[], bool]
    ) -> None:
        self.most, self._is_there, self._has_room = most, is_there, has_room
        self._lock = threading.Lock()
        self._seated: set[str] = set()
        self._line: dict[str, None] = {}

    def take(self, session: str, back: bool = False) -> int:
        """Let a session in if there is room; return 0 then, else its place in the line, from 1.

        Args:
            session: Its name.
            back: Whether it had been let in before, and was away: it comes in, line or not.
        """
        with self._lock:
            if session in self._seated:  # so that a run of theirs looks at no other session
                return 0
            self._seated = {one for one in self._seated if self._is_there(one)}
            self._line = {one: None for one in self._line if self._is_there(one)}
            if back:
                self._seated.add(session)
                return 0
            self._line.setdefault(session)
            place = list(self._line).index(session) + 1
            if place > self.most - len(self._seated) or (self._seated and not self._has_room()):
                return place
            del self._line[session]
            self._seated.add(session)
            return 0


def most_sessions() -> int:
    """Return how many sessions a server lets in: ATTNVIZ_SESSIONS of the environment, or a class.

    Raises:
        ValueError: if it is no whole number from 1 on.
    """
    said = os.environ.get("ATTNVIZ_SESSIONS", str(LEARNERS + BESIDE))
    kind = Integer(1)
    if not said.strip().isdecimal():
        raise InvalidValue("ATTNVIZ_SESSIONS", said, kind.allowed)
    most: int = kind.check("ATTNVIZ_SESSIONS", int(said))
    return most


SEATS = Seats(most_sessions(), platform.is_connected, has_room)
"""Those of this server."""


def wait_for_seat() -> None:
    """Return if this session is let in; else tell that it waits, and end the run.

    Waiting costs the server one look at the line every three seconds.
    """
    place = SEATS.take(platform.session(), back=keys.SEATED in st.session_state)
    if not place:
        st.session_state[keys.SEATED] = True
        return
    st.title("This server is full")
    _waiting(place)
    st.stop()


@st.fragment(run_every=_EVERY_SECONDS)
def _waiting(place: int) -> None:
    place = SEATS.take(platform.session())
    if not place:
        st.rerun()
    ahead = f"You are number {place} in line" if place > 1 else "You are the next"
    st.markdown(
        f"It has as many visitors as it can carry. {ahead}: keep this page open, and it "
        "goes on by itself as soon as somebody leaves."
    )
