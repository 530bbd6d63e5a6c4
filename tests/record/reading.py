"""What a link shows, read from its page without a browser: address, claims, messages, numbers.

A page is reached by its file alone. What components are sent is read here and nowhere else in the
record: where a payload gets another shape, its reader below changes and the record stays.
"""

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import numpy as np
from numpy.typing import ArrayLike, NDArray
from streamlit.testing.v1 import AppTest

from tests.said import headings, prose
from tests.ui.components.test_picture import unpack

ROOT = Path(__file__).resolve().parents[2]
Shown = dict[str, Any]
"""What a link shows, as JSON can hold it."""

_CONTROLS = (
    "slider",
    "select_slider",
    "selectbox",
    "number_input",
    "text_input",
    "text_area",
    "button_group",
    "toggle",
    "radio",
)
_LONG = 200
_MOST_ROWS = 6
# How long a training took is of this machine and this moment.
_SECONDS = re.compile(r"\b\d+(?:\.\d+)? (?=s\b|seconds?\b|minutes?\b)")
# What is lost by rounding is of the processor.
_ROUNDING = re.compile(r"(?<= by )[\d.e-]+(?=\.$)")
# Marks of Markdown, the escapes that take them back, and what keeps addresses from being links.
_MARKS = re.compile(r"\\([^\w\s])|\*+|\N{WORD JOINER}")


def opened(link: str) -> AppTest:
    """Return the page of a link, once nothing is trained for it any more.

    Args:
        link: A page's name in the address, "" for the overview, and its query.
    """
    page, _, query = link.partition("?")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, texts in parse_qs(query, keep_blank_values=True).items():
        app.query_params[name] = texts if len(texts) > 1 else texts[0]
    if page:
        app.switch_page(f"pages/{page}.py")
    app.run()
    for _ in range(120):
        if not app.get("progress"):
            break
        time.sleep(0.25)
        app.run()
    else:
        raise AssertionError(f"{link} is still trained")
    if app.exception:
        raise AssertionError(f"{link}: {app.exception[0].message}")
    return app


def shown(link: str) -> Shown:
    """Return what a link shows; what is empty is left out."""
    app = opened(link)
    told = (app.warning, app.error, app.info)
    found = {
        "address": _address(app, link),
        "title": "".join(_texts(app.title)),
        "told": [plain(element.value) for group in told for element in group],
        "claims": [*map(settled, headings(app)), *_texts(app.header, app.subheader)],
        # Prose without a number is the page's, and no claim about this view.
        "says": [t for t in (*_prose(app), *_texts(app.caption)) if any(map(str.isdigit, t))],
        "controls": _controls(app),
        "tables": [_table(element.value) for element in (*app.dataframe, *app.table)],
        "pictures": dict(_pictures(app)),
    }
    return {name: value for name, value in found.items() if value}


def plain(text: str) -> str:
    """Return what a learner reads of a Markdown text."""
    return settled(_MARKS.sub(lambda mark: mark.group(1) or "", text))


def settled(text: str) -> str:
    """Return a text without what is of this machine and this moment."""
    bare = _SECONDS.sub("… ", text)
    return _ROUNDING.sub("…", bare) if bare.startswith("Recomputed") else bare


def _prose(app: AppTest) -> list[str]:
    return [plain(text) if markdown else settled(text) for text, markdown in prose(app)]


def _texts(*groups: Any) -> list[str]:
    return [plain(element.value) for group in groups for element in group]


def _address(app: AppTest, link: str) -> str:
    """Return the query of the address bar, long texts of the link itself cut."""
    given = parse_qs(link.partition("?")[2], keep_blank_values=True)
    query = {
        name: "…" if len(str(texts)) > _LONG and [texts] == given.get(name) else texts
        for name, texts in sorted(_query(app).items())
    }
    return urlencode(query, doseq=True, safe=",:…")


def _query(app: AppTest) -> dict[str, Any]:
    return {
        name: texts[0] if isinstance(texts, list) and len(texts) == 1 else texts
        for name, texts in dict(app.query_params).items()
    }


def _controls(app: AppTest) -> str:
    """Return what the drawn controls show, by their labels."""
    drawn: list[Any] = [element for kind in _CONTROLS for element in app.get(kind)]
    return " · ".join(f"{plain(one.label)}: {str(one.value)[:_LONG]}" for one in drawn)


def _table(frame: Any) -> list[str]:
    """Return a table's first rows as text: columns, rows, and how many rows there are."""
    columns = [str(name) for name in frame.columns if name != "seconds"]
    rows = [
        " | ".join(str(row[name]) for name in columns)
        for row in frame.head(_MOST_ROWS).to_dict("records")
    ]
    return [f"{len(frame)} rows of {' | '.join(columns)}", *rows]


def _pictures(app: AppTest) -> Iterator[tuple[str, Any]]:
    """Return the numbers that each component is sent, by the component's key."""
    for element in app.get("bidi_component"):
        name = element.proto.component_name.removeprefix("attnviz_")
        sent = element.proto
        if name in ("picture", "chart", "frames"):
            view = unpack(gzip.decompress(sent.bytes) if name == "frames" else sent.bytes)
            if tensors := _tensors(view):
                yield view["key"] + (", all steps" if name == "frames" else ""), tensors
        elif name in _READERS:
            yield name, _READERS[name](json.loads(sent.json)[0])


def _tensors(view: dict[str, Any]) -> dict[str, str]:
    """Return the digest of each tensor of a picture by its step; of a chart, that of each line."""
    parts: dict[str, list[NDArray[np.floating]]] = {}
    for figure in view["frames"]:
        meta = figure["layout"].get("meta", {})
        for panel in meta.get("panels", ()):
            top, left = panel["z"]
            z = figure["data"][panel["trace"]]["z"]
            values = z[top : top + panel["rows"], left : left + panel["columns"]]
            masked = np.zeros(values.shape, bool)
            for row, column, rows, columns in panel["masked"]:
                masked[row : row + rows, column : column + columns] = True
            parts.setdefault(panel["step"], []).append(values[~masked])
        chart = meta.get("curves", {})
        for name, line in zip(chart.get("names", ()), chart.get("values", ()), strict=True):
            parts.setdefault(name, []).append(np.array(line, np.float64))
    return {name: digest(np.concatenate(values)) for name, values in parts.items()}


def digest(values: ArrayLike) -> str:
    """Return a few numbers that stand for many: none of these can change, or its place, unseen.

    Returns:
        How many are finite, and of how many; then of the finite ones the sum, the sum of their
        magnitudes, and the sum of each times its place, from 0 to 1; to seven digits.
    """
    flat = np.ravel(np.asarray(values, np.float64))
    finite = flat[np.isfinite(flat)]
    places = (np.arange(finite.size) + 1) / max(finite.size, 1)
    sums = (finite.sum(), np.abs(finite).sum(), (finite * places).sum())
    return f"{finite.size} of {flat.size}: " + " ".join(f"{one:.7g}" for one in sums)


def _ribbons(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "clicks": ", ".join(click["title"] if click else "padding" for click in data["clicks"])
    }
    for which, readings in (("", [data["reading"]]), (" by epoch", data["epochs"])):
        for name in ("weights", "context", "query", "score"):
            numbers = [n for one in readings for n in np.atleast_1d(one[name]) if n is not None]
            if numbers:
                found[name + which] = digest([float(n) for n in numbers])
    return found


def _shapes(steps: list[dict[str, str]]) -> str:
    return ", ".join(f"{one['name']} {one['shape']}" for one in steps)


_READERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "ribbons": _ribbons,
    "filmstrip": lambda data: _shapes(data["frames"]),
    "diagram": lambda data: _shapes(data["nodes"]),
    "strips": lambda data: [
        f"{one['label']}: {' '.join(map(str, one['texts']))} = {one['sum']}"
        for one in data["strips"]
    ],
    "candidates": lambda data: ", ".join(one["title"] for one in data["items"]),
}
