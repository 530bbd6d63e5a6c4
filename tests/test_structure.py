"""The rooms of the house: who may import whom, no circles, and how large a folder may be."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import attnviz
from attnviz.export import FORMATS
from attnviz.ui.state import keys as session_keys
from tests.processes import ROOT

PACKAGE = ROOT / "attnviz"

# What a room may import, beside itself; "a.b" is one module or room inside of a.
MAY_IMPORT = {
    "scenario": set(),
    "pictures": set(),
    "layer": {"scenario"},
    "interactions": {"scenario"},
    "learning": {"layer", "scenario"},
    "trace": {"learning", "layer", "scenario", "pictures.numbers", "pictures.palette"},
    "topics": {"trace", "learning", "layer.arithmetic", "layer.reference", "scenario", "pictures"},
    "lessons": {"topics", "trace", "scenario"},
    "export": {"lessons", "topics", "trace", "learning", "layer", "pictures", "scenario"},
    "__init__": {"scenario", "layer", "learning", "trace", "topics", "export"},
    "__main__": {"scenario", "learning", "ui.command_line"},
}
BELOW_UI = {*MAY_IMPORT} - {"__init__", "__main__"}
MAY_IMPORT |= {
    "ui.command_line": {"__init__", "scenario", "interactions", "learning", "trace", "export"},
    "ui.platform": BELOW_UI,
    "ui.components": BELOW_UI,
    "ui.state": BELOW_UI | {"ui.platform"},
    "ui.compute": BELOW_UI | {"ui.platform", "ui.state"},
    "ui.sections": BELOW_UI | {"ui.components", "ui.compute", "ui.state"},
    "ui.lessons": BELOW_UI | {"ui.components", "ui.compute", "ui.state"},
    "ui.server": BELOW_UI | {"ui.platform", "ui.compute", "ui.state"},
    "ui.shell": BELOW_UI
    | {
        "ui.platform",
        "ui.server",
        "ui.components",
        "ui.compute",
        "ui.state",
        "ui.sections",
        "ui.lessons",
    },
    "pages": {"ui", "topics", "trace", "scenario.settings"},
}

# Loaded when they are needed and not before: a command's help needs none of them.
SLOW = {"keras", "tensorflow", "pyarrow", "distributed"}

MOST_FILES = 17
MOST_ENTRIES_AT_THE_TOP = 12
MOST_LINES_OF_A_PAGE = 60


@dataclass(frozen=True)
class Import:
    """A module that a module imports.

    Attributes:
        of: Who imports.
        what: What is imported.
        line: Where.
        late: Whether only when a function runs.
        typed: Whether for the checker of types alone.
    """

    of: str
    what: str
    line: int
    late: bool
    typed: bool


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PAGES = {name_of(path): path for path in (ROOT / "app.py", *(ROOT / "pages").glob("*.py"))}
MODULES = {name_of(path): path for path in PACKAGE.rglob("*.py")}


def imports_in(name: str, path: Path) -> Iterator[Import]:
    """Return all that a file imports, at any depth of its code."""

    def within(node: ast.AST, late: bool, typed: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, node.lineno, late, typed)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{name}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                what = inner if inner in MODULES else node.module
                yield Import(name, what, node.lineno, late, typed)
        late |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typed |= isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.iter_child_nodes(node):
            yield from within(child, late, typed)

    return within(ast.parse(path.read_text(encoding="utf-8")), False, False)


IMPORTS = [
    one for files in (MODULES, PAGES) for name in files for one in imports_in(name, files[name])
]
OURS = [one for one in IMPORTS if one.what in MODULES]


def room(name: str) -> str:
    """Return the room that a module is in."""
    if name in PAGES:
        return "pages"
    parts = name.split(".")[1:]
    if not parts:
        return "__init__"
    return ".".join(parts[:2]) if parts[0] == "ui" else parts[0]


def allows(where: str, what: str) -> bool:
    """Whether a room may import a module."""
    short = "__init__" if what == "attnviz" else what.removeprefix("attnviz.")
    return room(what) == where or any(
        short == other or short.startswith(f"{other}.") for other in MAY_IMPORT[where]
    )


def reach(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return what each node of a graph leads to, by however many arrows."""
    found = {}
    for start in graph:
        seen: set[str] = set()
        to_do = [start]
        while to_do:
            for other in graph.get(to_do.pop(), set()) - seen:
                seen.add(other)
                to_do.append(other)
        found[start] = seen
    return found


def slow_libraries() -> dict[str, set[str]]:
    """Return what of the slow libraries each module loads as soon as it is imported."""
    graph: dict[str, set[str]] = {name: set() for name in (*MODULES, *PAGES)}
    for one in IMPORTS:
        if not one.late and not one.typed:
            graph[one.of].add(one.what if one.what in MODULES else one.what.split(".")[0])
    return {name: found & SLOW for name, found in reach(graph).items()}


def test_each_room_imports_what_its_table_allows() -> None:
    rooms = {room(name) for name in (*MODULES, *PAGES)} - {"ui"}
    assert rooms == set(MAY_IMPORT)
    wrong = [
        f"{one.of}:{one.line} imports {one.what}"
        for one in OURS
        if not allows(room(one.of), one.what)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_of_rooms_has_no_circle() -> None:
    graph = {
        where: {room(f"attnviz.{other}") for other in MAY_IMPORT[where]} for where in MAY_IMPORT
    }
    assert [where for where, found in reach(graph).items() if where in found] == []


def test_no_import_runs_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for one in OURS:
        graph.setdefault(one.of, set()).add(one.what)
    assert sorted(name for name, found in reach(graph).items() if name in found) == []


def test_a_function_imports_only_what_is_slow_to_load_and_says_so() -> None:
    slow, files = slow_libraries(), {**MODULES, **PAGES}
    in_vain = [
        f"{one.of}:{one.line} imports {one.what} late, and nothing is won by it"
        for one in OURS
        if (one.late or one.typed) and not slow[one.what] - slow[one.of]
    ]
    silent = [
        f"{one.of}:{one.line} does not say why {one.what} is imported late"
        for one in IMPORTS
        if one.late and not reason_at(files[one.of], one.line)
    ]
    assert not [*in_vain, *silent], "\n".join([*in_vain, *silent])


def reason_at(path: Path, line: int) -> bool:
    """Whether a comment stands at a line, or above the imports that it is one of."""
    lines = path.read_text(encoding="utf-8").splitlines()
    while "import" in lines[line - 1] and "#" not in lines[line - 1]:
        line -= 1
    return "#" in lines[line - 1]


def entries(folder: Path) -> list[str]:
    """Return the names in a folder, aside from what Python and the system put there."""
    names = sorted(path.name for path in folder.iterdir())
    return [name for name in names if not name.startswith(".") and name != "__pycache__"]


def test_no_folder_is_crowded() -> None:
    top = set(entries(PACKAGE)) - {"py.typed"}
    assert len(top) <= MOST_ENTRIES_AT_THE_TOP, sorted(top)
    folders = [path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__"]
    assert len(folders) > 20
    sizes = {path.relative_to(ROOT): len({*entries(path)} - {"__init__.py"}) for path in folders}
    assert {name: size for name, size in sizes.items() if size > MOST_FILES} == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_in_one_screen(name: str) -> None:
    lines = PAGES[name].read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES_OF_A_PAGE


def test_the_server_imports_no_component() -> None:
    """It imports app.py without a run, and a component is declared in one."""
    tree = ast.parse(PAGES["app"].read_text(encoding="utf-8"))
    at_the_top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in at_the_top] == ["import streamlit as st"]


def test_the_keys_of_a_session_stand_in_one_file() -> None:
    found = [
        f"{name}: {ast.unparse(key)}"
        for name, path in MODULES.items()
        if room(name).startswith("ui.") and room(name) != "ui.components"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(key := key_in(node), ast.Constant)
    ]
    assert not found, "\n".join(found)
    keys = [value for name, value in vars(session_keys).items() if name.isupper()]
    assert len(set(keys)) == len(keys) > 40


def key_in(node: ast.AST) -> ast.AST | None:
    """Return what is given for a key of the session, or of a widget; None if nothing is."""
    if isinstance(node, ast.keyword) and node.arg == "key":
        return node.value
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "st.session_state":
        return node.slice
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return node.args[0] if ast.unparse(node.func.value) == "st.session_state" else None
    return None


NAMES = re.compile(r"(?<![\w./])attnviz(?:\.[a-z_]\w*)+")
NOT_THERE = {"attnviz.attention", "attnviz.gone"}  # tests ask for them, and are refused
TEXTS = (
    "*.md",
    "*.toml",
    "Dockerfile",
    "Makefile",
    ".streamlit/*.toml",
    "docs/**/*.md",
    "deploy/**/*",
)
FOLDERS = ("pages", "attnviz", "tests", "bench", "docs")
CODE = ("app.py", *(f"{folder}/**/*.py" for folder in FOLDERS))


def test_each_module_that_a_text_names_is_there() -> None:
    files = {path for pattern in (*TEXTS, *CODE) for path in ROOT.glob(pattern) if path.is_file()}
    named, wrong = 0, []
    for path in sorted(files - {Path(__file__)}):
        for match in NAMES.finditer(path.read_text(encoding="utf-8")):
            named += 1
            if match.group() not in NOT_THERE and not is_there(match.group()):
                wrong.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert named > 500
    assert not wrong, "\n".join(wrong)


def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module's, or a name's in a module."""
    name = dotted
    while name not in MODULES:
        name = name.rpartition(".")[0]
    rest = dotted.removeprefix(name).strip(".").split(".")[0]
    return not rest or (name == "attnviz" and rest in attnviz.__all__) or defines(name, rest)


def defines(name: str, what: str) -> bool:
    """Whether a module has a name at its top level."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == what:
            return True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == what:
            return True
        imports = node.names if isinstance(node, ast.ImportFrom | ast.Import) else []
        if any((alias.asname or alias.name) == what for alias in imports):
            return True
    return False


@pytest.mark.parametrize("path", ["attnviz/__init__.py", "attnviz/export/__init__.py"])
def test_each_module_of_a_lazy_table_is_there(path: str) -> None:
    home = name_of(ROOT / path)
    for word in lazy_modules(path):
        assert find_spec(f"{home}.{word}") is not None, word


def lazy_modules(path: str) -> list[str]:
    """Return the modules that a package imports by their names in strings."""
    if path == "attnviz/__init__.py":
        return list(attnviz._HOMES.values())
    return [made.module for made in FORMATS.values()]
