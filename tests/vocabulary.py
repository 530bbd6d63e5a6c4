"""The words that a learner reads: of labels, notes, headings, claims and lessons."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from attnviz.scenario.recipes import RECIPES
from attnviz.scenario.settings import LABELS, MEANINGS
from tests.processes import ROOT

# Where what is shown is written: pages, parts of pages, and what is said.
_WRITTEN = ("app.py", "pages", "attnviz/ui", "attnviz/topics", "attnviz/lessons")
# What is read in a terminal, by who types names of settings and of files.
_TERMINAL = ROOT / "attnviz/ui/command_line"
# Two words or more with a space between them, and no mark of code, CSS, HTML or LaTeX.
_PROSE = re.compile(r"[A-Za-z'’,.;:()?!·%-]+( [^\\<>{}_=#$/]+)+")
_WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)*")


@cache
def words() -> dict[str, str]:
    """Return each word that is shown, in small letters but for names, and a text that has it."""
    found: dict[str, str] = {}
    for text in texts():
        for word in _WORD.findall(re.sub(r"[’']s\b", "", text)):
            known = word if word.isupper() or not word[1:].islower() else word.lower()
            found.setdefault(known, text)
    return found


def texts() -> Iterator[str]:
    """Return what is shown, text by text."""
    yield from LABELS.values()
    yield from MEANINGS.values()
    yield from (recipe.apart for modes in RECIPES.values() for recipe in modes.values())
    for place in _WRITTEN:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if not file.is_relative_to(_TERMINAL):
                yield from _literals(file)
    for file in sorted((ROOT / "attnviz/lessons/shipped").glob("*.json")):
        yield from _notes(json.loads(file.read_text(encoding="utf-8")))


def _notes(data: Any) -> Iterator[str]:
    """Return the title and the notes of a lesson, and what it says after answers."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in ("title", "note", "why"):
                yield value
            else:
                yield from _notes(value)
    elif isinstance(data, list):
        for value in data:
            yield from _notes(value)


def _literals(file: Path) -> Iterator[str]:
    """Return the texts of a module that read like prose; neither its docstrings nor its errors."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    passed = {id(node) for node in _unread(tree)}
    for node in ast.walk(tree):
        if id(node) in passed or not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, str) and _PROSE.fullmatch(node.value.strip()):
            yield node.value


def _unread(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Raise):
            yield from ast.walk(node)
