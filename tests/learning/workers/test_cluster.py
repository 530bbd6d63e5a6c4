"""A Dask cluster of two workers: the same jobs, told, stopped, and done again by another worker."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster

from attnviz.learning.workers.cluster import Cluster
from attnviz.learning.workers.there import WorkerLost
from attnviz.learning.workers.work import OwnLogs, Progress
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.settings import Settings
from tests.learning.workers import works
from tests.learning.workers.clusters import two_workers

SETTINGS = Settings(epochs=2)


def nobody(_: Progress | None) -> None:
    """Stand for a page that waits and does not look."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with two_workers() as address:
        yield address


@pytest.fixture(scope="module")
def cluster(address: str) -> Iterator[Cluster]:
    cluster = Cluster(address)
    yield cluster
    cluster.shutdown()


def test_a_worker_of_the_cluster_tells_how_far_it_is(cluster: Cluster) -> None:
    told: list[Progress | None] = []
    _, seed = cluster.submit(works.counts, Settings(epochs=2, seed=3), None, told.append).result(60)
    assert seed == 3
    assert [one for one in told if one] == [Progress(), Progress(0), Progress(1), Progress(2)]
    assert cluster.places == 2


def test_both_workers_train_at_once(cluster: Cluster) -> None:
    met = threading.Barrier(2)

    def meet(progress: Progress | None) -> None:
        if progress == Progress(1):
            met.wait(60)

    futures = [cluster.submit(works.counts, SETTINGS, None, meet) for _ in range(2)]
    assert len({future.result(60)[0] for future in futures}) == 2


def test_what_is_cancelled_ends_and_a_learners_clicks_are_gone(cluster: Cluster) -> None:
    def unwanted(progress: Progress | None) -> None:
        if progress == Progress(2):
            raise CancelledError

    log = ClickLog(np.ones((9, 2), np.int32), np.ones(9, np.int32), np.ones(9, np.float32))
    own = OwnLogs(lambda: Logs(log, log, None))  # type: ignore[arg-type]  # nothing is measured
    with pytest.raises(CancelledError):
        cluster.submit(works.goes_on, SETTINGS, own, unwanted).result(60)
    met = threading.Barrier(2)

    def meet(progress: Progress | None) -> None:
        if progress is not None:
            met.wait(60)

    futures = [cluster.submit(works.logs_held, SETTINGS, None, meet) for _ in range(2)]
    assert [future.result(60) for future in futures] == [0, 0]


def test_what_a_worker_had_when_it_died_is_done_again(cluster: Cluster, tmp_path: Path) -> None:
    told: list[Progress | None] = []
    marker = OwnLogs(lambda: str(tmp_path / "died"))  # type: ignore[arg-type, return-value]  # no logs
    _, seed = cluster.submit(works.dies_once, Settings(seed=5), marker, told.append).result(60)
    assert seed == 5
    assert [one for one in told if one][:3] == [Progress(0), Progress(), Progress(0)]


def test_errors_of_any_library_can_be_read(cluster: Cluster) -> None:
    with pytest.raises(RuntimeError, match="no such kernel"):
        cluster.submit(works.fails, SETTINGS, None, nobody).result(60)
    with pytest.raises(MemoryError, match="too much"):
        cluster.submit(works.fails, Settings(seed=1), None, nobody).result(60)


def test_where_no_scheduler_answers_that_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("attnviz.learning.workers.cluster._SECONDS_TO_CONNECT", 0.5)
    alone = Cluster("tcp://127.0.0.1:9")
    with pytest.raises(WorkerLost, match=r"^the cluster that trains does not answer$"):
        alone.submit(works.counts, SETTINGS, None, nobody).result(60)
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in caplog.text
    alone.shutdown()


def test_a_cluster_that_is_lost_in_the_middle_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnviz.learning.workers.cluster._SECONDS_TO_CONNECT", 0.5)
    begun = threading.Event()

    def hear(progress: Progress | None) -> None:
        if progress is not None:
            begun.set()

    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as made:
        lost = Cluster(made.scheduler_address)
        future = lost.submit(works.goes_on, SETTINGS, None, hear)
        assert begun.wait(60)
    with pytest.raises(WorkerLost, match=r"^the cluster that trained it was lost$"):
        future.result(60)
    with pytest.raises(WorkerLost, match=r"^the cluster that trains does not answer$"):
        lost.submit(works.counts, SETTINGS, None, nobody).result(60)
    lost.shutdown()
