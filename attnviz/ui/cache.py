"""What the server computes once for all learners: TensorFlow's start, traces, trainings."""

import gc
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from attnviz.settings import Settings
from attnviz.ui.own import mine
from attnviz.ui.trainer import Job, Trainer

if TYPE_CHECKING:
    from attnviz.agreement import Agreement
    from attnviz.heads_apart import HeadsApart
    from attnviz.logs import Logs
    from attnviz.measures import Further
    from attnviz.trace import Trace
    from attnviz.training import Training


def _name(training: "Training") -> str:
    """Return what tells a training from others: its layer, its fit, and every epoch's loss."""
    losses = [epoch.loss for epoch in training.epochs]
    return json.dumps([dict(training.layer), dict(training.fit), losses])


# Streamlit would hash all weights of all epochs each time that it looks up a trace.
_HASHES: dict[Any, Callable[[Any], Any]] = {Settings: hash, "attnviz.training.Training": _name}

_ME = "attnviz: who asks"

# A trace of a long self-attention holds hundreds of megabytes: larger ones are run again each time.
_LARGEST_KEPT_WEIGHTS = 500_000


@st.cache_resource(show_spinner=False)
def tensorflow_loading() -> threading.Thread:
    """Return the thread that loads TensorFlow; it ends when the layer has run in both modes."""
    thread = threading.Thread(target=_warm_up, name="load TensorFlow", daemon=True)
    thread.start()
    return thread


def _warm_up() -> None:
    import keras

    from attnviz.trace import run

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


def training_of(settings: Settings, *, here: bool = False) -> "Training | Job | None":
    """Return the training whose weights the settings show, or the job that makes it.

    None where nothing is trained: at epoch 0, and for numbered items.

    Args:
        settings: The view.
        here: Train in this server even what comes with the package.
    """
    if settings.shown_epoch == 0:
        return None
    if settings.items == "own":
        return _ended(mine().job(settings, trainer()))
    if not here and (found := _shipped(training_key(settings), settings)):
        return found
    return _ended(trainer().job(training_key(settings), settings, _me()))


class _Learner:
    """A session; what it wants of the shared worker is counted by it."""


def _me() -> _Learner:
    me: _Learner = st.session_state.setdefault(_ME, _Learner())
    return me


def ships(settings: Settings) -> bool:
    """Return whether the training of the settings comes with the package."""
    return settings.items != "own" and _shipped(training_key(settings), settings) is not None


def known_training(settings: Settings) -> "Training | Job | None":
    """Return as `training_of`, but None for what was not trained yet; starts nothing."""
    if settings.items == "own":
        job = mine().known(settings)
        return None if job is None else _ended(job)
    if found := _shipped(training_key(settings), settings):
        return found
    job = trainer().known(training_key(settings))
    return None if job is None else _ended(job)


def forget_training(settings: Settings) -> None:
    """Drop the training of the settings: asked for again, it is trained anew.

    One that runs goes on where other learners want it as well.
    """
    if settings.items == "own":
        mine().forget(settings)
    else:
        trainer().forget(training_key(settings), _me())


def seconds_of(settings: Settings) -> float | None:
    """Return how long the training of the settings took here; None if it was not made here."""
    job = (
        mine().known(settings)
        if settings.items == "own"
        else trainer().known(training_key(settings))
    )
    return None if job is None else job.seconds


# One object for each training, as the layer's models are kept by it.
@st.cache_resource(max_entries=64, show_spinner=False)
def _shipped(key: str, _settings: Settings) -> "Training | None":
    from attnviz.training import shipped

    return shipped(_settings)


def _ended(job: Job) -> "Training | Job":
    there = job.future.done() and not job.cancelled and job.failure is None
    return job.future.result() if there else job


def training_key(settings: Settings) -> str:
    """Return the name of a training: two settings that share one have the same."""
    from attnviz.training import trained_arguments

    if settings.items == "own":
        return mine().key(settings)
    return json.dumps([trained_arguments(settings), settings.fit, settings.epochs], sort_keys=True)


@st.cache_resource(show_spinner=False)
def trainer() -> Trainer:
    """Return the one training worker of the server."""
    from attnviz.training import train

    return Trainer(train)


def trace_of(settings: Settings, training: "Training | None") -> "Trace":
    """Return the trace of these settings, from the cache if it is not of an unusual size."""
    from attnviz.trace import run

    settings, layer = settings.computed, settings.layer
    if settings.items == "own":
        return mine().trace(settings, training)
    weights = settings.batch_size * settings.sequence_length
    if settings.self_attention:
        weights *= settings.sequence_length * layer["num_heads"]
    if weights > _LARGEST_KEPT_WEIGHTS:
        return run(settings, training)
    return _kept_trace(settings, training)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_HASHES)
def _kept_trace(settings: Settings, training: "Training | None") -> "Trace":
    from attnviz.trace import run

    return run(settings, training)


def epochs_of(settings: Settings, training: "Training") -> "tuple[Trace, ...]":
    """Return the traces of the settings after each epoch of their training, from epoch 0 on.

    Args:
        settings: A batch of one user, as all of these traces are kept.
        training: Their training.
    """
    if settings.items == "own":
        return mine().epochs(settings, training)
    return _kept_epochs(settings, training)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=_HASHES)
def _kept_epochs(settings: Settings, training: "Training") -> "tuple[Trace, ...]":
    from attnviz.trace import run

    return tuple(run(replace(settings, epoch=epoch.epoch), training) for epoch in training.epochs)


def entropy_of(settings: Settings, training: "Training") -> float | None:
    """Return the entropy of a training's weights after its last epoch, on one's own clicks."""
    from attnviz.measures import entropy_after

    clicks, last = mine(), len(training.epochs) - 1
    return clicks.once(
        ("entropy", training_key(settings)),
        lambda: entropy_after(training, last, clicks.data.logs(settings.sequence_length)),
    )


def further_measures_of(settings: Settings, training: "Training") -> "tuple[Further, ...]":
    """Return what is measured of a training beside its epochs; settings are those of the view."""
    if settings.items == "own":
        return mine().further(training, settings.sequence_length)
    return _kept_further(training)


@st.cache_resource(max_entries=24, show_spinner=False)
def _kept_further(training: "Training") -> "tuple[Further, ...]":
    from attnviz.measures import further_measures
    from attnviz.training import catalogue_logs

    return further_measures(training, catalogue_logs(training.fit["training_samples"]))


def heads_apart_of(settings: Settings, trace: "Trace") -> "HeadsApart":
    """Return how the heads compare over the held-out users, with a trace's weights."""
    key = training_key(settings)
    if settings.items == "own":
        name, clicks = ("heads apart", key, trace.epoch), mine()
        return clicks.once(
            name, lambda: _compared(settings, trace, clicks.data.logs(settings.sequence_length))
        )
    return _heads_apart(key, trace.epoch, settings, trace)


@st.cache_resource(max_entries=32, show_spinner=False)
def _heads_apart(key: str, epoch: int, _settings: Settings, _trace: "Trace") -> "HeadsApart":
    return _compared(_settings, _trace, None)


def _compared(settings: Settings, trace: "Trace", logs: "Logs | None") -> "HeadsApart":
    from attnviz.heads_apart import heads_apart

    return heads_apart({**settings.layer, "query": "candidate"}, trace.weights, logs)


def agreement_of(settings: Settings, training: "Training", epoch: int) -> "Agreement":
    """Return how far a training's weights agree with leaving one click out."""
    from attnviz.agreement import agreement

    if settings.items == "own":
        name, clicks = ("agreement", training_key(settings), epoch), mine()
        return clicks.once(
            name,
            lambda: agreement(training, epoch, logs=clicks.data.logs(settings.sequence_length)),
        )
    return _kept_agreement(training, epoch)


@st.cache_resource(max_entries=96, show_spinner=False)
def _kept_agreement(training: "Training", epoch: int) -> "Agreement":
    from attnviz.agreement import agreement

    return agreement(training, epoch)
