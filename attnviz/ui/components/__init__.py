"""The components: a folder each, and what mounts them."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from attnviz.palette import palette_styles

_FOLDER = Path(__file__).parent

# Declared for its folder only: this serves the scripts under the server's base path. They are made
# of several files and of constants of Python, so the folder is filled by `component`.
_kept = tempfile.TemporaryDirectory(prefix="attnviz-")
_served = Path(_kept.name).resolve()
_scripts = declare_component("scripts", path=_served)


def component(name: str, script: str, styles: str | None = None) -> Callable[..., Any]:
    """Register a component of attnviz, and return the function that mounts it.

    Streamlit sends a component's script with each of its data. This one is a file that the browser
    fetches and keeps, named after its content; `loader.js` is what Streamlit sends.

    Args:
        name: The component's name, without attnviz's own.
        script: Its module, with a default export as Streamlit asks for.
        styles: Its style sheet.

    Raises:
        StreamlitAPIException: if Streamlit does not take it.
    """
    file = f"{name}.{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    (_served / file).write_text(script, encoding="utf-8")
    address = f"component/{_scripts.name}/{file}"
    loader = f"const SCRIPT = {json.dumps(address)};\n{_read('shared/loader.js')}"
    return st.components.v2.component(f"attnviz_{name}", css=styles, js=loader)


def script(*names: str) -> str:
    """Return a component's script, behind what all of them share.

    Args:
        names: The files `name`.js that make it, in order.
    """
    return "\n".join(_read(f"{part}.js") for part in ("shared/base", *names))


def styles(*names: str) -> str:
    """Return a component's style sheet, behind the palette and what all of them share.

    Args:
        names: The files `name`.css that make it, in order.
    """
    return "\n".join(
        (palette_styles(), *(_read(f"{part}.css") for part in ("shared/base", *names)))
    )


def number(value: float | None) -> float | str | None:
    """Return a number as JSON can carry it and JavaScript's `Number` can read it.

    Six significant digits; NaN and the infinities become text; None, for no number, stays.
    """
    if value is None:
        return None
    if math.isfinite(value):
        return float(f"{value:.6g}")
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
