"""Python in a process of its own: what a fresh interpreter prints."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python at the project's root, with another hash seed than ours, and return its end."""
    environment = {**os.environ, "PYTHONHASHSEED": "99", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def printed_by(code: str) -> str:
    """Return what a piece of code prints."""
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
