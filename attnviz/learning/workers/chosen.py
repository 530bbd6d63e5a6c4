"""Where this server's trainings run, by its environment."""

import re
from collections.abc import Mapping
from importlib.util import find_spec

from attnviz.learning.workers.here import Here
from attnviz.learning.workers.processes import Processes
from attnviz.learning.workers.work import TrainingExecutor
from attnviz.scenario.values import Integer, InvalidValue

WORKERS, DASK = "ATTNVIZ_WORKERS", "ATTNVIZ_DASK"
MOST_WORKERS = 64

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/:]+(:\d+)?")


def check(environment: Mapping[str, str]) -> None:
    """Check what the environment says of workers; starts and loads nothing.

    Raises:
        InvalidValue: where it cannot be had.
    """
    _read(environment)


def training_executor(environment: Mapping[str, str]) -> TrainingExecutor:
    """Return what runs trainings.

    Args:
        environment: `ATTNVIZ_WORKERS` is how many worker processes there are at most, and
            `ATTNVIZ_DASK` the address of a Dask cluster's scheduler. Without either it is one
            thread of this process.

    Raises:
        InvalidValue: as of `check`.
    """
    workers, address = _read(environment)
    if address:
        # Loads Dask, which is optional.
        from attnviz.learning.workers.cluster import Cluster

        return Cluster(address)
    return Processes(workers) if workers else Here()


def _read(environment: Mapping[str, str]) -> tuple[int, str]:
    """Return how many worker processes there are, and the address of a cluster."""
    written, address = (environment.get(name, "").strip() for name in (WORKERS, DASK))
    kind = Integer(0, MOST_WORKERS)
    if written and address:
        raise InvalidValue(DASK, address, f"nothing beside {WORKERS}, which is {written}")
    # Digits of one script alone: int also takes signs, underscores and digits of others.
    if written and not re.fullmatch("[0-9]{1,9}", written):
        raise InvalidValue(WORKERS, written, kind.allowed)
    workers: int = kind.check(WORKERS, int(written or 0))
    if address and not _ADDRESS.fullmatch(address):
        raise InvalidValue(DASK, address, "the address of a scheduler, as tcp://10.0.0.5:8786 is")
    if address and find_spec("distributed") is None:
        raise InvalidValue(DASK, address, "nothing without the extra attnviz[dask]")
    return workers, address
