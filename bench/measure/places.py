"""Where a load goes: a server of its own, several behind nginx, or one that runs already."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure.running import BASE, running
from tests.browser.nginx import proxying
from tests.browser.servers import free_ports

NAMES = "abc"
"""The servers of deploy/nginx.conf."""


@dataclass(frozen=True)
class Place:
    """Where learners go.

    Attributes:
        url: An address, which ends with a slash.
        process: The server's process; None where it is not ours.
        server: Its name behind that address; "" for whichever it leads to.
    """

    url: str
    process: int | None
    server: str = ""


@contextmanager
def servers(given: str | None, replicas: int, cores: Sequence[int] = ()) -> Iterator[list[Place]]:
    """Return where the learners go; fresh servers end with it.

    Args:
        given: The address of a server that runs already; None for fresh ones.
        replicas: How many fresh ones: one by itself, more behind nginx.
        cores: Each is held to one of these, in turn; none for no such bound.
    """
    if given is not None:
        yield [Place(given.rstrip("/") + "/", None)]
        return
    with ExitStack() as stack:
        names = NAMES[:replicas] if replicas > 1 else ("",)
        fresh = {
            name: stack.enter_context(
                running(
                    timed=False,
                    cores={cores[number % len(cores)]} if cores else None,
                    name=name,
                )
            )
            for number, name in enumerate(names)
        }
        if replicas == 1:
            yield [Place(server.url, server.process) for server in fresh.values()]
            return
        # A server of the configuration that is not there is one that is lost.
        ports = {name: free_ports()[0] for name in NAMES}
        ports |= {name: server.port for name, server in fresh.items()}
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = f"{stack.enter_context(proxying(ports, folder))}/{BASE}/"
        yield [Place(address, server.process, name) for name, server in fresh.items()]
