"""Writes docs/api.md, the public names by their docstrings: `python -m docs.make_api`."""

import dataclasses
import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attnviz
from attnviz.learning.onednn import leave_out_onednn

FILE = Path(__file__).with_name("api.md")
ROOT = Path(__file__).parent.parent
_HEAD = """\
# The names of the package

Made from the docstrings by `python -m docs.make_api`. Each example runs, in
`tests/test_examples.py`. Axes: B samples, C candidates, T clicks, h heads, D numbers of a vector;
all letters stand in the app's glossary.
"""
_SECTION = re.compile(r"^(Args|Attributes|Call|Returns|Raises|Example):$", re.MULTILINE)


def page() -> str:
    """Return the page's text."""
    names = sorted(attnviz.__all__, key=str.lower)
    links = " · ".join(f"[{name}](#{name.lower()})" for name in names)
    return "\n".join([_HEAD, links, *(part for name in names for part in _entry(name))])


def _entry(name: str) -> Iterator[str]:
    """Return what is written of one name."""
    made = getattr(attnviz, name)
    home = Path(inspect.getsourcefile(made) or "").relative_to(ROOT).as_posix()
    yield f"\n## {name}\n\n`{home}`\n\n```python\n{_signature(name, made)}\n```\n"
    yield from _docstring(inspect.getdoc(made) or "")
    if dataclasses.is_dataclass(made):
        yield from _settings(made)
    if inspect.isclass(made):
        yield from _members(made)


def _signature(name: str, made: Any) -> str:
    """Return a call with a line for each argument, without what only types repeat."""
    found = inspect.signature(made)
    own = [p for p in found.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    if dataclasses.is_dataclass(made) and len(own) > 20:
        return f"attnviz.{name}(...)  # by name: see the table"
    lines, starred = [], False
    for one in own:
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            lines.append("*")
            starred = True
        default = "" if one.default is inspect.Parameter.empty else f"={one.default!r}"
        lines.append(f"{one.name}{default}")
    whole = f"attnviz.{name}({', '.join(lines)})"
    if len(whole) <= 100:
        return whole
    return f"attnviz.{name}(\n" + "".join(f"    {line},\n" for line in lines) + ")"


def _docstring(text: str) -> Iterator[str]:
    """Return a docstring's sections as Markdown."""
    start, *parts = _SECTION.split(text)
    yield f"{_flowing(start)}\n"
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        block = inspect.cleandoc(body)
        if title == "Example":
            yield f"```pycon\n{block}\n```\n"
            continue
        yield f"**{title}**\n"
        named = re.findall(r"^([\w.]+): (.*(?:\n +.*)*)", block, re.MULTILINE)
        if title == "Returns" or not named:
            yield f"{_flowing(block)}\n"
            continue
        yield "\n".join(f"- `{one}`: {' '.join(said.split())}" for one, said in named) + "\n"


def _flowing(text: str) -> str:
    """Return paragraphs, each on a line."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _settings(made: Any) -> Iterator[str]:
    """Return a table of the fields that say what they mean."""
    told = [one for one in dataclasses.fields(made) if "meaning" in one.metadata]
    if told:
        yield "| setting | default | what it is | allowed |\n|---|---|---|---|"
        for one in told:
            allowed = one.metadata["kind"].words
            default = one.metadata["kind"].write(one.default) if one.default is not None else ""
            yield f"| `{one.name}` | {default} | {one.metadata['meaning']} | {allowed} |"
        yield ""


def _members(made: type) -> Iterator[str]:
    """Return a line for each method and property of a class, or of what it is made of here."""
    lines = []
    for one in inspect.classify_class_attrs(made):
        ours = one.defining_class.__module__.startswith("attnviz.")
        function = one.object.fget if isinstance(one.object, property) else one.object
        function = getattr(function, "func", getattr(function, "__func__", function))
        said = getattr(function, "__doc__", None) if callable(function) else None
        if ours and said and not one.name.startswith("_"):
            call = "" if one.kind == "property" or not inspect.isroutine(function) else "()"
            lines.append(
                f"- `{one.name}{call}`: {_flowing(inspect.cleandoc(said)).splitlines()[0]}"
            )
    if lines:
        yield "**Methods and properties**\n\n" + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, and return the exit code."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow greets on stderr otherwise
    leave_out_onednn()
    FILE.write_text(page(), encoding="utf-8")
    print(FILE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
