"""Comparisons on one's own clicks: who learns, does attention explain, two units, heads."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import attnviz.learning.fit
from attnviz.interactions.dataset import interactions_of
from attnviz.learning.store import STORE, Shelf
from attnviz.learning.trained import Training
from attnviz.scenario.recipes import RECIPES
from attnviz.scenario.settings import Settings
from attnviz.ui.compute import cache, compared_layers, user_data
from attnviz.ui.sections import recipe_comparison
from tests.interactions import written
from tests.pages.opening import pressed, whole, whole_training, words
from tests.pages.test_data import with_data


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare few layers, and give each test a training worker of its own."""
    kept = {name: RECIPES[name] for name in ("default", "article", "din")}
    monkeypatch.setattr(
        compared_layers, "RECIPES", {n: {"attention": m["attention"]} for n, m in kept.items()}
    )
    cache.trainer.clear()
    yield
    cache.trainer.clear()


@pytest.fixture(scope="module")
def told() -> user_data.UserData:
    """Return clicks whose items have categories, in a session."""
    content, items = written.tasted(60)
    return user_data.UserData(interactions_of(content, items_content=items))


@pytest.fixture(scope="module")
def untold() -> user_data.UserData:
    """Return clicks without categories."""
    return user_data.UserData(interactions_of(written.tasted(60)[0]))


def compared(mine: user_data.UserData) -> AppTest:
    """Return the page on training once all layers that it offers have been trained."""
    app = whole_training(with_data("training", mine))
    labels = [b.label for b in app.button if b.label.startswith("Train the")]
    if not labels:
        return app
    app = pressed(app, labels[0])
    return whole_training(app)


def table(app: AppTest, number: int = 0) -> list[dict[str, str]]:
    return list(app.dataframe[number].value.to_dict("records"))


def test_a_comparison_is_cancelled_and_what_is_there_stays(told: user_data.UserData) -> None:
    app = whole_training(with_data("training", told))
    assert {row["recipe"] for row in table(app)} == {"these settings", "article"}  # the overview's
    abouts = [text.value for text in app.caption if text.value.startswith("About")]
    assert len(abouts) == 2  # beside either button
    assert all(about.endswith(", one after the other.") for about in abouts)
    app = pressed(app, "Train the other 2")
    if app.get("progress"):  # it may have ended already
        app = pressed(app, "Cancel")
        assert not app.get("progress")
    assert {row["recipe"] for row in table(app)} >= {"these settings", "article"}


def test_who_learns_compares_layers_on_ones_own_clicks(told: user_data.UserData) -> None:
    app = whole_training(with_data("training", told))
    assert "Seed 0 is trained first" in words(app)
    assert "for 15 epochs" not in words(app)
    app = compared(told)
    rows = {row["recipe"]: row for row in table(app)}
    assert set(rows) == {"these settings", "default", "article", "din"}
    chances = {row["chance"] for row in rows.values()}
    assert len(chances) == 1
    assert all(0 < float(row["mass"]) < 1 and float(row["seconds"]) > 0 for row in rows.values())
    assert {row["seeds"] for row in rows.values()} == {"1"}
    assert "The unit of the article never sees the candidate" in words(app)
    app = whole(app.toggle(key="explains").set_value(True).run())
    assert len(table(app, 1)) == 4
    assert "After training the weights agree" in words(app)


def test_without_categories_layers_are_compared_by_entropy(untold: user_data.UserData) -> None:
    app = whole_training(with_data("training", untold))
    rows = table(app)
    assert len(rows) == 2
    assert all(0 < float(row["entropy"]) <= 1 for row in rows)
    assert not {"mass", "chance"} & rows[0].keys()
    assert "there is no attention mass" in words(app)
    assert "Mass* is the share" not in words(app)
    least = min(rows, key=lambda row: float(row["entropy"]))
    assert f"{least['recipe']} · {least['attention']} puts its weights on the" in words(app)


@pytest.mark.parametrize("known", [True, False])
def test_more_seeds_are_trained_on_ones_own_clicks_when_they_are_asked_for(
    known: bool,
    told: user_data.UserData,
    untold: user_data.UserData,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, train = threading.Event(), attnviz.learning.fit.train

    def held(*arguments: Any) -> Training:
        gate.wait(30)
        return train(*arguments)

    gate.set()
    monkeypatch.setattr(attnviz.learning.fit, "train", held)
    monkeypatch.setattr(compared_layers, "RECIPES", {"article": {"attention": {}}})
    mine = user_data.UserData((told if known else untold).data)
    app = whole_training(with_data("training", mine, seed=1))
    offered = "Train on seeds 0, 1 and 2: 4 more"  # the pages have asked for seed 1 of both layers
    assert more(app) == offered
    gate.clear()
    app = pressed(app, offered)
    assert app.get("progress")[-1].proto.text.startswith("4 trainings to go")
    app = pressed(app, "Cancel")
    assert more(app) == offered
    gate.set()
    app = whole_training(pressed(app, offered))
    rows = table(app)
    assert {row["seeds"] for row in rows} == {"3"}
    for row in rows:
        low, high = map(float, row["lowest to highest"].split(" – "))
        assert low <= float(row["mass" if known else "entropy"]) <= high
    assert any(row["lowest to highest"][:5] != row["lowest to highest"][-5:] for row in rows)
    assert not more(app)


def more(app: AppTest) -> str:
    """Return what the button that trains more seeds says; "" where there is none."""
    return next((b.label for b in app.button if b.label.startswith("Train on seeds")), "")


def test_trainings_that_are_compared_take_turns_with_those_of_others(
    told: user_data.UserData, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def held(settings: Settings, *_: object) -> str:
        gate.wait(30)
        return f"seed {settings.seed}"

    monkeypatch.setattr(attnviz.learning.fit, "train", held)
    worker, mine = cache.trainer(), user_data.UserData(told.data)
    view = Settings(items="own", vocabulary_size=told.data.items.vocabulary_size)
    wanted = [replace(view, seed=seed) for seed in range(3)]
    mine.compare(wanted, worker)
    assert [mine.queued(one) for one in wanted] == [False, True, True]
    other = worker.job("other", Settings(), mine)
    gate.set()
    for one in wanted:
        wait_until(partial(has_ended, mine, one))
    jobs = [job for one in wanted if (job := mine.known(one)) is not None]
    assert [str(job.future.result()) for job in jobs] == ["seed 0", "seed 1", "seed 2"]
    assert jobs[0].number < other.number < jobs[1].number < jobs[2].number
    for seed in range(10, 20):  # what pages ask for does not push out what is compared
        wait_until(mine.job(replace(view, seed=seed), worker).future.done)
    assert all(mine.known(one) is not None for one in wanted)


def test_a_comparison_ends_with_its_data(
    told: user_data.UserData, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, gate = threading.Event(), threading.Event()

    def held(settings: Settings, on_epoch: object, logs: object, on_rows: Any) -> None:
        begun.set()
        gate.wait(30)
        on_rows(1)

    monkeypatch.setattr(attnviz.learning.fit, "train", held)
    mine = user_data.UserData(told.data)
    view = Settings(items="own", vocabulary_size=told.data.items.vocabulary_size)
    mine.compare([replace(view, seed=seed) for seed in range(3)], cache.trainer())
    begun.wait(30)
    job = mine.known(view)
    assert job is not None
    mine.end_all()
    gate.set()
    with pytest.raises(CancelledError):
        job.future.result(timeout=30)
    assert not any(mine.queued(replace(view, seed=seed)) for seed in range(3))


def has_ended(mine: user_data.UserData, settings: Settings) -> bool:
    job = mine.known(settings)
    return job is not None and job.future.done()


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def test_weights_that_would_fill_the_session_are_not_offered(
    told: user_data.UserData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe_comparison, "_MOST_KEPT", 0)
    app = whole_training(with_data("training", user_data.UserData(told.data)))
    assert "at most 0 are kept" in words(app)
    assert "The other layers are not offered" in words(app)
    assert not [b for b in app.button if b.label.startswith("Train the")]
    assert not more(app)
    monkeypatch.setattr(recipe_comparison, "_kept", lambda _, trainings: float(trainings))
    monkeypatch.setattr(recipe_comparison, "_MOST_KEPT", 4)
    app = whole(app.run())
    assert "The other seeds are not offered" in words(app)
    assert [b for b in app.button if b.label.startswith("Train the")]
    assert not more(app)


@pytest.mark.parametrize("known", [True, False])
def test_two_units_and_heads_are_compared_on_ones_own_clicks(
    known: bool, told: user_data.UserData, untold: user_data.UserData
) -> None:
    mine = told if known else untold
    app = whole_training(with_data("walk", mine))
    assert "DIN's unit sees query and key" in words(app)
    assert ("On held-out users DIN's unit puts" in words(app)) == known
    assert ("entropy of DIN's weights" in words(app)) != known
    app = whole_training(with_data("heads", mine))
    app = whole(app.toggle(key="heads_apart").set_value(True).run())
    assert ("its mass" in table(app)[-1]) == known
    assert "its entropy" in table(app)[-1]


def test_nothing_of_a_comparison_is_in_a_shared_place(
    told: user_data.UserData, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("the shelf that learners share was asked")

    shared = Shelf(STORE)
    monkeypatch.setattr(shared, "get", asked)
    monkeypatch.setattr(cache, "_shared", shared)
    app = whole_training(with_data("training", told))
    whole(app.toggle(key="explains").set_value(True).run())
    app = whole_training(with_data("heads", told))
    whole(app.toggle(key="heads_apart").set_value(True).run())
    whole_training(with_data("walk", told))
    assert not cache.trainer()._jobs
