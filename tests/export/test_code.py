"""The Keras script: it runs without attnviz, gives the layer's output, and has no dead line."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from attnviz.export import FORMATS
from attnviz.export.model import LINE
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.export.views import VIEWS
from tests.processes import printed_by

# Runs every script of a folder in one process, as starting TensorFlow is slow.
RUN_ALL = """
import pathlib, runpy, sys
import numpy as np
sys.modules["attnviz"] = None  # an import of it fails
for script in sorted(pathlib.Path({folder!r}).glob("*.py")):
    np.save(script.with_suffix(".npy"), runpy.run_path(str(script))["output"])
print("attnviz" in sys.modules and sys.modules["attnviz"] is None)
"""


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    return {name: run(view) for name, view in VIEWS.items()}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory, traces: dict[str, Trace]) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("scripts")
    paths = {name: folder / f"{number:02}.py" for number, name in enumerate(traces)}
    for name, path in paths.items():
        path.write_bytes(FORMATS["code"].written(traces[name], None))
    assert printed_by(RUN_ALL.format(folder=str(folder))).splitlines()[-1] == "True"
    return paths


@pytest.mark.parametrize("name", VIEWS)
def test_the_script_gives_the_layers_output(
    name: str, traces: dict[str, Trace], scripts: dict[str, Path]
) -> None:
    wanted = traces[name]["output"].value
    found = np.load(scripts[name].with_suffix(".npy"))
    assert found.dtype == wanted.dtype
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)


def test_some_outputs_are_numbers_and_some_are_not(traces: dict[str, Trace]) -> None:
    empty = {name for name, trace in traces.items() if np.isnan(trace["output"].value).all()}
    assert empty == {"not a number"}


def test_a_script_is_formatted_and_has_nothing_unused(scripts: dict[str, Path]) -> None:
    folder = next(iter(scripts.values())).parent
    rules = ["--isolated", "--line-length", str(LINE)]
    for command in (
        ["check", "--select", "E,F,W,I,B,SIM,RET", *rules],
        ["format", "--check", "--exclude", scripts["long"].name, *rules],
    ):
        done = subprocess.run(
            [Path(sys.executable).parent / "ruff", *command, folder],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_a_script_has_only_what_its_settings_need(scripts: dict[str, Path]) -> None:
    texts = {name: path.read_text(encoding="utf-8") for name, path in scripts.items()}
    assert "WEIGHTS" in texts["default"]
    assert "initializers" not in texts["default"]
    untrained = texts["numbered, not normalized"]
    for absent in ("WEIGHTS", "softmax", "concatenate", "causal", "place =", "attnviz"):
        assert absent not in untrained
    assert "candidate" not in texts["self-attention"].lower()
    assert "query" not in texts["article attention"]
    for name, text in texts.items():
        assert len(text.partition("WEIGHTS =")[0].splitlines()) < 100, name
