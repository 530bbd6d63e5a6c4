"""Start a Streamlit server in a process of its own, look into it, end it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
LAST_LINES = 40
# A proxy of the machine would not reach this machine's own ports.
DIRECT = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """A running `streamlit run`; `log` is the file with all that it printed."""

    port: int
    base_path: str
    window_port: int
    log: Path
    process: subprocess.Popen[bytes]

    def url(self, page: str = "", **query: object) -> str:
        """Return the address of a page ("" is the overview), with settings as query."""
        asked = f"?{urlencode(query)}" if query else ""
        return f"http://127.0.0.1:{self.port}/{self.base_path}{page}{asked}"

    def facts(self) -> dict[str, Any]:
        """Tell of the process: `tensorflow` (loaded), `frozen_objects`, `post_script_gc`,
        `fast_reruns`, `file_watcher`, and the bytes of `uploads`.
        """
        facts: dict[str, Any] = json.loads(_get(f"http://127.0.0.1:{self.window_port}/facts"))
        return facts

    def runs(self) -> str:
        """Tell by which lines of attnviz its threads stand; "" for none."""
        try:
            return _get(f"http://127.0.0.1:{self.window_port}/runs")
        except OSError as refused:  # it is ending, or has ended
            return str(refused)

    def release_tensorflow(self) -> None:
        """Let a server that was started with `hold_tensorflow` go on to import TensorFlow."""
        _get(f"http://127.0.0.1:{self.window_port}/release")


# Those that run, and those that have ended in the test that runs now.
_servers: list[Server] = []


def printed() -> list[tuple[str, str]]:
    """Return under a title each server's last lines, and by which lines of code it stands."""
    return [
        (f"Server at port {server.port}", "\n".join([*lines[-LAST_LINES:], server.runs()]))
        for server in _servers
        for lines in [server.log.read_text(errors="replace").splitlines()]
    ]


def forget_ended() -> None:
    """Let `printed` tell no more of servers that have ended."""
    _servers[:] = [server for server in _servers if server.process.poll() is None]


@contextmanager
def serving(
    log: Path,
    hold_tensorflow: bool = False,
    script: str = "app.py",
    base_path: str = "",
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    """Run a fresh server; at the end, end it and refuse a traceback in its log.

    `hold_tensorflow`: its import waits for `Server.release_tensorflow`; `script`: what to run, from
    the root of the project; `base_path`: where below the host it answers, such as "lessons/";
    `environment`: what it finds there beside our own.
    """
    port, window_port = free_ports()
    hold = ["--hold"] if hold_tensorflow else []
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(window_port), *hold]
    command += ["run", script, "--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true"]
    command += ["--server.baseUrlPath", base_path, "--client.showErrorDetails", "full"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment},
        )
    try:
        server = Server(port, base_path, window_port, log, process)
        _servers.append(server)
        _wait_for_health(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    printed = log.read_text()
    if "Traceback (most recent call last)" in printed:
        raise AssertionError(f"The server printed a traceback:\n{printed}")


def reachable(port: int) -> bool:
    """Whether something listens at a port of this machine."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _get(url: str) -> str:
    with DIRECT.open(url, timeout=30) as answer:
        body: str = answer.read().decode()
        return body


def _wait_for_health(server: Server) -> None:
    # The body tells: any other path answers 200 as well, with the page.
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if _get(server.url("_stcore/health")) == "ok":
                return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start. It printed:\n{server.log.read_text()}")
