"""Find an nginx for the tests, or install one: python -m tests.browser.nginx. Run it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.browser.servers import ROOT, free_ports, reachable

# Where packages put it, and a user's path does not look.
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_INSTALLATIONS = {
    "apt-get": [["apt-get", "update"], ["apt-get", "install", "-y", "nginx-light"]],
    "dnf": [["dnf", "install", "-y", "nginx"]],
    "apk": [["apk", "add", "nginx"]],
}
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def ensure() -> str:
    """Return the path of an nginx, after installing one where there is none.

    As root by the system's package manager. Ends the program with a message where there is none.
    """
    for name, commands in _INSTALLATIONS.items():
        if found := shutil.which("nginx", path=_PATH):
            return found
        if os.geteuid() == 0 and shutil.which(name):
            for command in commands:
                print("No nginx yet. Running:", *command, flush=True)
                subprocess.run(command, check=False)
    if found := shutil.which("nginx", path=_PATH):
        return found
    sys.exit("The tests of several servers need nginx on PATH, and none could be had. Install it.")


@contextmanager
def proxying(ports: Mapping[str, int], folder: Path) -> Iterator[str]:
    """Run nginx as deploy/nginx.conf says; return its address, without a slash at the end.

    Args:
        ports: The servers' ports on this machine, by their names.
        folder: For its files.
    """
    port, _ = free_ports()
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    for name, at in ports.items():
        text = text.replace(f"attnviz-{name}:8501", f"127.0.0.1:{at}")
    own = "".join(f"{name}_temp_path {folder / name};\n" for name in _TEMPORARY)
    written = folder / "nginx.conf"
    written.write_text(text.replace("http {\n", "http {\n" + own, 1), encoding="utf-8")
    command = [ensure(), "-p", str(folder), "-c", str(written), "-e", str(folder / "error.log")]
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "-g", f"daemon off; pid {folder / 'pid'};"], stdout=log, stderr=log
        )
    try:
        until = time.monotonic() + 20
        while not reachable(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"nginx did not start: {(folder / 'nginx.log').read_text()}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=15)


if __name__ == "__main__":
    print("nginx for the tests:", ensure())
