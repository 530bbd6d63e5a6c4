"""Recipes: the table of what published implementations do."""

import re
from typing import Any

import numpy as np
import pytest

from attnviz.layer.own_attention import OwnAttention
from attnviz.scenario import recipes
from tests.layers import EMPTY, HISTORY, RECIPES, make, walk

NAMES = {
    "attention": [
        "default",
        "article",
        "din",
        "din_production",
        "deepctr",
        "recbole",
        "fuxictr",
        "torch_easyrec",
        "easyrec",
    ],
    "multi_head": ["default", "article", "fuxictr", "keras"],
}


def test_the_recipes_are_those_of_the_table() -> None:
    for mode, names in NAMES.items():
        assert [name for name in recipes.RECIPES if mode in recipes.RECIPES[name]] == names


# (recipe, mode): what the layer makes of it, as the table of references says.
TABLE: dict[tuple[str, str], dict[str, Any]] = {
    ("article", "attention"): {
        "unit_inputs": "key",
        "unit_layers": (),
        "unit_output_activation": "relu",
        "scales": False,
        "normalization": "softmax",
        "empty_row": "uniform",
    },
    ("din", "attention"): {
        "unit_activation": "sigmoid",
        "unit_layers": (80, 40),
        "scales": True,
        "normalization": "softmax",
        "empty_row": "uniform",
    },
    ("din_production", "attention"): {"scales": False, "normalization": "none"},
    ("deepctr", "attention"): {
        "unit_activation": "sigmoid",
        "scales": False,
        "normalization": "none",
    },
    ("recbole", "attention"): {"scales": True, "normalization": "none", "empty_row": "nan"},
    ("fuxictr", "attention"): {
        "unit_activation": "relu",
        "scales": False,
        "normalization": "none",
    },
    ("torch_easyrec", "attention"): {
        "scales": False,
        "normalization": "softmax",
        "empty_row": "uniform",
    },
    ("easyrec", "attention"): {"scales": False, "normalization": "softmax", "empty_row": "uniform"},
    ("article", "multi_head"): {
        "projections": "shared",
        "projection_activation": "relu",
        "mask_padding": False,
        "scales": True,
    },
    ("keras", "multi_head"): {"projections": "separate", "use_bias": True, "scales": True},
    ("fuxictr", "multi_head"): {
        "projections": "separate",
        "use_bias": False,
        "empty_row": "uniform",
    },
}


@pytest.mark.parametrize(("name", "mode"), TABLE)
def test_a_recipe_does_what_the_table_says(name: str, mode: str) -> None:
    layer = OwnAttention.from_recipe(name, mode, vocabulary_size=12)
    assert layer.mode == mode
    for attribute, value in TABLE[name, mode].items():
        assert getattr(layer, attribute) == value, attribute
    if mode == "attention" and name != "article":
        assert layer.unit_inputs == "query_key"


def test_the_default_recipe_is_the_layers_own_defaults() -> None:
    for mode in recipes.MODES:
        assert recipes.layer_arguments("default", mode) == {**recipes.DEFAULTS, "mode": mode}


@pytest.mark.parametrize(("name", "mode"), RECIPES)
def test_a_recipe_says_its_source_and_what_sets_it_apart(name: str, mode: str) -> None:
    recipe = recipes.RECIPES[name][mode]
    assert re.search(r"\w", recipe.source)
    assert recipe.apart.endswith(".")
    unknown = set(recipe.arguments) - set(recipes.DEFAULTS)
    assert not unknown
    restated = [key for key, value in recipe.arguments.items() if value == recipes.DEFAULTS[key]]
    assert not restated


@pytest.mark.parametrize(("name", "mode"), RECIPES)
def test_a_recipe_gives_padding_no_weight_unless_its_point_is_to_do_so(
    name: str, mode: str
) -> None:
    found = walk(make(**recipes.layer_arguments(name, mode)))
    weights = found["weights"].reshape(4, -1, 5).swapaxes(1, 2)
    clicked = np.arange(4) != EMPTY
    padding = weights[clicked][HISTORY[clicked] == 0]
    assert (padding != 0).any() == ((name, mode) == ("article", "multi_head"))


def test_an_unset_mode_is_the_only_one_or_attention() -> None:
    assert recipes.resolve_mode("keras", None) == "multi_head"
    for name in NAMES["attention"]:
        assert recipes.resolve_mode(name, None) == "attention"
    assert recipes.resolve_mode("article", "multi_head") == "multi_head"


@pytest.mark.parametrize(
    ("name", "mode", "said"),
    [
        ("dien", None, r"recipe='dien' .*allowed is one of default, article"),
        ("din", "multi_head", r"mode='multi_head' .*'attention' alone with the recipe din"),
        ("keras", "attention", r"mode='attention' .*'multi_head' alone with the recipe keras"),
        ("default", "both", r"mode='both' .*one of attention, multi_head"),
    ],
)
def test_what_no_recipe_has_is_refused(name: str, mode: str | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        recipes.layer_arguments(name, mode)


def test_recipes_cannot_be_changed() -> None:
    arguments = recipes.layer_arguments("din")
    arguments["scale"] = None
    assert recipes.layer_arguments("din")["scale"] is True
    with pytest.raises(TypeError):
        recipes.DEFAULTS["seed"] = 1  # type: ignore[index]  # that is what is tested
