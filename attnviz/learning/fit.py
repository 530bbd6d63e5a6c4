"""Fitting: the click model learns from a click log, and every epoch's weights are kept."""

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.layer.click_model import ClickModel
from attnviz.learning.gradients import traced_gradients
from attnviz.learning.metrics import measure
from attnviz.learning.model import make_model, paths
from attnviz.learning.trained import Epoch, Training, trained_arguments
from attnviz.scenario.catalogue import catalogue_logs
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.settings import Settings

# From so many rows on, the steps of a training are compiled by XLA: that takes seconds once, and a
# quarter off each epoch. The last bits are then others, so what is shipped is trained without.
_COMPILED_FROM = 100_000
# In a large log, so many steps run between two reports of how far an epoch is.
_STEPS_AT_ONCE = 100


_OPTIMIZERS: Mapping[str, type[keras.optimizers.Optimizer]] = {
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
    "adagrad": keras.optimizers.Adagrad,
}


def train(
    settings: Settings,
    on_epoch: Callable[[Epoch], None] | None = None,
    logs: Logs | None = None,
    on_rows: Callable[[int], None] | None = None,
) -> Training:
    """Fit the click model of these settings and return every epoch's weights and measures.

    A pure function of the layer's arguments, `Settings.fit`, the number of epochs and the logs: the
    same in every process.

    Args:
        settings: The view's settings; items must be the catalogue's where there are no `logs`.
        on_epoch: Called after each epoch, from epoch 0 on. What it raises ends the training.
        logs: What is learned from and measured on; the catalogue's logs if None.
        on_rows: Called within each epoch, and at its end, with how many rows of the log it has
            learned from so far. What it raises ends the training.

    Raises:
        ValueError: for items without a log to learn from.

    Example:
        >>> import attnviz
        >>> settings = attnviz.Settings(epochs=1, training_samples=500)
        >>> training = attnviz.train(settings)
        >>> [epoch.epoch for epoch in training.epochs]
        [0, 1]
        >>> attnviz.run(settings, training).epoch
        1
    """
    if logs is None:
        if settings.items != "catalogue":
            raise ValueError(
                f"items={settings.items!r} has no click log to learn from; use items='catalogue'"
            )
        logs = catalogue_logs(settings.training_samples)
    arguments = trained_arguments(settings)
    model = make_model(arguments)
    batch = min(settings.training_batch, len(logs.train.clicked))
    runs, at_once = _runs(len(logs.train.clicked) // batch)
    model.compile(
        _OPTIMIZERS[settings.optimizer](settings.learning_rate),
        keras.losses.BinaryCrossentropy(from_logits=True),
        jit_compile=_compiled(model, logs.train),
        steps_per_execution=at_once,
    )
    measures: list[Epoch] = []
    snapshots: list[dict[str, np.ndarray]] = []

    def record(epoch: int) -> None:
        snapshots.append({path: np.array(v.numpy()) for path, v in paths(model).items()})
        measures.append(measure(model, logs.held_out, epoch, logs.items))
        if on_epoch is not None:
            on_epoch(measures[-1])

    record(0)
    with traced_gradients:
        model.fit(
            _batches(logs.train, batch, settings.epochs, arguments["seed"]),
            epochs=settings.epochs,
            steps_per_epoch=runs * at_once,
            shuffle=False,  # the batches are in an order of our own
            verbose=0,
            callbacks=[
                keras.callbacks.LambdaCallback(
                    on_epoch_end=lambda epoch, _: record(epoch + 1),
                    on_train_batch_end=lambda step, **_: on_rows and on_rows((step + 1) * batch),
                )
            ],
        )
    weights = {path: np.stack([s[path] for s in snapshots]) for path in snapshots[0]}
    return Training(arguments, tuple(measures), weights, settings.fit)


def _compiled(model: ClickModel, log: ClickLog) -> bool:
    """Return whether XLA compiles the training on a log, and let it do so.

    Raises:
        ValueError: for an id without a row of the table.
    """
    # XLA has no hash of texts, which is how ids are hashed: Keras would warn.
    if len(log.clicked) < _COMPILED_FROM or model.attention.hashing is not None:
        return False
    # XLA would drop the layer's own check of each batch.
    rows = model.attention.vocabulary_size
    for ids in (log.history, log.candidate):
        if ids.min() < 0 or ids.max() >= rows:
            raise ValueError(f"ids from {ids.min()} to {ids.max()}; allowed is 0 to {rows - 1}")
    model.attention.supports_jit = True
    return True


def _runs(steps: int) -> tuple[int, int]:
    """Return in how many runs an epoch is made, and the steps of each; all are of one size."""
    runs = -(-steps // _STEPS_AT_ONCE)
    return runs, steps // runs


def _batches(log: ClickLog, batch: int, epochs: int, seed: int) -> tf.data.Dataset:
    """Return the log's rows in batches, in a new seeded order each epoch."""
    order = np.random.default_rng([seed, *b"order"])
    samples = len(log.clicked)
    runs, at_once = _runs(samples // batch)
    whole = runs * at_once * batch
    rows = np.concatenate(
        [order.permutation(samples)[:whole].astype(np.int32) for _ in range(epochs)]
    )
    parts = tuple(map(tf.constant, (log.history, log.candidate, log.clicked)))

    def picked(rows: tf.Tensor) -> Any:
        history, candidate, clicked = (tf.gather(part, rows) for part in parts)
        return (history, candidate), clicked

    # Keras looks for one batch more than it needs, and warns where there is none.
    return tf.data.Dataset.from_tensor_slices(rows.reshape(-1, batch)).map(picked).repeat()
