"""The app on a server of its own, beside pages that only the benchmarks have."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
BASE = "attnviz"
"""The path below which a server that has a name answers, as deploy/nginx.conf expects it."""
# A proxy of the machine would not reach this machine's own ports.
DIRECT = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """A running server; `url` ends with a slash."""

    url: str
    port: int
    window: str
    process: int

    def times(self) -> dict[str, float]:
        """Return the milliseconds since the last call in layer, figure and script.

        The next run of a page runs the layer again.
        """
        seconds = json.loads(_get(self.window))
        return {part: 1000 * spent for part, spent in seconds.items()}


@contextmanager
def running(timed: bool = True, cores: set[int] | None = None, name: str = "") -> Iterator[Server]:
    """Serve a copy of app.py, pages and configuration with the pages of `bench/pages` added.

    Args:
        timed: Whether the server tells its times, which costs it some.
        cores: The cores that it may use; None for all.
        name: Its name among several behind nginx; "" for a server alone.
    """
    port, window_port = _free_ports()
    timing = [str(Path(__file__).with_name("serve.py")), str(window_port)]
    command = [sys.executable, *(timing if timed else ["-m", "streamlit"])]
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w+b") as log:
        shutil.copy(ROOT / "app.py", folder)
        shutil.copytree(ROOT / ".streamlit", Path(folder, ".streamlit"))
        for pages in (ROOT / "pages", ROOT / "bench" / "pages"):
            shutil.copytree(pages, Path(folder, "pages"), dirs_exist_ok=True)
        command += ["run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true"]
        # A load may be larger than what a server lets in.
        environment = {"ATTNVIZ_SESSIONS": "1000", **os.environ, "PYTHONPATH": str(ROOT)}
        base = BASE if name else ""
        command += ["--server.baseUrlPath", base]
        environment["ATTNVIZ_SERVER"] = name
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        if cores is not None:  # threads begin with the cores of the one that starts them
            os.sched_setaffinity(process.pid, cores)
        url = f"http://127.0.0.1:{port}/{base}".rstrip("/") + "/"
        server = Server(url, port, f"http://127.0.0.1:{window_port}/", process.pid)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)
            log.seek(0)
            printed = log.read().decode()
            if "Traceback (most recent call last)" in printed or process.returncode > 0:
                print(printed, file=sys.stderr)


def _free_ports() -> tuple[int, int]:
    with socket() as one, socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _get(url: str) -> str:
    with DIRECT.open(url, timeout=30) as answer:
        return str(answer.read().decode())


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if _get(f"{server.url}_stcore/health") == "ok":
                return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise RuntimeError("The server did not start; what it printed follows.")
