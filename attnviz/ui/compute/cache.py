"""What the server computes once for all learners: TensorFlow's start, traces, trainings."""

import gc
import json
import os
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from attnviz.interactions.dataset import Interactions
from attnviz.learning.faithfulness import Faithfulness, faithfulness
from attnviz.learning.head_ablation import HeadAblation, head_ablation
from attnviz.learning.memory import settle_allocation
from attnviz.learning.no_folder import do_without_temporary_folder
from attnviz.learning.onednn import leave_out_onednn
from attnviz.learning.shipped import shipped
from attnviz.learning.store import STORE, Shelf
from attnviz.learning.trained import Further, Training, trained_arguments
from attnviz.learning.workers.chosen import training_executor
from attnviz.scenario.catalogue import catalogue_logs
from attnviz.scenario.click_log import Logs
from attnviz.scenario.settings import Settings
from attnviz.scenario.size import within_budget
from attnviz.trace.record import Trace
from attnviz.ui.compute.aside import aside
from attnviz.ui.compute.first_views import first_view
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.learner import Learner, learner
from attnviz.ui.compute.training_queue import Trainer
from attnviz.ui.compute.user_data import UserData, required_user_data, user_data
from attnviz.ui.state.pacing import need_layer, shows_record

T = TypeVar("T")

_shared = Shelf(STORE)


def tensorflow_loading(behind: float = 0.0) -> "Loading":
    """Return the thread that loads TensorFlow, begun by now.

    Args:
        behind: Seconds that it leaves to others first, where this begins it.
    """
    thread = _loading()
    thread.begin(behind)
    return thread


def tensorflow_is_to_come() -> bool:
    """Return whether TensorFlow has neither been loaded nor failed to be; begins nothing."""
    return _loading().to_come


@st.cache_resource(show_spinner=False)
def _loading() -> "Loading":
    return Loading()


class Loading(threading.Thread):
    """Loads TensorFlow; ends when the layer has run in both modes, or when that has failed.

    Attributes:
        failed: Whether it has; the log says of what.
    """

    def __init__(self) -> None:
        super().__init__(name="load TensorFlow", daemon=True)
        self.failed = False
        self._behind = 0.0
        self._lock = threading.Lock()

    @property
    def to_come(self) -> bool:
        """Whether it has not ended, or not begun."""
        return self.ident is None or self.is_alive()

    def begin(self, behind: float) -> None:
        """Begin, for the first who asks; see `tensorflow_loading`."""
        with self._lock:
            if self.ident is None:
                self._behind = behind
                self.start()

    def run(self) -> None:
        time.sleep(self._behind)
        try:
            _warm_up()
        except BaseException:
            self.failed = True
            raise


def _warm_up() -> None:
    settle_allocation()
    leave_out_onednn()
    do_without_temporary_folder()
    # The server is the app's own, whatever else Keras runs on here.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # Loads TensorFlow.
    import keras

    # Loads TensorFlow.
    from attnviz.trace.run import run

    # Streamlit calls this after every rerun. It lets go of all that TensorFlow has prepared to run
    # its operations, and the next run of the layer takes three times as long. It also takes Keras's
    # state away from under a model that another thread compiles at that moment, which then fails.
    keras.backend.clear_session = lambda: None
    for mode in ("attention", "multi_head"):
        run(Settings(mode=mode))
    # TensorFlow's 350,000 objects never go. Frozen, they are not looked at by a collection, which
    # then takes 0.01 ms and not 200 to 430.
    gc.collect()
    gc.freeze()


def training_of(settings: Settings, *, here: bool = False) -> Training | Job | None:
    """Return the training whose weights the settings show, or the job that makes it.

    None where nothing is trained: at epoch 0, and for numbered items.

    Args:
        settings: The view.
        here: Train in this server even what comes with the package.
    """
    if settings.shown_epoch == 0:
        return None
    if settings.items == "own":
        job = required_user_data().job(settings, trainer())
    elif not here and (found := shipped(settings)):
        return found
    else:
        need_layer()
        job = trainer().job(training_key(settings), settings, learner())
    learner().named.add(job)
    learner().left.discard(job.key)
    return _ended(job)


def begin_run() -> None:
    """Begin a run of a page: which trainings it shows, or waits for, is not known yet."""
    learner().named.clear()
    if (mine := user_data()) is not None:
        mine.pause()


def leave_others() -> None:
    """End a run of a page: the trainings that it has not asked for are left.

    They go as soon as somebody waits for another one; nobody need wait for what is not looked at.
    """
    me = learner()
    for who in (me, user_data()):
        if who is not None:
            left = {job.key for job in trainer().leave(who, me.named)}
            me.left |= left & me.asked


def go_on_with(asked: Iterable[Settings]) -> None:
    """Wait for those of these trainings that have not ended, also for those that had to go.

    Args:
        asked: What this learner has asked for by a button of what the page shows.
    """
    me = learner()
    by_key = {training_key(one): one for one in asked if one.items != "own"}
    me.asked = set(by_key)
    for key, settings in by_key.items():
        known = trainer().known(key)
        if key in me.left or (known is not None and not known.future.done()):
            training_of(settings)
    if (mine := user_data()) is not None:
        mine.resume(trainer())
        me.named.update(mine.under_way())


def ships(settings: Settings) -> bool:
    """Return whether the training of the settings comes with the package."""
    return settings.items != "own" and shipped(settings) is not None


def known_training(settings: Settings) -> Training | Job | None:
    """Return as `training_of`, but None for what was not trained yet; starts nothing."""
    if settings.items == "own":
        job = required_user_data().known(settings)
        return None if job is None else _ended(job)
    if found := shipped(settings):
        return found
    job = trainer().known(training_key(settings))
    return None if job is None else _ended(job)


def forget_training(settings: Settings) -> None:
    """Drop the training of the settings: asked for again, it is trained anew.

    One that runs goes on where other learners want it as well.
    """
    if settings.items == "own":
        required_user_data().forget(settings)
    else:
        trainer().forget(training_key(settings), learner())


def seconds_of(settings: Settings) -> float | None:
    """Return how long the training of the settings took here; None if it was not made here."""
    job = (
        required_user_data().known(settings)
        if settings.items == "own"
        else trainer().known(training_key(settings))
    )
    return None if job is None else job.seconds


def _ended(job: Job) -> Training | Job:
    there = job.future.done() and not job.cancelled and job.failure is None
    return job.future.result() if there else job


def training_key(settings: Settings) -> str:
    """Return the name of a training: two settings that share one have the same."""

    if settings.items == "own":
        return required_user_data().key(settings)
    return json.dumps([trained_arguments(settings), settings.fit, settings.epochs], sort_keys=True)


@st.cache_resource(show_spinner=False)
def trainer() -> Trainer:
    """Return the one queue of trainings of the server."""
    return Trainer(training_executor(os.environ), there=_there)


def _there(who: object) -> Collection[object]:
    """Return of who wants a training the learners whose browsers are connected."""
    return who.there if isinstance(who, Learner | UserData) else (who,)


def _computed(settings: Settings, key: Hashable, make: Callable[[], T]) -> T:
    """Return what a key stands for, made now if it is not kept.

    It is kept with what all learners share, or with one's own clicks.

    Raises:
        Enough: as `need_layer`.
    """
    need_layer()
    shelf = required_user_data().shelf if settings.items == "own" else _shared
    if key in shelf:
        return shelf.get(key, make)
    return aside((shelf, key), lambda: shelf.get(key, make))


def _data(settings: Settings) -> Interactions | None:
    return required_user_data().data if settings.items == "own" else None


def _logs(settings: Settings) -> Callable[[], Logs | None]:
    """Return what makes the logs of one's own clicks, which takes a while; of others it is None."""
    data = _data(settings)
    return lambda: None if data is None else data.logs(settings.sequence_length)


def _name(training: Training | None) -> str:
    """Return what stands for a training in a key; "" for none."""
    return "" if training is None else training.fingerprint


def trace_of(settings: Settings, training: Training | None) -> Trace:
    """Return the trace of these settings, or of as many of their users as a walk has room for.

    While the layer is not there, it is the record of that.

    Raises:
        Enough: if there is none; see `need_layer`.
    """
    settings, data = within_budget(settings.computed)[0], _data(settings)
    if shows_record() and (recorded := first_view(settings, training)) is not None:
        return recorded
    key = ("trace", settings, _name(training))
    return _computed(settings, key, lambda: _run(settings, training, data))


def is_recorded(settings: Settings) -> bool:
    """Return whether there is a record of what these settings show."""
    training = shipped(settings) if settings.shown_epoch and ships(settings) else None
    return first_view(within_budget(settings.computed)[0], training) is not None


def _run(settings: Settings, training: Training | None, data: Interactions | None) -> Trace:
    # Loads TensorFlow.
    from attnviz.trace.run import run

    return run(settings, training, data)


def epochs_of(settings: Settings, training: Training) -> tuple[Trace, ...]:
    """Return the traces of the settings after each epoch of their training, from epoch 0 on.

    Args:
        settings: A batch of one user, as all of these traces are kept.
        training: Their training.
    """
    return tuple(
        trace_of(replace(settings, epoch=epoch.epoch), training) for epoch in training.epochs
    )


def entropy_of(settings: Settings, training: Training) -> float | None:
    """Return the entropy of a training's weights after its last epoch, on one's own clicks."""
    # Loads TensorFlow.
    from attnviz.learning.metrics import entropy_after

    last, data = len(training.epochs) - 1, required_user_data().data
    return _computed(
        settings,
        ("entropy", training.fingerprint),
        lambda: entropy_after(training, last, data.logs(settings.sequence_length)),
    )


def further_measures_of(settings: Settings, training: Training) -> tuple[Further, ...]:
    """Return what is measured of a training beside its epochs; settings are those of the view."""
    # Loads TensorFlow.
    from attnviz.learning.metrics import further_measures

    logs = _logs(settings)
    return _computed(
        settings,
        ("further measures", training.fingerprint),
        lambda: further_measures(
            training, logs() or catalogue_logs(training.fit["training_samples"])
        ),
    )


def head_ablation_of(settings: Settings, trace: Trace) -> HeadAblation:
    """Return how the heads compare over the held-out users, with a trace's weights."""

    key = ("heads apart", training_key(settings), trace.epoch, _name(trace.training))
    logs = _logs(settings)
    return _computed(
        settings,
        key,
        lambda: head_ablation({**settings.layer, "query": "candidate"}, trace.weights, logs()),
    )


def faithfulness_of(settings: Settings, training: Training, epoch: int) -> Faithfulness:
    """Return how far a training's weights agree with leaving one click out."""

    logs = _logs(settings)
    return _computed(
        settings,
        ("agreement", training.fingerprint, epoch),
        lambda: faithfulness(training, epoch, logs=logs()),
    )
