"""Find a Chromium for the tests, or install one: python -m tests.browser.chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# The same engine without windows: a page takes a third less of the processor.
LIGHT_NAMES = ("chromium-headless-shell",)
OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
PACKAGE_MANAGERS = {
    "apt-get": [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]],
    "dnf": [["dnf", "install", "-y", "chromium"]],
    "apk": [["apk", "add", "chromium"]],
}


def find() -> Path | None:
    """Return a Chromium that starts: one on PATH, else Playwright's own, else None."""
    return next((path for path in _candidates() if _starts(path)), None)


def light() -> Path:
    """Return a Chromium without windows, where one on PATH starts, else that of `ensure`."""
    return next((path for path in _on_path(LIGHT_NAMES) if _starts(path)), None) or ensure()


def ensure() -> Path:
    """Return a Chromium that starts, after installing one where there is none.

    Playwright's own is tried first, then, as root, the system's package manager. Ends the program
    with a message where neither gives one.
    """
    if browser := find():
        return browser
    tried = []
    for command in installations():
        print("No Chromium yet. Running:", *command, flush=True)
        tried.append(" ".join(command))
        if subprocess.run(command, check=False).returncode == 0 and (browser := find()):
            return browser
    sys.exit(
        "The browser tests need a Chromium or Chrome, and none could be had.\n"
        f"Looked on PATH for {', '.join(NAMES)}; ran {'; '.join(tried)}.\n"
        "Install Chromium or Chrome so that one of these names is on PATH, and run again."
    )


def _on_path(names: Sequence[str]) -> Iterator[Path]:
    return (Path(found) for name in names if (found := shutil.which(name)))


def _candidates() -> Iterator[Path]:
    yield from _on_path(NAMES)
    # Asked in a process of its own, as Playwright runs only once in a process at a time.
    asked = subprocess.run([sys.executable, "-c", OWN], capture_output=True, text=True, check=True)
    yield Path(asked.stdout.strip())


def _starts(path: Path) -> bool:
    # A name on PATH may be a stand-in that only says how to install the browser.
    try:
        version = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return version.returncode == 0


def installations() -> Iterator[list[str]]:
    """Return the commands that may bring a Chromium, in order."""
    yield [sys.executable, "-m", "playwright", "install", "chromium"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        for name, commands in PACKAGE_MANAGERS.items():
            if shutil.which(name):
                yield from commands


if __name__ == "__main__":
    print("Browser for the tests:", ensure())
