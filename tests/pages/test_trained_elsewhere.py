"""Trainings in worker processes and on a cluster have the numbers that the server's thread has."""

from collections.abc import Iterator
from concurrent.futures import wait
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.interactions.dataset import interactions_of
from attnviz.learning import fit
from attnviz.learning.trained import Training
from attnviz.learning.workers.chosen import DASK, WORKERS
from attnviz.learning.workers.here import Here
from attnviz.learning.workers.work import trained
from attnviz.scenario.settings import Settings
from attnviz.ui.compute import cache
from attnviz.ui.compute.compared_layers import ComparedLayer, compared_layers
from attnviz.ui.compute.training_queue import Trainer
from attnviz.ui.compute.user_data import UserData
from attnviz.ui.sections import recipe_comparison
from tests.interactions import written
from tests.learning.workers import works
from tests.learning.workers.clusters import two_workers
from tests.pages.opening import opened, pressed, whole, words


@pytest.fixture(autouse=True)
def own_queue() -> Iterator[None]:
    """Give each test a queue of its own, by the environment that it sets."""
    cache.trainer.clear()
    yield
    cache.trainer()._executor.shutdown()
    cache.trainer.clear()


def ended(app: AppTest, *views: Settings) -> AppTest:
    """Return the app run again when the trainings of these views have ended."""
    jobs = [cache.trainer().known(cache.training_key(view)) for view in views]
    wait([job.future for job in jobs if job is not None], timeout=240)
    app = whole(app.run())
    assert not app.get("progress")
    return app


def test_who_learns_to_attend_is_trained_by_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = [
        ComparedLayer(one.names, replace(one.settings, epochs=1, training_samples=500), (0,))
        for one in compared_layers(Settings())
    ]
    monkeypatch.setattr(recipe_comparison, "compared_layers", lambda _: layers)
    with two_workers() as address:
        monkeypatch.setenv(DASK, address)
        app = pressed(opened("training", epoch=0), f"Train the other {len(layers)}")
        app = ended(app, *(layer.settings for layer in layers))
        assert len(app.dataframe[-1].value) == len(layers) > 10
        for layer in layers:
            there = cache.known_training(layer.settings)
            assert isinstance(there, Training), layer.name
            assert there.fingerprint == fit.train(layer.settings).fingerprint, layer.name
        cache.trainer()._executor.shutdown()


def test_own_clicks_are_trained_by_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS, "1")
    mine = UserData(interactions_of(written.tasted(60)[0]))
    view = Settings(items="own", vocabulary_size=mine.data.items.vocabulary_size, epochs=2)
    there = mine.job(view, cache.trainer())
    found = there.future.result(120)
    assert there.share == 1
    assert (there.speed or 0) > 0
    again = UserData(mine.data)
    here = again.job(view, Trainer(Here())).future.result(120)
    assert found.fingerprint == here.fingerprint


def test_a_process_that_dies_is_told_on_the_page_and_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(WORKERS, "1")
    view = Settings(seed=8, epochs=1, training_samples=500)
    monkeypatch.setattr(cache.trainer(), "_work", works.dies)
    app = ended(opened("masks", **view.to_query()), view)
    told = "The training failed: the process that trained it ended (signal 9). The untrained"
    assert any(box.value.startswith(told) for box in app.warning)
    monkeypatch.setattr(cache.trainer(), "_work", trained)
    app = ended(pressed(app, "Try again"), view)
    assert "After epoch 1, seed 8" in words(app)
