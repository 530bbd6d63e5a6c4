"""The trainings that come with the package, read without TensorFlow; `making` makes them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from attnviz.learning import weights_file
from attnviz.learning.trained import Training, trained_arguments
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
_FOLDER = Path(__file__).parents[1] / "weights"


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


@cache
def _load(name: str) -> Training:
    made = SHIPPED[name]
    with np.load(file_of(name), allow_pickle=False) as file:
        arrays = {key: file[key] for key in file}
    return weights_file.training_of(arrays, trained_arguments(made), made.fit)


def file_of(name: str) -> Path:
    """Return the file of a training that comes with the package."""
    return _FOLDER / f"{name}.npz"


def shipped_fingerprint(name: str) -> str:
    """Return the fingerprint of what made a training that comes with the package."""
    with np.load(file_of(name), allow_pickle=False) as file:
        return str(file["fingerprint"])
