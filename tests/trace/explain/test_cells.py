"""Every number of every walk opens, and what it says is what the layer computed."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.learning.shipped import shipped
from attnviz.scenario import recipes
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import ACTIVATIONS, INITIALIZERS, Settings, divisors
from attnviz.trace.cell import OVER_HEADS, Cell
from attnviz.trace.explain import explain
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.trace.explain.sound import BOUND, assert_sound, some_cells, traced


def drawn_index(data: st.DataObject, trace: Trace, step: str) -> tuple[int | str, ...]:
    """Any place in a step: of a head, or of the mean or the largest over heads."""
    record = trace[step]
    return tuple(
        data.draw(st.sampled_from([*range(size), *(OVER_HEADS if axis == "h" else ())]))
        for axis, size in zip(record.axes, record.shape, strict=True)
    )


def variants() -> Iterator[dict[str, Any]]:
    """Every recipe and mode, and what changes the steps of a walk; trained where it is shipped."""
    for recipe, modes in recipes.RECIPES.items():
        for mode in modes:
            view: dict[str, Any] = {"recipe": recipe, "mode": mode}
            trained = shipped(Settings(**view)) is not None
            yield view if trained else {**view, "epoch": 0}
            for position in ("learned", "sinusoidal"):
                yield {**view, "position_embedding": position, "scale": True, "epoch": 0}
            for causal in (False, True) if mode == "multi_head" else ():
                walk = {"query": "history", "causal": causal, "position_embedding": "learned"}
                yield {**view, **walk, "epoch": 0}


def test_every_step_of_every_recipe_and_mode_opens(capsys: pytest.CaptureFixture[str]) -> None:
    opened: set[tuple[str, str, str]] = set()
    cells = 0
    for options in variants():
        trace = traced(**options)
        for step in trace.names:
            for index in some_cells(trace, step):
                assert_sound(trace, explain(trace, step, index))
                cells += 1
            opened.add((options["recipe"], options["mode"], step))
    names = {step for _, _, step in opened}
    views = sum(map(len, recipes.RECIPES.values()))
    with capsys.disabled():
        print(
            f"\nexplained: {len(opened)} tensors of {views} recipes x modes, "
            f"{len(names)} names, {cells} cells"
        )
    assert {(recipe, mode) for recipe, modes in recipes.RECIPES.items() for mode in modes} == {
        (recipe, mode) for recipe, mode, _ in opened
    }
    assert {"unit_input", "unit_hidden_2", "causal_mask", "positions", "concat", "score"} <= names


@st.composite
def views(draw: st.DrawFn) -> Settings:
    """Untrained views of all kinds, small enough to run by the hundred."""
    mode = draw(st.sampled_from(recipes.MODES))
    having = [name for name, modes in recipes.RECIPES.items() if mode in modes]
    dim = draw(st.integers(1, 12))
    activation = st.sampled_from((None, *ACTIVATIONS))
    return Settings(
        recipe=draw(st.sampled_from(having)),
        mode=mode,
        batch_size=draw(st.integers(1, 3)),
        sequence_length=draw(st.integers(1, 9)),
        embedding_dim=dim,
        num_heads=draw(st.sampled_from(divisors(dim))),
        normalization=draw(st.sampled_from((None, *NORMALIZATIONS))),
        scale=draw(st.sampled_from((None, True, False))),
        mask_padding=draw(st.sampled_from((None, True, False))),
        empty_row=draw(st.sampled_from((None, "zero", "uniform", "nan"))),
        items=draw(st.sampled_from(("catalogue", "numbered"))),
        padding=draw(st.sampled_from((0.0, 0.2, 0.5, 1.0))),
        padding_side=draw(st.sampled_from(("left", "right"))),
        epoch=0,
        seed=draw(st.integers(0, 9)),
        position_embedding=draw(st.sampled_from((None, "learned", "sinusoidal"))),
        embeddings_initializer=draw(st.sampled_from((None, *INITIALIZERS))),
        unit_inputs=draw(st.sampled_from((None, "query_key", "key"))),
        unit_layers=draw(st.sampled_from((None, (), (1,), (7, 3), (40, 20, 10)))),
        unit_activation=draw(activation),
        unit_output_activation=draw(activation),
        unit_initializer=draw(st.sampled_from((None, *INITIALIZERS))),
        projections=draw(st.sampled_from((None, "separate", "shared"))),
        projection_activation=draw(activation),
        use_bias=draw(st.sampled_from((None, True, False))),
        query=draw(st.sampled_from((None, "candidate", "history"))),
        causal=draw(st.booleans()),
    )


@given(view=views(), data=st.data())
@settings(max_examples=200)
def test_random_cells_of_random_views_hold(view: Settings, data: st.DataObject) -> None:
    trace = run(view)
    for step in trace.names:
        assert_sound(trace, explain(trace, step, drawn_index(data, trace, step)))


TRAINED: tuple[dict[str, Any], ...] = (
    {},
    {"recipe": "article"},
    {"recipe": "din_production", "epochs": 2},
    {"mode": "multi_head", "num_heads": 4},
    {"mode": "multi_head", "recipe": "article", "epochs": 2},
    {"mode": "multi_head", "position_embedding": "learned", "epochs": 2},
    {"mode": "multi_head", "query": "history", "causal": True, "padding_side": "left"},
    {"normalization": "sigmoid", "scale": True, "unit_activation": "elu", "epochs": 2},
    {"mode": "multi_head", "projection_activation": "gelu", "use_bias": False, "epochs": 2},
)


@given(options=st.sampled_from(TRAINED), data=st.data())
@settings(max_examples=150)
def test_random_cells_of_trained_layers_hold(options: dict[str, Any], data: st.DataObject) -> None:
    trace = traced(**options)
    assert trace.epoch > 0
    for step in trace.names:
        assert_sound(trace, explain(trace, step, drawn_index(data, trace, step)))


def test_a_softmax_weight_is_close_beside_itself_not_only_beside_1() -> None:
    trace = traced()
    for index in np.ndindex(trace["weights"].shape):
        explanation = explain(trace, "weights", index)
        if explanation.value > 1e-30:
            assert abs(explanation.difference) <= BOUND * explanation.value


@pytest.mark.parametrize("step", ["unit_hidden_1", "scores", "query", "click_logit"])
def test_it_is_recomputed_from_the_operands_of_the_trace(step: str) -> None:
    trace = traced()
    bumped = {path: values * np.float32(1.01) for path, values in trace.weights.items()}
    other = replace(trace, weights=MappingProxyType(bumped))
    index = (0,) * trace[step].value.ndim
    explanation = explain(other, step, index)
    assert explanation.value == explain(trace, step, index).value
    assert abs(explanation.difference) > BOUND * explanation.magnitude


@pytest.mark.parametrize(
    "options",
    [{}, {"mode": "multi_head", "position_embedding": "learned"}, {"normalization": "none"}],
)
def test_the_score_walks_back_to_the_ids(options: dict[str, Any]) -> None:
    trace = traced(**options, epoch=0)
    seen: set[Cell] = set()
    waiting = [Cell("score", (1,))]
    while waiting:
        cell = waiting.pop()
        if cell in seen:
            continue
        seen.add(cell)
        waiting += explain(trace, cell.step, cell.index).operands
    reached = {cell.step for cell in seen}
    assert reached == set(trace.names)
    assert {cell.index for cell in seen if cell.step == "history"} == {(1, t) for t in range(10)}
    assert {cell.index for cell in seen if cell.step == "candidate"} == {(1, 0)}
