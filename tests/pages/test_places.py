"""A training that goes on: no picture of a page moves, as one that moves is made anew.

A browser takes what stands at another place of the page for another element: it takes it away, and
draws a new one.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import attnviz.learning.fit
from attnviz.learning.trained import Training
from attnviz.ui.compute import cache
from tests.pages.opening import opened, whole_training
from tests.pages.test_overview import overview

# Of these the pictures are the same before and after a training; on the page on training only what
# stands above them.
PAGES = ["overview", "samples", "walk", "heads", "masks", "normalization"]
FEW = {"seed": 7, "epochs": 1, "training_samples": 500}
Place = tuple[int, ...]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let trainings end once this is set."""
    gate, train = threading.Event(), attnviz.learning.fit.train

    def held(*arguments: Any) -> Training:
        gate.wait(120)
        return train(*arguments)

    monkeypatch.setattr(attnviz.learning.fit, "train", held)
    cache.trainer.clear()
    yield gate
    gate.set()
    cache.trainer.clear()


def places(node: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield the elements below a node of the page, each with its place."""
    for number, child in getattr(node, "children", {}).items():
        yield (*at, number), child
        yield from places(child, (*at, number))


def pictures(app: AppTest) -> dict[str, Place]:
    """Return where the page's components stand, by their ids."""
    found = [(at, one) for at, one in places(app.main) if one.type == "bidi_component"]
    return {one.proto.id: at for at, one in found}


def header(app: AppTest) -> Place:
    (at,) = (at for at, one in places(app.main) if getattr(one, "body", "").startswith("<h2"))
    return at


def shown(page: str) -> AppTest:
    return overview(**FEW) if page == "overview" else opened(page, **FEW)


def after_training(app: AppTest, gate: threading.Event) -> AppTest:
    """Return the app when what it waits for has been trained."""
    assert app.get("progress")
    gate.set()
    return whole_training(app)


@pytest.mark.parametrize("page", PAGES)
def test_pictures_stay_when_a_training_ends(page: str, gate: threading.Event) -> None:
    app = shown(page)
    meanwhile, foot = pictures(app), max(app.main.children)
    assert len(meanwhile) >= 2
    app = after_training(app, gate)
    after = pictures(app)
    assert {name: after.get(name) for name in meanwhile} == meanwhile
    assert max(app.main.children) == foot


def test_what_is_above_a_replay_stays_when_a_training_ends(gate: threading.Event) -> None:
    app = shown("training")
    meanwhile = header(app)
    assert header(after_training(app, gate)) == meanwhile
