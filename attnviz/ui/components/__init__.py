"""The components: a folder each, with its Python, its script and its style sheet.

Scripts are modules that import each other, and the browser fetches them as they lie here: from one
address for the whole folder, which changes with its content. So a browser may keep them for good,
and never mixes those of two versions.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from attnviz.pictures.palette import palette_styles

FOLDER = Path(__file__).parent


def _digest() -> str:
    """Return the digest of all scripts with their names."""
    digest = hashlib.sha256()
    for script in sorted(FOLDER.rglob("*.js")):
        digest.update(script.relative_to(FOLDER).as_posix().encode())
        digest.update(script.read_bytes())
    return digest.hexdigest()[:12]


# Declared for its folder only: this serves it under the server's base path. Twice, as a browser
# keeps that a module could not be fetched, and what that one imports as well.
_modules = declare_component(f"modules_sha{_digest()}", path=FOLDER)
_again = declare_component(f"again_sha{_digest()}", path=FOLDER)

_LOADER = """\
const base = document.querySelector('script[src*="static/js/"]').src.split("static/js/")[0];
const from = (folder) => import(base + "component/" + folder + "/{script}");
const fetched = await from("{first}").catch(() => from("{second}")).catch(() => null);

function unfetched({{ parentElement }}) {{
  if (parentElement.querySelector(".unfetched")) return;
  const note = document.createElement("p");
  note.className = "unfetched";
  note.textContent = "This part of the page could not be loaded. Reload the page to try again.";
  parentElement.append(note);
}}

export default fetched?.default ?? unfetched;
"""


def component(name: str, script: str, *sheets: str) -> Callable[..., Any]:
    """Register a component of attnviz, and return the function that mounts it.

    Streamlit sends a component's script with each of its data; here that only fetches the module.

    Args:
        name: The component's name, without attnviz's own.
        script: Its module in this folder, such as "picture/main.js", with a default export as
            Streamlit asks for.
        sheets: Its style sheets in this folder, in order; none where it shows nothing.

    Raises:
        StreamlitAPIException: if Streamlit does not take it.
    """
    loader = _LOADER.format(script=script, first=_modules.name, second=_again.name)
    css = styles(*sheets) if sheets else None
    return st.components.v2.component(f"attnviz_{name}", css=css, js=loader)


def styles(*sheets: str) -> str:
    """Return style sheets of this folder, behind the palette and what all components share."""
    texts = (_read(sheet) for sheet in ("shared/base.css", *sheets))
    return "\n".join((palette_styles(), *texts))


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
    return (FOLDER / name).read_text(encoding="utf-8")
