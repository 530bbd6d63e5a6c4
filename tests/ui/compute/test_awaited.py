"""How far a training is, in words."""

import time

import pytest

from attnviz.learning.workers.work import Progress
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.awaited import how_far
from attnviz.ui.compute.job import Job


@pytest.fixture
def job() -> Job:
    return Job("a", Settings(epochs=4), None, 0)


def test_the_place_in_the_queue_is_told_and_how_long_it_takes(job: Job) -> None:
    assert how_far(job, 1, None) == "1 training is before it"
    assert how_far(job, 2, 7.6) == "2 trainings are before it, about 8 s"
    assert how_far(job, 1, 0.1) == "1 training is before it, about 1 s"


def test_what_runs_tells_its_epoch_what_is_left_and_how_fast_it_is(job: Job) -> None:
    assert how_far(job, 0, 0.0) == "it starts"
    job.tell(Progress())
    job.tell(Progress(0))
    assert how_far(job, 0, 0.0) == "it starts"
    job.started = time.monotonic() - 10
    job.tell(Progress(1))
    assert how_far(job, 0, 0.0) == "epoch 1 of 4, about 30 s to go"
    job.tell(Progress(1, 0.5, 1234.4))
    assert how_far(job, 0, 0.0) == "epoch 1 of 4, about 17 s to go, 1,234 rows a second"


def test_what_a_lost_worker_has_begun_begins_anew(job: Job) -> None:
    for progress in (Progress(), Progress(0), Progress(2), Progress()):
        job.tell(progress)
    assert (job.done, job.started, job.seconds_left) == (0, None, None)
