"""attnviz: see what attention does in a recommender.

Importing the package is instant: TensorFlow is imported when a name that needs it is first used.
"""

import os
from importlib import import_module
from typing import Any

from attnviz.layer.backend import refused

_HOMES = {
    # Not its own module: Keras loads an exported file only if it knows the model around the layer.
    "OwnAttention": "layer.click_model",
    "Settings": "scenario.settings",
    "Trace": "trace.record",
    "Training": "learning.trained",
    "explain": "trace.explain",
    "from_keras": "trace.keras_layer",
    "from_torch": "trace.torch_layer",
    "from_weights": "trace.given_weights",
    "generate_samples": "scenario.samples",
    "heads_figure": "topics.heads.weights",
    "run": "trace.run",
    "step_figure": "topics.walk",
    "train": "learning.fit",
    "weights_claim": "topics.heads.weights",
}

# What returns a walk or an explanation: it shows itself in a notebook by what is registered there.
_SHOWN = dict.fromkeys(("Trace", "from_keras", "from_torch", "from_weights", "run"), "export.card")
_SHOWN["explain"] = "export.explanation_card"

__all__ = list(_HOMES)
__version__ = "0.1.0"


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        if name in _SHOWN:
            import_module(f"{__name__}.{_SHOWN[name]}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        backend = os.environ.get("KERAS_BACKEND", "tensorflow")
        if backend == "tensorflow":
            raise
        raise refused(backend) from error  # it is not installed, which is all that Keras says
