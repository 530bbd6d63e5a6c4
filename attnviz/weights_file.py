"""A training as a file: an npz of measures and weights, read without pickle and checked."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from attnviz.settings import Settings

if TYPE_CHECKING:
    from attnviz.training import Training

_MEASURES = ("epoch", "loss", "auc", "accuracy", "mass", "chance")


class Mismatch(ValueError):
    """A file that does not hold the weights that the settings need; the message says why."""


def arrays_of(training: "Training") -> dict[str, np.ndarray]:
    """Return measures and weights of every epoch, by their names in a file."""
    measures = [[getattr(one, name) for name in _MEASURES] for one in training.epochs]
    weights = {f"weights/{path}": values for path, values in training.weights.items()}
    return {"measures": np.array(measures, float), **weights}  # None becomes NaN


def training_of(
    arrays: Mapping[str, np.ndarray], layer: Mapping[str, Any], fit: Mapping[str, Any]
) -> "Training":
    """Return the training whose arrays these are; its weights become read-only."""
    from attnviz.training import Epoch, Training

    start = "weights/"
    weights = {name.removeprefix(start): arrays[name] for name in arrays if name.startswith(start)}
    for values in weights.values():
        values.flags.writeable = False
    epochs = (
        Epoch(int(epoch), loss, auc, accuracy, _known(mass), _known(chance))
        for epoch, loss, auc, accuracy, mass, chance in arrays["measures"].tolist()
    )
    return Training(layer, tuple(epochs), weights, fit)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def made_of(settings: Settings, fingerprint: str) -> dict[str, Any]:
    """Return what a training depends on beside its epochs, by name.

    Args:
        settings: What was trained.
        fingerprint: Of one's own interactions; "" for the catalogue's.
    """
    from attnviz.training import trained_arguments

    made = {**trained_arguments(settings), "items": settings.items}
    if fingerprint:
        made |= {"sequence_length": settings.sequence_length, "data": fingerprint}
    return made


def write(path: Path, training: "Training", settings: Settings, fingerprint: str = "") -> None:
    """Write a training to an npz file; arguments as of `made_of`.

    Raises:
        OSError: if the file cannot be written.
    """
    made = json.dumps(made_of(settings, fingerprint))
    with path.open("wb") as file:  # NumPy would add .npz to another name
        np.savez_compressed(file, allow_pickle=False, made_of=made, **arrays_of(training))


def epochs_in(path: Path) -> int:
    """Return how many epochs a file holds, the untrained one aside.

    Raises:
        Mismatch: if the file cannot be read.
    """
    arrays, _ = _arrays_in(path)
    return len(arrays["measures"]) - 1


def _arrays_in(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the arrays of a file, and what its training depends on."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file}
        made = json.loads(str(arrays["made_of"]))
        if not isinstance(made, dict) or arrays["measures"].shape[1:] != (len(_MEASURES),):
            raise ValueError("another content")
    except OSError as error:
        raise Mismatch(f"{path}: {error.strerror or error}") from None
    except (ValueError, KeyError, EOFError, AttributeError, TypeError, zipfile.BadZipFile):
        raise Mismatch(f"{path} is no file of weights that `train --out` wrote") from None
    return arrays, made


def read(path: Path, settings: Settings, fingerprint: str = "") -> "Training":
    """Read a training from an npz file.

    Args:
        path: The file.
        settings: What it must have been trained with.
        fingerprint: As of `made_of`.

    Raises:
        Mismatch: if the file cannot be read, or holds other weights.
    """
    from attnviz.model import make_model, paths
    from attnviz.training import trained_arguments

    arrays, made = _arrays_in(path)
    epochs = len(arrays["measures"]) - 1
    if epochs != settings.epochs:
        raise Mismatch(f"{path} has {epochs} epochs; these settings have epochs={settings.epochs}")
    for name, wanted in made_of(settings, fingerprint).items():
        if made.get(name) != json.loads(json.dumps(wanted)):
            raise Mismatch(_difference(path, name, made.get(name), wanted))
    training = training_of(arrays, trained_arguments(settings), settings.fit)
    for part, variable in paths(make_model(training.layer)).items():
        shape = (epochs + 1, *variable.shape)
        found = training.weights.get(part)
        if found is None or found.shape != shape:
            has = "nothing" if found is None else f"shape {found.shape}"
            raise Mismatch(f"{path} has {has} for {part}; these settings need shape {shape}")
    return training


def _difference(path: Path, name: str, made: Any, wanted: Any) -> str:
    if name == "data":
        return f"{path} was trained on other clicks or items than these, or another vocabulary"
    return f"{path} was trained with {name}={made!r}; these settings have {name}={wanted!r}"
