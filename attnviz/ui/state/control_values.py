"""What a control shows for the value of a setting, and the reverse.

A setting whose default is the recipe's has a first option "as the recipe", which is not in the
link; so no control's default depends on another control.
"""

from collections.abc import Mapping
from typing import Any

from attnviz.scenario import recipes
from attnviz.scenario.settings import DEFAULTS, KINDS

# What a slider of a wide range stops at, beside the present value.
STOPS: Mapping[str, tuple[float, ...]] = {
    "training_samples": (500, 1000, 2000, 4000, 8000, 16_000, 20_000),
    "training_batch": (16, 32, 64, 128, 256, 512, 1024),
    "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
}

# What a control shows where the setting is unset; it is not in the link.
AS_RECIPE = "as the recipe"
UNSET = {
    **dict.fromkeys(
        (
            "num_heads",
            "normalization",
            "mask_padding",
            "scale",
            "position_embedding",
            "query",
            "causal",
            "embeddings_initializer",
        ),
        AS_RECIPE,
    ),
    **{name: KINDS[name].write(DEFAULTS[name]) for name in (*STOPS, "padding_varies")},
    "epoch": "last",
    "candidate": "the user's own",
    "mode": "attention",
    "hash_bins": "a row an item",
    "side_info": KINDS["side_info"].write(DEFAULTS["side_info"]),
    "embedding_dim": recipes.DEFAULTS["embedding_dim"],
    "dropout": recipes.DEFAULTS["dropout"],
}
# Settings whose control is a row of words, not of values.
WORDS = tuple(name for name, unset in UNSET.items() if isinstance(unset, str))


def shown(name: str, value: Any) -> Any:
    """Return what the control of a setting shows for its value."""
    if name not in UNSET:
        return value
    if value == DEFAULTS[name]:
        return UNSET[name]
    return KINDS[name].write(value) if name in WORDS else value


def meant(name: str, shown: Any) -> Any:
    """Return the value of a setting for what its control shows; the inverse of `shown`."""
    if name not in UNSET:
        return shown
    if shown is None or shown == UNSET[name]:
        return DEFAULTS[name]
    return KINDS[name].parse(shown) if name in WORDS else shown


def unset(name: str, text: str) -> bool:
    """Whether a link's text is what it says of an unset setting."""
    return text == _words_for_unset(name)


def written(name: str, value: Any) -> str:
    """Return the text of a setting in a link that leaves out another value than the default."""
    word = _words_for_unset(name) if value == DEFAULTS[name] else None
    return KINDS[name].write(value) if word is None else word


def _words_for_unset(name: str) -> str | None:
    """Return the word that a control shows for an unset setting, or would; None if it has none."""
    if name in UNSET:
        return str(UNSET[name])
    return AS_RECIPE if DEFAULTS[name] is None else None
