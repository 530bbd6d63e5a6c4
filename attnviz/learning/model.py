"""The click model around a layer, its weights by path, and those that it starts with."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import keras
import numpy as np

from attnviz.layer.click_model import ClickModel
from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.parts.seeding import path_seed
from attnviz.learning.store import STORE, Shelf
from attnviz.scenario import recipes
from attnviz.scenario.catalogue import ITEMS

# Arguments that change no weight before training.
_NO_INITIAL_WEIGHT = (
    "empty_row",
    "query",
    "causal",
    "normalization",
    "scale",
    "mask_padding",
    "dropout",
)


def make_model(arguments: Mapping[str, Any]) -> ClickModel:
    """Return the built click model around a layer with these arguments, untrained.

    Side information is that of the catalogue: no other items have some.
    """
    known = ITEMS.info if arguments["side_info"] else None
    model = ClickModel(OwnAttention(**arguments, name="attention"), known, name="click_model")
    model.build([(None, None), (None,)])
    return model


def paths(model: ClickModel) -> dict[str, keras.Variable]:
    """Return the model's trained variables by path, such as "attention/embedding/embeddings"."""
    return {_path(model, variable): variable for variable in model.trainable_variables}


def _path(model: ClickModel, variable: keras.Variable) -> str:
    return variable.path.removeprefix(f"{model.name}/")


def assign(model: ClickModel, weights: Mapping[str, np.ndarray]) -> None:
    """Give a model these weights, by path."""
    for path, variable in paths(model).items():
        variable.assign(weights[path])


def initial_weights(arguments: Mapping[str, Any]) -> Mapping[str, np.ndarray]:
    """Return the weights by path that a layer with these arguments starts with, the same object
    each time."""
    decisive = {**arguments, **{name: recipes.DEFAULTS[name] for name in _NO_INITIAL_WEIGHT}}

    def drawn() -> Mapping[str, np.ndarray]:
        starts = _starts({**decisive, "seed": 0})
        return MappingProxyType({start.path: start.value(decisive["seed"]) for start in starts})

    return _shelf.get(("initial weights", *decisive.items()), drawn)


_shelf = Shelf(STORE)


@dataclass(frozen=True)
class _Start:
    """How a weight starts: drawn with a seed of its path, or the same whatever the seed.

    Attributes:
        path: The weight's path.
        seed_0: Its value for seed 0.
        initializer: What draws it; None where the value is the same for all seeds.
    """

    path: str
    seed_0: np.ndarray
    initializer: Any

    def value(self, seed: int) -> np.ndarray:
        if self.initializer is None:
            return self.seed_0
        config = {**self.initializer.get_config(), "seed": _seed(seed, self.path)}
        drawn = type(self.initializer).from_config(config)(self.seed_0.shape)
        return np.array(drawn)


def _seed(seed: int, path: str) -> int:
    return path_seed(seed, path.removeprefix("attention/"))


def _starts(arguments: Mapping[str, Any]) -> tuple[_Start, ...]:
    """Return the starts of all weights. To make a model for each seed would take ten times as long
    as to draw its weights.
    """
    return _shelf.get(("starts", *arguments.items()), lambda: _found_starts(arguments))


def _found_starts(arguments: Mapping[str, Any]) -> tuple[_Start, ...]:
    model = make_model(arguments)
    # Keras calls the initializer of `kernel` `kernel_initializer`, in each of its layers. There is
    # no public way to all layers of a model.
    initializers = {
        _path(model, variable): getattr(layer, f"{variable.name}_initializer", None)
        for layer in model._flatten_layers()
        for variable in layer.trainable_variables
        if hasattr(layer, f"{variable.name}_initializer")
    }

    def start(path: str, value: np.ndarray) -> _Start:
        initializer = initializers.get(path)
        of_path = getattr(initializer, "seed", None) == _seed(0, path)
        return _Start(path, value, initializer if of_path else None)

    return tuple(start(path, np.array(v.numpy())) for path, v in paths(model).items())
