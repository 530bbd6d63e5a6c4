"""What each argument of the layer may be. `Settings` narrows some of them to what fits a page."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from attnviz.layer.parts.activation_unit import activation_of
from attnviz.layer.parts.seeding import seeded
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.recipes import MODES
from attnviz.scenario.values import Choice, Flag, Float, Integer, InvalidValue, Kind, Sizes


@dataclass(frozen=True)
class OrNone(Kind):
    """None, or what another kind accepts."""

    kind: Kind
    meaning: str

    @property
    def allowed(self) -> str:
        return f"{self.kind.allowed}, or None {self.meaning}"

    def accepts(self, value: Any) -> bool:
        return value is None or self.kind.accepts(value)


@dataclass(frozen=True)
class FromKeras(Kind):
    """What Keras makes an object of: a name, a class, a config or an object."""

    what: str
    get: Callable[[Any], Any]
    serialize: Callable[[Any], Any]

    @property
    def allowed(self) -> str:
        return self.what

    def accepts(self, value: Any) -> bool:
        try:
            made = self.get(value)
        except (ValueError, TypeError, KeyError):  # what Keras raises for one or the other
            return False
        return callable(made) or value is made is None

    def check(self, name: str, value: Any) -> Any:
        value = super().check(name, value)
        # An initializer's class stays: an object would draw a seed.
        made = inspect.isclass(value) and not issubclass(value, keras.initializers.Initializer)
        return value() if made else value

    def readable(self, value: Any) -> Any:
        """Return `value` as data that `get` makes the same of: names and configs as they are."""
        if value is None or isinstance(value, str | Mapping):
            return value
        if inspect.isclass(value):
            return keras.saving.get_registered_name(value)
        if hasattr(value, "__array__"):  # an initializer's values
            value = keras.initializers.Constant(np.asarray(value).tolist())
        return self.serialize(value)


_ACTIVATION = FromKeras("a Keras activation or None", activation_of, keras.activations.serialize)
_INITIALIZER = FromKeras(
    "a Keras initializer", lambda value: seeded(value, 0, ""), keras.initializers.serialize
)
_REGULARIZER = FromKeras(
    "a Keras regularizer or None", keras.regularizers.get, keras.regularizers.serialize
)
_CONSTRAINT = FromKeras(
    "a Keras constraint or None", keras.constraints.get, keras.constraints.serialize
)

ARGUMENTS: Mapping[str, Kind] = {
    "mode": Choice(MODES),
    "vocabulary_size": Integer(1),
    "embedding_dim": Integer(1),
    "normalization": Choice(NORMALIZATIONS),
    "scale": OrNone(Flag(), "for the mode's own"),
    "mask_padding": Flag(),
    "empty_row": Choice(("zero", "uniform", "nan")),
    "dropout": Float(0.0, 0.95, 0.05),
    "seed": OrNone(Integer(0), "for one of the layer's own"),
    "position_embedding": Choice(("none", "learned", "sinusoidal")),
    "max_sequence_length": Integer(1),
    "embeddings_initializer": _INITIALIZER,
    "hash_bins": OrNone(Integer(2), "for a row an id"),
    "side_info": Sizes(64, 2**31 - 1),
    "unit_inputs": Choice(("query_key", "key")),
    "unit_layers": Sizes(8, 4096),
    "unit_activation": _ACTIVATION,
    "unit_output_activation": _ACTIVATION,
    "unit_initializer": _INITIALIZER,
    "num_heads": Integer(1),
    "projections": Choice(("separate", "shared")),
    "projection_activation": _ACTIVATION,
    "use_bias": Flag(),
    "query": Choice(("candidate", "history")),
    "causal": Flag(),
    "embeddings_regularizer": _REGULARIZER,
    "embeddings_constraint": _CONSTRAINT,
    "kernel_regularizer": _REGULARIZER,
    "kernel_constraint": _CONSTRAINT,
    "bias_regularizer": _REGULARIZER,
    "bias_constraint": _CONSTRAINT,
}


def checked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layer's arguments once each of them is allowed, and all go together.

    Raises:
        ValueError: it names the argument, its value and what is allowed.
    """
    values = {name: _plain(kind.check(name, arguments[name])) for name, kind in ARGUMENTS.items()}
    dim, heads = values["embedding_dim"], values["num_heads"]
    if values["mode"] == "multi_head" and dim % heads:
        raise InvalidValue("num_heads", heads, f"a divisor of embedding_dim={dim}")
    return values


def readable(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layer's arguments as data: what Keras made an object of as its configuration."""
    return {
        name: kind.readable(arguments[name]) if isinstance(kind, FromKeras) else arguments[name]
        for name, kind in ARGUMENTS.items()
    }


def _plain(value: Any) -> Any:
    """Return NumPy's numbers and truth values as Python's, and lists as tuples."""
    if isinstance(value, list | tuple):
        return tuple(_plain(part) for part in value)
    return value.item() if isinstance(value, np.generic) else value
