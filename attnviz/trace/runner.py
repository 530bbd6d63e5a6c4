"""A runner: the click model of a view, kept so that other samples and epochs need no new one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context  # there is no public way, see below

from attnviz.layer.step import Step
from attnviz.learning.gradients import traced_gradients
from attnviz.learning.memory import forget_kernels
from attnviz.learning.model import assign, make_model, paths
from attnviz.learning.store import STORE, Shelf
from attnviz.scenario.samples import Clicks, Samples
from attnviz.trace.record import Record, frozen, recorded, walk_of

EAGER_RUNS = 2
# Bytes of a model beside its weights, and of its graph once it is made, as measured: 0.2 MB, and
# 6 to 7.5 more.
_MODEL, _GRAPH = 250_000, 7_500_000


class Runner:
    """The real model of some layer arguments, run with the weights of any training of it.

    The first runs are eager. After them the same steps run as a graph: it gives the same bits in a
    tenth of the time, and making it takes as long as ten runs. Learners share a runner, one at a
    time.

    Args:
        arguments: The layer's arguments.
    """

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._model = make_model(arguments)
        self._source: Mapping[str, np.ndarray] | None = None  # of the weights that the model has
        self._weights: Mapping[str, np.ndarray] = {}
        self._runs = 0
        self._steps: list[Step] = []  # of the graph, without their values
        self._graph: Any = None
        self._lock = Lock()

    @property
    def kept_bytes(self) -> int:
        """About how many bytes it takes: the model has its weights, and a copy is handed out.

        It is measured when it is asked for, so the graph counts from before the run that makes it.
        """
        weights = sum(values.nbytes for values in self._weights.values())
        return _MODEL + 2 * weights + (0 if self._runs < EAGER_RUNS else _GRAPH)

    def run(
        self,
        samples: Samples,
        weights: Mapping[str, np.ndarray],
        resume_from: Mapping[str, np.ndarray] | None = None,
    ) -> tuple[Mapping[str, Record], Mapping[str, np.ndarray]]:
        """Return the records of the walk by name, and the model's weights by path.

        Args:
            samples: What the model is run on.
            weights: The weights by path, such as `Training.weights_after` has them.
            resume_from: Tensors by their steps' names, from which the walk goes on.
        """
        with self._lock:
            if self._source is not weights:
                assign(self._model, weights)
                self._weights = {path: frozen(v) for path, v in paths(self._model).items()}
                self._source = weights
            return recorded(self._walk(samples, resume_from)), self._weights

    def _walk(self, samples: Samples, resume_from: Mapping[str, np.ndarray] | None) -> list[Step]:
        history, candidate = (ids.astype(np.int64) for ids in (samples.history, samples.candidate))
        if resume_from:  # a graph would be another for each set of steps
            return list(walk_of(self._model, history, candidate, resume_from))
        self._runs += 1
        if self._runs <= EAGER_RUNS:
            return list(walk_of(self._model, history, candidate))
        if self._graph is None:
            # Of unknown shape, so that one graph serves all batches and lengths.
            ids = [tf.TensorSpec([None, None], "int64"), tf.TensorSpec([None], "int64")]
            made = tf.function(self._values, input_signature=ids, autograph=False)
            with traced_gradients:
                self._graph = made.get_concrete_function()
        with _operation_by_operation():
            values = self._graph(tf.constant(history), tf.constant(candidate))
        return [replace(step, value=value) for step, value in zip(self._steps, values, strict=True)]

    def _values(self, history: tf.Tensor, candidate: tf.Tensor) -> list[tf.Tensor]:
        steps = list(walk_of(self._model, history, candidate))
        self._steps = [replace(step, value=None) for step in steps]
        return [step.value for step in steps]


@contextmanager
def _operation_by_operation() -> Iterator[None]:
    """Run this thread's graphs as they are written.

    TensorFlow would fuse operations, and a fused one differs from the others in the last bit. The
    public switch is one for all threads, also for one that trains at that moment.
    """
    eager = context.context()
    before = eager.function_call_options
    config = tf.compat.v1.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    eager.function_call_options = context.FunctionCallOptions(config_proto=config)
    try:
        yield
    finally:
        eager.function_call_options = before


_made = count(1)
# So many new models lie between two times that TensorFlow lets go of what it has prepared.
_FORGET_EVERY = 50
_shared = Shelf(STORE)
# A learner's own: what is made of their clicks is gone with them.
_by_data: WeakKeyDictionary[Clicks, Shelf] = WeakKeyDictionary()


def runner_of(arguments: Mapping[str, Any], data: Clicks | None = None) -> Runner:
    """Return the runner of these layer arguments, whatever their seed: it is given its weights.

    Args:
        arguments: The layer's arguments.
        data: The interactions that it runs on, where these are one's own: the runner is kept as
            long as they are.
    """
    key = tuple({**arguments, "seed": 0}.items())
    if data is None:
        return _shared.get(key, lambda: _new(key))
    shelf = _by_data.get(data) or _by_data.setdefault(data, Shelf(STORE))
    return shelf.get(key, lambda: _new(key))


def _new(arguments: tuple[tuple[str, Any], ...]) -> Runner:
    if next(_made) % _FORGET_EVERY == 0:
        forget_kernels()
    return Runner(dict(arguments))
