"""A class in a room: a hundred learners join, answer, and see what is right at once.

Prints a line of a table, and ends with 1 where an answer was not counted, or what is right was not
shown. The teacher's page asks again and again, as a browser does; a learner's page does not. With
several servers behind nginx all are on the one that has the room.
"""

import argparse
import asyncio
import math
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.measure.learner import Learner, Subject, connected
from bench.measure.places import NAMES, Place, servers

LESSON, ON_OVERVIEW = "three_candidates", Subject("lesson", "", "")
_AT_ONCE = 8


class Member(Learner):
    """A session in a lesson, of a teacher or of a learner, that presses buttons by their labels."""

    async def visit(self, query: str) -> None:
        """Open the overview by a link, and wait for its run to end."""
        self.buttons: dict[str, str] = {}
        self.fragments: dict[str, float] = {}
        self.option = WidgetState()
        self.said: list[str] = []
        message = BackMsg()
        message.rerun_script.query_string = self._query = query
        await self._send(message)
        await self.rest()

    async def choose(self) -> None:
        """Choose an option of the question, and wait for the run to end."""
        self._states[self.option.id] = self.option
        await self._ask(())

    async def press_button(self, label: str) -> float:
        """Press a button; return after how many seconds its run has ended."""
        start = time.monotonic()
        pressed = WidgetState(id=self.buttons[label], trigger_value=True)
        await self._ask((pressed,))
        return time.monotonic() - start

    async def look_again(self) -> None:
        """Ask for the parts of the page that want to be asked for again and again, until ended."""
        while True:
            for fragment, seconds in list(self.fragments.items()):
                await self._ask((), fragment)
                await asyncio.sleep(seconds / len(self.fragments))
            await asyncio.sleep(0.1)

    async def _ask(self, also: Sequence[WidgetState], fragment: str = "") -> None:
        self.said = [] if not fragment else self.said
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self._query
        asked.widget_states.widgets.extend([*self._states.values(), *also])
        asked.page_script_hash = self._page_hash
        asked.fragment_id = fragment
        await self._send(message)
        await self.rest()

    def _take(self, message: ForwardMsg, now: float) -> None:
        if message.WhichOneof("type") == "auto_rerun":
            self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        super()._take(message, now)

    def _take_element(self, element: Element, message: ForwardMsg, now: float) -> None:
        kind = element.WhichOneof("type")
        if kind == "button":
            self.buttons[element.button.label] = element.button.id
        elif kind == "radio" and "Your prediction" in element.radio.label:
            self.option = WidgetState(id=element.radio.id, string_value=element.radio.options[1])
        elif kind == "html":
            self.said.append(element.html.body)
        elif kind == "alert":
            self.said.append(element.alert.body)
        super()._take_element(element, message, now)


@asynccontextmanager
async def taking_part(place: Place, query: str) -> AsyncIterator[Member]:
    """Begin a session of a server by a link to the overview."""
    async with connected(place, lambda socket: Member(socket, ON_OVERVIEW), query) as member:
        await member.visit(query)
        yield member


@dataclass(frozen=True)
class Lesson:
    """What was measured; times in seconds, in order.

    Attributes:
        joined: How long it took until all had joined.
        answers: From each press of *Answer* to the end of its run.
        reveals: From each press of *Go on* after the reveal to the end of its run.
        counted: How many answers the teacher's page has counted.
        shown: To how many learners what is right was shown.
    """

    joined: float
    answers: Sequence[float]
    reveals: Sequence[float]
    counted: str
    shown: int

    def faults(self, learners: int) -> list[str]:
        """Return what is wrong, in words."""
        found = []
        if self.counted != f"{learners} of {learners}":
            found.append(f"{self.counted} answers were counted, of {learners} learners")
        if self.shown != learners:
            found.append(f"{self.shown} of {learners} learners were shown what is right")
        return found


async def taught(place: Place, learners: int, seconds: float) -> Lesson:
    """Teach a class one question, and return what was measured.

    Args:
        place: Where they are taught.
        learners: How many there are.
        seconds: In how many they answer, each once; they all go on within one second.
    """
    async with AsyncExitStack() as stack:
        teacher = await stack.enter_async_context(taking_part(place, f"lesson={LESSON}&at=1"))
        await teacher.press_button("Ask the class")
        (code,) = parse_qs(teacher._query)["room"]
        free = asyncio.Semaphore(_AT_ONCE)

        async def join() -> Member:
            async with free:
                return await stack.enter_async_context(taking_part(place, f"room={code}"))

        start = time.monotonic()
        present = await asyncio.gather(*(join() for _ in range(learners)))
        joined = time.monotonic() - start
        looking = asyncio.create_task(teacher.look_again())
        answers = await asyncio.gather(
            *(_answer(one, n * seconds / learners) for n, one in enumerate(present))
        )
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await teacher.rest()
        await teacher._ask(())
        counted = next(said for said in teacher.said if "have answered" in said)
        await teacher.press_button("Reveal")
        reveals = await asyncio.gather(
            *(_go_on(one, n / learners) for n, one in enumerate(present))
        )
        shown = sum(any("You said:" in said for said in one.said) for one in present)
    words = counted.partition(">")[2].partition(" have")[0]
    return Lesson(
        joined,
        sorted(answers),
        sorted(reveals),
        words.replace("<b>", "").replace("</b>", ""),
        shown,
    )


async def _answer(learner: Member, after: float) -> float:
    await asyncio.sleep(after)
    await learner.choose()
    return await learner.press_button("Answer")


async def _go_on(learner: Member, after: float) -> float:
    await asyncio.sleep(after)
    return await learner.press_button("Go on")


def row(learners: int, lesson: Lesson) -> str:
    """Return a line of the table, in Markdown."""
    times = [
        f"{1000 * waits[math.ceil(share * len(waits)) - 1]:,.0f}"
        for waits in (lesson.answers, lesson.reveals)
        for share in (0.5, 0.95)
    ]
    return f"| {learners} | {lesson.joined:.1f} | {' | '.join(times)} |"


HEADER = (
    "| learners | s until all have joined | ms an answer, median | ms, 95 % "
    "| ms what is right, median | ms, 95 % |\n|---|---|---|---|---|---|"
)


def main() -> None:
    """Measure, print, and end with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20, help="in how many all have answered")
    parser.add_argument("--replicas", type=int, default=1, choices=range(1, len(NAMES) + 1))
    parser.add_argument("--server", help="the address of a server that runs already")
    wanted = parser.parse_args()
    with servers(wanted.server, wanted.replicas) as (first, *_):
        # Whichever server the teacher comes to: a link to the room leads all others there.
        anywhere = replace(first, server="")
        lesson = asyncio.run(taught(anywhere, wanted.learners, wanted.seconds))
    print(HEADER, row(wanted.learners, lesson), sep="\n")
    faults = lesson.faults(wanted.learners)
    print(*faults, sep="\n", file=sys.stderr)
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
