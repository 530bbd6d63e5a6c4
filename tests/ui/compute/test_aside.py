"""What TensorFlow computes for a page has no line of the page below it."""

import inspect
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from attnviz.learning.shipped import shipped
from attnviz.learning.store import STORE, Shelf
from attnviz.scenario.settings import Settings
from attnviz.ui.compute import aside as aside_module
from attnviz.ui.compute import cache
from attnviz.ui.compute.aside import aside
from tests.traces import traced

SETTINGS = Settings()
_SECONDS = 10.0


def test_what_is_returned_and_what_is_raised_comes_back() -> None:
    assert aside("three", lambda: 3) == 3
    with pytest.raises(LookupError, match="not there"):
        aside("error", lambda: _raise(LookupError("not there")))
    assert aside("error", lambda: 4) == 4  # an error is not kept


class Ended(BaseException):
    """What Streamlit ends a run by is no `Exception` either."""


def test_what_was_begun_goes_on_where_a_press_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    press, may_end, begun = threading.Event(), threading.Event(), []

    def make() -> int:
        begun.append(threading.current_thread().name)
        assert may_end.wait(_SECONDS)
        return 3

    def look() -> None:
        if press.is_set():
            raise Ended

    woken = threading.Event()
    monkeypatch.setattr(aside_module, "pressed", lambda: woken)
    monkeypatch.setattr(aside_module, "look", look)
    press_soon = threading.Timer(0.1, woken.set)
    press.set()
    press_soon.start()
    with pytest.raises(Ended):
        aside("slow", make)
    press.clear()
    threading.Timer(0.1, may_end.set).start()
    assert aside("slow", make) == 3
    assert len(begun) == 1  # the second run has waited for what the first had begun
    assert begun[0].startswith("layer")


def _raise(error: Exception) -> None:
    raise error


def _training() -> Any:
    training = shipped(SETTINGS)
    assert training is not None
    return training


COMPUTED: dict[str, Callable[[], Any]] = {
    "attnviz.trace.run.run": lambda: cache.trace_of(SETTINGS, _training()),
    "attnviz.learning.metrics.entropy_after": lambda: cache.entropy_of(SETTINGS, _training()),
    "attnviz.learning.metrics.further_measures": (
        lambda: cache.further_measures_of(SETTINGS, _training())
    ),
    "attnviz.ui.compute.cache.head_ablation": (
        lambda: cache.head_ablation_of(SETTINGS, traced(mode="multi_head"))
    ),
    "attnviz.ui.compute.cache.faithfulness": (
        lambda: cache.faithfulness_of(SETTINGS, _training(), 15)
    ),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_nothing_of_a_page_is_below_what_is_computed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files(*_: Any, **__: Any) -> list[str]:
        return [frame.filename for frame in inspect.stack()[1:]]

    monkeypatch.setattr(cache, "_shared", Shelf(STORE))
    logs = SimpleNamespace(data=SimpleNamespace(logs=lambda _: None))
    monkeypatch.setattr(cache, "required_user_data", lambda: logs)
    monkeypatch.setattr(name, files)
    assert __file__ in files()  # as a page would be, where it is called below its lines
    below = COMPUTED[name]()
    assert cache.__file__ in below
    assert __file__ not in below
