"""What the server computes once for all learners: TensorFlow's start, traces, trainings."""

import gc
import json
import threading
from typing import TYPE_CHECKING

import streamlit as st

from attnviz.settings import Settings
from attnviz.ui.trainer import Job, Trainer

if TYPE_CHECKING:
    from attnviz.trace import Trace
    from attnviz.training import Training

# A trace of a long self-attention holds hundreds of megabytes: larger ones are run again each time.
_LARGEST_KEPT_WEIGHTS = 500_000


@st.cache_resource(show_spinner=False)
def tensorflow_loading() -> threading.Thread:
    """Return the thread that loads TensorFlow; it ends when the layer has run in both modes."""
    thread = threading.Thread(target=_warm_up, name="load TensorFlow", daemon=True)
    thread.start()
    return thread


def _warm_up() -> None:
    from attnviz.trace import run

    for mode in ("attention", "multi_head"):
        run(Settings(mode=mode))
    # TensorFlow's 350,000 objects never go. Frozen, they are not looked at by a collection, which
    # then takes 0.01 ms and not 200 to 430.
    gc.collect()
    gc.freeze()


def training_of(settings: Settings) -> "Training | Job | None":
    """Return the training whose weights the settings show, or the job that makes it.

    None where nothing is trained: at epoch 0, and for numbered items.
    """
    from attnviz.training import shipped, trained_arguments

    if settings.shown_epoch == 0:
        return None
    if found := shipped(settings):
        return found
    key = json.dumps([trained_arguments(settings), settings.epochs], sort_keys=True)
    job = _trainer().job(key, settings)
    return job.future.result() if job.future.done() else job


@st.cache_resource(show_spinner=False)
def _trainer() -> Trainer:
    from attnviz.training import train

    return Trainer(train)


def trace_of(settings: Settings, training: "Training | None") -> "Trace":
    """Return the trace of these settings, from the cache if it is not of an unusual size."""
    from attnviz.trace import run

    settings, layer = settings.computed, settings.layer
    weights = settings.batch_size * settings.sequence_length
    if layer["mode"] == "multi_head" and layer["query"] == "history":
        weights *= settings.sequence_length * layer["num_heads"]
    if weights > _LARGEST_KEPT_WEIGHTS:
        return run(settings, training)
    return _kept_trace(settings, training)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Settings: hash})
def _kept_trace(settings: Settings, training: "Training | None") -> "Trace":
    from attnviz.trace import run

    return run(settings, training)
