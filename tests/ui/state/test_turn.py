"""Turns: in the order of coming, a run has the place of one that was ended while it waited, and no
end of a run keeps them.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from attnviz.ui.state import turn
from attnviz.ui.state.turn import Place, Turns

_SECONDS = 10.0


class Ended(BaseException):
    """What Streamlit ends a run by is no `Exception` either."""


class Run(threading.Thread):
    """A session's run in a thread of its own; it works until it is let go."""

    def __init__(self, turns: Turns, session: str, served: list["Run"], place: Place) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.end = False
        self.ended = False
        self.leaves = False
        self.served = threading.Event()
        self.free = threading.Event()
        self.place = place
        self._turns, self._all = turns, served

    def _look(self) -> None:
        if self.end:
            raise Ended

    def run(self) -> None:
        try:
            self._turns.take(self.place, self._look)
        except Ended:
            self.ended = True
            (self._turns.leave if self.leaves else self._turns.give_back)(self.place)
            return
        self._all.append(self)
        self.served.set()
        assert self.free.wait(_SECONDS)
        self._turns.give_back(self.place)

    def finish(self) -> None:
        self.free.set()
        self.join(_SECONDS)
        assert not self.is_alive()


class Class:
    """Learners whose runs begin one after the other."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.served: list[Run] = []
        self._begun: list[Run] = []

    def begins(self, session: str, behind: float = 0, place: Place | None = None) -> Run:
        place = place or Place(time.monotonic() + behind)
        run = Run(self.turns, session, self.served, place)
        self._begun.append(run)
        run.start()
        time.sleep(0.02)  # until it waits
        return run

    def order(self) -> str:
        """Let all go on, each when it is served, and return whose turn it was, in order."""
        for run in self._begun:
            run.free.set()
        for run in self._begun:
            run.join(_SECONDS)
            assert not run.is_alive()
        return "".join(run.session for run in self.served)


@pytest.fixture
def learners() -> Iterator[Class]:
    found = Class(Turns(longest=60))
    yield found
    found.order()  # nobody waits for ever


def test_one_is_served_at_a_time_in_the_order_of_coming(learners: Class) -> None:
    first, second, _ = (learners.begins(session) for session in "abc")
    assert first.served.wait(_SECONDS)
    assert not second.served.is_set()
    assert learners.order() == "abc"


def test_a_run_that_is_served_looks_before_it_begins(learners: Class) -> None:
    def look() -> None:
        raise Ended

    place = Place(0)
    with pytest.raises(Ended):
        learners.turns.take(place, look)
    learners.turns.give_back(place)
    assert learners.begins("a").served.wait(_SECONDS)


def test_a_run_in_the_place_of_one_that_was_ended_is_served_in_its_turn(learners: Class) -> None:
    learners.begins("a")
    old = learners.begins("b")
    learners.begins("c")
    old.end = old.leaves = True
    old.place.called.set()
    old.join(_SECONDS)
    learners.begins("b", place=old.place)
    assert learners.order() == "abc"


def test_a_place_that_is_called_while_it_is_left_is_the_next_runs(learners: Class) -> None:
    first = learners.begins("a")
    old = learners.begins("b")
    learners.begins("c")
    old.end = old.leaves = True
    old.place.called.set()
    old.join(_SECONDS)
    first.finish()
    learners.begins("b", place=old.place)
    assert learners.order() == "abc"


def test_a_place_that_no_run_comes_to_is_not_waited_for(learners: Class) -> None:
    learners.begins("a")
    old = learners.begins("b")
    learners.begins("c")
    old.end = old.leaves = True
    old.place.called.set()
    old.join(_SECONDS)
    assert learners.order() == "ac"  # whose turns are long
    learners.begins("d")
    learners.begins("b", place=old.place)
    assert learners.order() == "acdb"


def test_who_presses_again_and_again_is_served_among_others(
    learners: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session's runs follow each other in one thread; each press ends the one that waits."""
    press, ended, served = threading.Event(), 0, threading.Event()
    monkeypatch.setattr(turn, "_turns", learners.turns)
    monkeypatch.setattr(turn, "pressed", lambda: press)

    def look() -> None:
        nonlocal ended
        if press.is_set() or ended < 3:
            press.clear()
            ended += 1
            raise Ended

    monkeypatch.setattr(turn, "look", look)

    def session() -> None:
        while not served.is_set():
            with suppress(Ended), turn.turn():
                served.set()

    first = learners.begins("a")
    presser = threading.Thread(target=session, daemon=True)
    presser.start()
    time.sleep(0.02)
    other = learners.begins("b")
    while ended < 3:
        press.set()
        time.sleep(0.01)
    first.finish()
    assert served.wait(_SECONDS)
    presser.join(_SECONDS)
    assert other.served.wait(_SECONDS)


def test_a_run_that_is_woken_looks_at_once(learners: Class) -> None:
    learners.begins("a")
    old = learners.begins("b")
    old.end = True
    begun = time.monotonic()
    old.place.called.set()
    old.join(_SECONDS)
    assert time.monotonic() - begun < 0.15  # it looks by itself every 0.2 s


def test_what_goes_on_behind_a_picture_lets_pictures_go_first(learners: Class) -> None:
    learners.begins("a")
    learners.begins("b", behind=0.5)
    learners.begins("c")
    learners.begins("d")
    assert learners.order() == "acdb"


def test_what_goes_on_behind_a_picture_has_its_time(learners: Class) -> None:
    learners.begins("a")
    learners.begins("b", behind=0.05)
    time.sleep(0.1)
    learners.begins("c")
    assert learners.order() == "abc"


def test_a_waiting_run_is_ended_where_it_looks(learners: Class) -> None:
    learners.begins("a")
    waits = learners.begins("b")
    waits.end = True
    waits.join(_SECONDS)
    assert waits.ended
    learners.begins("c")
    assert learners.order() == "ac"


def test_others_do_not_wait_for_a_run_that_takes_long() -> None:
    learners = Class(Turns(longest=0.3))
    slow = learners.begins("a")
    quick, third = learners.begins("b"), learners.begins("c")
    assert quick.served.wait(_SECONDS)
    slow.finish()  # it has no turn any more that it could give back
    assert not third.served.is_set()
    assert learners.order() == "abc"


def test_one_is_served_at_a_time_wherever_runs_end() -> None:
    turns, at_once, most = Turns(longest=60), 0, 0
    counting = threading.Lock()

    def runs(session: int) -> None:
        nonlocal at_once, most
        for number in range(20):
            left = iter(range((session + number) % 4))

            def look(left: Iterator[int] = left) -> None:
                if next(left, None) is None:
                    raise Ended

            place = Place(time.monotonic() + 0.001 * (number % 2))
            with suppress(Ended):
                turns.take(place, look)
                try:
                    with counting:
                        at_once += 1
                        most = max(most, at_once)
                    time.sleep(0.0005)
                    if number % 3 == 0:
                        raise Ended
                finally:
                    with counting:
                        at_once -= 1
            turns.give_back(place)

    threads = [threading.Thread(target=runs, args=(n % 5,), daemon=True) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
        assert not thread.is_alive()
    assert most == 1
    after_them = Place(time.monotonic())
    turns.take(after_them, lambda: None)
    assert after_them.until is not None
