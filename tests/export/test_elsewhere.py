"""Every export, opened as it is meant to be: in a fresh process, in a folder elsewhere."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from attnviz.export import FORMATS
from attnviz.learning import onednn
from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.processes import ROOT

VIEWS = {
    "trained": Settings(),
    "heads": Settings(mode="multi_head", num_heads=4, epoch=0),
    "self": Settings(mode="multi_head", query="history", causal=True),
}
NAMES = [f"{view}{made.suffix}" for view in VIEWS for made in FORMATS.values()]


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    return {name: run(view) for name, view in VIEWS.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, traces: dict[str, Trace]) -> Path:
    """Return a folder with every export of every view, and the output that each must have."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for name, trace in traces.items():
        for made in FORMATS.values():
            content = made.written(trace, shipped(trace.settings) if trace.epoch else None)
            (folder / f"{name}{made.suffix}").write_bytes(content)
        samples = trace.samples
        np.savez(
            folder / f"{name}.wanted",
            history=samples.history,
            candidate=samples.candidate,
            output=trace["output"].value,
        )
    return folder


def ran(folder: Path, code: str, **environment: str) -> list[str]:
    """Return the lines that a fresh process prints in a folder."""
    ours = ("PYTHONPATH", onednn.VARIABLE)  # elsewhere TensorFlow is as it comes
    own = {name: text for name, text in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**own, "TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


WITHOUT_ATTNVIZ = """
import importlib.util, json, pathlib
import numpy as np
assert importlib.util.find_spec("attnviz") is None
for name in ("trained", "heads", "self"):
    wanted = np.load(f"{name}.wanted.npz")["output"]
    script = {}
    exec(pathlib.Path(f"{name}.py").read_text(encoding="utf-8"), script)
    np.testing.assert_allclose(script["output"], wanted, rtol=1e-5, atol=1e-6)
    cells, notebook = json.loads(pathlib.Path(f"{name}.ipynb").read_text(encoding="utf-8")), {}
    for cell in cells["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], notebook)
    np.testing.assert_allclose(notebook["steps"]["output"], wanted, rtol=1e-5, atol=1e-6)
    with np.load(f"{name}.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["output"], wanted)
    print(name, "is the same")
"""

# As the documentation of the format says it.
WITH_ATTNVIZ = """
from attnviz import OwnAttention
import keras
import numpy as np
for name in ("trained", "heads", "self"):
    given = np.load(f"{name}.wanted.npz")
    model = keras.saving.load_model(f"{name}.keras")
    assert isinstance(model.attention, OwnAttention)
    inputs = [given["history"], given["candidate"]]
    np.testing.assert_allclose(model.attention(inputs), given["output"], rtol=1e-5, atol=1e-6)
    if name != "self":
        assert model(inputs).shape == (len(given["candidate"]),)
    print(name, "is the same")
"""
SAME = [f"{name} is the same" for name in VIEWS]


def test_scripts_notebooks_and_arrays_need_no_attnviz(folder: Path) -> None:
    lines = ran(folder, WITHOUT_ATTNVIZ)
    assert [line for line in lines if line in SAME] == SAME


def test_a_model_is_loaded_as_its_documentation_says(folder: Path) -> None:
    assert ran(folder, WITH_ATTNVIZ, PYTHONPATH=str(ROOT)) == SAME


class _Page(HTMLParser):
    """Collects what a page refers to, and the element that each text is in."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_is_whole_and_refers_to_nothing(folder: Path, name: str) -> None:
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    page.close()
    assert (page.addresses, page.open) == ([], [])
    assert not re.search(r"@import|url\((?!data:)", text.split("<body>")[0])
