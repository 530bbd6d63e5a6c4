"""Worker processes: started when needed, ended when not, told to stop, replaced when they die."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress

import numpy as np
import pytest

from attnviz.learning.workers.processes import Processes
from attnviz.learning.workers.there import WorkerLost
from attnviz.learning.workers.work import OwnLogs, Progress
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.settings import Settings
from tests.learning.workers import works

SETTINGS = Settings(epochs=2)


def nobody(_: Progress | None) -> None:
    """Stand for a page that waits and does not look."""


@pytest.fixture
def one() -> Iterator[Processes]:
    one = Processes(1)
    yield one
    one.shutdown()


def lives(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def comes_true(true: Callable[[], bool]) -> bool:
    for _ in range(600):
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_process_is_kept_for_the_next_and_tells_how_far_it_is(one: Processes) -> None:
    told: list[Progress | None] = []
    first, seed = one.submit(works.counts, Settings(epochs=2, seed=3), None, told.append).result(60)
    assert first != os.getpid()
    assert seed == 3
    assert told == [Progress(), Progress(0), Progress(1), Progress(2)]
    assert one.submit(works.counts, SETTINGS, None, nobody).result(60)[0] == first
    assert one.submit(works.prints, Settings(seed=4), None, nobody).result(60) == 4


def test_what_is_cancelled_ends_and_a_learners_clicks_are_gone(one: Processes) -> None:
    asked = threading.Event()

    def unwanted(progress: Progress | None) -> None:
        if progress == Progress(2):
            asked.set()
            raise CancelledError

    log = ClickLog(np.ones((9, 2), np.int32), np.ones(9, np.int32), np.ones(9, np.float32))
    own = OwnLogs(lambda: Logs(log, log, None))  # type: ignore[arg-type]  # nothing is measured
    future = one.submit(works.goes_on, SETTINGS, own, unwanted)
    with pytest.raises(CancelledError):
        future.result(60)
    assert asked.is_set()
    assert one.submit(works.logs_held, SETTINGS, None, nobody).result(60) == 0


def test_a_process_that_dies_is_told_and_replaced(one: Processes) -> None:
    before, _ = one.submit(works.counts, SETTINGS, None, nobody).result(60)
    with pytest.raises(WorkerLost, match=r"the process that trained it ended \(signal 9\)"):
        one.submit(works.dies, SETTINGS, None, nobody).result(60)
    after, _ = one.submit(works.counts, SETTINGS, None, nobody).result(60)
    assert after != before
    os.kill(after, 9)  # while it has nothing to do
    assert one.submit(works.counts, SETTINGS, None, nobody).result(60)[0] != after


def test_errors_of_any_library_can_be_read(one: Processes) -> None:
    with pytest.raises(RuntimeError, match="no such kernel"):
        one.submit(works.fails, SETTINGS, None, nobody).result(60)
    with pytest.raises(MemoryError, match="too much"):
        one.submit(works.fails, Settings(seed=1), None, nobody).result(60)


def test_a_process_that_has_nothing_to_do_ends_and_another_is_started() -> None:
    one = Processes(1, idle=0.2)
    first, _ = one.submit(works.counts, SETTINGS, None, nobody).result(60)
    assert comes_true(lambda: not lives(first))
    second, _ = one.submit(works.counts, SETTINGS, None, nobody).result(60)
    assert second != first
    one.shutdown()


def test_a_process_stands_back_behind_the_pages(one: Processes) -> None:
    if os.name == "posix":
        back = one.submit(works.niceness, SETTINGS, None, nobody).result(60)
        assert back == min(19, os.nice(0) + 10)


def test_two_processes_train_at_once() -> None:
    two, met = Processes(2), threading.Barrier(2)

    def meet(progress: Progress | None) -> None:
        if progress == Progress(1):
            met.wait(60)

    futures = [two.submit(works.counts, SETTINGS, None, meet) for _ in range(2)]
    assert len({future.result(60)[0] for future in futures}) == 2
    two.shutdown()
