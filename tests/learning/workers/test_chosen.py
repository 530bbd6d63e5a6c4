"""Where a server trains, by its environment: what can be had, and what is refused in words."""

import pytest

from attnviz.learning.workers import chosen
from attnviz.learning.workers.chosen import DASK, WORKERS, training_executor
from attnviz.learning.workers.cluster import Cluster
from attnviz.learning.workers.here import Here
from attnviz.learning.workers.processes import Processes
from attnviz.scenario.values import InvalidValue
from tests.processes import printed_by

ADDRESS = "tcp://10.0.0.5:8786"


@pytest.mark.parametrize(
    ("environment", "kind", "places"),
    [
        ({}, Here, 1),
        ({WORKERS: ""}, Here, 1),
        ({WORKERS: "0"}, Here, 1),
        ({WORKERS: " 3 "}, Processes, 3),
        ({DASK: ADDRESS}, Cluster, 1),
        ({DASK: ADDRESS, WORKERS: ""}, Cluster, 1),
    ],
)
def test_trainings_run_where_the_environment_says(
    environment: dict[str, str], kind: type, places: int
) -> None:
    executor = training_executor(environment)
    assert type(executor) is kind
    assert executor.places == places
    executor.shutdown()


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        (
            {WORKERS: "two"},
            "='two' is not allowed; allowed is a whole number, 0 to 64",
        ),
        ({WORKERS: "-1"}, "ATTNVIZ_WORKERS='-1' is not allowed"),
        ({WORKERS: "1.5"}, "ATTNVIZ_WORKERS='1.5' is not allowed"),
        ({WORKERS: "²"}, "ATTNVIZ_WORKERS='²' is not allowed"),
        ({WORKERS: "65"}, "ATTNVIZ_WORKERS=65 is not allowed"),
        ({WORKERS: "9" * 5000}, "ATTNVIZ_WORKERS='9999"),
        ({DASK: "10.0.0.5"}, "ATTNVIZ_DASK='10.0.0.5' is not allowed; allowed is the address"),
        ({DASK: ADDRESS, WORKERS: "2"}, "nothing beside ATTNVIZ_WORKERS, which is 2"),
    ],
)
def test_what_cannot_be_had_is_told_at_the_start(environment: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        chosen.check(environment)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 500


def test_a_cluster_without_its_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "find_spec", lambda _: None)
    with pytest.raises(InvalidValue, match=r"nothing without the extra attnviz\[dask\]"):
        chosen.check({DASK: ADDRESS})


def test_a_server_does_not_start_with_what_cannot_be_had() -> None:
    code = (
        "import os; os.environ['ATTNVIZ_WORKERS'] = 'two'\n"
        "try: import attnviz.ui.shell.serving\n"
        "except SystemExit as end: print(end)"
    )
    assert printed_by(code).startswith("ATTNVIZ_WORKERS='two' is not allowed")
