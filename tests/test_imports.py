"""Imports point one way: what is instant stays instant, and only the app knows streamlit."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import attnviz
from tests.processes import ROOT, printed_by, python

PACKAGE = ROOT / "attnviz"
# What needs no app, and yet is of what people see and touch.
COMMANDS = ("attnviz.__main__", "attnviz.ui.command_line")
# The layer and what is made of it. Everything else is read without TensorFlow.
KERAS = {
    "layer.parts",
    "layer.parts.activation_unit",
    "layer.arguments",
    "layer.click_model",
    "layer.parts.dice",
    "layer.parts.embeddings",
    "layer.inputs",
    "layer.lookup",
    "layer.masks",
    "layer.multi_head",
    "layer.normalizations",
    "layer.output",
    "layer.own_attention",
    "layer.parts.seeding",
    "layer.step",
    "layer.symbolic",
    "layer.parts.sublayers",
    "layer.target_attention",
    "layer.weighting",
    "learning.fit",
    "learning.gradients",
    "learning.metrics",
    "learning.model",
    "learning.shipped.making",
    "trace.given_heads",
    "trace.keras_layer",
    "trace.run",
    "trace.runner",
    "trace.torch_layer",
}


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def sources() -> dict[str, Path]:
    """Return the package's modules by name, without the app's."""
    found = {module(path): path for path in PACKAGE.rglob("*.py")}
    return {name: path for name, path in found.items() if not of_the_app(name)}


def of_the_app(name: str) -> bool:
    return name.startswith("attnviz.ui.") and not name.startswith("attnviz.ui.command_line")


def imported(path: Path) -> set[str]:
    """Return the roots of all that a file imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {".".join(node.module.split(".")[:2])} | {node.module.split(".")[0]}
    return found


def test_only_the_app_imports_streamlit() -> None:
    for name, path in sources().items():
        assert "streamlit" not in imported(path), name
        assert "attnviz.ui" not in imported(path) or name.startswith(COMMANDS), name


def test_only_the_layer_and_what_is_made_of_it_import_keras() -> None:
    for name, path in sources().items():
        short = name.removeprefix("attnviz.")
        own = short in KERAS or short in (
            "learning.quiet",
            "learning.memory",
            "layer.backend",
        )  # which import it once they are asked
        assert own or not {"keras", "tensorflow"} & imported(path), name
    assert not {"keras", "tensorflow", "attnviz.layer.own_attention"} & imported(
        PACKAGE / "layer" / "reference.py"
    )


def test_all_but_the_layer_is_imported_without_tensorflow() -> None:
    light = [name for name in sources() if name.removeprefix("attnviz.") not in KERAS]
    assert {
        "attnviz",
        "attnviz.scenario.settings",
        "attnviz.layer.reference",
        "attnviz.trace.record",
    } <= set(light)
    code = (
        f"import importlib, sys\n"
        f"for name in {light}: importlib.import_module(name)\n"
        f"print(sorted({{'tensorflow', 'keras', 'streamlit'}} & set(sys.modules)))"
    )
    assert printed_by(code) == "[]"


@pytest.mark.parametrize("arguments", [["--help"], ["trace", "--help"], ["trace", "--seed", "x"]])
def test_help_and_errors_import_no_tensorflow(arguments: list[str]) -> None:
    done = python("-X", "importtime", "-m", "attnviz", *arguments)
    loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "attnviz.scenario.settings" in loaded
    assert not {"tensorflow", "keras", "streamlit"} & loaded


def test_what_a_shell_completes_are_the_names_of_the_package() -> None:
    assert {name for name in dir(attnviz) if not name.startswith("_")} == set(attnviz.__all__)
    assert "__version__" in dir(attnviz)
    assert printed_by("import attnviz; print('explain' in dir(attnviz))") == "True"


def test_the_version_stands_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "attnviz/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", attnviz.__version__)


def test_the_names_of_the_package() -> None:
    for name in attnviz.__all__:
        assert getattr(attnviz, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'attention'"):
        attnviz.attention  # noqa: B018  # the access is what is tested
