"""Modules of JavaScript as one script, for a page that may fetch nothing.

Each module becomes a function that returns what it exports; the page's own is the last and stands
as it is. Only what is written in one of the ways below is understood; anything else is an error,
so that a page that is written also runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_NAME = r"[A-Za-z_$][\w$]*"
_IMPORT = re.compile(
    rf'^import (?:\{{(?P<names>[\w$\s,]+)\}}|(?P<default>{_NAME})) from "(?P<path>\.[^"]+)";$',
    re.MULTILINE,
)
_EXPORT = re.compile(
    rf"^export (?P<declaration>(?:async )?(?:function\*?|class|const) (?P<name>{_NAME}))",
    re.MULTILINE,
)
_DEFAULT = re.compile(r"^export default (?P<value>.+;)$", re.MULTILINE)
# Also at any depth: a module that is fetched while the page runs.
_LEFT = re.compile(r"^[ \t]*(?:import|export)\b.*|\bimport\s*\(.*", re.MULTILINE)
_THE_DEFAULT = "theDefault"


class NotUnderstood(Exception):
    """A module is written in a way that cannot be put into one script."""


def one_script(entry: Path) -> str:
    """Return a module and all that it imports as the text of one `<script type="module">`.

    Raises:
        NotUnderstood: if a module imports or exports in another way than by name or by default,
            is not there, imports in a circle, or holds what ends a script.
    """
    modules: dict[Path, str] = {}
    _add(entry.resolve(), modules, ())
    names = {path: f"module{n}" for n, path in enumerate(modules)}
    *imported, last = modules
    parts = [_as_function(path, modules[path], names) for path in imported]
    parts.append(_with_imports(last, modules[last], names))
    return "\n".join(parts)


def _add(path: Path, modules: dict[Path, str], above: tuple[Path, ...]) -> None:
    """Add a module behind those that it imports."""
    if path in above:
        raise NotUnderstood(f"{path.name} imports itself by way of {above[-1].name}")
    if path in modules:
        return
    if not path.is_file():
        raise NotUnderstood(
            f"{above[-1].name if above else 'nothing'} imports {path}: no such file"
        )
    text = path.read_text(encoding="utf-8")
    for odd in ("</script", "<!--", _THE_DEFAULT):
        if odd in text:
            raise NotUnderstood(f"{path.name} holds {odd!r}")
    for imported in _imported(path, text):
        _add(imported, modules, (*above, path))
    modules[path] = text


def _imported(path: Path, text: str) -> Iterator[Path]:
    for match in _IMPORT.finditer(text):
        yield (path.parent / match["path"]).resolve()


def _as_function(path: Path, text: str, names: dict[Path, str]) -> str:
    exported = [match["name"] for match in _EXPORT.finditer(text)]
    text = _EXPORT.sub(r"\g<declaration>", text)
    if default := _DEFAULT.search(text):
        text = text.replace(default[0], f"const {_THE_DEFAULT} = {default['value']}")
        exported.append(f"default: {_THE_DEFAULT}")
    body = _with_imports(path, text, names)
    return f"const {names[path]} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _with_imports(path: Path, text: str, names: dict[Path, str]) -> str:
    def taken(match: re.Match[str]) -> str:
        module = names[(path.parent / match["path"]).resolve()]
        if match["default"]:
            return f"const {match['default']} = {module}.default;"
        wanted = re.sub(r"\s+as\s+", ": ", " ".join(match["names"].split()))
        return f"const {{ {wanted.rstrip(', ')} }} = {module};"

    text = _IMPORT.sub(taken, text)
    code = re.sub(r"^\s*(?://|/?\*).*$", "", text, flags=re.MULTILINE)
    if left := _LEFT.search(code):
        raise NotUnderstood(f"{path.name} has {left[0].strip()!r}")
    return text
