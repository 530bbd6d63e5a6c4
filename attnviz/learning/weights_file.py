"""A training as a file: an npz of measures and weights, read without pickle and checked."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.learning.archive import DAMAGED, Archive
from attnviz.learning.quiet import with_tensorflow
from attnviz.learning.trained import Epoch, Training, trained_arguments
from attnviz.scenario import recipes
from attnviz.scenario.settings import Settings

# Bytes of the text that says what a training was made of; it is about 5,000.
_MOST_MADE_OF = 100_000
_MEASURES = ("epoch", "loss", "auc", "accuracy", "mass", "chance")


class Mismatch(ValueError):
    """A file that does not hold the weights that the settings need; the message says why."""


def arrays_of(training: Training) -> dict[str, np.ndarray]:
    """Return measures and weights of every epoch, by their names in a file."""
    measures = [[getattr(one, name) for name in _MEASURES] for one in training.epochs]
    weights = {f"weights/{path}": values for path, values in training.weights.items()}
    return {"measures": np.array(measures, float), **weights}  # None becomes NaN


def training_of(
    arrays: Mapping[str, np.ndarray], layer: Mapping[str, Any], fit: Mapping[str, Any]
) -> Training:
    """Return the training whose arrays these are; its weights become read-only."""

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

    made = {**trained_arguments(settings), "items": settings.items}
    if fingerprint:
        made |= {"sequence_length": settings.sequence_length, "data": fingerprint}
    return made


def written(training: Training, settings: Settings, fingerprint: str = "") -> bytes:
    """Return a training as the content of an npz file; arguments as of `made_of`."""
    made, file = json.dumps(made_of(settings, fingerprint)), io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, made_of=made, **arrays_of(training))
    return file.getvalue()


def epochs_in(path: Path) -> int:
    """Return how many epochs a file holds, the untrained one aside.

    Raises:
        Mismatch: if the file cannot be read.
    """
    with _opened(path) as archive:
        return _epochs(archive)


@with_tensorflow
def read(path: Path, settings: Settings, fingerprint: str = "") -> Training:
    """Read a training from an npz file.

    Nothing of its arrays is read before their sizes and types are those that the settings need.

    Args:
        path: The file.
        settings: What it must have been trained with.
        fingerprint: As of `made_of`.

    Raises:
        Mismatch: if the file cannot be read, or holds other weights.
    """

    with _opened(path) as archive:
        if (epochs := _epochs(archive)) != settings.epochs:
            raise Mismatch(
                f"{path} has {epochs} epochs; these settings have epochs={settings.epochs}"
            )
        made = json.loads(str(archive.array("made_of")))
        if not isinstance(made, dict):
            raise ValueError("no mapping of what it was made of")
        for name, wanted in made_of(settings, fingerprint).items():
            # A file from before there was such an argument was made with its default.
            found = made.get(name, _in_json(recipes.DEFAULTS.get(name)))
            if found != _in_json(wanted):
                raise Mismatch(_difference(path, name, found, wanted))
        arguments = trained_arguments(settings)
        _check_arrays(path, archive, arguments)
        arrays = {name: archive.array(name) for name in archive.headers if name != "made_of"}
        if arrays["measures"][:, 0].tolist() != list(range(epochs + 1)):
            raise ValueError("epochs out of order")
    return training_of(arrays, arguments, settings.fit)


def _in_json(value: Any) -> Any:
    """Return a value as it is when it was written as JSON and read again."""
    return json.loads(json.dumps(value))


def _epochs(archive: Archive) -> int:
    return archive.headers["measures"].shape[0] - 1


def _check_arrays(path: Path, archive: Archive, arguments: Mapping[str, Any]) -> None:
    """Refuse arrays that a model with these arguments does not have."""
    needed = {f"weights/{name}": shape for name, shape in _shapes(arguments).items()}
    for name, one in needed.items():
        part, shape = name.removeprefix("weights/"), (_epochs(archive) + 1, *one)
        found = archive.headers.get(name)
        if found is None or found.shape != shape:
            has = "nothing" if found is None else f"shape {found.shape}"
            raise Mismatch(f"{path} has {has} for {part}; these settings need shape {shape}")
        if found.dtype != np.float32:
            raise Mismatch(f"{path} has {found.dtype} for {part}; float32 is needed")
    for name in archive.headers.keys() - needed.keys() - {"measures", "made_of"}:
        raise Mismatch(f"{path} has {name[:80]!r}, which these settings do not have")


def _shapes(arguments: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a model's weights by path."""
    # Loads TensorFlow.
    from attnviz.learning.model import make_model, paths

    return {path: tuple(v.shape) for path, v in paths(make_model(arguments)).items()}


@contextmanager
def _opened(path: Path) -> Iterator[Archive]:
    """Open a file of weights; whatever is wrong with it becomes a `Mismatch`."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as zipped:
            archive = Archive(zipped)
            measures, made = (archive.headers[name] for name in ("measures", "made_of"))
            if measures.shape[1:] != (len(_MEASURES),) or measures.dtype != np.float64:
                raise ValueError("other measures")
            if made.shape or made.dtype.kind != "U" or made.dtype.itemsize > _MOST_MADE_OF:
                raise ValueError("no text of what it was made of")
            yield archive
    except Mismatch:
        raise
    except OSError as error:
        raise Mismatch(f"{path}: {error.strerror or error}") from None
    except DAMAGED:
        raise Mismatch(f"{path} is no file of weights that `train --out` wrote") from None


def _difference(path: Path, name: str, made: Any, wanted: Any) -> str:
    if name == "data":
        return f"{path} was trained on other clicks or items than these, or another vocabulary"
    return f"{path} was trained with {name}={made!r}; these settings have {name}={wanted!r}"
