"""Open a page of the app without a browser, at settings, and see what it shows."""

import json
import time
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from attnviz.ui.compute.cache import trainer
from attnviz.ui.state import keys
from tests.said import headings, prose

# What fails in a page is told in full here, and to no stranger.
st.set_option("client.showErrorDetails", "full")

ROOT = Path(__file__).resolve().parents[2]

# Settings at the edges of what there is, by what they are; untrained where no training is shipped.
EDGES: dict[str, dict[str, object]] = {
    "trained": {},
    "trained heads": {"mode": "multi_head", "num_heads": 8, "head": 3, "sample": 5},
    "one position": {"sequence_length": 1, "padding": 0.0},
    "one user": {"batch_size": 1},
    "largest": {"batch_size": 64, "sequence_length": 200, "mode": "multi_head", "num_heads": 8},
    "no padding": {"padding": 0.0},
    "empty histories": {"padding": 1.0},
    "empty histories, heads": {"padding": 1.0, "mode": "multi_head"},
    "empty histories, NaN": {
        "padding": 1.0,
        "recipe": "recbole",
        "normalization": "softmax",
        "epoch": 0,
    },
    "numbered": {"items": "numbered"},
    "numbered heads": {"items": "numbered", "mode": "multi_head"},
    "no normalization": {"normalization": "none", "epoch": 0},
    "no normalization, heads": {"normalization": "none", "mode": "multi_head", "epoch": 0},
    "sigmoid": {"normalization": "sigmoid", "epoch": 0},
    "one number an item": {"embedding_dim": 1, "epoch": 0},
    "positions": {"position_embedding": "learned", "epoch": 0},
    "self-attention": {"mode": "multi_head", "query": "history"},
    "self-attention, one position": {
        "mode": "multi_head",
        "query": "history",
        "sequence_length": 1,
        "padding": 0.0,
    },
    "self-attention, empty": {"mode": "multi_head", "query": "history", "padding": 1.0},
    "self-attention, causal": {
        "mode": "multi_head",
        "query": "history",
        "causal": "true",
        "padding_side": "left",
        "head": 2,
    },
    "self-attention, unmasked": {
        "recipe": "article",
        "mode": "multi_head",
        "query": "history",
        "epoch": 0,
    },
}


def opened(page: str, **settings: object) -> AppTest:
    """Return a page at the settings of a link, its notes open; raise what its script raised.

    Args:
        page: The file's name in pages/ without its ending.
        **settings: Settings by name, as a link names them.
    """
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state[keys.STEP_NOTES] = True
    app.session_state[keys.STEP_CODE] = True
    for name, value in settings.items():
        app.query_params[name] = str(value)
    return whole(app.switch_page(f"pages/{page}.py").run())


def whole(app: AppTest) -> AppTest:
    """Return the app, or raise what its script raised."""
    if app.exception:
        raise AssertionError(f"{app.exception[0].message}\n{''.join(app.exception[0].stack_trace)}")
    return app


def whole_training(app: AppTest) -> AppTest:
    """Return the app run again when no training is under way."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if not app.get("progress"):
            return app
        futures = [job.future for job in (*trainer()._waiting, *trainer()._running)]
        going_on = [future for future in futures if not future.done()]
        wait(going_on, 0.5, FIRST_COMPLETED)
        if not going_on:  # the next one is not queued yet
            time.sleep(0.05)
        app = whole(app.run())
    raise AssertionError("the training did not end")


def pressed(app: AppTest, label: str) -> AppTest:
    """Return the app after a press of the one button with a label."""
    (button,) = (button for button in app.button if button.label == label)
    return whole(button.click().run())


def chosen(app: AppTest, name: str) -> Any:
    """Return what the control of a setting shows, or would show if it was drawn."""
    return app.session_state[keys.VISIT].chosen[name]


def link(app: AppTest) -> dict[str, str]:
    """Return what the address says."""
    texts = dict(app.query_params).items()
    return {name: text if isinstance(text, str) else text[-1] for name, text in texts}


def words(app: AppTest) -> str:
    """Return all that the page says, one text a line."""
    others = (app.title, app.header, app.subheader, app.caption, app.warning)
    texts = [element.value for group in others for element in group]
    return "\n".join([*headings(app), *(text for text, _ in prose(app)), *texts])


def opened_number(app: AppTest) -> dict[str, Any]:
    """Return what the head of the opened number's panel is sent; empty where none is open."""
    bars = [
        json.loads(component.proto.json)[0]
        for component in app.get("bidi_component")
        if component.proto.component_name == "attnviz_opened"
    ]
    return bars[0] if bars else {}


def pictures(app: AppTest) -> int:
    """Return how many components the page mounts, beside undo and redo, and its own script."""
    names = [component.proto.component_name for component in app.get("bidi_component")]
    assert names.count("attnviz_hand") == 1
    return sum(name not in ("attnviz_hand", "attnviz_page") for name in names)


def columns(app: AppTest, table: int) -> list[str]:
    """Return the names of a data frame's columns."""
    return [str(name) for name in app.dataframe[table].value.columns]
