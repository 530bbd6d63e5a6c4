"""The training worker: once for all, one at a time, told, cancelled."""

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait
from dataclasses import replace
from typing import Any
from weakref import WeakSet

import numpy as np
import pytest

from attnviz.learning.store import Store
from attnviz.learning.workers.here import Here
from attnviz.learning.workers.work import Progress, Tell
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.training_queue import Trainer

SETTINGS = Settings(epochs=3)


class Someone:
    """Who wants a training."""


ME = Someone()


class Held:
    """A stand-in for a training whose epochs end when they are let go."""

    def __init__(self) -> None:
        self.trained: list[int] = []
        self._gate = threading.Semaphore(0)
        self._told = threading.Semaphore(0)

    def train(self, settings: Settings, _: object, tell: Tell) -> Any:
        self.trained.append(settings.seed)
        tell(Progress())
        for epoch in range(settings.epochs + 1):
            self._gate.acquire()
            try:
                tell(Progress(epoch))
            finally:
                self._told.release()
        return f"training {settings.seed}"

    def go(self, epochs: int) -> None:
        """Let some epochs end, and return when they have."""
        for _ in range(epochs):
            self._gate.release()
            self._told.acquire()


@pytest.fixture
def held() -> Iterator[Held]:
    held = Held()
    yield held
    for _ in range(100):  # so that no thread outlives the test
        held._gate.release()


def ended(job: Job) -> Any:
    wait([job.future], timeout=30)
    return job.future.result(timeout=0)


def seed(number: int) -> Settings:
    return Settings(epochs=3, seed=number)


def test_settings_are_trained_once_for_all_who_ask(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    job = trainer.job("a", seed(1), ME)
    assert trainer.job("a", seed(1), ME) is job
    assert trainer.known("a") is job
    assert trainer.known("b") is None
    held.go(4)
    assert ended(job) == "training 1"
    assert trainer.job("a", seed(1), ME) is job
    assert held.trained == [1]


def test_a_job_tells_how_far_it_is(held: Held) -> None:
    job = Trainer(Here(), held.train).job("a", SETTINGS, ME)
    assert (job.done, job.share, job.seconds_left) == (0, 0, None)
    held.go(1)  # the untrained layer is measured
    assert job.started is not None
    assert job.seconds_left is None
    held.go(1)
    assert (job.done, job.share) == (1, 1 / 3)
    assert job.seconds_left is not None
    assert job.seconds_left > 0
    assert job.seconds is None
    held.go(2)
    assert ended(job) == "training 0"
    assert (job.share, job.seconds_left) == (1, 0)
    assert job.seconds is not None
    assert job.seconds > 0


def test_jobs_wait_for_those_that_came_first(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    jobs = [trainer.job(name, seed(number), ME) for number, name in enumerate("abc")]
    trainer.job("a", seed(0), ME)  # asked for again, it does not lose its place
    assert [trainer.ahead(job) for job in jobs] == [0, 1, 2]
    held.go(4)
    ended(jobs[0])
    assert [trainer.ahead(job) for job in jobs[1:]] == [0, 1]


def test_what_is_queued_can_be_cancelled(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    running, queued = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    trainer.forget("b", ME)
    assert queued.cancelled
    assert queued.future.cancelled()
    assert trainer.known("b") is None
    held.go(4)
    assert ended(running) == "training 1"
    assert held.trained == [1]


def test_what_is_cancelled_as_it_begins_holds_up_nobody(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(Here(), held.train)
    take = trainer._turns.take

    def cancel_next(job: Job) -> None:
        take(job)
        if job.key == "a":  # in between, while its place is already its own
            job.cancel()

    monkeypatch.setattr(trainer._turns, "take", cancel_next)
    first, _, last = (trainer.job(key, seed(n), ME) for n, key in enumerate("cab"))
    held.go(4)
    assert ended(first) == "training 0"
    held.go(4)
    assert ended(last) == "training 2"
    assert held.trained == [0, 2]


def test_what_runs_can_be_cancelled_and_asked_for_again(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    job = trainer.job("a", seed(1), ME)
    held.go(2)
    trainer.forget("a", ME)
    again = trainer.job("a", seed(1), ME)
    assert again is not job
    held.go(1)
    with pytest.raises(CancelledError):
        ended(job)
    assert job.done == 1
    held.go(4)
    assert ended(again) == "training 1"
    assert held.trained == [1, 1]


def test_what_has_ended_can_be_trained_again(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    first = trainer.job("a", seed(1), ME)
    held.go(4)
    ended(first)
    trainer.forget("a", ME)
    assert not first.cancelled
    second = trainer.job("a", seed(1), ME)
    held.go(4)
    assert ended(second) == ended(first)
    assert held.trained == [1, 1]


def test_forgetting_what_is_not_known_does_nothing(held: Held) -> None:
    Trainer(Here(), held.train).forget("a", ME)
    assert held.trained == []


def test_trainings_are_kept_as_long_as_there_is_room(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Store(1_000_000)
    monkeypatch.setattr("attnviz.ui.compute.training_queue.STORE", room)

    def train(settings: Settings, own: object, tell: Tell) -> Any:
        return np.zeros(50_000) if settings.seed else held.train(settings, own, tell)

    worker = Trainer(Here(), train)
    for number in (1, 2, 1, 3):  # the first is asked for once more, so the second is the oldest
        ended(worker.job(str(number), seed(number), ME))
    running = worker.job("0", seed(0), ME)
    held.go(4)
    ended(running)
    assert 800_000 < room.held <= room.budget
    assert [worker.known(name) is not None for name in "0123"] == [True, True, False, True]


def test_a_cancel_ends_what_nobody_else_wants(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    shared, mine = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    assert trainer.job("a", seed(1), other) is shared
    for name in "ab":
        trainer.forget(name, ME)
    assert not shared.cancelled
    assert mine.cancelled
    assert trainer.known("a") is shared
    held.go(4)
    assert ended(shared) == "training 1"
    assert held.trained == [1]


def test_who_is_gone_wants_nothing(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    job = trainer.job("a", seed(1), ME)
    trainer.job("a", seed(1), other)
    del other
    gc.collect()
    trainer.forget("a", ME)
    assert job.cancelled


def test_a_training_that_failed_tells_of_what(held: Held) -> None:
    def fails(settings: Settings, own: object, tell: Tell) -> Any:
        raise MemoryError("too much")

    trainer = Trainer(Here(), fails)
    job = trainer.job("a", SETTINGS, ME)
    wait([job.future], timeout=30)
    assert str(job.failure) == "too much"
    cancelled = Trainer(Here(), held.train).job("a", SETTINGS, ME)
    held.go(1)
    assert cancelled.failure is None
    cancelled.cancel()
    held.go(1)
    wait([cancelled.future], timeout=30)
    assert cancelled.failure is None


def test_what_nobody_waits_for_any_more_is_not_trained(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    running, queued = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), other)
    last = trainer.job("c", seed(3), ME)
    held.go(1)
    del other
    gc.collect()
    held.go(3)
    assert ended(running) == "training 1"
    with pytest.raises(CancelledError):
        ended(queued)
    held.go(4)
    assert ended(last) == "training 3"
    assert held.trained == [1, 3]
    again = trainer.job("b", seed(2), ME)
    held.go(4)
    assert ended(again) == "training 2"


def test_what_runs_ends_when_nobody_waits_for_it_any_more(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    job = trainer.job("a", seed(1), other)
    held.go(2)
    del other
    gc.collect()
    held.go(1)
    with pytest.raises(CancelledError):
        ended(job)
    assert (job.done, job.failure) == (1, None)
    again = trainer.job("a", seed(1), ME)
    assert again is not job
    held.go(4)
    assert ended(again) == "training 1"


def left(trainer: Trainer, who: Someone, *but: Job) -> list[Job]:
    """Have somebody look at nothing but these jobs; return those that are left."""
    return trainer.leave(who, WeakSet(but))


def test_one_training_of_each_learner_comes_before_anybodys_second(held: Held) -> None:
    trainer, other, third = Trainer(Here(), held.train), Someone(), Someone()
    mine = [trainer.job(name, seed(number), ME) for number, name in enumerate("abc")]
    theirs = [trainer.job(str(number), seed(number), other) for number in (10, 11)]
    last = trainer.job("20", seed(20), third)
    assert [trainer.ahead(job) for job in (*mine, *theirs, last)] == [0, 3, 5, 1, 4, 2]
    for job in (mine[0], theirs[0], last, mine[1], theirs[1], mine[2]):
        held.go(4)
        ended(job)
    assert held.trained == [0, 10, 20, 1, 11, 2]


def test_a_learner_who_comes_last_is_before_the_second_of_who_came_first(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    first, second = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    held.go(1)
    theirs = trainer.job("c", seed(3), other)
    assert [trainer.ahead(job) for job in (first, theirs, second)] == [0, 1, 2]
    held.go(3)
    held.go(4)
    ended(theirs)
    held.go(4)
    ended(second)
    assert held.trained == [1, 3, 2]


def test_how_long_it_takes_until_a_turn_comes_is_told(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    first, second = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    third = trainer.job("c", replace(seed(3), epochs=6), ME)
    held.go(1)
    assert trainer.seconds_before(first) == 0
    assert trainer.seconds_before(second) is None  # nothing has told how long one takes
    held.go(3)
    ended(first)
    held.go(1)
    assert first.seconds is not None
    assert trainer.seconds_before(third) == pytest.approx(first.seconds)
    held.go(3)
    ended(second)
    held.go(7)
    assert ended(third) == "training 3"


def test_what_is_left_ends_as_soon_as_somebody_waits(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    running, queued = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    held.go(1)
    assert left(trainer, ME) == [queued, running]
    held.go(1)
    assert not running.future.done()  # nobody waits for another one
    theirs = trainer.job("c", seed(3), other)
    assert trainer.ahead(theirs) == 1
    held.go(1)
    for job in (running, queued):
        with pytest.raises(CancelledError):
            ended(job)
    held.go(4)
    assert ended(theirs) == "training 3"
    assert held.trained == [1, 3]
    again = trainer.job("a", seed(1), ME)
    assert again is not running
    held.go(4)
    assert ended(again) == "training 1"


def test_what_is_left_is_trained_while_nobody_waits(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    running, queued = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    held.go(1)
    left(trainer, ME)
    held.go(3)
    assert ended(running) == "training 1"
    held.go(4)
    assert ended(queued) == "training 2"


def test_what_is_left_stays_where_another_one_begins_at_once(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    first, second = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    left(trainer, ME, first)
    held.go(4)
    assert ended(first) == "training 1"
    held.go(4)
    assert ended(second) == "training 2"


def test_of_views_that_are_passed_by_only_the_last_is_trained(held: Held) -> None:
    trainer = Trainer(Here(), held.train)
    passed = []
    for number in range(5):
        passed.append(trainer.job(str(number), seed(number), ME))
        left(trainer, ME, passed[-1])
    held.go(4)
    assert ended(passed[-1]) == "training 4"
    for job in passed[:-1]:
        with pytest.raises(CancelledError):
            ended(job)
    assert held.trained == [4]


def test_what_one_leaves_others_still_wait_for(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    shared, mine = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    assert trainer.job("a", seed(1), other) is shared
    held.go(1)
    assert left(trainer, ME, mine) == [shared]
    held.go(3)
    assert ended(shared) == "training 1"
    held.go(4)
    assert ended(mine) == "training 2"


def test_who_comes_back_soon_finds_the_training_still_on_its_way(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    job = trainer.job("a", seed(1), ME)
    held.go(2)
    left(trainer, ME)
    assert trainer.job("a", seed(1), ME) is job
    theirs = trainer.job("b", seed(2), other)
    held.go(2)
    assert ended(job) == "training 1"
    held.go(4)
    assert ended(theirs) == "training 2"
    assert held.trained == [1, 2]


def test_nobody_waits_whose_browser_is_not_connected(held: Held) -> None:
    away: set[object] = set()
    trainer = Trainer(Here(), held.train, there=lambda who: () if who in away else (who,))
    other, third = Someone(), Someone()
    running, queued = trainer.job("a", seed(1), other), trainer.job("b", seed(2), other)
    held.go(2)
    away.add(other)
    held.go(1)
    assert not running.future.done()  # nobody else waits
    mine = trainer.job("c", seed(3), third)
    assert trainer.ahead(mine) == 1
    held.go(1)
    for job in (running, queued):
        with pytest.raises(CancelledError):
            ended(job)
    held.go(4)
    assert ended(mine) == "training 3"
    away.discard(other)
    again = trainer.job("a", seed(1), other)
    held.go(4)
    assert ended(again) == "training 1"


def test_what_was_left_goes_with_who_has_left_it(held: Held) -> None:
    trainer, other = Trainer(Here(), held.train), Someone()
    job = trainer.job("a", seed(1), other)
    held.go(1)
    left(trainer, other)
    del other
    gc.collect()
    held.go(1)
    with pytest.raises(CancelledError):
        ended(job)
