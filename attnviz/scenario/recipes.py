"""Named configurations of the layer: what published implementations do, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from attnviz.scenario.values import InvalidValue

MODES = ("attention", "multi_head")
MODE_WORDS: Mapping[str, str] = MappingProxyType(
    {"attention": "target attention", "multi_head": "multi-head attention"}
)
"""What a page calls each mode."""

# What the layer does when nothing is said. `OwnAttention`'s signature says the same, and a test
# holds the two together; it stands here so that links and controls need no TensorFlow to read it.
DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "mode": "attention",
        "embedding_dim": 8,
        "normalization": "softmax",
        "scale": None,
        "mask_padding": True,
        "empty_row": "zero",
        "dropout": 0.0,
        "seed": None,
        "position_embedding": "none",
        "max_sequence_length": 200,
        "embeddings_initializer": "random_normal",
        "hash_bins": None,
        "side_info": (),
        "unit_inputs": "query_key",
        "unit_layers": (80, 40),
        "unit_activation": "sigmoid",
        "unit_output_activation": None,
        "unit_initializer": "glorot_uniform",
        "num_heads": 2,
        "projections": "separate",
        "projection_activation": None,
        "use_bias": True,
        "query": "candidate",
        "causal": False,
    }
)


@dataclass(frozen=True)
class Recipe:
    """A named configuration.

    Attributes:
        source: Whose code it is, and where it stands.
        apart: What sets it apart, in one sentence for the learner.
        arguments: The layer arguments that differ from the defaults.
    """

    source: str
    apart: str
    arguments: Mapping[str, Any]


def _recipe(source: str, apart: str, **arguments: Any) -> Recipe:
    return Recipe(source, apart, MappingProxyType(arguments))


RECIPES: Mapping[str, Mapping[str, Recipe]] = MappingProxyType(
    {
        "default": {
            "attention": _recipe(
                "attnviz",
                "The unit sees query and key; weights are normalized; padding gets none.",
            ),
            "multi_head": _recipe(
                "attnviz",
                "Separate projections with bias; scaled; padding gets no weight.",
            ),
        },
        "article": {
            "attention": _recipe(
                "the article that attnviz follows (Keras, DIN-style)",
                "The unit sees the key alone, through one ReLU: no candidate can re-weight it.",
                unit_inputs="key",
                unit_layers=(),
                unit_output_activation="relu",
                embeddings_initializer="he_normal",
                empty_row="uniform",
            ),
            "multi_head": _recipe(
                "the article that attnviz follows (Keras, multi-head)",
                "One Linear with ReLU serves query, key and value; padding is not masked.",
                projections="shared",
                projection_activation="relu",
                mask_padding=False,
                embeddings_initializer="he_normal",
            ),
        },
        "din": {
            "attention": _recipe(
                "DIN's authors: zhougr1993/DeepInterestNetwork, din/model.py",
                "Scores are divided by √D, though nothing was summed over D.",
                scale=True,
                empty_row="uniform",
            ),
        },
        "din_production": {
            "attention": _recipe(
                "DIN's author on production: zhougr1993/DeepInterestNetwork, issue 77",
                "No softmax: the sum of the weights says how strong the interest is.",
                normalization="none",
            ),
        },
        "deepctr": {
            "attention": _recipe(
                "DeepCTR: AttentionSequencePoolingLayer with weight_normalization=False",
                "No softmax and no scale: masked scores are set to 0.",
                normalization="none",
                empty_row="uniform",
            ),
        },
        "recbole": {
            "attention": _recipe(
                "RecBole: SequenceAttLayer with softmax_stag=False",
                "No softmax, but divided by √D; with softmax an empty history is NaN.",
                normalization="none",
                scale=True,
                empty_row="nan",
            ),
        },
        "fuxictr": {
            "attention": _recipe(
                "FuxiCTR: DIN_Attention with use_softmax=False and ReLU",
                "No softmax; ReLU in the unit (FuxiCTR also offers Dice, as attnviz's layer does).",
                normalization="none",
                unit_activation="relu",
                empty_row="uniform",
            ),
            "multi_head": _recipe(
                "FuxiCTR: MultiHeadTargetAttention",
                "Projections without bias; an empty history becomes the mean of all values.",
                use_bias=False,
                empty_row="uniform",
            ),
        },
        "torch_easyrec": {
            "attention": _recipe(
                "TorchEasyRec: DINEncoder",
                "Softmax without scale, ReLU in the unit; an empty history becomes a mean.",
                unit_activation="relu",
                empty_row="uniform",
            ),
        },
        "easyrec": {
            "attention": _recipe(
                "EasyRec: DIN in its Keras layers",
                "Softmax without scale, or a sigmoid for each click with scale.",
                unit_activation="relu",
                empty_row="uniform",
            ),
        },
        "keras": {
            "multi_head": _recipe(
                "keras.layers.MultiHeadAttention with an attention_mask",
                "The same sums as the default; an empty history becomes the mean of all values.",
                empty_row="uniform",
            ),
        },
    }
)


def resolve_mode(name: str, mode: str | None) -> str:
    """Return the mode of a recipe: the asked one, else its only one, else "attention".

    Raises:
        ValueError: if there is no such recipe, no such mode, or the recipe lacks the mode.
    """
    if name not in RECIPES:
        raise InvalidValue("recipe", name, "one of " + ", ".join(RECIPES))
    modes = tuple(RECIPES[name])
    if mode is None:
        return modes[0]
    if mode not in MODES:
        raise InvalidValue("mode", mode, "one of " + ", ".join(MODES))
    if mode not in modes:
        raise InvalidValue("mode", mode, f"{modes[0]!r} alone with the recipe {name}")
    return mode


def layer_arguments(name: str, mode: str | None = None) -> dict[str, Any]:
    """Return all layer arguments of a recipe but `vocabulary_size`.

    Raises:
        ValueError: as `resolve_mode`.
    """
    mode = resolve_mode(name, mode)
    return {**DEFAULTS, **RECIPES[name][mode].arguments, "mode": mode}
