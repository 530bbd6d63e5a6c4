"""A class on one server: up to a hundred learners who move a slider once a second each.

Prints a table for the README, beside an empty Streamlit page under the same load. Ends with 1 where
a goal does not hold. Learners speak Streamlit's protocol over websockets, and send what a browser
sends; they press on time, whether or not the last picture has come. The load has a core of its own,
and the server another one.

With the address of a server that runs already, such as replicas behind a proxy, only what can be
seen from outside is measured, and nothing beside it.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import uvloop

from bench.measure.learner import Subject, learning
from bench.measure.places import NAMES, Place, servers
from bench.measure.rung import Rung, climbed

EMPTY = Subject("empty", "empty", "")
SUBJECTS = (
    Subject("overview", "", "ribbons"),
    Subject("heads", "heads", "bands"),
    Subject("masks", "masks", "masks"),
    Subject("walk", "walk", "equation"),
)
LEARNERS = (1, 10, 25, 50, 75, 100)
CARRIED = 0.95
"""Pictures a press of which a server that carries its learners sends at least so many."""

MOST_MESSAGES = {"overview": 22, "heads": 25, "masks": 25}
MOST_WORK = {"overview": (3.0, 4.5), "heads": (4.0, 8.0), "masks": (4.0, 8.0)}
"""How many times the empty page's processor time a change may take: seen before, and new."""
MOST_MEGABYTES = {False: 3.0, True: 15.0}
MOST_TIMES_WAITED = {(True, 50, 1): 10, (False, 100, 2): 12}
"""How many times the empty page's wait 95 % may wait: by own settings, learners and replicas."""
WORK_OF_GOALS = 0.0028
"""Processor time of a change of the empty page, s, where the goals were set: a machine on which it
is twice as long carries half as many learners."""
SETTINGS = {False: "one lesson", True: "own"}


@dataclass(frozen=True)
class Ladder:
    """One page with more and more learners, and the empty page with as many.

    Attributes:
        rungs: Of the page.
        empty: Of the empty page, likewise; nothing where it could not be measured.
        replicas: How many servers share the learners.
    """

    rungs: Sequence[Rung]
    empty: Sequence[Rung]
    replicas: int

    def faults(self) -> list[str]:
        """Return what is beyond its goal, in words."""
        typical = next((rung for rung in self.rungs if rung.learners >= 10), self.rungs[-1])
        found = [*_cost(typical, self._beside(typical)), *self._waits(), *self._overload()]
        found += [
            (rung, f"{rung.unshown} learners were not shown their last press")
            for rung in self.rungs
            if rung.unshown
        ]
        return [
            f"{rung.subject.name}, {SETTINGS[rung.own]}, {rung.learners} learners: {words}"
            for rung, words in found
        ]

    def _beside(self, rung: Rung) -> Rung | None:
        return next((empty for empty in self.empty if empty.learners == rung.learners), None)

    def _waits(self) -> Iterator[tuple[Rung, str]]:
        for rung in self.rungs:
            beside = self._beside(rung)
            most = MOST_TIMES_WAITED.get((rung.own, rung.learners, self.replicas))
            if beside is not None and most is not None:
                times = rung.wait(0.95) / beside.wait(0.95)
                if times > most:
                    yield (
                        rung,
                        f"95 % wait {times:.0f} times as long as on the empty page, at most {most}",
                    )

    def _overload(self) -> Iterator[tuple[Rung, str]]:
        """Yield what is wrong at twice as many learners as the servers carry."""
        carried = carries(self.rungs)
        twice = next((one for one in self.rungs if one.learners >= 2 * carried.learners), None)
        if twice is None:
            return
        share = twice.pictures / carried.pictures
        if twice.wait(0.5) >= 1:
            yield twice, f"half of the presses wait {twice.wait(0.5):.1f} s or more, at most 1 s"
        if share < 0.8:
            yield (
                twice,
                f"{share:.0%} of the pictures that {carried.learners} learners get, at least 80 %",
            )


def _cost(rung: Rung, beside: Rung | None) -> Iterator[tuple[Rung, str]]:
    """Yield what is beyond its goal of messages, processor time and memory."""
    name = rung.subject.name
    most = MOST_MESSAGES.get(name)
    if most is not None and rung.messages > most:
        yield rung, f"{rung.messages:.1f} messages a change, at most {most}"
    if rung.megabytes is not None and rung.megabytes > (most_mb := MOST_MEGABYTES[rung.own]):
        yield rung, f"{rung.megabytes:.1f} MB a session, at most {most_mb:g}"
    if name not in MOST_WORK or rung.work is None or beside is None or beside.work is None:
        return
    times, most_times = rung.work / beside.work, MOST_WORK[name][rung.own]
    if times > most_times:
        yield rung, f"{times:.1f} times the empty page's processor time, at most {most_times:g}"


def carries(rungs: Sequence[Rung]) -> Rung:
    """Return the rung with the most learners of whom nearly every press gets a picture."""
    fine = [one for one in rungs if one.pictures >= CARRIED * one.learners]
    return max(fine or rungs[:1], key=lambda one: one.learners)


async def climb(
    places: Sequence[Place], subject: Subject, own: bool, rungs: Sequence[int], length: float
) -> list[Rung]:
    """Measure a page with more and more learners, and print each rung's line.

    Of servers of our own the last rung has twice as many as they carry.
    """
    found: list[Rung] = []

    async def step(learners: int) -> None:
        found.append(await climbed(places, subject, own, learners, length))
        print(row(found[-1]), flush=True)

    if subject is not EMPTY:
        await _load_tensorflow(places)
    for learners in rungs:
        await step(learners)
    ours = subject is not EMPTY and None not in {place.process for place in places}
    if ours and (twice := 2 * carries(found).learners) > max(rungs):
        await step(twice)
    return found


async def _load_tensorflow(places: Sequence[Place]) -> None:
    for place in places:
        async with learning(place, SUBJECTS[0], {}):
            pass  # its run has waited for TensorFlow


HEADER = (
    "| page | settings | learners | ms, median | ms, 95 % | pictures a second | overtaken "
    "| processor ms a change | messages a change | KiB a change | MB a session |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def row(rung: Rung) -> str:
    """Return a line of the table, in Markdown."""
    work = "" if rung.work is None else f"{1000 * rung.work:.1f}"
    memory = "" if rung.megabytes is None else f"{rung.megabytes:.1f}"
    return (
        f"| {rung.subject.name} | {SETTINGS[rung.own]} | {rung.learners} "
        f"| {1000 * rung.wait(0.5):,.0f} | {1000 * rung.wait(0.95):,.0f} | {rung.pictures:.1f} "
        f"| {rung.overtaken:.0%} | {work} | {rung.messages:.0f} | {rung.bytes / 1024:.0f} "
        f"| {memory} |"
    )


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", default=",".join(one.name for one in SUBJECTS))
    parser.add_argument("--learners", default=",".join(map(str, LEARNERS)))
    parser.add_argument("--seconds", type=int, default=20, help="for how long each presses")
    parser.add_argument(
        "--replicas",
        type=int,
        default=1,
        choices=range(1, len(NAMES) + 1),
        help="servers that share the learners, behind nginx where there are several",
    )
    parser.add_argument("--server", help="the address of a server that runs already")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and end with 1 beyond a goal."""
    wanted = asked()
    names, rungs = wanted.pages.split(","), [int(text) for text in wanted.learners.split(",")]
    *cores, own_core = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {own_core})
    used = (cores or [own_core])[: wanted.replicas]
    if wanted.replicas > len(cores):  # the load is beside the last of them
        used = [*cores, own_core]
    print(
        f"The load is on core {own_core}"
        + (", with nginx" if wanted.replicas > 1 else "")
        + ("" if wanted.server else f", servers on {', '.join(map(str, used))}")
        + f"; other processes had {os.getloadavg()[0]:.1f} of {len(cores) + 1} cores before it."
    )
    print(HEADER, flush=True)

    def ladder(subject: Subject, own: bool) -> list[Rung]:
        with servers(wanted.server, wanted.replicas, used) as places:
            return uvloop.run(climb(places, subject, own, rungs, wanted.seconds))

    empty = [] if wanted.server else ladder(EMPTY, own=False)
    ladders = [
        Ladder(ladder(subject, own), empty, wanted.replicas)
        for subject in SUBJECTS
        if subject.name in names
        for own in SETTINGS
    ]
    if empty and (work := empty[-1].work) is not None:
        print(
            f"\nA change of the empty page takes {1000 * work:.1f} ms of the processor here, and "
            f"took {1000 * WORK_OF_GOALS:.1f} where the goals were set."
        )
    most = max(rung.load for one in ladders for rung in (*one.rungs, *one.empty))
    print(f"\nThe load itself took {most:.0%} of its core at most.")
    faults = [fault for one in ladders for fault in one.faults()]
    print(*faults, sep="\n", file=sys.stderr)
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
