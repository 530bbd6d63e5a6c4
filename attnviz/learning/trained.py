"""A trained click model, epoch by epoch: its measures, its weights, what it was made of."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from attnviz.scenario import recipes
from attnviz.scenario.read_only import ReadOnly
from attnviz.scenario.settings import Settings

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


# Compared by identity, so that a model can be cached by it.
@dataclass(frozen=True, eq=False, repr=False)
class Training(ReadOnly):
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

    def __repr__(self) -> str:
        return f"<Training: {self.layer['mode']}, {len(self.epochs) - 1} epochs>"

    @cached_property
    def fingerprint(self) -> str:
        """What tells it from other trainings: a hash of all that it is, its weights included."""
        made = json.dumps([dict(self.layer), dict(self.fit), [asdict(one) for one in self.epochs]])
        digest = hashlib.sha256(made.encode())
        for path, values in self.weights.items():
            digest.update(f"{path}{values.dtype}{values.shape}".encode())
            digest.update(np.ascontiguousarray(values).data)
        return digest.hexdigest()

    @cached_property
    def kept_bytes(self) -> int:
        """About how many bytes it takes; the weights of one epoch are views of all of them."""
        return sum(values.nbytes for values in self.weights.values())

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


@dataclass(frozen=True)
class Further:
    """Measures of an epoch that need its weights.

    Attributes:
        train_loss: Mean binary cross-entropy in nats on samples that are trained on, at most as
            many as are held out.
        entropy: How evenly |weights| are spread over a held-out user's clicks, 0 (all on one) .. 1
            (equal), by head, then the mean; None if all weights are 0.
    """

    train_loss: float
    entropy: float | None
