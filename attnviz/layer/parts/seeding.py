"""Initial weights that depend on a seed and a weight's path, and on nothing else."""

import hashlib
import inspect
from typing import Any

import keras


def path_seed(seed: int, path: str) -> int:
    """Return the seed of the weight at `path`, 0 .. 2**31 - 1, the same in every process."""
    digest = hashlib.blake2b(f"{seed}/{path}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


def seeded(initializer: Any, seed: int, path: str) -> Any:
    """Return an initializer for the weight at `path`.

    An initializer given by name, as a class, or as an instance or config without a seed of its own,
    gets the seed of the path; one with its own seed keeps it. No global generator is read or
    moved, which is why a name is not handed to `keras.initializers.get`: that draws a seed from
    Python's generator.

    Args:
        initializer: What Keras accepts: a name, a class, a config, an instance, a callable, or an
            array or tensor of the weight's values.
        seed: The layer's seed.
        path: The weight's path inside the layer, such as "embedding/embeddings".

    Raises:
        ValueError: if Keras makes no initializer of it.
    """
    own = path_seed(seed, path)
    given = initializer
    if isinstance(given, str):
        # Aliases such as "normal" are no names of classes, and "constant" is not read by config.
        named = getattr(keras.initializers, given, None)
        config = {"class_name": given, "config": {}}
        given = named if inspect.isclass(named) else _from_config(config, own)
    elif isinstance(given, dict):
        given = _from_config(given, own)
    if inspect.isclass(given):
        seedable = "seed" in inspect.signature(given).parameters
        given = given(**{"seed": own} if seedable else {})
    if isinstance(given, keras.initializers.Initializer):
        config = given.get_config()
        if "seed" in config and config["seed"] is None:
            return type(given).from_config({**config, "seed": own})
    if isinstance(given, str | None) or not callable(made := keras.initializers.get(given)):
        raise ValueError(f"{initializer!r} is not the name of a Keras initializer, nor one itself")
    return made


def _from_config(config: dict[str, Any], seed: int) -> Any:
    """Return what a config describes, with `seed` where it takes one and has none.

    Of a name that it does not know Keras returns the name or raises a ValueError.
    """
    inner = config.get("config")
    if isinstance(inner, dict) and inner.get("seed") is None:
        try:
            return keras.initializers.deserialize({**config, "config": {**inner, "seed": seed}})
        except TypeError:  # it takes no seed
            pass
    return keras.initializers.deserialize(config)
