"""What a question supposes to be otherwise, as clauses, where the learned weights stay."""

from collections.abc import Callable, Mapping
from typing import Any

from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import LABELS
from attnviz.topics.words import percent, plural

# What can be changed with the same learned weights: it changes how they are used, or on what.
SAME_WEIGHTS = (
    "num_heads",
    "normalization",
    "scale",
    "mask_padding",
    "empty_row",
    "padding",
    "padding_varies",
    "padding_side",
    "sample_seed",
    "history",
    "candidate",
    "query",
    "causal",
)
# And what can be changed with the same training.
SAME_TRAINING = (*SAME_WEIGHTS, "sequence_length", "epoch")


def _not(is_so: bool) -> str:
    return "" if is_so else "not "


_EMPTY_ROWS = {"zero": "0", "uniform": "all equal", "nan": "not a number"}
# What a setting is supposed to be, as a clause, for each of `SAME_TRAINING`.
_SUPPOSED: Mapping[str, Callable[[Any], str]] = {
    "num_heads": lambda value: f"the layer has {plural(value, 'head')}",
    "normalization": lambda value: f"the weights are made with {NORMALIZATIONS[value].word}",
    "scale": lambda value: f"the scores are {_not(value)}divided by √d",
    "mask_padding": lambda value: f"padding is {_not(value)}masked",
    "empty_row": lambda value: f"the weights of a user without a click are {_EMPTY_ROWS[value]}",
    "padding": lambda value: f"{percent(value)} of each history is padding",
    "padding_varies": lambda value: (
        f"users {'differ in padding' if value else 'have as much padding as each other'}"
    ),
    "padding_side": lambda value: f"padding stands to the {value} of the clicks",
    "sample_seed": lambda value: f"other users are drawn, from seed {value}",
    "history": lambda value: f"user 1 clicked {value}",
    "candidate": lambda value: f"the candidate is {value}",
    "query": lambda value: f"{'every click' if value == 'history' else 'the candidate'} asks",
    "causal": lambda value: (
        f"a click may look at {'earlier' if value else 'earlier and later'} clicks"
    ),
    "sequence_length": lambda value: f"a history has {plural(value, 'position')}",
    "epoch": lambda value: (
        f"the weights are those after epoch {value}" if value else "the layer is untrained"
    ),
}


def supposed(name: str, value: Any) -> str:
    """Return a clause that supposes a setting of `SAME_TRAINING` to have a value.

    >>> supposed("mask_padding", False)
    'padding is not masked'
    """
    if value is None:
        return f"{LABELS[name]} is as the recipe has it"
    return _SUPPOSED[name](value)
