"""What Python sends has the shape that the scripts are told in `types.d.ts`."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from attnviz.pictures import Picture, dots
from attnviz.pictures.dots import Dots
from attnviz.pictures.payload import frame_view, pack, picture_view
from attnviz.scenario.catalogue import ITEMS
from attnviz.topics.training.pictures import head_figure, map_figures
from attnviz.topics.walk import step_picture
from attnviz.trace.cell import Cell
from attnviz.ui import components
from tests.pictures.test_every_figure import FIGURES
from tests.processes import ROOT
from tests.traces import traced
from tests.ui.components.test_picture import unpack

ARRAYS = {
    "float32": "Float32Array",
    "float64": "Float64Array",
    "int8": "Int8Array",
    "int16": "Int16Array",
    "int32": "Int32Array",
    "uint8": "Uint8Array",
}
COMPONENTS = {
    "candidates": "CandidatesData",
    "diagram": "DiagramData",
    "draw": "DrawData",
    "filmstrip": "FilmstripData",
    "hand": "HandData",
    "opened": "OpenedData",
    "page": "PageData",
    "ribbons": "RibbonsData",
    "scrubber": "ScrubberData",
    "strips": "StripsData",
}


def typescript(value: Any) -> str:
    """Write what a component is sent as an expression of TypeScript."""
    if isinstance(value, np.ndarray) and value.ndim == 2:
        return f"[{', '.join(map(typescript, value[:2]))}]"
    if isinstance(value, np.ndarray):
        numbers = ", ".join("NaN" if not np.isfinite(n) else repr(n) for n in value[:3].tolist())
        return f"{ARRAYS[value.dtype.name]}.of({numbers})"
    if isinstance(value, dict):
        entries = (f"{json.dumps(name)}: {typescript(entry)}" for name, entry in value.items())
        return f"{{ {', '.join(entries)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(typescript, value))}]"
    return json.dumps(value)


def checked(values: Mapping[str, tuple[str, Any]], folder: Path) -> str:
    """Return what the compiler says of values, each given with the name of its type."""
    shapes = ", ".join(sorted({shape for shape, _ in values.values()}))
    types = (components.FOLDER / "types.js").as_posix()
    lines = [f"import type {{ {shapes} }} from {json.dumps(types)};"]
    lines += [
        f"export const {name} = {typescript(value)} satisfies {shape};"
        for name, (shape, value) in values.items()
    ]
    (folder / "payloads.ts").write_text("\n".join(lines), encoding="utf-8")
    config: dict[str, Any] = {"extends": str(ROOT / "tsconfig.json"), "include": ["payloads.ts"]}
    config["compilerOptions"] = {"types": []}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    # Node is in the environment; the compiler looks for it on the path.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [ROOT / "node_modules" / ".bin" / "tsc", "--project", folder],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        timeout=120,
    )
    assert done.returncode == 0 or done.stdout, done.stderr
    return done.stdout


def figures() -> dict[str, Picture | go.Figure]:
    """Return a picture or figure of every kind."""
    trace, heads = traced(), traced(mode="multi_head")
    found: dict[str, Picture | go.Figure] = dict(FIGURES)
    found["dots"] = dots(
        [Dots("key", (0.5, 0.7), 0.6, (0.1,)), Dots("value", ())],
        bounds=(0, 1),
        level=("chance", 0.5),
        names=("mean", "first"),
    )
    found["head by epoch"] = head_figure([heads, heads], 0, 1)
    found |= {f"heads {name}": step_picture(heads, name, 0, 1) for name in heads.steps}
    found |= {name: step_picture(trace, name, 0) for name in trace.steps}
    places = np.random.default_rng(0).normal(size=(1, ITEMS.vocabulary_size - 1, 2))
    (found["map"],) = map_figures(places, ITEMS, 26, np.array([27, 28, 0]))
    found["own"] = go.Figure(go.Heatmap(z=np.ones((2, 2)), name="plain"), {"height": 200})
    return found


def test_every_kind_of_picture_has_the_shape_of_the_payload(tmp_path: Path) -> None:
    cell = Cell("weights", (0, None, "mean"))
    values: dict[str, tuple[str, Any]] = {
        f"picture{n}": (
            "Payload",
            unpack(pack(picture_view([figure], name, alt="", count=1, outlined=[asdict(cell)]))),
        )
        for n, (name, figure) in enumerate(figures().items())
    }
    assert len(values) > 30
    frames = {"key": "walk", "version": "1", "frames": [frame_view(FIGURES["grid"])]}
    values["behind"] = ("FramesPayload", unpack(pack(frames)))
    assert checked(values, tmp_path) == ""


def small_components() -> None:
    from attnviz.trace.explain import explain
    from attnviz.ui.components.draw import draw, drawn_beside
    from attnviz.ui.components.hand import hand
    from attnviz.ui.components.opened import opened_bar
    from attnviz.ui.components.page import page_script
    from attnviz.ui.components.scrubber import scrubber
    from attnviz.ui.components.strips import strips
    from tests.traces import traced

    scrubber(["0: untrained", "1: loss 0.5"], 1, key="scrubber", on_epoch=print)
    opened = explain(traced(epoch=0), "context", (0, 0, 0))
    strips(opened, key="strips", on_open=print)
    draw(["1 · moka pot", "2 · <b>"], key="draw", on_answer=print)
    drawn_beside(["1 · moka pot"], (100,), (1.0,), key="drawn")
    hand(
        {"epoch": "0 to 15, or last"},
        (3, ""),
        "a session",
        key="hand",
        on_typed=print,
        on_asked=print,
    )
    page_script(
        1,
        "12 % now",
        embedded=False,
        moved="B 5 → 6: every tensor",
        behind="a1",
        parts=True,
        key="page",
        on_approached=print,
    )
    opened_bar(
        opened.title,
        opened.value,
        ["weights"],
        back="",
        forward="scores",
        comes_with_lesson=False,
        key="opened_bar",
        on_open=print,
        on_go=print,
        on_close=print,
    )


def sent(app: AppTest) -> list[tuple[str, Any]]:
    app.run(timeout=60)
    assert not app.exception
    return [
        (element.proto.component_name.removeprefix("attnviz_"), json.loads(element.proto.json)[0])
        for element in app.get("bidi_component")
    ]


def test_every_component_is_sent_the_shape_that_it_reads(tmp_path: Path) -> None:
    found = sent(AppTest.from_function(small_components))
    for shown in ("overview", "film", "attention", "nan", "long", "small"):
        app = AppTest.from_file(str(ROOT / "tests" / "browser" / "component_app.py"))
        app.query_params["show"] = shown
        found += sent(app)
    assert {name for name, _ in found} == set(COMPONENTS)
    values = {f"data{n}": (COMPONENTS[name], data) for n, (name, data) in enumerate(found)}
    assert checked(values, tmp_path) == ""


def test_a_payload_of_another_shape_is_refused(tmp_path: Path) -> None:
    view = unpack(pack(picture_view([FIGURES["equation"]], "walk", alt="", count=1)))
    other = deepcopy(view)
    other["frames"][0]["layout"]["meta"]["panels"][0]["band"] = None
    wrong: dict[str, tuple[str, Any]] = {
        "right": ("Payload", view),
        "lacking": ("Payload", {name: value for name, value in view.items() if name != "dark"}),
        "unknown": ("Payload", {**view, "colour": "red"}),
        "text": ("Payload", {**view, "character": "6"}),
        "panel": ("Payload", other),
    }
    said = checked(wrong, tmp_path)
    # The first line imports, then there is one a value.
    assert re.findall(r"payloads\.ts\((\d+),", said) == ["3", "4", "5", "6"]
    for name in ("dark", "colour", "string", "null"):
        assert name in said
