"""What each argument of the layer may be. `Settings` narrows some of them to what fits a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras

from attnviz.kinds import Choice, Flag, Kind, Number, Refusal, Sizes, Whole
from attnviz.recipes import MODES
from attnviz.seeding import seeded


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
    """What Keras makes an object of: a name, a config or an instance."""

    what: str
    get: Callable[[Any], Any]

    @property
    def allowed(self) -> str:
        return self.what

    def accepts(self, value: Any) -> bool:
        try:
            return callable(self.get(value))
        except (ValueError, TypeError):
            return False


_ACTIVATION = FromKeras("a Keras activation or None", keras.activations.get)
_INITIALIZER = FromKeras("a Keras initializer", lambda value: seeded(value, 0, ""))

ARGUMENTS: Mapping[str, Kind] = {
    "mode": Choice(MODES),
    "vocabulary_size": Whole(1),
    "embedding_dim": Whole(1),
    "normalization": Choice(("softmax", "none", "sigmoid")),
    "scale": OrNone(Flag(), "for the mode's own"),
    "mask_padding": Flag(),
    "empty_row": Choice(("zero", "uniform", "nan")),
    "dropout": Number(0.0, 0.95, 0.05),
    "seed": Whole(0),
    "position_embedding": Choice(("none", "learned", "sinusoidal")),
    "max_sequence_length": Whole(1),
    "embeddings_initializer": _INITIALIZER,
    "hash_bins": OrNone(Whole(2), "for a row an id"),
    "side_info": Sizes(64, 2**31 - 1),
    "unit_inputs": Choice(("query_key", "key")),
    "unit_layers": Sizes(8, 4096),
    "unit_activation": _ACTIVATION,
    "unit_output_activation": _ACTIVATION,
    "unit_initializer": _INITIALIZER,
    "num_heads": Whole(1),
    "projections": Choice(("separate", "shared")),
    "projection_activation": _ACTIVATION,
    "use_bias": Flag(),
    "query": Choice(("candidate", "history")),
    "causal": Flag(),
}


def checked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layer's arguments once each of them is allowed, and all go together.

    Raises:
        ValueError: it names the argument, its value and what is allowed.
    """
    values = {name: _plain(kind.check(name, arguments[name])) for name, kind in ARGUMENTS.items()}
    dim, heads = values["embedding_dim"], values["num_heads"]
    if values["mode"] == "multi_head" and dim % heads:
        raise Refusal("num_heads", heads, f"a divisor of embedding_dim={dim}")
    return values


def _plain(value: Any) -> Any:
    """Return NumPy's whole numbers as Python's, which Keras asks for, and lists as tuples."""
    if isinstance(value, list | tuple):
        return tuple(_plain(part) for part in value)
    return int(value) if Whole(-(2**63)).accepts(value) else value
