"""What is sent of a picture is kept, by all that the picture shows."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.learning.store import STORE, Shelf
from attnviz.pictures import Panel, Picture, equation
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from attnviz.ui.components import frames
from attnviz.ui.components.frames import Kept
from attnviz.ui.sections.kept import kept
from tests.pages.opening import opened

VIEWS: tuple[dict[str, object], ...] = (
    {},
    {"sample": 3, "pin": "weights.2.0.1"},
    {"epoch": 0},
    {"mode": "multi_head", "head": 2},
    {"mode": "multi_head", "query": "history", "normalization": "sigmoid", "epoch": 0},
)


class Watched(Shelf):
    """Makes again what it has, and tells what of it another one would have been given wrongly."""

    def __init__(self) -> None:
        super().__init__(STORE)
        self.hits = 0
        self.wrong: list[Hashable] = []

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if (there := self.find(key)) is not None:
            self.hits += 1
            if there != make():
                self.wrong.append(key)
        return super().get(key, make)


@pytest.mark.parametrize("page", ["heads", "masks", "walk"])
def test_what_is_kept_is_what_would_be_made(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Watched()
    monkeypatch.setattr(frames, "_shelf", shelf)
    for settings in (*VIEWS, *VIEWS):
        opened(page, **settings)
    assert shelf.hits >= len(VIEWS)
    assert shelf.wrong == []


def drawn(*shown: Any) -> Picture:
    return equation(Panel("value", np.ones((1, len(shown))), "value"))


def version(*arguments: Any) -> Hashable:
    picture = kept(drawn, *arguments)
    assert isinstance(picture, Kept)
    return picture.version


@pytest.fixture(scope="module")
def trace() -> Trace:
    return run(Settings())


def test_each_argument_counts(trace: Trace) -> None:
    settings = Settings(batch_size=4)
    training = shipped(settings)
    traces = [trace, run(settings), run(replace(settings, epoch=3)), run(settings.untrained)]
    arguments: list[tuple[Any, ...]] = [(one,) for one in traces]
    arguments += [(trace, 1), (trace, 0), (trace, False), (trace, 0.0), (trace, "0"), (trace, None)]
    arguments += [({"without": trace},), ({"with": trace},), ([trace],), ((trace,),), (training,)]
    arguments += [([],), ((),), ({},), ()]
    versions = [version(*one) for one in arguments]
    assert len(set(versions)) == len(arguments)
    assert versions == [version(*one) for one in arguments]
    assert kept(equation, trace) != kept(drawn, trace)


def test_a_picture_of_own_clicks_is_made_at_once_and_not_kept(trace: Trace) -> None:
    own = replace(trace, settings=replace(trace.settings, items="own"))
    for arguments in ((own,), ([trace, own],), ({"a": own},)):
        assert isinstance(kept(drawn, *arguments), Picture)


def test_what_has_no_name_cannot_be_kept(trace: Trace) -> None:
    with pytest.raises(TypeError, match="ndarray cannot be kept"):
        kept(drawn, trace, np.ones(3))
