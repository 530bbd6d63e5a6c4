"""The layer against the same formulas in NumPy, for every recipe and every option."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.layer.arguments import ARGUMENTS
from attnviz.layer.reference import ACTIVATIONS, reference
from attnviz.scenario import recipes
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import ACTIVATIONS as NAMED_ACTIVATIONS
from attnviz.scenario.settings import Settings
from attnviz.trace.run import run
from tests.layers import HISTORY, INPUTS, RECIPES, difference, inputs_of, make, walk, weights_of

# float32's are those of references.md; float64 shows that the rest is rounding.
TOLERANCES = {"float32": (1e-5, 1e-6), "float64": (1e-9, 1e-12)}

BASES: dict[str, dict[str, Any]] = {
    **{f"{name} {mode}": recipes.layer_arguments(name, mode) for name, mode in RECIPES},
    "self-attention": {**recipes.layer_arguments("default", "multi_head"), "query": "history"},
}

# Another value for each field; the second where a base has the first.
CHANGES: dict[str, tuple[Any, ...]] = {
    "mode": ("multi_head", "attention"),
    "vocabulary_size": (20,),
    "embedding_dim": (4,),
    "normalization": ("sigmoid",),
    "mask_padding": (False, True),
    "empty_row": ("uniform", "zero"),
    "dropout": (0.5,),
    "seed": (1,),
    "position_embedding": ("sinusoidal",),
    "max_sequence_length": (7,),
    "embeddings_initializer": ("ones",),
    "hash_bins": (7,),
    "side_info": ((3, 4),),
    "unit_inputs": ("key", "query_key"),
    "unit_layers": ((80,),),
    "unit_activation": ("tanh",),
    "unit_output_activation": ("tanh",),
    "unit_initializer": ("ones",),
    "num_heads": (4,),
    "projections": ("shared", "separate"),
    "projection_activation": ("tanh",),
    "use_bias": (False, True),
    "query": ("history", "candidate"),
    "causal": (True,),
    "embeddings_regularizer": ("l2",),
    "embeddings_constraint": ("non_neg",),
    "kernel_regularizer": ("l2",),
    "kernel_constraint": ("non_neg",),
    "bias_regularizer": ("l2",),
    "bias_constraint": ("non_neg",),
}

UNIT = {"unit_inputs", "unit_layers", "unit_activation", "unit_output_activation"}
HEADS = {"num_heads", "projections", "projection_activation", "use_bias", "query", "causal"}


def cannot_matter(base: dict[str, Any]) -> set[str]:
    """Return the fields that do not enter the formulas of `base`, given its weights."""
    # Weights are given, all rows that are looked up exist, and nothing is dropped or learned at
    # inference.
    fields = {"seed", "embeddings_initializer", "unit_initializer", "dropout"}
    fields |= {name for name in CHANGES if name.endswith(("_regularizer", "_constraint"))}
    fields |= {"vocabulary_size", "max_sequence_length"}
    fields |= HEADS if base["mode"] == "attention" else UNIT
    if not base["unit_layers"]:
        fields |= {"unit_activation"}
    if base["normalization"] != "softmax" or not base["mask_padding"]:
        fields |= {"empty_row"}
    if base["query"] == "candidate":
        fields |= {"causal"}
    return fields


def changed(base: dict[str, Any], field: str) -> dict[str, Any]:
    if field == "scale":
        by_default = base["mode"] == "multi_head"
        return {**base, "scale": not (by_default if base["scale"] is None else base["scale"])}
    return {**base, field: next(v for v in CHANGES[field] if v != base.get(field))}


def test_every_argument_of_the_layer_is_changed() -> None:
    assert {*CHANGES, "scale"} == set(ARGUMENTS)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("base", BASES)
def test_layer_agrees_on_every_step_of_every_recipe(base: str, dtype: str) -> None:
    layer = make(**BASES[base], dtype=dtype)
    expected = reference(BASES[base], weights_of(layer), INPUTS)
    assert difference(walk(layer), expected, *TOLERANCES[dtype]) is None


@pytest.mark.parametrize("base", BASES)
def test_a_changed_field_makes_the_comparison_fail_just_where_it_matters(base: str) -> None:
    arguments = BASES[base]
    expected = reference(arguments, weights_of(make(**arguments, dtype="float64")), INPUTS)
    unnoticed = set()
    for field in (*CHANGES, "scale"):
        other = make(**changed(arguments, field), dtype="float64")
        if difference(walk(other), expected, *TOLERANCES["float32"]) is None:
            unnoticed.add(field)
    assert unnoticed == cannot_matter(arguments)


OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "mode": st.sampled_from(recipes.MODES),
    "embedding_dim": st.sampled_from([4, 8]),
    "normalization": st.sampled_from(list(NORMALIZATIONS)),
    "scale": st.sampled_from([None, True, False]),
    "mask_padding": st.booleans(),
    "empty_row": st.sampled_from(["zero", "uniform", "nan"]),
    "position_embedding": st.sampled_from(["none", "learned", "sinusoidal"]),
    "max_sequence_length": st.just(9),
    "hash_bins": st.sampled_from([None, 2, 7]),
    "side_info": st.sampled_from([(), (3,), (2, 5)]),
    "unit_inputs": st.sampled_from(["query_key", "key"]),
    "unit_layers": st.sampled_from([(), (5,), (6, 3)]),
    "unit_activation": st.sampled_from([None, *NAMED_ACTIVATIONS]),
    "unit_output_activation": st.sampled_from([None, *NAMED_ACTIVATIONS]),
    "num_heads": st.sampled_from([1, 2, 4]),
    "projections": st.sampled_from(["separate", "shared"]),
    "projection_activation": st.sampled_from([None, *NAMED_ACTIVATIONS]),
    "use_bias": st.booleans(),
    "query": st.sampled_from(["candidate", "history"]),
    "causal": st.booleans(),
}


@settings(max_examples=100)
@given(
    options=st.fixed_dictionaries(OPTIONS),
    given_mask=st.sampled_from([None, "clicks", "pairs"]),
)
def test_layer_agrees_for_any_options(options: dict[str, Any], given_mask: str | None) -> None:
    layer = make(**options, dtype="float64")
    mask = HISTORY % 3 != 0 if given_mask else None
    if given_mask == "pairs":
        queries = HISTORY.shape[1] if layer.self_attention else 1
        mask = np.random.default_rng(1).random((len(HISTORY), queries, HISTORY.shape[1])) < 0.5
        if queries == 1:  # one candidate: the mask of the clicks
            mask = mask[:, 0]
    expected = reference({**recipes.DEFAULTS, **options}, weights_of(layer), inputs_of(layer), mask)
    # Keras's gelu divides by a root of 2 in float32, even in float64.
    assert difference(walk(layer, attention_mask=mask), expected, 1e-6, 1e-7) is None


def test_several_candidates() -> None:
    candidates = np.array([[1, 2, 3]] * len(HISTORY))
    for mode in recipes.MODES:
        layer = make(mode=mode, dtype="float64")
        expected = reference(
            recipes.layer_arguments("default", mode), weights_of(layer), [HISTORY, candidates]
        )
        found = walk(layer, [HISTORY, candidates])
        assert found["output"].shape == (4, 3, 8)
        assert difference(found, expected, *TOLERANCES["float64"]) is None


def test_a_trace_gives_all_that_the_reference_needs() -> None:
    trace = run(Settings(mode="multi_head"))
    inputs = [trace.samples.history, trace.samples.candidate]
    expected = reference(trace.settings.layer, trace.weights, inputs)
    found = {name: record.value for name, record in trace.steps.items()}
    assert difference(found, expected, *TOLERANCES["float32"]) is None


def test_it_knows_every_activation_that_settings_name() -> None:
    assert set(ACTIVATIONS) == {None, *NAMED_ACTIVATIONS}
