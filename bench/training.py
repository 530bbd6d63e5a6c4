"""Seconds an epoch and memory of training against the rows of the log: Keras's fit, an own loop.

Prints a Markdown table. Each measurement is a process of its own, whose peak memory is its own.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

ROWS = (1_000, 10_000, 100_000, 1_000_000)
MODES = ("attention", "multi_head")
LOOPS = ("fit", "fit by XLA", "own loop")
EPOCHS = 3
STEPS_AT_ONCE = 100


def epochs_by_fit(model: Any, data: Any, steps: int, by_xla: bool = False) -> Iterator[None]:
    """Fit, and yield whenever an epoch has ended."""
    import keras

    from attnviz.scenario.settings import Settings

    model.attention.supports_jit = by_xla  # as in attnviz/learning/fit.py
    model.compile(
        keras.optimizers.Adam(Settings().learning_rate),
        keras.losses.BinaryCrossentropy(from_logits=True),
        jit_compile=by_xla,
        steps_per_execution=min(steps, STEPS_AT_ONCE),
    )
    for _ in range(EPOCHS):
        model.fit(data, epochs=1, shuffle=False, verbose=0)
        yield


def epochs_by_loop(model: Any, data: Any, steps: int) -> Iterator[None]:
    """Do the same in a loop of one's own, and yield whenever an epoch has ended."""
    import keras
    import tensorflow as tf

    from attnviz.scenario.settings import Settings

    optimizer = keras.optimizers.Adam(Settings().learning_rate)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)

    @tf.function
    def learn(inputs: Any, clicked: Any) -> None:
        with tf.GradientTape() as tape:
            value = loss(clicked, model(inputs, training=True))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(value, variables), variables, strict=True))

    optimizer.build(model.trainable_variables)
    for _ in range(EPOCHS):
        for inputs, clicked in data:
            learn(inputs, clicked)
        yield


def measure(loop: str, mode: str, rows: int) -> dict[str, Any]:
    """Train in this process; return seconds by epoch, and MiB before training and at most."""
    from attnviz.learning.onednn import leave_out_onednn

    leave_out_onednn()
    import tensorflow as tf

    from attnviz.learning.model import make_model
    from attnviz.learning.trained import trained_arguments
    from attnviz.scenario.catalogue import click_log
    from attnviz.scenario.settings import Settings

    settings = Settings(mode=mode)
    model = make_model(trained_arguments(settings))
    log = click_log(rows, 0)
    batch = settings.training_batch
    data = (
        tf.data.Dataset.from_tensor_slices(((log.history, log.candidate), log.clicked))
        .shuffle(min(rows, 100 * batch), seed=0)
        .batch(batch, drop_remainder=True)
        .prefetch(2)
    )
    before = peak()
    run: Callable[..., Iterator[None]] = epochs_by_loop if loop == "own loop" else epochs_by_fit
    if loop == "fit by XLA":
        run = partial(epochs_by_fit, by_xla=True)
    seconds = []
    begun = time.perf_counter()
    for _ in run(model, data, rows // batch):
        seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
    return {"seconds": seconds, "before": before, "peak": peak()}


def peak() -> float:
    """Return the largest memory that this process has had so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process(loop: str, mode: str, rows: int) -> dict[str, Any]:
    """Return what `measure` returns in a process of its own."""
    command = [sys.executable, __file__, "--one", loop, mode, str(rows)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


HEADER = (
    "| rows | attention | loop | first epoch, s | a later epoch, s | rows a second "
    "| memory before, MiB | at most, MiB |\n|---|---|---|---|---|---|---|---|"
)


def row(loop: str, mode: str, rows: int, found: dict[str, Any]) -> str:
    """Return a measurement's line of the table, in Markdown."""
    first, *later = found["seconds"]
    usual = statistics.median(later)
    return (
        f"| {rows:,} | {mode} | {loop} | {first:.2f} | {usual:.2f} | {rows / usual:,.0f} "
        f"| {found['before']:.0f} | {found['peak']:.0f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=ROWS[-1], help="the most rows of a log")
    parser.add_argument("--one", nargs=3, metavar=("LOOP", "MODE", "ROWS"), help="one, as JSON")
    asked = parser.parse_args()
    if asked.one:
        loop, mode, rows = asked.one
        print(json.dumps(measure(loop, mode, int(rows))))
        return
    print(HEADER)
    for count in (count for count in ROWS if count <= asked.most):
        for mode in MODES:
            for loop in LOOPS:
                print(row(loop, mode, count, in_a_process(loop, mode, count)), flush=True)


if __name__ == "__main__":
    main()
