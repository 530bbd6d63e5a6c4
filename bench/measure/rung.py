"""So many learners at once, a change a second each whether or not the last picture has come."""

import asyncio
import math
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from bench.measure.learner import PATIENCE, Heard, Learner, Subject, learning
from bench.measure.places import Place
from bench.measure.processes import megabytes, seconds

T = TypeVar("T")

VALUES = range(11, 31)
"""What the slider is moved through: so many that a picture tells which press it belongs to."""
# What pages begin with: a picture marks what has moved since the hand rested last.
_FIRST = 10
_AT_ONCE = 8
_QUIET = 1.5
_seeds = count(1)


@dataclass(frozen=True)
class Rung:
    """What was measured of one page with so many learners; times in seconds.

    Attributes:
        subject: The page.
        own: Whether each learner had settings of its own.
        learners: How many.
        waits: From each press to the first picture that shows it or a later one, in order;
            infinite where none came.
        pictures: How many came a second, while the learners pressed.
        overtaken: The share of the presses that had no picture of their own.
        unshown: Of how many learners the last press was not shown in the end.
        work: Processor time of the servers a press; None where they are not ours.
        messages: How many came a press.
        bytes: How many came a press.
        megabytes: Memory of the servers a learner; None where they are not ours.
        load: The share of its core that the load itself took.
    """

    subject: Subject
    own: bool
    learners: int
    waits: Sequence[float]
    pictures: float
    overtaken: float
    unshown: int
    work: float | None
    messages: float
    bytes: float
    megabytes: float | None
    load: float

    def wait(self, share: float) -> float:
        """Return what so large a share of the presses has not waited longer than."""
        return self.waits[min(len(self.waits) - 1, math.ceil(share * len(self.waits)) - 1)]


async def climbed(
    places: Sequence[Place], subject: Subject, own: bool, learners: int, length: float
) -> Rung:
    """Let learners press for a while, and return what was measured.

    Args:
        places: The servers, among which the learners are spread.
        subject: The page.
        own: Each learner has users of its own, of whom nobody has seen a picture; else all of them
            have one link, of which everything was asked for before.
        learners: How many.
        length: For how many seconds they press.
    """
    known: dict[str, int] = {}
    if not own:
        for place in places:
            async with learning(place, subject, {}) as first:
                known |= await _digests(first, VALUES)
    before = _total(megabytes, places)
    async with AsyncExitStack() as stack:

        async def begun(number: int) -> Learner:
            place = places[number % len(places)]
            query = {"sample_seed": str(next(_seeds))} if own else {}
            return await stack.enter_async_context(learning(place, subject, query))

        present = await _few_at_once(begun(number) for number in range(learners))
        for learner in present:
            learner.heard = Heard()
        work, load = _total(seconds, places), time.process_time()
        start = time.monotonic()
        await asyncio.gather(
            *(_press(one, n, start + n / learners, length) for n, one in enumerate(present))
        )
        load = (time.process_time() - load) / (time.monotonic() - start)
        await _calm(present)
        work, after = _total(seconds, places) - work, _total(megabytes, places)
        heard = [learner.heard for learner in present]
        if own:
            pressed = [{value for _, value in one.presses} for one in heard]
            for learner in present:
                learner.heard = Heard()
            asked = (_digests(*one) for one in zip(present, pressed, strict=True))
            for digests in await _few_at_once(asked):
                known |= digests
    waits, overtaken, unshown = [], 0, 0
    for one in heard:
        own_waits, own_overtaken, shown = judged(one, known)
        waits += own_waits
        overtaken += own_overtaken
        unshown += not shown
    until = start + length
    ours = None not in {place.process for place in places}
    return Rung(
        subject,
        own,
        learners,
        sorted(waits),
        sum(came <= until for one in heard for came, _ in one.pictures) / length,
        overtaken / len(waits),
        unshown,
        work / len(waits) if ours else None,
        sum(one.messages for one in heard) / len(waits),
        sum(one.bytes for one in heard) / len(waits),
        (after - before) / learners if ours else None,
        load,
    )


def judged(heard: Heard, known: dict[str, int]) -> tuple[list[float], int, bool]:
    """Return what presses have waited, how many had no picture of their own, and whether the last
    was shown in the end.

    Args:
        heard: What was pressed and came.
        known: What the slider showed, by a picture's digest.

    Raises:
        RuntimeError: if a picture came that nobody has asked for.
    """
    waits = [math.inf] * len(heard.presses)
    shown: set[int] = set()
    for came, digest in heard.pictures:
        if digest not in known:
            raise RuntimeError("A picture came that shows no setting that was asked for.")
        latest = max(
            (
                number
                for number, (pressed, value) in enumerate(heard.presses)
                if pressed <= came and value == known[digest]
            ),
            default=-1,
        )
        shown.add(latest)
        for number in range(latest + 1):
            waits[number] = min(waits[number], came - heard.presses[number][0])
    last = bool(heard.pictures) and known[heard.pictures[-1][1]] == heard.presses[-1][1]
    return waits, len(waits) - len(shown - {-1}), last


async def _press(learner: Learner, number: int, start: float, length: float) -> None:
    for turn in range(math.floor(length)):
        await asyncio.sleep(start + turn - time.monotonic())
        await learner.press(VALUES[(number + turn) % len(VALUES)])


async def _calm(learners: Sequence[Learner]) -> None:
    """Wait until all runs have ended and nothing has come for a while, or for as long as we can."""
    until = time.monotonic() + PATIENCE
    heard = -1
    while time.monotonic() < until:
        now = sum(learner.heard.messages for learner in learners)
        if now == heard and not any(learner.running for learner in learners):
            return
        heard = now
        await asyncio.sleep(_QUIET)


async def _digests(learner: Learner, values: Iterable[int]) -> dict[str, int]:
    """Return the digests of the pictures of values, asked for one by one and not resting."""
    await learner.ask(_FIRST)
    await learner.rest()
    return {await learner.ask(value): value for value in values}


async def _few_at_once(tasks: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    free = asyncio.Semaphore(_AT_ONCE)

    async def one(task: Coroutine[Any, Any, T]) -> T:
        async with free:
            return await task

    return await asyncio.gather(*map(one, tasks))


def _total(of: Callable[[int], float], places: Sequence[Place]) -> float:
    return sum(of(place.process) for place in places if place.process is not None)
