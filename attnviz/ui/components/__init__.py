"""The components: a folder each, with its Python, its script and its style sheet.

Scripts are modules that import each other, and the browser fetches them and the style sheets as
they lie here: from one address for the whole folder, which changes with its content. So a browser
may keep them for good, and never mixes those of two versions; and a change of the page sends none
of them again.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

FOLDER = Path(__file__).parent


def _digest() -> str:
    """Return the digest of all scripts and style sheets with their names."""
    digest = hashlib.sha256()
    for file in sorted((*FOLDER.rglob("*.js"), *FOLDER.rglob("*.css"))):
        digest.update(file.relative_to(FOLDER).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


# Declared for its folder only: this serves it under the server's base path. Twice, as a browser
# keeps that a module could not be fetched, and what that one imports as well.
_modules = declare_component(f"modules_sha{_digest()}", path=FOLDER)
_again = declare_component(f"again_sha{_digest()}", path=FOLDER)

_LOADER = """\
const base = document.querySelector('script[src*="static/js/"]').src.split("static/js/")[0];
const from = async (folder) => {{
  const fetched = (path) => import(base + "component/" + folder + "/" + path);
  const module = fetched("{script}");
  module.catch(() => {{}}); // It is told by what awaits it.
  return (await fetched("shared/load.js")).load(module, {sheets});
}};

function unfetched({{ parentElement }}) {{
  if (parentElement.querySelector(".unfetched")) return;
  const note = document.createElement("p");
  note.className = "unfetched";
  note.textContent = "This part of the page could not be loaded. Reload the page to try again.";
  parentElement.append(note);
}}

export default await from("{first}").catch(() => from("{second}")).catch(() => unfetched);
"""
# The palette first (`palette_styles` as a file), and what all components share.
_SHEETS = ("shared/palette.css", "shared/base.css")


def component(name: str, script: str, *sheets: str) -> Callable[..., Any]:
    """Register a component of attnviz, and return the function that mounts it.

    Streamlit sends a component's script with each of its data; here that only fetches the module
    and its style sheets, and draws nothing before both are there.

    Args:
        name: The component's name, without attnviz's own.
        script: Its module in this folder, such as "picture/main.js", with a default export as
            Streamlit asks for.
        sheets: Its style sheets in this folder, in order; none where it shows nothing.

    Raises:
        StreamlitAPIException: if Streamlit does not take it.
    """
    loader = _LOADER.format(
        script=script,
        sheets=json.dumps([*_SHEETS, *sheets] if sheets else []),
        first=_modules.name,
        second=_again.name,
    )
    mount = st.components.v2.component(f"attnviz_{name}", js=loader)

    def mounted(*, data: Mapping[str, Any] | bytes, **how: Any) -> Any:
        # In a list, as Streamlit looks at each entry of a mapping whether it is a table.
        return mount(data=data if isinstance(data, bytes) else [data], **how)

    return mounted


def number(value: float | None) -> float | str | None:
    """Return a number as JSON can carry it and JavaScript's `Number` can read it.

    Six significant digits; NaN and the infinities become text; None, for no number, stays.
    """
    if value is None:
        return None
    if math.isfinite(value):
        return float(f"{value:.6g}")
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
