"""attnviz: see what attention does in a recommender.

Importing the package is instant: TensorFlow is imported when a name that needs it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_HOMES = {
    # Not its own module: Keras loads an exported file only if it knows the model around the layer.
    "OwnAttention": "layer.click_model",
    "Settings": "scenario.settings",
    "Trace": "trace",
    "Training": "learning.fit",
    "explain": "explain",
    "from_keras": "keras_layer",
    "generate_samples": "scenario.samples",
    "run": "trace",
    "step_figure": "figures.walk",
    "train": "learning.fit",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


class _Package(ModuleType):
    """The package. Its folder `explain` has the name of the function that it exports, and whoever
    imports the folder first would put it in the function's place.
    """

    @property
    def explain(self) -> Any:
        return __getattr__("explain")

    @explain.setter
    def explain(self, folder: ModuleType) -> None:
        """Leave the function in its place."""


sys.modules[__name__].__class__ = _Package
