"""Rooms: codes, votes, two hours, bounds, and whose right is whose."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from attnviz.lessons import room as rooms_module
from attnviz.lessons.room import LETTERS, MOST_LEARNERS, MOST_ROOMS, Elsewhere, Room, Rooms

HOUR = 60 * 60


class Clock:
    """A clock that is set by hand, in seconds."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def opened(learners: int = 0, server: str = "") -> tuple[Rooms, Room]:
    rooms = Rooms(server, Clock())
    room = rooms.open("padding", 1, "teacher")
    for number in range(learners):
        room.join(f"learner {number}")
    return rooms, room


def test_a_code_is_short_and_hard_to_misread() -> None:
    rooms = Rooms("", Clock())
    codes = {rooms.open("padding", 1, f"teacher {n}").code for n in range(MOST_ROOMS)}
    assert len(codes) == MOST_ROOMS
    assert all(re.fullmatch("[2-9a-hjkmnp-z]{7}", code) for code in codes)
    assert len(LETTERS) ** 6 > 800_000_000


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.3} {}"])
def test_a_code_is_found_as_it_is_typed(typed: str) -> None:
    rooms, room = opened()
    text = f"{room.code[:3]} {room.code[3:]}" if "." in typed else typed.format(room.code)
    assert rooms.find(text) is room
    assert rooms.find(text.upper()) is room


def test_each_letter_that_is_mistyped_and_each_two_that_are_swapped_are_told() -> None:
    rooms, room = opened()
    code = room.code
    wrong = {code[:n] + other + code[n + 1 :] for n in range(7) for other in LETTERS} - {code}
    wrong |= {code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(6)} - {code}
    assert len(wrong) >= 7 * 30
    for text in wrong:
        with pytest.raises(ValueError, match="is not the code of a room"):
            rooms.find(text)


@pytest.mark.parametrize("text", ["", "x", "K7M", "<b>hi</b>", "a" * 5000, "ÄÖÜ²³45", "a-b-c"])
def test_what_is_no_code_is_told_in_few_words(text: str) -> None:
    with pytest.raises(ValueError, match="Look at it once more") as told:
        Rooms().find(text)
    assert len(str(told.value)) < 200


def test_a_room_of_another_server_is_told_from_one_that_is_gone() -> None:
    rooms, room = opened(server="a")
    assert room.code.startswith("a-")
    assert rooms.find(room.code.upper()) is room
    for other in (Rooms("b"), Rooms()):
        with pytest.raises(Elsewhere, match="on another server"):
            other.find(room.code)
    with pytest.raises(ValueError, match="is not all of a room's code"):
        rooms.find(room.code.removeprefix("a-"))
    with pytest.raises(ValueError, match="the server was started again since"):
        Rooms("a").find(room.code)
    rooms.end(room, "teacher")
    with pytest.raises(ValueError, match=r"The room A-.{7} has ended\."):
        rooms.find(room.code)


@pytest.mark.parametrize("name", ["A", "a-b", "a" * 17, "ä", " "])
def test_a_servers_name_goes_into_a_code_or_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"ATTNVIZ_SERVER is .* small letters and digits"):
        Rooms(name)


def test_a_room_is_gone_after_two_hours() -> None:
    clock = Clock()
    rooms = Rooms("", clock)
    room = rooms.open("padding", 1, "teacher")
    room.join("learner")
    assert room.answer("learner", 1, 0)
    clock.now += 2 * HOUR - 1
    assert rooms.find(room.code) is room
    clock.now += 1
    with pytest.raises(ValueError, match="has ended"):
        rooms.find(room.code)
    assert len(rooms) == 0
    assert room.ended
    assert not room.answer("learner", 1, 0)
    assert room.tally(1).rounds == ((),)
    assert room.tally(1).learners == 0


def test_an_answer_counts_once_a_vote_and_can_be_changed() -> None:
    _, room = opened(3)
    assert room.answer("learner 0", 1, 2)
    assert room.answer("learner 0", 1, 1)
    assert room.answer("learner 1", 1, 1)
    assert room.answer("learner 1", 2, 0)
    assert room.tally(1).rounds == ((1, 1),)
    assert room.tally(2).rounds == ((0,),)
    assert room.tally(1).learners == 3
    assert room.answer_of("learner 0", 1) == 1
    assert room.answer_of("learner 2", 1) is None
    assert not room.answer("stranger", 1, 0)
    assert not room.answer("teacher", 1, 0)
    assert room.tally(1).rounds == ((1, 1),)


@pytest.mark.parametrize(
    "given",
    ["x" * 1000, None, -1, 10**9, True, 0.5, (101,), (-1, 101), ("50", "50"), (5,) * 21, [50]],
)
def test_what_can_be_no_answer_is_not_kept(given: Any) -> None:
    _, room = opened(1)
    assert not room.answer("learner 0", 1, given)
    assert room.tally(1).rounds == ((),)


def test_a_class_votes_again_and_then_it_is_revealed() -> None:
    _, room = opened(2)
    room.answer("learner 0", 1, 0)
    room.answer("learner 1", 1, 0)
    assert not room.tally(1).shown
    assert not room.begun
    room.show("teacher", 1)
    assert room.begun
    assert (room.tally(1).shown, room.tally(1).revealed) == (1, False)
    room.vote_again("teacher", 1)
    assert room.tally(1).shown == 1
    assert room.answer_of("learner 0", 1) is None
    assert room.last_answer_of("learner 0", 1) == 0
    room.answer("learner 1", 1, 2)
    assert room.tally(1).rounds == ((0, 0), (2,))
    room.vote_again("teacher", 1)  # a third vote there is not
    assert room.tally(1).rounds == ((0, 0), (2,))
    room.reveal("teacher", 1)
    assert not room.answer("learner 0", 1, 2)
    room.vote_again("teacher", 1)
    assert room.tally(1).rounds == ((0, 0), (2,))
    assert [room.last_answer_of(f"learner {n}", 1) for n in range(2)] == [0, 2]
    assert not room.tally(2).revealed


def test_only_the_teacher_shows_reveals_and_ends() -> None:
    rooms, room = opened(1)
    for act in (room.show, room.vote_again, room.reveal):
        for badge in ("learner 0", room.code, "", "teache", "téacher"):
            with pytest.raises(PermissionError):
                act(badge, 1)
    with pytest.raises(PermissionError):
        rooms.end(room, "learner 0")
    assert rooms.find(room.code) is room
    assert room.tally(1).revealed is False
    assert "teacher" not in repr(room)


def test_a_badge_that_a_tab_remembers_takes_over_what_a_new_one_has_begun() -> None:
    _, room = opened(2)
    room.answer("learner 0", 1, 1)
    room.join("after a reload")
    room.move("after a reload", "learner 0")
    assert room.tally(1).learners == 2
    assert room.answer_of("learner 0", 1) == 1
    room.join("in haste")
    room.answer("in haste", 1, 2)
    room.move("in haste", "learner 1")
    assert room.tally(1).rounds == ((1, 2),)
    assert room.tally(1).learners == 2
    room.join("teacher after a reload")
    room.move("teacher after a reload", "teacher")
    assert room.tally(1).learners == 2
    room.move("teacher", "teacher's other")
    assert room.teaches("teacher's other")
    assert not room.teaches("teacher")
    room.move("stranger", "other stranger")
    assert room.tally(1).learners == 2


def test_rooms_and_learners_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms_module, "MOST_ROOMS", 2)
    monkeypatch.setattr(rooms_module, "MOST_LEARNERS", 3)
    clock = Clock()
    rooms = Rooms("", clock)
    first = rooms.open("padding", 1, "one")
    rooms.open("padding", 1, "two")
    with pytest.raises(ValueError, match="has 2 open rooms"):
        rooms.open("padding", 1, "three")
    again = rooms.open("two_heads", 1, "one")  # in place of the first
    assert first.ended
    assert rooms.find(again.code) is again
    clock.now += 2 * HOUR
    room = rooms.open("padding", 1, "three")
    for number in range(3):
        room.join(f"learner {number}")
        room.join(f"learner {number}")
    with pytest.raises(ValueError, match="is full: it has 3 learners"):
        room.join("one more")
    assert not room.answer("one more", 1, 0)
    room.join("three")  # the teacher is none of them
    assert room.tally(1).learners == 3
    assert MOST_LEARNERS >= 200


def test_a_hundred_learners_answer_at_once() -> None:
    rooms, room = opened()

    def learn(number: int) -> bool:
        found = rooms.find(room.code)
        found.join(f"learner {number}")
        counted = found.answer(f"learner {number}", 1, 0)
        return counted and found.answer(f"learner {number}", 1, number % 4)

    with ThreadPoolExecutor(20) as threads:
        assert all(threads.map(learn, range(100)))
    tally = room.tally(1)
    assert tally.learners == 100
    assert [tally.rounds[0].count(choice) for choice in range(4)] == [25] * 4
