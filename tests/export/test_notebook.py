"""The notebook: its code runs without attnviz, and every number in it is the trace's."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest

from attnviz.export import FORMATS
from attnviz.export.model import LINE
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.export.views import VIEWS
from tests.processes import printed_by

NAMES = [
    "default",
    "multi-head",
    "self-attention",
    "learned places",
    "sinusoids",
    "numbered, not normalized",
    "one user, one click",
    "not a number",
    "article attention",
    "article multi_head",
    "recbole attention, empty",
]

# Runs the code cells of every notebook in one process, one namespace each, as Jupyter would.
RUN_ALL = """
import json, pathlib, sys
import numpy as np
sys.modules["attnviz"] = None  # an import of it fails

def shown(figure):
    import plotly.io as pio
    assert pio.renderers.default == "plotly_mimetype+still"
    bundle = {{}}
    for renderer in pio.renderers.default.split("+"):
        bundle |= pio.renderers[renderer].to_mimebundle(figure.to_dict())
    assert set(bundle) == {{"application/vnd.plotly.v1+json", "image/svg+xml"}}
    return bundle["image/svg+xml"]

for path in sorted(pathlib.Path({folder!r}).glob("*.ipynb")):
    names, drawn, stills = {{}}, {{}}, []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code, _, last = cell["source"].rpartition("\\npicture(")
            exec(code or last, names)
            if code:
                figure = eval("picture(" + last, names)
                drawn[next(reversed(names["steps"]))] = figure.data[-1].z
                stills.append(shown(figure))
    np.savez(path.with_suffix(".npz"), **names["steps"])
    np.savez(path.with_suffix(".drawn.npz"), **drawn)
    path.with_suffix(".stills.json").write_text(json.dumps(stills), encoding="utf-8")
print("ran")
"""


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    return {name: run(VIEWS[name]) for name in NAMES}


@pytest.fixture(scope="module")
def notebooks(
    tmp_path_factory: pytest.TempPathFactory, traces: dict[str, Trace]
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("notebooks")
    paths = {name: folder / f"{number:02}.ipynb" for number, name in enumerate(traces)}
    for name, path in paths.items():
        path.write_bytes(FORMATS["notebook"].written(traces[name], None))
    assert printed_by(RUN_ALL.format(folder=str(folder))).splitlines()[-1] == "ran"
    return paths


def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_the_traces(
    name: str, traces: dict[str, Trace], notebooks: dict[str, Path]
) -> None:
    records = {**traces[name].steps, **traces[name].score_steps}
    with np.load(notebooks[name].with_suffix(".npz")) as found:
        assert found.files == list(records)
        for step, record in records.items():
            assert found[step].dtype == record.value.dtype
            np.testing.assert_allclose(found[step], record.value, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_all_numbers_of_the_user(
    name: str, traces: dict[str, Trace], notebooks: dict[str, Path]
) -> None:
    records = {**traces[name].steps, **traces[name].score_steps}
    user = traces[name].settings.sample - 1
    with np.load(notebooks[name].with_suffix(".drawn.npz")) as drawn:
        for step, record in records.items():
            own = record.value[user] if record.axes[0] == "B" else record.value
            wanted = np.where(np.isfinite(own.astype(float)), own, np.nan)
            np.testing.assert_allclose(
                np.sort(drawn[step].ravel()), np.sort(wanted.ravel()), rtol=1e-5, atol=1e-6
            )


@pytest.mark.parametrize("name", NAMES)
def test_each_step_has_its_prose_formula_code_and_picture(
    name: str, traces: dict[str, Trace], notebooks: dict[str, Path]
) -> None:
    records = {**traces[name].steps, **traces[name].score_steps}
    read = cells(notebooks[name])
    prose = [cell["source"] for cell in read if cell["cell_type"] == "markdown"]
    code = [cell["source"] for cell in read if cell["cell_type"] == "code"]
    for number, (step, record) in enumerate(records.items(), start=1):
        (about,) = (text for text in prose if text.startswith(f"## {number}. "))
        assert record.title in about
        assert record.sentence in about
        assert record.formula in about
        (own,) = (text for text in code if f'steps["{step}"] = ' in text)
        assert own.splitlines()[-1].endswith(f'"{step}")')
        assert any(record.source in text for text in code)


SVG = "{http://www.w3.org/2000/svg}"


def still_of(cell: dict[str, Any]) -> ElementTree.Element:
    (output,) = cell["outputs"]
    assert output["output_type"] == "display_data"
    return ElementTree.fromstring(output["data"]["image/svg+xml"])


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_is_there_before_and_after_the_code_has_run(
    name: str, traces: dict[str, Trace], notebooks: dict[str, Path]
) -> None:
    drawn = [cell for cell in cells(notebooks[name]) if cell.get("outputs")]
    records = {**traces[name].steps, **traces[name].score_steps}
    assert len(drawn) == len(records)
    run_again = json.loads(notebooks[name].with_suffix(".stills.json").read_text(encoding="utf-8"))
    for cell, (step, record), again in zip(drawn, records.items(), run_again, strict=True):
        root = still_of(cell)
        assert f'steps["{step}"] = ' in cell["source"]
        told = [text.text or "" for text in root.iter(f"{SVG}text")]
        assert {step, *record.parents} <= set(told)
        after = ElementTree.fromstring(again)
        assert [text.text or "" for text in after.iter(f"{SVG}text") if not number(text)] == [
            text.text or "" for text in root.iter(f"{SVG}text") if not number(text)
        ]
        for before, later in zip(root.iter(f"{SVG}rect"), after.iter(f"{SVG}rect"), strict=True):
            assert before.get("x") == later.get("x")
            np.testing.assert_allclose(colour(before), colour(later), atol=2)


def number(text: ElementTree.Element) -> bool:
    return text.get("text-anchor") == "middle"


def colour(cell: ElementTree.Element) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", (cell.get("fill") or "").lstrip("#"))]


def test_a_still_has_the_numbers_and_names_of_its_tensors(
    traces: dict[str, Trace], notebooks: dict[str, Path]
) -> None:
    trace = traces["default"]
    own = (cell for cell in cells(notebooks["default"]) if 'steps["weights"] = ' in cell["source"])
    (cell,) = own
    root = still_of(cell)
    numbers = [text.text for text in root.iter(f"{SVG}text") if number(text)]
    assert [f"{weight:.3g}" for weight in trace["weights"].value[0, 0]] == numbers[-10:]
    titles = {trace.samples.items.title(int(item)) for item in trace.samples.history[0]}
    assert titles <= {text.text for text in root.iter(f"{SVG}text")}


def test_no_cell_but_a_folded_later_one_holds_weights(notebooks: dict[str, Path]) -> None:
    for path in notebooks.values():
        code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
        assert code[0]["source"].startswith("import ")
        for place, cell in enumerate(code):
            longest = max(len(word) for word in cell["source"].split())
            if longest >= 100:
                assert cell["metadata"] == {"jupyter": {"source_hidden": True}}
                assert place > 1
                assert '"""' in cell["source"][:20]


def test_notebooks_are_valid_formatted_and_have_nothing_unused(notebooks: dict[str, Path]) -> None:
    for path in notebooks.values():
        nbformat.validate(json.loads(path.read_text(encoding="utf-8")))
    folder = next(iter(notebooks.values())).parent
    rules = ["--isolated", "--line-length", str(LINE)]
    for command in (["check", "--select", "E,F,W,I,B,SIM,RET"], ["format", "--check"]):
        done = subprocess.run(
            [Path(sys.executable).parent / "ruff", *command, *rules, folder],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
