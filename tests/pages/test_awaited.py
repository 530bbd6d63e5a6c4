"""Trainings that were cancelled or have failed, on the pages that need them."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import attnviz.learning.fit
from attnviz.learning.trained import Epoch, Training
from attnviz.scenario.settings import Settings
from attnviz.ui.compute import cache
from attnviz.ui.compute.awaited import reason
from attnviz.ui.compute.compared_layers import ComparedLayer
from attnviz.ui.compute.job import Job
from attnviz.ui.sections import recipe_comparison
from attnviz.ui.state import keys
from tests.pages.opening import opened, pressed, whole, whole_training, words
from tests.said import headings

real = attnviz.learning.fit.train
SEED = 6


class Worker:
    """What trains in these tests, for one epoch; it waits, or fails, where it is told to."""

    failure: Exception | None = None

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def train(
        self, settings: Settings, on_epoch: Callable[[Epoch], None] | None = None
    ) -> Training:
        self.gate.wait(30)
        if self.failure is not None:
            raise self.failure
        return real(replace(settings, epochs=1), on_epoch)


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    worker = Worker()
    monkeypatch.setattr(attnviz.learning.fit, "train", worker.train)
    cache.trainer.clear()
    yield worker
    worker.gate.set()
    cache.trainer.clear()


def informed(app: AppTest) -> str:
    return "\n".join(box.value for box in app.info)


def job_of(seed: int) -> Job | None:
    return cache.trainer().known(cache.training_key(Settings(seed=seed, epochs=1)))


def test_what_was_cancelled_is_trained_by_no_other_page_until_it_is_asked_for() -> None:
    app = opened("training", seed=SEED, epochs=1)
    app = pressed(app, "Cancel")
    app = whole(app.switch_page("pages/normalization.py").run())
    assert "Untrained, seed 6" in words(app)
    assert "The training was cancelled. The untrained layer is shown." in informed(app)
    assert job_of(SEED) is None
    app = whole_training(pressed(app, "Train"))
    assert "After epoch 1, seed 6" in words(app)
    assert app.session_state[keys.VISIT].news[1].startswith("The training has ended.")
    assert not app.info
    app = whole(app.switch_page("pages/training.py").run())
    assert headings(app)[0].startswith("After 1 epoch")


def test_a_cancel_leaves_what_another_learner_waits_for(worker: Worker) -> None:
    worker.gate.clear()
    one, other = (opened("training", seed=SEED, epochs=1) for _ in range(2))
    job = job_of(SEED)
    assert job is not None
    pressed(one, "Cancel")
    assert not job.cancelled
    worker.gate.set()
    other = whole_training(other)
    assert headings(other)[0].startswith("After 1 epoch")


def begin(job: object) -> None:
    """Wait until a training has begun: only then it can be in somebody's way."""
    assert isinstance(job, Job)
    for _ in range(600):
        if job.future.running():
            return
        time.sleep(0.05)
    raise AssertionError("the training did not begin")


@pytest.mark.parametrize("where", ["another page", "other settings"])
def test_a_view_that_was_left_keeps_nobody_waiting(worker: Worker, where: str) -> None:
    worker.gate.clear()
    app = opened("training", seed=SEED, epochs=1)
    before = job_of(SEED)
    assert before is not None
    begin(before)
    if where == "another page":
        app = whole(app.switch_page("pages/teach.py").run())
        assert not before.wanted
        other = opened("training", seed=SEED + 1, epochs=1)
    else:
        control = app.segmented_control(key="mode")
        app = other = whole(control.select(control.options[1]).run())
    worker.gate.set()
    whole_training(other)
    assert before.cancelled
    if where == "another page":
        app = whole_training(whole(app.switch_page("pages/training.py").run()))
        assert headings(app)[0].startswith("After 1 epoch")


def test_what_was_asked_for_by_a_button_goes_on_when_its_section_is_shown_again(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners = [ComparedLayer([kind], Settings(normalization=kind)) for kind in ("none", "sigmoid")]
    shown = (ComparedLayer(["default"], Settings()), *learners)
    monkeypatch.setattr(recipe_comparison, "compared_layers", lambda _: shown)
    worker.gate.clear()
    app = pressed(opened("training"), "Train the other 2")
    asked = [cache.known_training(learner.settings) for learner in learners]
    begin(asked[0])
    app = whole(app.switch_page("pages/teach.py").run())
    other = opened("training", seed=SEED, epochs=1)
    worker.gate.set()
    whole_training(other)
    assert all(isinstance(job, Job) and job.cancelled for job in asked)
    app = whole(app.switch_page("pages/training.py").run())
    assert "2 trainings to go" in app.get("progress")[-1].proto.text
    app = whole_training(app)
    assert len(app.dataframe[-1].value) == 3


def test_cancelling_what_comes_with_the_package_shows_that() -> None:
    app = pressed(opened("training", epochs=1), "Train again")
    app = pressed(app, "Cancel")
    assert not app.info
    assert headings(app)[0].startswith("After 1 epoch")


def test_a_training_that_failed_is_told_and_tried_again(worker: Worker) -> None:
    worker.failure = RuntimeError("no *such* kernel\nat line 7 of a long trace")
    app = whole_training(opened("masks", seed=SEED, epochs=1))
    (told,) = (box.value for box in app.warning if "failed" in box.value)
    assert told.startswith("The training failed: no \\*such\\* kernel.")
    assert "line 7" not in told
    assert "Untrained, seed 6" in words(app)
    worker.failure = None
    app = whole_training(pressed(app, "Try again"))
    assert "After epoch 1, seed 6" in words(app)
    assert not [box for box in app.warning if "failed" in box.value]


def test_those_that_failed_beside_others_are_told_and_tried_again(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners = [ComparedLayer([kind], Settings(normalization=kind)) for kind in ("none", "sigmoid")]
    shown = (ComparedLayer(["default"], Settings()), *learners)
    monkeypatch.setattr(recipe_comparison, "compared_layers", lambda _: shown)
    worker.failure = MemoryError()
    label = "Train the other 2"
    app = whole_training(pressed(opened("training"), label))
    (told,) = (box.value for box in app.warning if "failed" in box.value)
    assert "the server has not enough memory" in told
    assert told.startswith("2 trainings failed")
    worker.failure = None
    app = whole_training(pressed(app, label))
    assert not [box for box in app.warning if "failed" in box.value]


def test_a_failure_without_words_is_named() -> None:
    assert reason(ValueError()) == "ValueError."
    assert reason(ValueError("x" * 500)) == f"{'x' * 200}."
