"""The queue of trainings of all learners: each configuration once, and everybody in turn."""

import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import CancelledError, Future
from functools import partial
from statistics import median
from weakref import WeakSet

from attnviz.interactions.dataset import Interactions
from attnviz.learning.store import STORE, Shelf
from attnviz.learning.trained import Training
from attnviz.learning.workers.work import OwnLogs, Progress, TrainingExecutor, Work, trained
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.turns import Turns

HEAD_START = 0.25
"""Seconds after it was asked for before a training begins, at the earliest: it takes the processor
from the page that asks, which shows the untrained layer meanwhile."""

# So many trainings that have ended tell how long the next ones will take.
_REMEMBERED = 20


class Trainer:
    """Has trainings made in turn, and keeps what was trained as long as there is room.

    What nobody waits for is dropped: where all who wanted it are gone, and, where they may come
    back, from something else or from no network, as soon as somebody waits for another one. No
    training is dropped, and no next one begun, by the thread of a page: whoever is told of it may
    hold a lock of their own.

    Args:
        executor: Runs the trainings.
        work: What it runs.
        there: Returns who waits where somebody wants a training; see `Turns`.
    """

    def __init__(
        self,
        executor: TrainingExecutor,
        work: Work = trained,
        there: Callable[[object], Collection[object]] = lambda who: (who,),
    ) -> None:
        self._executor = executor
        self._work = work
        self._submitted = 0
        # A job that has not ended is somebody's: only ended ones are let go.
        self._jobs: dict[str, Job] = {}
        self._ended = Shelf(STORE)
        self._waiting: list[Job] = []
        self._running: list[Job] = []
        self._turns = Turns(there)
        # Seconds an epoch of the trainings that have ended last.
        self._paces: deque[float] = deque(maxlen=_REMEMBERED)
        self._lock = threading.RLock()

    def job(self, key: str, settings: Settings, who: object) -> Job:
        """Return the job called `key`, wanted by `who` too; queued if it is new. Never waits."""
        with self._lock:
            job = self.known(key)
            if job is None or job.cancelled:
                job = self._jobs[key] = self._submit(key, settings, who, None)
                job.future.add_done_callback(partial(self._keep, key))
            else:
                self.want(job, who)
            return job

    def known(self, key: str) -> Job | None:
        """Return the job called `key` if it was queued before, and is still kept."""
        with self._lock:
            return self._jobs.get(key) or self._ended.find(key)

    def own(self, key: str, settings: Settings, data: Interactions, owner: object) -> Job:
        """Return a new job that trains on somebody's own clicks; only who asks has it.

        Args:
            key: Its name.
            settings: What is trained.
            data: The clicks.
            owner: Who asks: where it is no longer there, the training ends.
        """
        logs = OwnLogs(partial(data.logs, settings.sequence_length))
        with self._lock:
            return self._submit(key, settings, owner, logs)

    def want(self, job: Job, who: object) -> None:
        """Note that somebody waits for a job, perhaps once more."""
        with self._lock:
            job.wanted.add(who)
            job.left.discard(who)

    def leave(self, who: object, but: WeakSet[Job]) -> list[Job]:
        """Note that somebody looks at something else than all jobs but these; return those.

        One that has not begun goes where they have asked for a newer one: they have moved on.
        """
        with self._lock:
            theirs = [job for job in (*self._waiting, *self._running) if who in job.wanted]
            found = [job for job in theirs if job not in but]
            newest = max((job.number for job in theirs if job in but), default=-1)
            for job in found:
                job.wanted.discard(who)
                job.left.add(who)
                superseded = job.number < newest and job in self._waiting
                job.cancelled |= superseded and not job.wanted
        return found

    def forget(self, key: str, who: object) -> None:
        """Drop the job called `key` for `who`: asked for again, it is trained anew.

        One that has not ended goes on as long as others want it. Else, if it is queued it is not
        trained, if it runs it ends after its epoch.
        """
        with self._lock:
            job = self.known(key)
            if job is None:
                return
            job.wanted.discard(who)
            if job.future.done() or not job.wanted:
                self._jobs.pop(key, None)
                self._ended.drop(key)
                job.cancel()

    def ahead(self, job: Job) -> int:
        """Return how many other trainings end or begin before this one begins."""
        with self._lock:
            return len(self._before(job))

    def seconds_before(self, job: Job) -> float | None:
        """Return about how long it takes until a job begins; None where nothing tells."""
        with self._lock:
            before, paces = self._before(job), list(self._paces)
            places = self._executor.places
        if not before:
            return 0.0
        known = [one.seconds_left for one in before]
        if not paces and None in known:
            return None
        spent = [
            one.epochs * median(paces) if left is None else left
            for one, left in zip(before, known, strict=True)
        ]
        return sum(spent) / places

    def _before(self, job: Job) -> list[Job]:
        """Return the jobs that run, and those that begin before this one; holds the lock."""
        waiting = [one for one in self._waiting if not one.cancelled]
        if job not in waiting:
            return []
        order = self._turns.order(waiting)
        return [*self._running, *order[: order.index(job)]]

    def _submit(self, key: str, settings: Settings, who: object, own: OwnLogs | None) -> Job:
        """Return a new job, queued; holds the lock."""
        job = Job(key, settings, own, self._submitted)
        job.wanted.add(who)
        self._submitted += 1
        self._waiting.append(job)
        timer = threading.Timer(HEAD_START, self._go_on)
        timer.daemon = True
        timer.start()
        return job

    def _keep(self, key: str, future: object) -> None:
        """Keep a job that has ended, until others need its room."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.future is future:
                del self._jobs[key]
                if not job.cancelled:
                    self._ended.put(key, job)

    def _go_on(self) -> None:
        """Drop what nobody waits for, and begin as many of the others as there are places for."""
        with self._lock:
            dropped = [job for job in self._waiting if job.cancelled or self._unwanted(job)]
            for job in dropped:  # at once, so that who asks for it now is given another one
                job.cancelled = True
                self._waiting.remove(job)
            free, now = max(0, self._executor.places - len(self._running)), time.monotonic()
            first = self._turns.order(self._waiting)[:free]
            begun = [job for job in first if now - job.asked >= HEAD_START]
            for job in begun:
                self._turns.take(job)
                self._waiting.remove(job)
                self._running.append(job)
        for job in dropped:
            job.cancel()
            job.future.set_running_or_notify_cancel()  # it was cancelled, and now who waits hears
        for job in begun:
            self._begin(job)

    def _begin(self, job: Job) -> None:
        if not job.future.set_running_or_notify_cancel():  # cancelled since it was chosen
            self._leave_place(job)
            self._go_on()
            return
        try:
            running = self._executor.submit(
                self._work, job.settings, job.own, partial(self._tell, job)
            )
        except RuntimeError as error:  # the server ends
            self._leave_place(job)
            job.future.set_exception(error)
            return
        running.add_done_callback(partial(self._end, job))

    def _end(self, job: Job, running: Future[Training]) -> None:
        """Hand on what a job has become, and begin the next."""
        error = CancelledError() if running.cancelled() else running.exception()
        if error is None and job.begun is not None:
            job.seconds = time.monotonic() - job.begun
            self._paces.append(job.seconds / job.epochs)
        self._leave_place(job)
        job.own = None
        if error is None:
            job.future.set_result(running.result())
        else:
            job.cancelled |= isinstance(error, CancelledError)
            job.future.set_exception(error)
        self._go_on()

    def _leave_place(self, job: Job) -> None:
        with self._lock:
            self._running.remove(job)

    def _tell(self, job: Job, progress: Progress | None) -> None:
        """Take over how far a job is; see `Tell`."""
        with self._lock:
            job.cancelled |= self._unwanted(job)
        if job.cancelled:
            self._go_on()  # what else is left goes with it, for whom it goes
            raise CancelledError
        if progress is not None:
            job.tell(progress)
        if len(self._running) < self._executor.places:  # it may have grown
            self._go_on()

    def _unwanted(self, job: Job) -> bool:
        """Return whether a job is to be dropped; holds the lock."""
        if self._turns.waiting_for(job):
            return False
        if not job.wanted and not job.left:
            return True
        if len(self._running) < self._executor.places:  # who waits for another one begins at once
            return False
        others = (one for one in self._waiting if not one.cancelled)
        return any(self._turns.waiting_for(one) for one in others)
