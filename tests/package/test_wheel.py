"""The package as it is installed elsewhere: what a wheel holds, and what it then does."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import attnviz
from tests.package.installed import Installed, built, installed
from tests.processes import ROOT
from tests.test_imports import of_the_app
from tests.test_main import ARTICLE
from tests.test_structure import IMPORTS, MODULES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What is imported under another name than it is installed by.
IMPORTED_AS = {"python_calamine": "python-calamine"}
# Comes with another: with Streamlit.
COMES_WITH = {"starlette": "streamlit"}
OURS = {"attnviz"}
# The one module that an extra of its own is for.
CLUSTER = "attnviz.learning.workers.cluster"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return installed(wheel, tmp_path_factory.mktemp("installed"))


def kept(*paths: str) -> set[str]:
    """Return the files that Git keeps below some paths."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(found.stdout.splitlines())


def test_a_wheel_holds_the_package_and_the_app_within(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        held = {name: file.read(name) for name in file.namelist() if ".dist-info/" not in name}
    app = {f"attnviz/app/{path}": path for path in kept("app.py", "pages")}
    app["attnviz/app/.streamlit/config.toml"] = ".streamlit/config.toml"
    wanted = {path: path for path in kept("attnviz")} | app
    assert held.keys() == wanted.keys()
    assert {"attnviz/py.typed", "attnviz/app/pages/walk.py"} <= held.keys()
    assert [name for name, path in wanted.items() if held[name] != (ROOT / path).read_bytes()] == []


def requirements(path: str) -> dict[str, Requirement]:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line and not line.startswith("-r")]
    return {one.name: one for one in asked}


def ranges(*extras: str) -> dict[str, Requirement]:
    optional = PROJECT["optional-dependencies"]
    lists = [PROJECT["dependencies"], *(optional[extra] for extra in extras)]
    asked = [Requirement(one) for some in lists for one in some]
    return {one.name: one for one in asked if one.name not in OURS}


@pytest.mark.parametrize(
    ("path", "extras"), [("requirements.txt", ["app"]), ("requirements-dev.txt", ["test", "dask"])]
)
def test_a_library_has_ranges_and_the_app_is_pinned_within_them(
    path: str, extras: list[str]
) -> None:
    pins, allowed = requirements(path), ranges(*extras)
    if path == "requirements-dev.txt":
        allowed = {name: one for name, one in allowed.items() if name not in ranges()}
    # The same library without what a graphics card needs.
    pins.pop("tensorflow-cpu", None)
    assert pins.keys() == allowed.keys()
    for name, pin in pins.items():
        ((operator, version),) = ((one.operator, one.version) for one in pin.specifier)
        assert operator == "=="
        assert allowed[name].specifier.contains(version), name
        assert not any(one.operator in ("==", "===") for one in allowed[name].specifier), name
        assert {">=", "<"} <= {one.operator for one in allowed[name].specifier}, name


def test_what_is_imported_is_asked_for() -> None:
    """The base has all that it imports, and the app and the cluster have the rest."""
    base, app, cluster = set(ranges()), set(ranges("app")), set(ranges("dask"))
    for one in IMPORTS:
        top = one.what.split(".")[0]
        if one.what in MODULES or top in OURS or top in sys.stdlib_module_names or one.of == "app":
            continue
        name = COMES_WITH.get(top, IMPORTED_AS.get(top, top))
        needs_app = one.of.startswith("pages.") or of_the_app(one.of)
        theirs = app if needs_app else cluster if one.of == CLUSTER else base
        assert name in theirs, f"{one.of}:{one.line}: {top}"


def test_what_is_installed_is_one_package_and_a_command(elsewhere: Installed) -> None:
    assert elsewhere.printed("--version") == f"attnviz {attnviz.__version__}\n"
    top = {path.name for path in elsewhere.package.parent.iterdir()}
    about = f"attnviz-{attnviz.__version__}.dist-info"
    assert top == {"attnviz", about, "beside.pth"}


def test_the_article_is_replayed_from_another_folder(elsewhere: Installed) -> None:
    assert elsewhere.printed("article") == ARTICLE


def test_clicks_are_read_from_another_folder(elsewhere: Installed) -> None:
    rows = ["user,item,time", *(f"{user},{user + n},{n}" for user in range(3) for n in range(4))]
    (elsewhere.elsewhere / "own.csv").write_text("\n".join(rows))
    said = elsewhere.printed("clicks", "own.csv")
    assert "12 of 12 rows" in said
