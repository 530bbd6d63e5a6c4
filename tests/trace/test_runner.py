"""The runner: later runs are quick, and the numbers are those of the first one."""

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from attnviz.learning.model import initial_weights, make_model, paths
from attnviz.learning.shipped import shipped
from attnviz.learning.trained import Training
from attnviz.scenario.samples import Samples, samples_of
from attnviz.scenario.settings import INITIALIZERS, Settings
from attnviz.trace.record import Record
from attnviz.trace.run import run
from attnviz.trace.runner import EAGER_RUNS, Runner, runner_of
from tests.layers import RECIPES
from tests.processes import printed_by

VIEWS = {
    **{f"{name} {mode}": Settings(recipe=name, mode=mode, epoch=0) for name, mode in RECIPES},
    "self-attention": Settings(mode="multi_head", query="history", causal=True),
    "learned positions": Settings(position_embedding="learned", epoch=0),
    "sinusoids": Settings(position_embedding="sinusoidal", epoch=0),
    "unmasked": Settings(mode="multi_head", mask_padding=False, epoch=0),
    "sigmoid": Settings(normalization="sigmoid", epoch=0),
}


def learned(settings: Settings) -> Training:
    found = shipped(settings)
    assert found is not None
    return found


def samples(settings: Settings, sequence_length: int, padding: float = 0.2) -> Samples:
    return samples_of(
        Settings(
            items=settings.items, sequence_length=sequence_length, padding=padding, batch_size=3
        )
    )


@pytest.mark.parametrize("view", VIEWS)
def test_the_graph_gives_the_same_bits_as_eager_runs(view: str) -> None:
    settings = VIEWS[view]
    later, first = (Runner(settings.layer) for _ in range(2))
    weights = initial_weights(settings.layer)
    for _ in range(EAGER_RUNS):
        later.run(samples(settings, 6), weights)
    for padding in (0.2, 1.0):
        graph, _ = later.run(samples(settings, 9, padding), weights)
        eager, _ = first.run(samples(settings, 9, padding), weights)
        assert list(graph) == list(eager)
        for name, record in graph.items():
            assert record.value.dtype == eager[name].value.dtype
            np.testing.assert_array_equal(record.value, eager[name].value, err_msg=name)
            assert (record.axes, record.parents) == (eager[name].axes, eager[name].parents)
            assert record.source == eager[name].source


def test_each_run_has_the_weights_of_its_own_epoch() -> None:
    settings = Settings()
    training = learned(settings)
    shared = Runner(settings.layer)
    own = {epoch: Runner(settings.layer) for epoch in range(6)}

    def epoch_run(
        runner: Runner, epoch: int
    ) -> tuple[Mapping[str, Record], Mapping[str, np.ndarray]]:
        return runner.run(samples(settings, 7), training.weights_after(epoch))

    with ThreadPoolExecutor(4) as pool:
        epochs = [*range(6)] * 4
        runs = list(pool.map(lambda epoch: epoch_run(shared, epoch), epochs))
    for epoch, (records, weights) in zip(epochs, runs, strict=True):
        expected, trained = epoch_run(own[epoch], epoch)
        np.testing.assert_array_equal(records["weights"].value, expected["weights"].value)
        for path, values in weights.items():
            np.testing.assert_array_equal(values, trained[path])
            np.testing.assert_array_equal(values, training.weights_after(epoch)[path])


@pytest.mark.parametrize("view", VIEWS)
def test_initial_weights_are_those_that_the_layer_is_made_with(view: str) -> None:
    check_initial_weights(VIEWS[view].layer)


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_initial_weights_are_those_of_each_initializer(initializer: str) -> None:
    own = {"embeddings_initializer": initializer, "unit_initializer": initializer}
    check_initial_weights({**Settings().layer, **own})


def check_initial_weights(layer: Mapping[str, Any]) -> None:
    for seed in (0, 3):
        arguments = {**layer, "seed": seed}
        made = paths(make_model(arguments))
        weights = initial_weights(arguments)
        assert list(weights) == list(made)
        for path, variable in made.items():
            np.testing.assert_array_equal(weights[path], variable.numpy(), err_msg=path)


def test_one_runner_serves_all_seeds_and_no_other_arguments() -> None:
    layer = Settings().layer
    assert runner_of(layer) is runner_of({**layer, "seed": 5})
    assert runner_of(layer) is not runner_of({**layer, "normalization": "sigmoid"})
    first, second = (run(Settings(seed=seed, epoch=0)) for seed in (0, 5))
    assert not np.array_equal(first["weights"].value, second["weights"].value)


# TensorFlow keeps a kernel for every set of attributes of an operation; a seed is one of them.
KERNELS = """
import ctypes
import tensorflow as tf
from attnviz.learning.memory import forget_kernels
class Heap(ctypes.Structure):
    _fields_ = [(f"field {number}", ctypes.c_size_t) for number in range(10)]
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Heap
def used():
    return getattr(libc.mallinfo2(), "field 7")
def prepare(seeds):
    for seed in seeds: tf.raw_ops.RandomUniform(shape=[2], dtype=tf.float32, seed=1, seed2=seed)
prepare(range(100))
before = used()
prepare(range(100, 4100))
grown = used() - before
forget_kernels()
print(grown > 2_000_000 and used() - before < grown / 4, grown, used() - before)
"""


def test_kernels_are_forgotten() -> None:
    if sys.platform == "linux":
        assert printed_by(KERNELS).startswith("True")


def test_a_graph_is_counted_before_it_is_made() -> None:
    settings = Settings(epoch=0)
    runner, weights = Runner(settings.layer), initial_weights(settings.layer)
    counted = []
    for _ in range(EAGER_RUNS + 2):
        # As the store does it: it measures what it gives away, and then the runner runs.
        counted.append(runner.kept_bytes)
        runner.run(samples(settings, 6), weights)
    eager, graph = counted[1:EAGER_RUNS], counted[EAGER_RUNS:]
    assert max(eager) < 1_000_000 < 5_000_000 < min(graph)
