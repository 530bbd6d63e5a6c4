"""The trainings that come with the package."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.learning import weights_file
from attnviz.learning.fit import train
from attnviz.learning.model import make_model, paths
from attnviz.learning.trained import Training, trained_arguments
from attnviz.scenario.catalogue import HELD_OUT, HELD_OUT_SEED, LOG_SEED, click_log
from attnviz.scenario.settings import Settings

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
