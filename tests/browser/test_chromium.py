"""Which browser is taken: one on PATH that starts, else Playwright's own, else an installed one."""

import os
import sys
from pathlib import Path

import pytest

from tests.browser import chromium


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the whole of PATH; Playwright has no browser of its own."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    return tmp_path


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_first_name_that_starts_is_taken(folder: Path) -> None:
    script(folder / "chromium", "echo install it first; exit 10")
    chrome = script(folder / "google-chrome", "echo Google Chrome 150")
    assert chromium.find() == chrome
    assert chromium.ensure() == chrome


def test_one_without_windows_is_lighter(folder: Path) -> None:
    chrome = script(folder / "google-chrome", "echo Google Chrome 150")
    assert chromium.light() == chrome
    light = script(folder / "chromium-headless-shell", "echo Chromium 150")
    assert chromium.light() == light
    assert chromium.find() == chrome


def test_without_any_there_is_none(folder: Path) -> None:
    assert chromium.find() is None


def test_playwrights_own_is_tried_before_the_package_manager(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(folder / "apt-get", "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    commands = list(chromium.installations())
    assert commands[0] == [sys.executable, "-m", "playwright", "install", "chromium"]
    assert commands[1:] == chromium.PACKAGE_MANAGERS["apt-get"]


def test_only_root_asks_the_package_manager(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(folder / "apt-get", "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert len(list(chromium.installations())) == 1


def test_the_package_manager_s_browser_is_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = script(
        folder / "installer",
        f"printf '#!/bin/sh\\n' > '{folder}/chromium'; /bin/chmod 755 '{folder}/chromium'",
    )
    monkeypatch.setattr(chromium, "installations", lambda: [[str(installer)]])
    assert chromium.ensure() == folder / "chromium"


def test_without_any_to_be_had_the_run_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = script(folder / "refusing", "exit 1")
    monkeypatch.setattr(chromium, "installations", lambda: [[str(refusing)]])
    with pytest.raises(SystemExit, match=r"none could be had(.|\n)*refusing") as stopped:
        chromium.ensure()
    assert stopped.value.code not in {0, None}
