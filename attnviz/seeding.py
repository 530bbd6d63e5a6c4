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

    An initializer given by name, or as an instance without a seed of its own, gets the seed of
    the path; one with its own seed keeps it. No global generator is read or moved, which is why a
    name is not handed to `keras.initializers.get`: that draws a seed from Python's generator.

    Args:
        initializer: What Keras accepts: a name, a config, an instance or a callable.
        seed: The layer's seed.
        path: The weight's path inside the layer, such as "embedding/embeddings".

    Raises:
        ValueError: if Keras knows no initializer of that name.
    """
    if isinstance(initializer, str):
        known: Any = getattr(keras.initializers, initializer, None)
        if not inspect.isclass(known) or not issubclass(known, keras.initializers.Initializer):
            raise ValueError(f"{initializer!r} is not the name of a Keras initializer")
        seedable = "seed" in inspect.signature(known).parameters
        own: dict[str, Any] = {"seed": path_seed(seed, path)} if seedable else {}
        return known(**own)
    if isinstance(initializer, dict):
        initializer = keras.initializers.get(initializer)
    if isinstance(initializer, keras.initializers.Initializer):
        config = initializer.get_config()
        if "seed" in config and config["seed"] is None:
            return type(initializer).from_config({**config, "seed": path_seed(seed, path)})
    return initializer
