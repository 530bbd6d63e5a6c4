"""A command says its own words and no others, and ends quietly when nobody reads or waits."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from attnviz.learning import weights_file
from attnviz.learning.quiet import with_tensorflow
from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import Settings
from tests.processes import ROOT, python

ATTNVIZ = [sys.executable, "-m", "attnviz"]


def noise(stderr: str) -> list[str]:
    """Return the lines that are not the command's own progress."""
    return [line for line in stderr.splitlines() if not line.startswith("epoch ")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["article"],
        ["trace", "--epoch", "0"],
        ["train", "--epochs", "1", "--training-samples", "500"],
    ],
)
def test_a_command_says_nothing_of_tensorflow(arguments: list[str]) -> None:
    done = python("-m", "attnviz", *arguments)
    assert done.returncode == 0
    assert noise(done.stderr) == []


def test_with_weights_neither(tmp_path: Path) -> None:
    weights, training = tmp_path / "weights.npz", shipped(Settings())
    assert training is not None
    weights.write_bytes(weights_file.written(training, Settings()))
    done = python("-m", "attnviz", "trace", "--weights", str(weights))
    assert (done.returncode, done.stderr) == (0, "")


BROKEN = """
import os, sys, types
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "tensorflow":
            os.write(2, b"the library of tensorflow is not there\\n")
            raise ImportError("no tensorflow today")
sys.meta_path.insert(0, Broken())
sys.argv = ["attnviz", "trace", "--epoch", "0"]
from attnviz.__main__ import main
main()
"""


def test_what_a_failed_import_says_appears() -> None:
    done = python("-c", BROKEN)
    assert done.returncode == 1
    assert "the library of tensorflow is not there" in done.stderr
    assert "ImportError: no tensorflow today" in done.stderr


def test_what_is_written_after_the_import_appears(capfd: pytest.CaptureFixture[str]) -> None:
    with_tensorflow(lambda: os.write(2, b"afterwards\n"))()
    assert capfd.readouterr().err == "afterwards\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["trace", "--json", "--values", "--epoch", "0", "--sequence-length", "200"],
        ["article"],
    ],
)
def test_a_reader_that_goes_away_ends_it_quietly(arguments: list[str]) -> None:
    with subprocess.Popen(
        [*ATTNVIZ, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert said == ""
    assert process.returncode == 128 + signal.SIGPIPE


def test_help_that_nobody_reads_ends_quietly() -> None:
    with subprocess.Popen(
        [*ATTNVIZ, "trace", "--help"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_interruption_ends_it_without_a_traceback() -> None:
    command = [*ATTNVIZ, "train", "--epochs", "30", "--training-samples", "20000"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Who runs the tests in the background may ignore interruptions, and hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stderr.readline().startswith("epoch 0 of 30")
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.stdout.read() == ""
    assert noise(said) == []
    assert process.returncode == 128 + signal.SIGINT
