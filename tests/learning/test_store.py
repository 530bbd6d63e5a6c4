"""What is kept: a budget of bytes, the oldest goes first, each thing is made once."""

import gc
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from attnviz.learning.store import Shelf, Store, sizes_of
from attnviz.scenario.settings import Settings
from attnviz.trace.run import run

MB = 1_000_000


def block(megabytes: float = 1.0) -> np.ndarray:
    return np.zeros(int(megabytes * MB), np.uint8)


def never() -> Any:
    raise AssertionError("it was made although it is kept")


def there(shelf: Shelf, keys: Sequence[str]) -> str:
    return "".join(key for key in keys if key in shelf)


def test_the_oldest_goes_first_and_what_is_asked_for_is_new() -> None:
    shelf = Shelf(store := Store(int(4.5 * MB)))
    for key in "abcd":
        shelf.get(key, block)
    shelf.get("a", never)
    shelf.find("b")
    shelf.get("e", block)
    shelf.get("f", block)
    assert there(shelf, "abcdef") == "abef"
    assert 4 * MB < store.held <= store.budget


def test_one_budget_is_for_all_shelves() -> None:
    store = Store(int(4.5 * MB))
    mine, yours = Shelf(store), Shelf(store)
    for key in "abc":
        mine.get(key, block)
        yours.get(key, block)
    assert (there(mine, "abc"), there(yours, "abc")) == ("bc", "bc")


def test_what_several_entries_hold_is_counted_once() -> None:
    shelf = Shelf(store := Store(10 * MB))
    shared = block()
    for key in range(5):
        shelf.put(key, (shared[key:], block(0.1)))
    assert 1.5 * MB < store.held < 1.6 * MB
    for key in range(4):
        shelf.drop(key)
    assert 1.1 * MB < store.held < 1.2 * MB
    shelf.drop(4)
    assert store.held == 0


def test_what_is_on_a_shelf_goes_with_its_owner() -> None:
    store = Store(10 * MB)
    shelf, mine = Shelf(store), Shelf(store)
    shelf.put("a", block())
    mine.put("a", block(3))
    assert store.held > 4 * MB
    del mine
    gc.collect()
    assert MB < store.held < 1.1 * MB
    assert there(shelf, "a") == "a"


def test_what_is_very_large_is_returned_and_not_kept() -> None:
    shelf = Shelf(store := Store(4 * MB))
    shelf.get("a", block)
    assert shelf.get("large", lambda: block(3)).nbytes == 3 * MB
    assert there(shelf, "a") == ""  # 1 MB and its surroundings are above a quarter
    shelf.get("small", lambda: block(0.5))
    large = shelf.put("training", block(2))
    shelf.get("of it", lambda: (large, block(0.5)))  # it adds little to what is held
    assert there(shelf, ["training", "of it"]) == "trainingof it"
    shelf.put("file", block(6))  # what was put is kept, and all else goes for it
    assert list(shelf) == ["file"]
    assert store.held > 6 * MB


def test_what_grows_is_measured_when_it_is_asked_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("attnviz.learning.store.monotonic", lambda: now)
    shelf = Shelf(store := Store(10 * MB))
    grows = shelf.get("a", lambda: [block()])
    grows.append(block(2))
    shelf.get("a", never)
    assert store.held < 2 * MB
    now += 10
    shelf.get("a", never)
    assert store.held > 3 * MB


def test_two_who_ask_at_once_have_it_made_once() -> None:
    shelf, gate, made = Shelf(Store(10 * MB)), threading.Event(), []

    def make() -> np.ndarray:
        made.append(1)
        gate.wait(30)
        return block()

    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(shelf.get, "a", make) for _ in range(4)]
        # Others are not held up by it.
        assert pool.submit(shelf.get, "b", block).result(timeout=30).nbytes == MB
        gate.set()
        assert len({id(one.result(timeout=30)) for one in asked}) == 1
    assert made == [1]


def test_who_waits_for_one_that_fails_tries_anew() -> None:
    shelf, begun, gate = Shelf(Store(10 * MB)), threading.Event(), threading.Event()

    def fails() -> int:
        begun.set()
        gate.wait(30)
        raise ValueError("not this time")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shelf.get, "a", fails)
        begun.wait(30)
        second = pool.submit(shelf.get, "a", lambda: 7)
        gate.set()
        with pytest.raises(ValueError, match="not this time"):
            first.result(timeout=30)
        assert second.result(timeout=30) == 7
    assert shelf.get("a", never) == 7


def test_many_at_once_leave_the_count_right() -> None:
    store = Store(5 * MB)
    shelves = [Shelf(store) for _ in range(3)]

    def ask(number: int) -> None:
        shelf = shelves[number % 3]
        shelf.get(number % 20, lambda: block(0.1 + number % 7 / 10))
        if number % 11 == 0:
            shelf.drop(number % 20)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(2000)))
    kept = [shelf.find(key) for shelf in shelves for key in shelf]
    assert store.held == sum(sum(sizes_of(value).values()) for value in kept)
    assert MB < store.held <= store.budget


@pytest.mark.parametrize("view", [{}, {"query": "history", "mode": "multi_head"}])
def test_a_trace_weighs_what_it_holds(view: dict[str, Any]) -> None:
    trace = run(Settings(epoch=0, sequence_length=50, **view))
    arrays = [record.value for record in (*trace.steps.values(), *trace.score_steps.values())]
    arrays += [*trace.weights.values(), trace.samples.history, trace.samples.candidate]
    weighed = sum(sizes_of(trace).values())
    assert sum(array.nbytes for array in arrays) < weighed
    assert weighed < 1.2 * sum(array.nbytes for array in arrays) + 60_000
    before = trace["exponentials"].value.nbytes
    assert sum(sizes_of(trace).values()) >= weighed + before


def test_results_of_two_trainings_with_different_weights_are_never_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of all that is computed from a training, by whatever function of the cache."""
    from dataclasses import replace

    from attnviz.learning.shipped import shipped
    from attnviz.learning.trained import Training
    from attnviz.ui.compute import cache

    monkeypatch.setattr(cache, "_shared", Shelf(Store(100 * MB)))
    settings = Settings(mode="multi_head")
    one = shipped(settings)
    assert one is not None
    (path, *_) = one.weights
    moved = {**one.weights, path: one.weights[path] * np.float32(1.01)}
    other = Training(
        one.layer, one.epochs, moved, one.fit
    )  # the losses, and all else, are the same
    again = Training(one.layer, one.epochs, dict(one.weights), one.fit)
    asked: dict[str, Callable[[Training], Any]] = {
        "trace": lambda t: cache.trace_of(settings, t),
        "epochs": lambda t: cache.epochs_of(replace(settings, batch_size=1), t)[-1],
        "further": lambda t: cache.further_measures_of(settings, t),
        "head ablation": lambda t: cache.head_ablation_of(settings, cache.trace_of(settings, t)),
        "faithfulness": lambda t: cache.faithfulness_of(settings, t, 15),
    }
    for name, ask in asked.items():
        assert ask(one) is not ask(other), name
        assert ask(one) is ask(one), name
        assert ask(one) is ask(again), name
    assert set(asked) | {"training", "entropy"} >= {
        name.removesuffix("_of").replace("_", " ").replace(" measures", "")
        for name in vars(cache)
        if name.endswith("_of")
    } - {"seconds"}
