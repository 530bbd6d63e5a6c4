"""A Dask cluster on this machine, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from distributed import LocalCluster


@contextmanager
def two_workers() -> Iterator[str]:
    """Start a cluster of two worker processes, and give its scheduler's address."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", memory_limit=0
    ) as made:
        yield made.scheduler_address
