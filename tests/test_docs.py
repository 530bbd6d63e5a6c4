"""What the documents name is there: files, modules, targets of make, names of the code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from attnviz.ui.state.pages import PAGES
from tests.processes import ROOT
from tests.test_structure import BELOW_UI, MAY_IMPORT

DOCUMENTS = [
    path.relative_to(ROOT).as_posix()
    for pattern in ("ARCHITECTURE.md", "CONTRIBUTING.md", "docs/*.md")
    for path in sorted(ROOT.glob(pattern))
    if path.name != "api.md"  # made of docstrings, and held to them by test_readme
]
LESSONS = "attnviz/lessons/shipped/*.json"
# What is written as code: between marks in a line, or in a block of its own.
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
PATH = re.compile(r"(?<![\w./:@<-])[\w.-]+(?:/[\w.-]+)+/?(?![\w<>*/])")
FILE = re.compile(r"[\w-]+(?:\.\w+)?\.(?:py|js|md|css|json|jsonc|toml|txt|ts|npz)")
# Modules of the package are held by `test_structure`, in these documents too.
MODULE = re.compile(r"(?<![\w./])(?:tests|bench)(?:\.[a-z_]\w*)+")
NAME = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)(?:\(\))?")
# What `make` makes, and what a document may name all the same.
MADE = (".venv/", "node_modules/")
FOLDERS = ("attnviz", "tests", "bench", "pages", "docs")
TARGET = re.compile(r"\bmake ([a-z]+)")


def code_in(document: str) -> Iterator[str]:
    """Return all that a document writes as code."""
    for block, marked in CODE.findall((ROOT / document).read_text(encoding="utf-8")):
        yield block or marked


def paths_in(document: str) -> set[str]:
    """Return the files and folders that a document names, from the root or by their name alone."""
    found = set()
    for code in code_in(document):
        found |= {match.rstrip("/") for match in PATH.findall(code)}
        if FILE.fullmatch(code):
            found.add(code)
    return found


def there(path: str) -> bool:
    """Whether a file or a folder is there; a file that is named alone may lie anywhere."""
    if path.startswith(MADE):
        return True
    alone = "/" not in path and any(
        found for folder in FOLDERS for found in (ROOT / folder).rglob(path)
    )
    return alone or (ROOT / path).exists()


def is_module(dotted: str) -> bool:
    """Whether a dotted name is a module's, or a name's in one."""
    path = ROOT / dotted.replace(".", "/")
    inside, _, name = dotted.rpartition(".")
    home = ROOT / inside.replace(".", "/")
    files = [file for file in (home.with_suffix(".py"), home / "__init__.py") if file.is_file()]
    return (
        path.is_dir()
        or path.with_suffix(".py").is_file()
        or any(re.search(rf"\b{name}\b", file.read_text(encoding="utf-8")) for file in files)
    )


def targets() -> set[str]:
    """Return what make can be asked for."""
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", rules, re.MULTILINE)
    return {name for name in phony.split() if re.search(rf"^{name}:", rules, re.MULTILINE)}


def words() -> set[str]:
    """Return all words of the code: names of what it has, and of what it uses of others."""
    files = [
        path
        for folder in FOLDERS
        for ending in ("py", "js", "ts")
        for path in (ROOT / folder).rglob(f"*.{ending}")
        if path != Path(__file__)
    ]
    files += [ROOT / "app.py", ROOT / ".streamlit" / "config.toml"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return {word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text)}


WORDS = words()


def test_all_documents_are_seen() -> None:
    assert set(DOCUMENTS) >= {
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/protocols.md",
        "docs/platform.md",
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_path_that_a_document_names_is_there(document: str) -> None:
    found = paths_in(document)
    assert len(found) >= 10
    assert [path for path in sorted(found) if not there(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_module_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert [name for name in sorted(set(MODULE.findall(text))) if not is_module(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_name_that_a_document_writes_as_code_is_in_the_code(document: str) -> None:
    names = {match[1] for code in code_in(document) if (match := NAME.fullmatch(code))}
    assert names
    assert sorted(names - WORDS) == []


def test_the_rooms_may_import_what_their_table_says() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    said: dict[str, set[str]] = {}
    for path, allowed in re.findall(
        r"^\| `([\w/.]+)`[^|]*\|[^|]+\| ([\w., ]+) \|$", text, re.MULTILINE
    ):
        room = path.removeprefix("attnviz/").removesuffix(".py").replace("/", ".")
        if room in MAY_IMPORT:
            names = set(allowed.split(", ")) - {"nothing"}
            said[room] = names - {"outside"} | (BELOW_UI if "outside" in names else set())
    assert said == MAY_IMPORT


def test_each_target_of_make_that_a_document_names_is_there() -> None:
    asked = {
        target
        for document in DOCUMENTS
        for code in code_in(document)
        for target in TARGET.findall(code)
    }
    assert {"check", "test", "soak"} <= asked
    assert sorted(asked - targets()) == []


def test_each_test_that_make_names_is_there() -> None:
    named = re.findall(r"\btests(?:/[\w.*]+)+", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert len(named) > 10
    assert [path for path in named if not list(ROOT.glob(path))] == []


def test_the_readme_counts_and_names_the_mistakes_and_the_lessons_that_show_them() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    told = re.search(
        r"Of fifteen mistakes in its code, five are shown here: (.*?)\. Two more", text
    )
    assert told is not None
    titles = {json.loads(path.read_text())["title"] for path in ROOT.glob(LESSONS)}
    lessons = {name.strip() for name in re.findall(r"lesson \*([^*]+)\*", told[1])}
    assert len(re.findall(r"\([^)]+\)", told[1])) == 5
    assert len(lessons) == 3
    assert lessons <= titles
    eight = re.search(r"The other eight are not in this layer: (.*?)\.\s", text)
    assert eight is not None
    # "a sampler that passes over its arguments or draws padding for an item" is two of them.
    assert len(re.split(r", (?:and )?|\bor\b|(?<=divide the vector) and ", eight[1])) == 8


def test_the_readme_lists_the_pages_as_the_menu_has_them() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What is in it")[2]
    table = text.partition("\n\n|")[2].partition("\n\n")[0].splitlines()
    assert [row.split("|")[1 if row.startswith("|") else 0].strip() for row in table[2:]] == [
        page.title for page in PAGES.values()
    ]


def test_what_is_not_there_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "attnviz").mkdir()
    (tmp_path / "Makefile").write_text(".PHONY: run lost\nrun:\n\techo\n")
    (tmp_path / "a.md").write_text(
        "See `attnviz/gone.py`, `gone.py` and `<name>/main.js`.\n```\nls attnviz/lost\n```\n"
    )
    monkeypatch.setattr("tests.test_docs.ROOT", tmp_path)
    assert paths_in("a.md") == {"attnviz/gone.py", "gone.py", "attnviz/lost"}
    assert not any(map(there, paths_in("a.md")))
    assert not is_module("tests.gone")
    assert targets() == {"run"}
