"""How many are let in, in which order, and what who waits is told."""

import mmap
from pathlib import Path

import pytest

from attnviz.scenario.values import InvalidValue
from attnviz.ui.server import memory, seats
from attnviz.ui.server.seats import Seats, most_sessions
from tests.pages.opening import ROOT, opened


class Room:
    """A server's visitors by name, and its memory."""

    def __init__(self, most: int) -> None:
        self.here: set[str] = set()
        self.memory = True
        self.seats = Seats(most, self.here.__contains__, lambda: self.memory)

    def comes(self, name: str, back: bool = False) -> int:
        self.here.add(name)
        return self.seats.take(name, back)


def test_who_comes_when_it_is_full_waits_in_line() -> None:
    room = Room(2)
    assert [room.comes(name) for name in "abcde"] == [0, 0, 1, 2, 3]
    assert [room.comes(name) for name in "abcde"] == [0, 0, 1, 2, 3]
    room.here -= {"a", "d"}
    assert [room.comes(name) for name in "ecb"] == [2, 0, 0]
    assert room.comes("e") == 1
    room.here -= {"c"}
    assert room.comes("f") == 2  # its turn comes after the one that waits
    assert room.comes("e") == 0


def test_a_run_of_who_is_in_looks_at_nobody_else() -> None:
    looked: list[str] = []

    def is_there(name: str) -> bool:
        looked.append(name)
        return True

    full = Seats(110, is_there, lambda: True)
    assert {full.take(str(number)) for number in range(110)} == {0}
    assert full.take("late") == 1
    looked.clear()
    assert {full.take(str(number)) for number in range(110)} == {0}
    assert not looked
    assert full.take("late") == 1
    assert len(looked) <= 111  # and of who waits at each once


def test_who_was_in_comes_back_in_whatever_the_line() -> None:
    room = Room(1)
    assert room.comes("a") == 0
    room.here -= {"a"}
    assert room.comes("b") == 0
    assert room.comes("a", back=True) == 0
    room.here -= {"b"}
    assert room.comes("c") == 1  # "a" has the place


def test_memory_lets_one_in_and_then_counts() -> None:
    room = Room(9)
    room.memory = False
    assert [room.comes(name) for name in "abc"] == [0, 1, 2]
    room.memory = True
    assert [room.comes(name) for name in "bc"] == [0, 0]


def test_the_memory_of_the_process_is_known_where_the_system_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert memory.held() <= memory.may_hold()
    assert memory.has_room()
    monkeypatch.setattr(memory, "held", lambda: 901)
    monkeypatch.setattr(memory, "may_hold", lambda: 1000)
    assert not memory.has_room()
    monkeypatch.setattr(memory, "held", lambda: 900)
    assert memory.has_room()


def test_a_file_that_is_mapped_takes_no_learner_a_place(tmp_path: Path) -> None:
    size = 64 << 20
    with (tmp_path / "code").open("w+b") as file:
        file.truncate(size)
        before = memory.held()
        with mmap.mmap(file.fileno(), size, prot=mmap.PROT_READ) as code:
            assert not any(code[:: mmap.PAGESIZE])  # reads it all
            assert memory.held() - before < size / 4
        own = bytearray(b"1") * size
        assert memory.held() - before > len(own) * 3 / 4


@pytest.mark.parametrize("said", ["0", "-3", "many", "", "1.5"])
def test_a_number_of_sessions_that_is_none_is_refused(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTNVIZ_SESSIONS", said)
    with pytest.raises(InvalidValue, match="a whole number, 1 or more"):
        most_sessions()


def test_the_number_of_sessions_is_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTNVIZ_SESSIONS", raising=False)
    assert most_sessions() == 110  # a class of a hundred, its teacher and the projector
    assert "| sessions | 110, a class of a hundred" in (ROOT / "README.md").read_text("utf-8")
    monkeypatch.setenv("ATTNVIZ_SESSIONS", "7")
    assert most_sessions() == 7


def test_a_newcomer_of_a_full_server_is_told_and_then_let_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Room(1)
    assert room.comes("a") == 0
    assert room.comes("b") == 1
    room.here.add("test session id")
    monkeypatch.setattr(seats, "SEATS", room.seats)
    page = opened("lessons")
    assert [title.value for title in page.title] == ["This server is full"]
    assert "You are number 2 in line" in page.markdown[0].value
    room.here -= {"b"}
    assert "You are the next" in page.run().markdown[0].value
    room.here -= {"a"}
    assert [title.value for title in page.run().title] == ["Lessons"]
    assert not page.exception
    room.here -= {"test session id"}
    assert room.comes("c") == 0
    room.here.add("test session id")
    assert [title.value for title in page.run().title] == ["Lessons"]  # was let in before
