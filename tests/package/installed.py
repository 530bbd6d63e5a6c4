"""attnviz as a wheel in an environment of its own, which nothing of the checkout is in."""

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from tests.processes import ROOT

_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def built(folder: Path) -> Path:
    """Build the wheel into a folder, and return its path; nothing is downloaded."""
    command = ["wheel", "--no-build-isolation", "--no-index", "--no-deps", "--wheel-dir"]
    subprocess.run([*_PIP, *command, str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("attnviz-*.whl")
    return wheel


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel, and a folder elsewhere to run commands in."""

    environment: Path
    elsewhere: Path

    @property
    def package(self) -> Path:
        """Where the package lies."""
        (found,) = self.environment.glob("lib/python*/site-packages/attnviz")
        return found

    def process(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the console script."""
        return subprocess.Popen(
            [self.environment / "bin" / "attnviz", *arguments],
            cwd=self.elsewhere,
            env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def printed(self, *arguments: str) -> str:
        """Return what the console script prints, once it has ended well."""
        process = self.process(*arguments)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0, out
        return out


def installed(wheel: Path, folder: Path) -> Installed:
    """Install a wheel alone; what it depends on is found where these tests have it."""
    environment, elsewhere = folder / "environment", folder / "elsewhere"
    elsewhere.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = environment / "bin" / "python"
    into = [*_PIP, "--python", str(python), "install", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*into, str(wheel)], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib"))
    return Installed(environment, elsewhere)
