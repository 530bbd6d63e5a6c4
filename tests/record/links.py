"""Links to record: written by hand, lesson by lesson, and drawn with a seed."""

import base64
import json
import random
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from tests.record.reading import ROOT

SHOWING = ("", "samples", "walk", "heads", "masks", "normalization", "training")
PAGES = (*SHOWING, "compare", "data", "lessons", "teach")
RECIPES = {
    "attention": (
        "default",
        "article",
        "din",
        "din_production",
        "deepctr",
        "recbole",
        "fuxictr",
        "torch_easyrec",
        "easyrec",
    ),
    "multi_head": ("default", "article", "fuxictr", "keras"),
}
HEADS: dict[str, object] = {"mode": "multi_head"}
ASKS: dict[str, object] = {"mode": "multi_head", "query": "history"}
NOW: dict[str, object] = {"epoch": 0}


def link(page: str, **settings: object) -> str:
    """Return a link to a page, with settings as a link names them."""
    query = urlencode(settings, safe=",:")
    return f"{page}?{query}" if query else page


def packed(data: Any) -> str:
    """Return a lesson or a draft as a link of version 1 carries it."""
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    body = zlib.crc32(raw).to_bytes(4, "big") + zlib.compress(raw, 9)
    return f"1.{base64.urlsafe_b64encode(body).decode().rstrip('=')}"


LESSON = {
    "title": "Padding & <b>heads</b>",
    "note": "Two views, *one* question each.",
    "views": [
        {
            "page": "masks",
            "settings": {"padding": "0.4", "epoch": "0", "mode": "multi_head"},
            "note": "Look at the hatched cells.",
            "controls": ["padding", "normalization", "num_heads"],
            "fixed": ["mask_padding"],
            "limits": {"padding": ["0.2", "0.6"], "normalization": ["softmax", "sigmoid"]},
        },
        {
            "page": "overview",
            "settings": {"candidate": "moka pot"},
            "question": {"kind": "weight", "why": "The clicks of its interest."},
        },
        {
            "page": "walk",
            "settings": {"epoch": "0", "step": "context"},
            "question": {"kind": "shape", "step": "context", "why": "T is summed away."},
        },
        {
            "page": "heads",
            "settings": {"mode": "multi_head", "num_heads": "8", "query": "history"},
        },
    ],
}
DRAFTS = (
    {"title": "Begun", "note": "", "views": []},
    {"title": "", "note": "No title yet", "views": LESSON["views"][:1]},
    LESSON,
)

PINS: tuple[tuple[str, dict[str, object]], ...] = (
    ("masks", {"pin": "masked.weights:0,3"}),
    ("masks", {"pin": "unmasked.weights:0,0,9"}),
    ("masks", {"pin": "difference.weights:1,0,3"}),
    ("masks", {"pin": "weights:2,0,1", "sample": 3}),
    ("masks", {"pin": "masked.weights:0,1,0,3", **HEADS}),
    ("masks", {"pin": "masked.weights:0,mean,0,3", **HEADS}),
    ("masks", {"pin": "difference.weights:0,1,4,3", **ASKS}),
    ("masks", {"pin": "softmax.weights:0,0,3"}),
    ("normalization", {"pin": "sigmoid.weights:0,0,3"}),
    ("normalization", {"pin": "none.weights:0,0,3"}),
    ("normalization", {"pin": "each.context:1,0,0,3"}),
    ("normalization", {"pin": "each.context:2,0,0,3", **HEADS}),
    ("normalization", {"pin": "softmax.weights:0,1,0,2", **HEADS}),
    ("walk", {"pin": "weights:0,0,2"}),
    ("walk", {"pin": "masked:0,0,9", "step": "masked"}),
    ("walk", {"pin": "unit_hidden_1:0,0,3,7", "step": "unit_hidden_1"}),
    ("walk", {"pin": "scores:0,0,3", "step": "scores"}),
    ("walk", {"pin": "score:0", "step": "score"}),
    ("walk", {"pin": "click_hidden:0,4", "step": "click_hidden"}),
    ("walk", {"pin": "key:0,3,2", "step": "key"}),
    ("walk", {"pin": "attention/query_dense/kernel:1,2", "step": "query_projected", **HEADS}),
    ("walk", {"pin": "hidden/kernel:0,2"}),
    ("walk", {"pin": "scaled:0,1,0,3", "step": "scaled", **HEADS}),
    ("walk", {"pin": "output:0,3", "step": "output", **HEADS}),
    ("walk", {"pin": "weights:0,max,0,2", **HEADS}),
    ("walk", {"pin": "exponential_sum:0,0"}),
    ("walk", {"pin": "context:9,9,9", "step": "nothing"}),
    ("walk", {"pin": "::"}),
    ("walk", {"pin": "nobody.weights:0,0,3"}),
    ("", {"pin": "weights:0,0,3"}),
    ("", {"pin": "weights:0,0,2", "change": "weights:0,0,2=0.1"}),
    ("", {"sample": 2, "change": "empty:1;add:1,0,15;add:1,1,12"}),
    ("walk", {"step": "weights", "change": "delete:0,2"}),
    ("walk", {"change": "value:0,2,3=2;delete:0,9;weights:9,0,0=1"}),
    ("masks", {"change": "delete:0,0;move:0,0,3;weights:0,0,0=1"}),
    ("", {"pin": "weights:0,1,0,3", "head": 2, **HEADS}),
    ("heads", {"pin": "weights:0,1,0,3"}),
    ("heads", {"pin": "weights:0,1,4,3", "query": "history", "head": 2}),
    ("samples", {"pin": "key:0,3,2"}),
    ("samples", {"pin": "query:0,0,5", "candidate": "moka pot"}),
    ("training", {"pin": "weights:0,0,3", "epoch": 3}),
)
ODD: tuple[tuple[str, dict[str, object]], ...] = (
    ("walk", {"sequence_length": 1, "padding": 0}),
    ("", {"batch_size": 1}),
    ("heads", {"batch_size": 8, "num_heads": 8, "sequence_length": 40}),
    ("masks", {"padding": 0}),
    ("masks", {"padding": 1}),
    ("masks", {"padding": 1, **HEADS}),
    ("", {"padding": 1}),
    ("heads", {"padding": 1}),
    ("walk", {"padding": 1, "recipe": "recbole", "normalization": "softmax", **NOW}),
    ("masks", {"padding": 1, "recipe": "recbole", "normalization": "softmax", **NOW}),
    ("", {"items": "numbered"}),
    ("samples", {"items": "numbered", "vocabulary_size": 50}),
    ("training", {"items": "numbered", **HEADS}),
    ("heads", {"items": "numbered", "history": "3,7,9", "candidate": 7}),
    ("walk", {"embedding_dim": 1, "step": "unit_input", **NOW}),
    ("normalization", {"embedding_dim": 64, "num_heads": 8, **HEADS, **NOW}),
    ("walk", {"position_embedding": "learned", "step": "key_positioned", **NOW}),
    ("samples", {"position_embedding": "sinusoidal", **NOW}),
    ("walk", {"unit_layers": "none", "unit_output_activation": "relu", **NOW}),
    ("walk", {"unit_layers": "20,10,5", "unit_activation": "silu", "step": "unit_hidden_3", **NOW}),
    ("", {"history": "trail shoes, moka pot,house beans", "candidate": "burr grinder"}),
    ("masks", {"padding_side": "left", "sample": 2}),
    ("masks", {"padding": 0.4, "padding_varies": "true", "sample": 3}),
    ("samples", {"sample": 5, "sample_seed": 7}),
    ("walk", {"sample": 4, "seed": 9999, "embeddings_initializer": "ones", **NOW}),
    ("", {"projector": "true"}),
    ("training", {"epoch": 0}),
    ("training", {"epoch": 1, "num_heads": 4, **HEADS}),
    ("training", {"recipe": "article", "sample": 3}),
    ("normalization", {"scale": "false", **HEADS, **NOW}),
    ("normalization", {"scale": "true", **NOW}),
    ("walk", {"sequence_length": 200, "num_heads": 8, "step": "weights", **HEADS}),
    ("heads", {"sequence_length": 60, "num_heads": 8, "query": "history", "all_users": "true"}),
)
SELF: tuple[tuple[str, dict[str, object]], ...] = (
    *((page, ASKS) for page in SHOWING),
    ("heads", {**ASKS, "all_users": "true", "num_heads": 8}),
    ("heads", {**ASKS, "causal": "true", "padding_side": "left", "head": 2}),
    ("heads", {**ASKS, "sequence_length": 1, "padding": 0}),
    ("heads", {**ASKS, "padding": 1}),
    ("heads", {**ASKS, "recipe": "article", **NOW}),
    ("walk", {**ASKS, "causal": "true", "step": "causal_mask"}),
    ("walk", {**ASKS, "pin": "weights:0,1,4,3", "mask_padding": "false", **NOW}),
    ("normalization", {**ASKS, "normalization": "sigmoid", **NOW}),
)
COMPARED: tuple[dict[str, object], ...] = (
    {"normalization": "none", "a.normalization": "as the recipe", **NOW},
    {"a.candidate": "moka pot", "step": "scores"},
    {"epoch": 3, "a.epoch": "last", "step": "key"},
    {"sample": 2, "a.sample": 1, "pin": "A.weights:0,0,2"},
    {"sequence_length": 200, "a.sequence_length": 10},
    {"padding_side": "left", "a.padding_side": "right", **ASKS},
    {"num_heads": 8, "a.num_heads": 1, "head": 5, **HEADS},
    {"recipe": "article", "a.recipe": "default", "mode": "attention"},
    {"a.mode": "multi_head", "step": "context"},
    {"a.mode": "multi_head", "a.query": "history"},
    {"embedding_dim": 16, "a.embedding_dim": 8, "step": "key", **NOW},
    {"pin": "difference.weights:0,0,1", "a.candidate": "bell"},
    {"a.batch_size": 999, "a.nobody": 1, "a.step": "key", "a.seed": "x"},
    {"items": "numbered", "a.items": "own"},
    {"mask_padding": "false", "a.mask_padding": "as the recipe", "same_weights": "true"},
    {"normalization": "sigmoid", "a.normalization": "none", "same_weights": "true", **NOW},
)
REFUSED: tuple[tuple[str, list[tuple[str, object]]], ...] = (
    ("walk", [("batch_size", 9000)]),
    ("walk", [("batch_size", "many")]),
    ("walk", [("batch_size", 3), ("batch_size", 4)]),
    ("walk", [("recipe", "din"), ("mode", "multi_head")]),
    ("heads", [("num_heads", 3)]),
    ("heads", [("embedding_dim", 7), ("num_heads", 4), ("epoch", 0)]),
    ("walk", [("history", "trial shoes")]),
    ("", [("candidate", "<script>alert(1)</script>")]),
    ("", [("candidate", 0)]),
    ("walk", [("sequence_length", 2000000000)]),
    ("training", [("epoch", 20)]),
    ("masks", [("padding", "nan")]),
    ("masks", [("mask_padding", "perhaps"), ("sample", 9)]),
    ("normalization", [("normalization", "sparsest")]),
    ("samples", [("utm_source", "mail"), ("b", ""), ("c", 1), ("d", 2), ("e", 3), ("f", 4)]),
    ("walk", [("v", 1)]),
    ("walk", [("v", 99)]),
    ("walk", [("v", "x"), ("embed", "true")]),
    ("walk", [("unit_layers", "1,2,3,4,5"), ("seed", -1), ("epoch", 0)]),
    ("walk", [("history", "1,2,3"), ("sequence_length", 2), ("epoch", 0)]),
    ("walk", [("vocabulary_size", 5), ("epoch", 0)]),
    ("", [("at", 2)]),
    ("", [("lesson", "nothing")]),
    ("", [("lesson", "1.AAAA")]),
    ("teach", [("draft", "1.broken")]),
)
OWN: tuple[tuple[str, dict[str, object]], ...] = (
    ("", {"items": "own"}),
    ("walk", {"items": "own", "first_user": 9, "candidate": 3, "sequence_length": 6}),
    ("heads", {"items": "own", "mode": "multi_head", "embedding_dim": 16, **NOW}),
    ("data", {"items": "own", "vocabulary_size": 500}),
    ("training", {"items": "own", "first_user": 500001}),
)
# Each is trained on a log of its own length, so that no page shows what another has trained.
FRESH: tuple[tuple[str, dict[str, object]], ...] = (
    ("", {"epochs": 1, "training_samples": 500, "embedding_dim": 4}),
    ("walk", {"epochs": 1, "training_samples": 501, "recipe": "din", "step": "scaled"}),
    ("heads", {"epochs": 1, "training_samples": 502, "normalization": "sigmoid"}),
)

# Values that settings may have beside each other; all untrained, so that nothing is waited for.
DRAWN: dict[str, tuple[object, ...]] = {
    "mode": ("attention", "multi_head"),
    "recipe": tuple(dict.fromkeys(name for names in RECIPES.values() for name in names)),
    "batch_size": (1, 2, 7, 16),
    "sequence_length": (1, 3, 12, 25),
    "embedding_dim": (2, 4, 12, 16),
    "num_heads": (1, 2, 4, 8),
    "normalization": ("softmax", "none", "sigmoid"),
    "scale": ("true", "false"),
    "mask_padding": ("true", "false"),
    "empty_row": ("zero", "uniform", "nan"),
    "items": ("catalogue", "numbered"),
    "padding": (0, 0.3, 0.9),
    "padding_side": ("left", "right"),
    "sample": (1, 2, 5),
    "candidate": ("moka pot", "bell", "GPS watch"),
    "seed": (1, 77),
    "sample_seed": (3, 41),
    "position_embedding": ("learned", "sinusoidal"),
    "unit_inputs": ("key", "query_key"),
    "unit_layers": ("none", "8", "16,4"),
    "unit_activation": ("relu", "tanh", "gelu"),
    "projections": ("shared", "separate"),
    "projection_activation": ("relu", "elu"),
    "use_bias": ("false",),
    "query": ("history", "candidate"),
    "causal": ("true",),
    "embeddings_initializer": ("he_normal", "glorot_uniform"),
    "step": ("weights", "context", "scores", "output", "key"),
    "head": (0, 1, 2),
}
_SEED, _COUNT = 15, 12


def links() -> list[str]:
    """Return all links that are to be in the record."""
    found = [*PAGES, *_recipes(), *_normalizations(), *_lessons(), *_drawn()]
    for page, settings in (*SELF, *PINS, *ODD, *OWN, *FRESH):
        found.append(link(page, **settings))
    found += [link("compare", **settings) for settings in COMPARED]
    found += [f"{page}?{urlencode(query, safe=',:')}" for page, query in REFUSED]
    found += [link("teach", draft=packed(draft)) for draft in DRAFTS]
    return list(dict.fromkeys(found))


def fresh(opened: str) -> bool:
    """Whether a link shows what is trained while it opens."""
    return "training_samples=" in opened


def _recipes() -> Iterator[str]:
    for mode, names in RECIPES.items():
        for name in names:
            yield link("walk", recipe=name, mode=mode, epoch=0)
    for page in SHOWING:
        yield link(page, mode="multi_head", num_heads=4)
    yield link("masks", recipe="keras", padding=0.9, epoch=0)
    yield link("normalization", recipe="deepctr", epoch=0)


def _normalizations() -> Iterator[str]:
    for name in ("softmax", "none", "sigmoid"):
        yield link("", normalization=name, epoch=0)
        yield link("heads", normalization=name, epoch=0)
        yield link("masks", normalization=name, mode="multi_head", epoch=0)
        yield link("normalization", normalization=name, epoch=0)
        yield link("walk", normalization=name, mode="multi_head", epoch=0)


def _lessons() -> Iterator[str]:
    for file in sorted((ROOT / "attnviz" / "lessons").rglob("*.json")):
        views = json.loads(file.read_text(encoding="utf-8"))["views"]
        for place, view in enumerate(views, start=1):
            page = view["page"] if view["page"] != "overview" else ""
            # Weights that do not come with the package would be waited for.
            own = {"normalization", "recipe"} & view.get("settings", {}).keys()
            untrained = NOW if own else {}
            yield link(page, lesson=file.stem, at=place, **untrained)
    for place, page in enumerate(("masks", "", "walk", "heads"), start=1):
        yield link(page, lesson=packed(LESSON), at=place)
    yield link("masks", lesson=packed(LESSON), at=1, padding=0.5, mask_padding="false", seed=3)
    yield link("", lesson="padding", at=9)


def _drawn() -> Iterator[str]:
    draw = random.Random(_SEED)
    for _ in range(_COUNT):
        names = draw.sample(list(DRAWN), draw.randint(2, 6))
        settings = {name: draw.choice(DRAWN[name]) for name in names}
        # The page on training would begin to train.
        yield link(draw.choice(SHOWING[:-1]), **settings, epoch=0)
