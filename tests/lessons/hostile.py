"""Lessons that somebody has made to harm: good ones with nodes replaced by what must not be."""

import base64
import json
import random
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from attnviz.lessons import SHIPPED, shipped
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.question import ChangeQuestion, OwnQuestion, ShapeQuestion, WeightQuestion
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.packing import FORMAT
from attnviz.scenario.settings import Settings

# In the text that is packed it becomes a list within a list within a list.
_DEEP = "nested {} deep"
DEPTHS = (30, 300, 600, 900, 960, 992, 2000)
ALL_KINDS = Lesson(
    "Of everything",
    "A note.",
    (
        View("overview", question=WeightQuestion(why="Because.")),
        View(
            "walk",
            Settings(mode="multi_head", num_heads=4, pin="weights:0,0,0,1", epoch=0),
            "Look.",
            ("num_heads", "scale", "padding", "unit_layers", "candidate"),
            ("mode",),
            {"num_heads": (1, 4), "padding": (0.0, 0.5), "normalization": ("softmax", "none")},
            ShapeQuestion("key_heads"),
        ),
        View("masks", question=ChangeQuestion("score", {"mask_padding": "false"})),
        View("heads", question=OwnQuestion("**Why** $x$?", ("This.", "$y$"), (1,))),
        View("samples", Settings(items="own", vocabulary_size=50, epoch=0)),
        View(
            "normalization",
            question=MeasureQuestion("padding", {"mask_padding": "false"}, True),
            whole=False,
            part="root",
            again=(Settings(sample=2), Settings(sample_seed=5)),
        ),
        View("overview", question=GoneQuestion()),
        View("overview", question=DrawQuestion()),
        View(
            "compare",
            Settings(normalization="none", same_weights=True),
            question=SidesQuestion("sum"),
            beside=Settings(sample=2),
            both_move=True,
        ),
    ),
)
Change = Callable[[Any], Any]


def text_of(data: Any) -> str:
    """Return what a link says for data, right or wrong; with lists as deep as a text in it says."""
    written = json.dumps(data, separators=(",", ":"))
    for depth in DEPTHS:
        written = written.replace(f'"{_DEEP.format(depth)}"', "[" * depth + "]" * depth)
    raw = written.encode()
    packed = zlib.crc32(raw).to_bytes(4, "big") + zlib.compress(raw, 9)
    return f"{FORMAT}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def lessons(seed: int, count: int) -> Iterator[Any]:
    """Yield the data of so many lessons, each with one node or two changed."""
    choose = random.Random(seed)
    good = [ALL_KINDS.data(), *map(_shipped, SHIPPED)]
    for number in range(count):
        data = json.loads(json.dumps(good[number % len(good)]))
        for _ in range(choose.choice((1, 1, 2))):
            data = changed(data, choose.choice(list(paths(data))), choose.choice(CHANGES))
        yield data


def _shipped(name: str) -> Any:
    data = shipped(name)
    views = [{key: view[key] for key in view if key != "checks"} for view in data["views"]]
    return {**data, "views": views}


def paths(data: Any) -> Iterator[tuple[Any, ...]]:
    """Yield where each node of data is: the names and numbers that lead to it."""
    yield ()
    if not isinstance(data, dict | list):
        return
    for name, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield from ((name, *path) for path in paths(value))


def changed(data: Any, path: tuple[Any, ...], change: Change) -> Any:
    """Return data with the node at a path changed."""
    if not path:
        return change(data)
    name, *rest = path
    data[name] = changed(data[name], tuple(rest), change)
    return data


def _always(value: Any) -> Change:
    return lambda _: deepcopy(value)  # else one change would change what the next puts in


def _renamed(node: Any) -> Any:
    if not isinstance(node, dict) or not node:
        return {"": node}
    name, *others = node
    return {f"{name} ": node[name], **{other: node[other] for other in others}}


VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "own",
    "none",
    "nan",
    "1e999",
    "9" * 4500,
    "x" * 5000,
    "\u202e\x00\x1b[31m",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1)) $\\frac{1}{0}$",
    "__class__",
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"kind": "shape", "step": "weights"},
    {"kind": "own", "prompt": "p", "options": ["a", "b"], "right": [2]},
    ["seed"] * 40,
    *(_DEEP.format(depth) for depth in DEPTHS),
)
CHANGES: tuple[Change, ...] = (
    *map(_always, VALUES),
    lambda node: [node],
    lambda node: {"kind": node},
    lambda node: [node, node],
    lambda node: [*node, *node] if isinstance(node, list) else str(node),
    _renamed,
    lambda node: {**node, "candidate": ["a", "b"]} if isinstance(node, dict) else node,
)
