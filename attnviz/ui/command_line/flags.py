"""The settings as flags: what a command has of them, in groups, each with its default."""

import argparse
from collections.abc import Collection
from typing import Any

from attnviz.scenario import recipes
from attnviz.scenario.settings import DEFAULTS, FIT, KINDS, MEANINGS, VIEW, Settings
from attnviz.scenario.values import Flag, Float, Integer, Kind, Sizes

# Whose weights, and whose numbers, are looked at.
_LOOKED_AT = ("epoch", "sample")
_LAYER = ("recipe", *recipes.DEFAULTS, "vocabulary_size")
_TRAINING = ("epochs", *FIT)
# What only chooses a picture of a page is no flag.
_SAMPLES = tuple(name for name in KINDS if name not in {*_LAYER, *_TRAINING, *_LOOKED_AT, *VIEW})
GROUPS = {"layer": _LAYER, "samples": _SAMPLES, "training": _TRAINING, "view": _LOOKED_AT}
"""The settings that are flags, by what they are about."""

WALKED = tuple(name for names in GROUPS.values() for name in names if name != "sample")
"""What decides the numbers of a walk."""
SHOWN = (*WALKED, "sample")
"""What decides a file for one user."""
TRAINED = (*_LAYER, *_TRAINING, "items", "sequence_length")
"""What decides a training; of samples of one's own also how long their histories are."""
SWITCHES = tuple("--" + n.replace("_", "-") for n, kind in KINDS.items() if isinstance(kind, Flag))
"""The flags of what is true or false."""


def add_settings(parser: argparse.ArgumentParser, names: Collection[str]) -> None:
    """Add a flag for each of some settings, in groups."""
    for title, members in GROUPS.items():
        group = parser.add_argument_group(title)
        for name in (name for name in KINDS if name in members and name in names):
            _add(group, name, KINDS[name])


def _add(group: argparse._ArgumentGroup, name: str, kind: Kind) -> None:
    flag = "--" + name.replace("_", "-")
    said = f"{MEANINGS[name]} {{}}Default: {_default(name)}."
    if isinstance(kind, Flag):
        switch = argparse.BooleanOptionalAction
        group.add_argument(flag, dest=name, action=switch, help=said.format("").replace("%", "%%"))
        return
    allowed = f"{kind.words.capitalize()}. "
    group.add_argument(
        flag, metavar=_metavar(kind), dest=name, help=said.format(allowed).replace("%", "%%")
    )


def _metavar(kind: Kind) -> str:
    if isinstance(kind, Sizes):
        return "SIZES"
    return "N" if isinstance(kind, Integer) else "X" if isinstance(kind, Float) else "TEXT"


def _default(name: str) -> str:
    """Return what holds where a setting is not said, in words."""
    kind, value = KINDS[name], DEFAULTS[name]
    if value is not None:
        return kind.write(value) or "none"
    if name == "epoch":
        return "the last"
    if name == "vocabulary_size":
        numbered = Settings(items="numbered").rows
        return f"{Settings().rows} with the catalogue, {numbered} with numbered items"
    if name == "mode":
        return "the recipe's first"
    of_layer: Any = recipes.DEFAULTS[name]
    if name == "scale":
        return "false for attention, true for multi_head, or the recipe's"
    if of_layer is None:
        return f"{'linear' if kind.accepts('linear') else 'none'}, or the recipe's"
    return f"{kind.write(of_layer)}, or the recipe's"
