"""Whose training is next: one of each learner before anybody's second."""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from weakref import WeakKeyDictionary

from attnviz.ui.compute.job import Job


class Turns:
    """Remembers whose training began when.

    Who has had none yet comes first, then who has waited longest since the last one began; among
    these, what was asked for first. A training that several want is a turn of each of them.

    Args:
        there: Returns whose turn it is if somebody who wants a training has one, such as the
            learners who share own clicks; nobody where none of them is there to wait.
    """

    def __init__(self, there: Callable[[object], Collection[object]] = lambda who: (who,)) -> None:
        self._there = there
        self._last: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._begun = 0

    def waiting_for(self, job: Job) -> list[object]:
        """Return who waits for a job, each once."""
        return list(dict.fromkeys(one for who in list(job.wanted) for one in self._there(who)))

    def take(self, job: Job) -> None:
        """Note that a job begins."""
        self._begun += 1
        for who in self.waiting_for(job):
            self._last[who] = self._begun

    def order(self, waiting: Iterable[Job]) -> list[Job]:
        """Return jobs in the order in which they would begin if nothing else came."""
        jobs = sorted(waiting, key=lambda job: job.number)
        queues: dict[object, deque[Job]] = {}
        wanted = {job: self.waiting_for(job) for job in jobs}
        for job in jobs:
            for who in wanted[job]:
                queues.setdefault(who, deque()).append(job)
        last = {who: self._last.get(who, 0) for who in queues}
        heap = [(last[who], queue[0].number, id(who), who) for who, queue in queues.items()]
        heapify(heap)
        begun = count(self._begun + 1)
        ordered: dict[Job, None] = {}
        while heap:
            before, _, name, who = heappop(heap)
            queue = queues[who]
            while queue and queue[0] in ordered:
                queue.popleft()
            if not queue:
                continue
            if before == last[who]:
                job = queue.popleft()
                ordered[job] = None
                now = next(begun)
                for one in wanted[job]:
                    last[one] = now
            if queue:
                heappush(heap, (last[who], queue[0].number, name, who))
        return [*ordered, *(job for job in jobs if not wanted[job])]
