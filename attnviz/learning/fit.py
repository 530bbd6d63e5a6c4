"""Training: the click model is fitted to the click log, and every epoch's weights are kept."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from attnviz.layer.click_model import ClickModel
from attnviz.learning import weights_file
from attnviz.learning.model import make_model, paths
from attnviz.scenario import recipes
from attnviz.scenario.catalogue import ITEMS, click_log
from attnviz.scenario.click_log import ClickLog, Logs
from attnviz.scenario.items import Items
from attnviz.scenario.settings import Settings

HELD_OUT = 2000
LOG_SEED = 0
HELD_OUT_SEED = 1

# From so many rows on, the steps of a training are compiled by XLA: that takes seconds once, and a
# quarter off each epoch. The last bits are then others, so what is shipped is trained without.
_COMPILED_FROM = 100_000
# In a large log, so many steps run between two reports of how far an epoch is.
_STEPS_AT_ONCE = 100
# Of a large log, so many rows are measured at once: each needs its hidden units for every click.
_ROWS_AT_ONCE = 4096

# Arguments that change no trained weight, by mode: the layer is trained with their defaults.
_IDLE = {
    "attention": ("num_heads", "projections", "projection_activation", "use_bias"),
    "multi_head": (
        "unit_inputs",
        "unit_layers",
        "unit_activation",
        "unit_output_activation",
        "unit_initializer",
    ),
}
# A log has no empty history; and self-attention runs with the weights of candidate attention.
_ALWAYS_IDLE = ("empty_row", "query", "causal")

_OPTIMIZERS: Mapping[str, type[keras.optimizers.Optimizer]] = {
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
    "adagrad": keras.optimizers.Adagrad,
}


@dataclass(frozen=True)
class Epoch:
    """How well the model does on held-out users after an epoch.

    Attributes:
        epoch: 0 for the untrained model.
        loss: Mean binary cross-entropy, in nats; not finite where a training has diverged.
        auc: Probability that a clicked candidate scores above one that was not clicked, 0 .. 1;
            NaN where scores are not numbers, or where all candidates were clicked.
        accuracy: Share of candidates on the right side of a score of 0.5, 0 .. 1; NaN where all
            candidates were clicked, as who always says yes would be right.
        mass: Attention mass, 0 .. 1: over samples that were clicked, the share of |weights| on the
            clicks of the candidate's interest, by head, then the mean; None if all weights are 0,
            or not numbers.
        chance: The share of such clicks, 0 .. 1: the mass of uniform weights; None, as the mass
            then is, where no interests are known.
    """

    epoch: int
    loss: float
    auc: float
    accuracy: float
    mass: float | None
    chance: float | None


@dataclass(frozen=True, eq=False)  # compared by identity, so that a model can be cached by it
class Training:
    """A trained click model, epoch by epoch.

    Attributes:
        layer: The arguments of the attention layer that was trained.
        epochs: The measures from epoch 0 on.
        weights: By path, such as "attention/embedding/embeddings": an array whose first axis is
            the epoch.
        fit: How it was trained: the settings of `attnviz.scenario.settings.FIT`.

    Example:
        >>> import attnviz
        >>> training = attnviz.run().training  # the one that comes with the package
        >>> training.epochs[-1].epoch
        15
        >>> training.weights["attention/embedding/embeddings"].shape  # epoch, item, number
        (16, 65, 8)
    """

    layer: Mapping[str, Any]
    epochs: tuple[Epoch, ...]
    weights: Mapping[str, np.ndarray]
    fit: Mapping[str, Any]

    @cached_property
    def fingerprint(self) -> str:
        """What tells it from other trainings: a hash of all that it is, its weights included."""
        made = json.dumps([dict(self.layer), dict(self.fit), [asdict(one) for one in self.epochs]])
        digest = hashlib.sha256(made.encode())
        for path, values in self.weights.items():
            digest.update(f"{path}{values.dtype}{values.shape}".encode())
            digest.update(np.ascontiguousarray(values).data)
        return digest.hexdigest()

    def weights_after(self, epoch: int) -> Mapping[str, np.ndarray]:
        """Return all weights after `epoch` by path, the same object each time."""
        if epoch not in self._after:
            weights = {path: values[epoch] for path, values in self.weights.items()}
            self._after[epoch] = MappingProxyType(weights)
        return self._after[epoch]

    @cached_property
    def _after(self) -> dict[int, Mapping[str, np.ndarray]]:
        # A model is given weights only where it has others: it knows them by their identity.
        return {}

    def first(self, epochs: int) -> "Training":
        """Return the same training stopped after `epochs`."""
        kept = {path: values[: epochs + 1] for path, values in self.weights.items()}
        return Training(self.layer, self.epochs[: epochs + 1], kept, self.fit)


def trained_arguments(settings: Settings) -> dict[str, Any]:
    """Return the layer arguments that decide what is learned; two settings that agree in them,
    and in how they are trained (`Settings.fit`), share one training.
    """
    arguments = dict(settings.layer)
    idle = (*_IDLE[arguments["mode"]], *_ALWAYS_IDLE)
    if arguments["position_embedding"] != "learned":
        idle = (*idle, "max_sequence_length")
    arguments.update({name: recipes.DEFAULTS[name] for name in idle})
    return arguments


def catalogue_logs(samples: int) -> Logs:
    """Return the catalogue's logs, so many samples of them to learn from."""
    return Logs(click_log(samples, LOG_SEED), click_log(HELD_OUT, HELD_OUT_SEED), ITEMS)


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
    if len(log.clicked) < _COMPILED_FROM:
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


def walked(model: ClickModel, log: ClickLog, *names: str) -> list[np.ndarray]:
    """Return tensors of the walk over all samples of a log, by the names of their steps."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for first in range(0, len(log.candidate), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        for step in model.steps([log.history[rows], log.candidate[rows]]):
            if step.name in parts:
                parts[step.name].append(step.value.numpy())
    return [np.concatenate(part) for part in parts.values()]


def measure(model: ClickModel, log: ClickLog, epoch: int, items: Items = ITEMS) -> Epoch:
    """Measure the model on the users of a log; see `Epoch`."""
    logits, weights = walked(model, log, "click_logit", "weights")
    logits = logits.astype(np.float64)
    with np.errstate(invalid="ignore"):  # a training that has diverged is told, not warned of
        loss = np.logaddexp(0.0, logits) - log.clicked * logits
    clicked = log.clicked == 1
    mass = chance = None
    told = clicked & (items.interest_number(log.candidate) >= 0)
    if told.any():
        history = log.history[told]
        related, filled = items.related(history, log.candidate[told, None]), history != 0
        mass = attention_mass(weights[told], related, filled)
        chance = float((related.sum(axis=1) / filled.sum(axis=1)).mean())
    return Epoch(
        epoch,
        float(loss.mean()),
        area_under_curve(logits, clicked),
        float("nan") if clicked.all() else float(((logits > 0) == clicked).mean()),
        mass,
        chance,
    )


def attention_mass(weights: np.ndarray, related: np.ndarray, filled: np.ndarray) -> float | None:
    """Return the share of |weights| on related clicks, by sample and head, then the mean.

    Args:
        weights: (B, 1, T) or (B, h, 1, T).
        related: Clicks of the candidate's interest, (B, T).
        filled: Positions that hold a click, (B, T).

    Returns:
        0 .. 1, or None where it is not defined since all weights are 0.
    """
    size = np.abs(weights).reshape(len(weights), -1, weights.shape[-1]) * filled[:, None]
    total = size.sum(axis=-1)
    on_related = (size * related[:, None]).sum(axis=-1)
    defined = total > 0
    if not defined.any():
        return None
    return float((on_related[defined] / total[defined]).mean())


def area_under_curve(scores: np.ndarray, clicked: np.ndarray) -> float:
    """Return the area under the ROC curve, by ranks with ties shared (Mann and Whitney, 1947).

    NaN where a score is not a number, as it has no rank, and where all or none were clicked.
    """
    if np.isnan(scores).any() or clicked.all() or not clicked.any():
        return float("nan")
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    positive, negative = clicked.sum(), (~clicked).sum()
    return float((rank[clicked].sum() - positive * (positive + 1) / 2) / (positive * negative))


# The trainings that come with the package, for the views that open first.
SHIPPED: Mapping[str, Settings] = {
    "attention": Settings(),
    "article_attention": Settings(recipe="article", mode="attention"),
    **{
        f"multi_head_{heads}": Settings(mode="multi_head", num_heads=heads)
        for heads in (1, 2, 4, 8)
    },
}
_FOLDER = Path(__file__).parent / "weights"


def shipped(settings: Settings) -> Training | None:
    """Return the training that comes with the package for these settings, or None."""
    wanted = trained_arguments(settings)
    for name, made in SHIPPED.items():
        alike = trained_arguments(made) == wanted and made.fit == settings.fit
        if alike and settings.epochs <= made.epochs:
            return _first(name, settings.epochs)
    return None


@cache
def _first(name: str, epochs: int) -> Training:
    """Return the one object of a training that comes with the package."""
    return _load(name).first(epochs)


def ship() -> None:
    """Train what comes with the package and write it."""
    _FOLDER.mkdir(exist_ok=True)
    for name, settings in SHIPPED.items():
        arrays: dict[str, Any] = {"fingerprint": fingerprint(settings)}
        arrays |= weights_file.arrays_of(train(settings))
        np.savez_compressed(_FOLDER / f"{name}.npz", **arrays)


@cache
def _load(name: str) -> Training:
    made = SHIPPED[name]
    with np.load(_FOLDER / f"{name}.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file}
    return weights_file.training_of(arrays, trained_arguments(made), made.fit)


def shipped_fingerprint(name: str) -> str:
    """Return the fingerprint of what made a training that comes with the package."""
    with np.load(_FOLDER / f"{name}.npz", allow_pickle=False) as file:
        return str(file["fingerprint"])


def fingerprint(settings: Settings) -> str:
    """Return a hash of all that a training is made of: arguments, log, start and fit."""
    log = click_log(settings.training_samples, LOG_SEED)
    held_out = click_log(HELD_OUT, HELD_OUT_SEED)
    digest = hashlib.sha256()
    recipe = [trained_arguments(settings), settings.epochs, settings.fit]
    digest.update(json.dumps(recipe, sort_keys=True).encode())
    for part in (log, held_out):
        for values in (part.history, part.candidate, part.clicked):
            digest.update(values.tobytes())
    for path, variable in paths(make_model(trained_arguments(settings))).items():
        digest.update(path.encode() + variable.numpy().tobytes())
    return digest.hexdigest()
