"""The training worker: once for all, one at a time, told, cancelled."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, wait
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attnviz.learning.store import Store
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.training_queue import Job, Trainer

SETTINGS = Settings(epochs=3)


class Someone:
    """Who wants a training."""


ME = Someone()


class Held:
    """A stand-in for `train` whose epochs end when they are let go."""

    def __init__(self) -> None:
        self.trained: list[int] = []
        self._gate = threading.Semaphore(0)
        self._told = threading.Semaphore(0)

    def train(self, settings: Settings, on_epoch: Callable[[Any], None]) -> Any:
        self.trained.append(settings.seed)
        for epoch in range(settings.epochs + 1):
            self._gate.acquire()
            try:
                on_epoch(SimpleNamespace(epoch=epoch))
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
    trainer = Trainer(held.train)
    job = trainer.job("a", seed(1), ME)
    assert trainer.job("a", seed(1), ME) is job
    assert trainer.known("a") is job
    assert trainer.known("b") is None
    held.go(4)
    assert ended(job) == "training 1"
    assert trainer.job("a", seed(1), ME) is job
    assert held.trained == [1]


def test_a_job_tells_how_far_it_is(held: Held) -> None:
    job = Trainer(held.train).job("a", SETTINGS, ME)
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
    trainer = Trainer(held.train)
    jobs = [trainer.job(name, seed(number), ME) for number, name in enumerate("abc")]
    trainer.job("a", seed(0), ME)  # asked for again, it does not lose its place
    assert [trainer.ahead(job) for job in jobs] == [0, 1, 2]
    held.go(4)
    ended(jobs[0])
    assert [trainer.ahead(job) for job in jobs[1:]] == [0, 1]


def test_what_is_queued_can_be_cancelled(held: Held) -> None:
    trainer = Trainer(held.train)
    running, queued = trainer.job("a", seed(1), ME), trainer.job("b", seed(2), ME)
    trainer.forget("b", ME)
    assert queued.cancelled
    assert queued.future.cancelled()
    assert trainer.known("b") is None
    held.go(4)
    assert ended(running) == "training 1"
    assert held.trained == [1]


def test_what_runs_can_be_cancelled_and_asked_for_again(held: Held) -> None:
    trainer = Trainer(held.train)
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
    trainer = Trainer(held.train)
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
    Trainer(held.train).forget("a", ME)
    assert held.trained == []


def test_trainings_are_kept_as_long_as_there_is_room(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Store(1_000_000)
    monkeypatch.setattr("attnviz.ui.compute.training_queue.STORE", room)

    def train(settings: Settings, on_epoch: Callable[[Any], None]) -> Any:
        return np.zeros(50_000) if settings.seed else held.train(settings, on_epoch)

    worker = Trainer(train)
    for number in (1, 2, 1, 3):  # the first is asked for once more, so the second is the oldest
        ended(worker.job(str(number), seed(number), ME))
    running = worker.job("0", seed(0), ME)
    held.go(4)
    ended(running)
    assert 800_000 < room.held <= room.budget
    assert [worker.known(name) is not None for name in "0123"] == [True, True, False, True]


def test_a_cancel_ends_what_nobody_else_wants(held: Held) -> None:
    trainer, other = Trainer(held.train), Someone()
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
    trainer, other = Trainer(held.train), Someone()
    job = trainer.job("a", seed(1), ME)
    trainer.job("a", seed(1), other)
    del other
    gc.collect()
    trainer.forget("a", ME)
    assert job.cancelled


def test_a_training_that_failed_tells_of_what(held: Held) -> None:
    def fails(settings: Settings, on_epoch: Callable[[Any], None]) -> Any:
        raise MemoryError("too much")

    trainer = Trainer(fails)
    job = trainer.job("a", SETTINGS, ME)
    wait([job.future], timeout=30)
    assert str(job.failure) == "too much"
    cancelled = Trainer(held.train).job("a", SETTINGS, ME)
    held.go(1)
    assert cancelled.failure is None
    cancelled.cancel()
    held.go(1)
    wait([cancelled.future], timeout=30)
    assert cancelled.failure is None


def test_what_nobody_waits_for_any_more_is_not_trained(held: Held) -> None:
    trainer, other = Trainer(held.train), Someone()
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
    trainer, other = Trainer(held.train), Someone()
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
