"""Rooms: a class answers the questions of one lesson together, without names.

A room is kept in the memory of the one server that its code names, for two hours at most.
"""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from attnviz.lessons.draw_question import MOST_BARS
from attnviz.scenario.catalogue import MAX_LENGTH

SECONDS = 2 * 60 * 60
"""How long a room is open."""
MOST_ROOMS, MOST_LEARNERS, MOST_ROUNDS = 50, 300, 2
"""How many rooms a server has, learners a room, and votes a question."""
# Neither 0 nor o, neither 1 nor i nor l. There are 31, a prime, so that the last letter of a code
# tells each single letter that is mistyped, and each two that are swapped.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_DRAWN = 6
_SERVER = re.compile(r"[a-z0-9]{1,16}")
_CODE = re.compile(rf"(?:({_SERVER.pattern})-)?([{LETTERS}]{{{_DRAWN + 1}}})")
_MOST_REMEMBERED = 1000
_MOST_SHOWN = 24

Answer = int | tuple[int, ...]
"""The place of an option, from 0; or the per cent of each bar that was drawn."""


class Elsewhere(ValueError):
    """A room is of another server."""


class _Question:
    """What a class has answered to the question of one view."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, Answer]] = [{}]
        self.shown = 0
        self.revealed = False


@dataclass(frozen=True)
class Tally:
    """What a class has answered so far to the question of one view.

    Attributes:
        rounds: The answers of each vote; who gave them is not in it.
        learners: How many are in the room.
        shown: Of how many votes, from the first on, the answers are shown.
        revealed: Whether what is right is revealed; then nobody votes any more.
    """

    rounds: tuple[tuple[Answer, ...], ...]
    learners: int
    shown: int
    revealed: bool


@dataclass
class Room:
    """A class and the lesson whose questions it answers.

    Learners and teacher are known by badges: texts that only this server and their tabs know.

    Attributes:
        code: What learners type, and links name.
        lesson: What a link says for the lesson.
        opened: When it was opened, in seconds of the clock of `Rooms`.
        place: The view that the teacher shows, from 1.
        ended: Whether it has ended.
    """

    code: str
    lesson: str
    opened: float
    place: int
    _teacher: str = field(repr=False)
    ended: bool = False
    _learners: dict[str, None] = field(default_factory=dict, repr=False)
    _questions: dict[int, _Question] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def begun(self) -> bool:
        """Whether anything was shown to the class, or voted on twice."""
        with self._lock:
            return any(one.shown or len(one.rounds) > 1 for one in self._questions.values())

    def teaches(self, badge: str) -> bool:
        """Whether a badge is the teacher's."""
        return secrets.compare_digest(badge.encode(), self._teacher.encode())

    def join(self, badge: str) -> None:
        """Let a learner in; who is in already, and the teacher, stay what they are.

        Raises:
            ValueError: if the room is full; it says so.
        """
        with self._lock:
            if self.teaches(badge) or badge in self._learners:
                return
            if len(self._learners) >= MOST_LEARNERS:
                raise ValueError(
                    f"The room {spelled(self.code)} is full: it has {MOST_LEARNERS} learners. The "
                    "lesson is yours to take alone."
                )
            self._learners[badge] = None

    def move(self, old: str, new: str) -> None:
        """Give all that belongs to one badge to another of the same person."""
        with self._lock:
            if self.teaches(old):
                self._teacher = new
                self._learners.pop(new, None)
            elif old in self._learners:
                del self._learners[old]
                if not self.teaches(new):
                    self._learners[new] = None
            for question in self._questions.values():
                for answers in question.rounds:
                    if (given := answers.pop(old, None)) is not None and new in self._learners:
                        answers.setdefault(new, given)

    def answer(self, badge: str, place: int, given: Answer) -> bool:
        """Take a learner's answer to a question, in place of an earlier one of the same vote.

        Args:
            badge: The learner's.
            place: The question's view, from 1.
            given: The answer.

        Returns:
            Whether it counts: not of who is not in the room, not after the reveal, and not what can
            be no answer to any question.
        """
        with self._lock:
            question = self._question(place)
            if self.ended or question.revealed or badge not in self._learners:
                return False
            if not _is_answer(given):
                return False
            question.rounds[-1][badge] = given
            return True

    def answer_of(self, badge: str, place: int) -> Answer | None:
        """Return what a learner has answered in the present vote; None for nothing yet."""
        with self._lock:
            return self._question(place).rounds[-1].get(badge)

    def last_answer_of(self, badge: str, place: int) -> Answer | None:
        """Return what a learner has answered last, in whichever vote; None for nothing."""
        with self._lock:
            given = (answers.get(badge) for answers in reversed(self._question(place).rounds))
            return next((answer for answer in given if answer is not None), None)

    def tally(self, place: int) -> Tally:
        """Return what the class has answered to the question of a view, from 1."""
        with self._lock:
            question = self._question(place)
            rounds = tuple(tuple(answers.values()) for answers in question.rounds)
            return Tally(rounds, len(self._learners), question.shown, question.revealed)

    def show(self, teacher: str, place: int) -> None:
        """Show the answers of all votes so far, not yet what is right.

        Raises:
            PermissionError: if it is not the teacher's badge.
        """
        with self._lock:
            question = self._question(place, teacher)
            question.shown = len(question.rounds)

    def vote_again(self, teacher: str, place: int) -> None:
        """Begin the second vote on a question; what was answered before stays, seen or not.

        Raises:
            PermissionError: if it is not the teacher's badge.
        """
        with self._lock:
            question = self._question(place, teacher)
            if len(question.rounds) < MOST_ROUNDS and not question.revealed:
                question.rounds.append({})

    def reveal(self, teacher: str, place: int) -> None:
        """Reveal what is right, which ends the vote.

        Raises:
            PermissionError: if it is not the teacher's badge.
        """
        with self._lock:
            question = self._question(place, teacher)
            question.shown, question.revealed = len(question.rounds), True

    def forget(self) -> None:
        """End, and forget who was in it and what was answered."""
        with self._lock:
            self.ended = True
            self._learners.clear()
            self._questions.clear()

    def _question(self, place: int, teacher: str | None = None) -> _Question:
        if teacher is not None and not self.teaches(teacher):
            raise PermissionError("only who has opened a room can do this")
        return self._questions.setdefault(place, _Question())


class Rooms:
    """The rooms of one server."""

    def __init__(self, server: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a room.

        Args:
            server: The server's name, with which its codes begin; "" for a server alone.
            clock: Returns the time in seconds.

        Raises:
            ValueError: for a name that cannot be in a code.
        """
        if server and not _SERVER.fullmatch(server):
            raise ValueError(
                f"ATTNVIZ_SERVER is {server!r}, and can be 1 to 16 small letters and digits: the "
                "codes of rooms begin with it."
            )
        self._server, self._clock = server, clock
        self._rooms: dict[str, Room] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.RLock()

    def __len__(self) -> int:
        with self._lock:
            self._close()
            return len(self._rooms)

    def open(self, lesson: str, place: int, teacher: str) -> Room:
        """Open a room; the one that its teacher has opened before ends.

        Args:
            lesson: What a link says for the lesson.
            place: The view that the teacher shows, from 1.
            teacher: The teacher's badge.

        Raises:
            ValueError: if there are too many; it says so.
        """
        with self._lock:
            self._close()
            for room in list(self._rooms.values()):
                if room.teaches(teacher):
                    self._end(room)
            if len(self._rooms) >= MOST_ROOMS:
                raise ValueError(
                    f"This server has {MOST_ROOMS} open rooms, and can have no more. Try again "
                    "when one of them has ended; each of them does after two hours."
                )
            room = Room(self._new_code(), lesson, self._clock(), place, teacher)
            self._rooms[room.code] = room
            return room

    def find(self, text: str) -> Room:
        """Return the room of a code, as a link names it or a learner has typed it.

        Raises:
            Elsewhere: if it is a room of another server.
            ValueError: if there is none. Both say why.
        """
        code = "".join(text.split()).lower()
        read = _CODE.fullmatch(code)
        if read is None or read[2][-1] != _last_letter(read[2][:-1]):
            shown = text.strip()[:_MOST_SHOWN] + "…" * (len(text.strip()) > _MOST_SHOWN)
            raise ValueError(
                f"“{shown}” is not the code of a room. Look at it once more: it has "
                f"{_DRAWN + 1} letters and digits, and none of them is 0, 1, I, L or O."
            )
        if self._server and not read[1]:
            raise ValueError(
                f"“{spelled(code)}” is not all of a room's code. Look at it once more: what stands "
                "before the dash is a part of it."
            )
        if (read[1] or "") != self._server:
            raise Elsewhere(f"The room {spelled(code)} is on another server than this.")
        with self._lock:
            self._close()
            if code in self._rooms:
                return self._rooms[code]
            if code in self._ended:
                raise ValueError(f"The room {spelled(code)} has ended.")
        raise ValueError(
            f"The room {spelled(code)} is gone: the server was started again since, and keeps no "
            "room over that."
        )

    def end(self, room: Room, teacher: str) -> None:
        """End a room, and forget all that was answered in it.

        Raises:
            PermissionError: if it is not the teacher's badge.
        """
        if not room.teaches(teacher):
            raise PermissionError("only who has opened a room can end it")
        with self._lock:
            self._end(room)

    def _close(self) -> None:
        """End the rooms whose time is over."""
        now = self._clock()
        for room in [room for room in self._rooms.values() if room.opened + SECONDS <= now]:
            self._end(room)

    def _end(self, room: Room) -> None:
        room.forget()
        self._rooms.pop(room.code, None)
        self._ended[room.code] = None
        while len(self._ended) > _MOST_REMEMBERED:
            self._ended.popitem(last=False)

    def _new_code(self) -> str:
        drawn = "".join(secrets.choice(LETTERS) for _ in range(_DRAWN))
        code = f"{self._server}-" * bool(self._server) + drawn + _last_letter(drawn)
        return self._new_code() if code in self._rooms or code in self._ended else code


def _is_answer(given: object) -> bool:
    """Whether something can be an answer: what a room keeps has a bound."""
    if isinstance(given, tuple):
        return len(given) <= MOST_BARS and all(type(n) is int and 0 <= n <= 100 for n in given)
    # No question has more options than a history has positions.
    return type(given) is int and 0 <= given < MAX_LENGTH


def spelled(code: str) -> str:
    """Return a code as it is shown to a class."""
    return code.upper()


def _last_letter(drawn: str) -> str:
    """Return the letter that tells whether the others were typed as they are."""
    return LETTERS[sum(n * LETTERS.index(one) for n, one in enumerate(drawn, 1)) % len(LETTERS)]
