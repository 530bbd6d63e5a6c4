"""A trace: the frozen record of the real layer's walk."""

import ast
import dataclasses
from typing import Any

import numpy as np
import pytest

from attnviz import run
from attnviz.layer.click_model import ClickModel
from attnviz.layer.own_attention import OwnAttention
from attnviz.learning.shipped import shipped
from attnviz.scenario import recipes
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace

VIEWS: dict[str, Settings] = {
    "default": Settings(),
    "multi-head": Settings(mode="multi_head"),
    "self-attention": Settings(mode="multi_head", query="history", causal=True),
    "numbered": Settings(items="numbered", mode="multi_head", mask_padding=False),
    "positions": Settings(position_embedding="learned", sequence_length=30, epoch=0),
    "sigmoid": Settings(normalization="sigmoid", position_embedding="sinusoidal", epoch=0),
    **{
        f"{recipe} {mode}": Settings(recipe=recipe, mode=mode, epoch=0, padding=1.0)
        for recipe, modes in recipes.RECIPES.items()
        for mode in modes
    },
}


def records(trace: Trace) -> dict[str, Any]:
    return {**trace.steps, **trace.score_steps}


@pytest.mark.parametrize("view", VIEWS)
def test_a_trace_is_frozen_and_of_numpy_alone(view: str) -> None:
    trace = run(VIEWS[view])
    arrays = [record.value for record in records(trace).values()]
    arrays += [*trace.weights.values(), trace.samples.history, trace.samples.candidate]
    for array in arrays:
        assert type(array) is np.ndarray
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    for mapping in (trace.steps, trace.score_steps, trace.weights):
        with pytest.raises(TypeError):
            mapping["weights"] = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        trace.epoch = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        trace["output"].value = None


@pytest.mark.parametrize("view", VIEWS)
def test_a_step_names_its_axes_parents_formula_and_code(view: str) -> None:
    trace = run(VIEWS[view])
    sizes: dict[str, int] = {}
    seen: set[str] = set()
    for name, record in records(trace).items():
        assert record.name == name
        assert len(record.axes) == len(record.shape)
        for axis, size in zip(record.axes, record.shape, strict=True):
            if axis not in ("u", "F"):  # widths of networks
                assert sizes.setdefault(axis, size) == size, (name, axis)
        assert set(record.parents) <= seen
        assert bool(record.parents) == (name not in ("history", "candidate"))
        seen.add(name)
        assert isinstance(ast.parse(record.source).body[0], ast.FunctionDef)
        assert record.title
        assert record.formula
        assert record.sentence[-1] in ".?"
    assert sizes["B"] == VIEWS[view].batch_size
    assert sizes["D"] == VIEWS[view].layer["embedding_dim"]


@pytest.mark.parametrize("view", VIEWS)
def test_weights_are_what_multiplies_the_values(view: str) -> None:
    trace = run(VIEWS[view])
    weights, context = trace["weights"], trace["context"]
    attention = trace.settings.layer["mode"] == "attention"
    assert weights.axes == (("B", "C", "T") if attention else ("B", "h", "T_q", "T_k"))
    values = trace[context.parents[1]].value
    np.testing.assert_allclose(weights.value @ values, context.value, rtol=1e-5, atol=1e-6)
    assert list(trace.steps)[-1] == "output"


@pytest.mark.parametrize("view", VIEWS)
def test_the_layer_itself_gives_the_output_and_the_click_model_the_score(view: str) -> None:
    trace = run(VIEWS[view])
    layer = OwnAttention(**trace.settings.layer, name="attention")
    model = ClickModel(layer, name="model")
    inputs = [trace.samples.history, trace.samples.candidate]
    model.build([part.shape for part in inputs])
    for variable in model.trainable_variables:
        variable.assign(trace.weights[variable.path.removeprefix("model/")])
    np.testing.assert_array_equal(layer(inputs), trace["output"].value)
    if layer.self_attention:
        assert trace.score is None
        assert not trace.score_steps
    else:
        assert trace.score is not None
        assert trace.score.shape == (5,)
        expected = 1 / (1 + np.exp(-model(inputs).numpy()))
        np.testing.assert_allclose(trace.score, expected, rtol=1e-5, equal_nan=True)


STAGES = {
    "attention": "history mask candidate query key value unit_input unit_hidden_1 unit_hidden_2 "
    "scores masked weights context output",
    "multi_head": "history mask candidate query key value query_projected key_projected "
    "value_projected query_heads key_heads value_heads scores scaled masked weights context "
    "concat output_projected output",
}


@pytest.mark.parametrize("mode", STAGES)
def test_the_steps_by_stage(mode: str) -> None:
    assert " ".join(run(Settings(mode=mode)).steps) == STAGES[mode]


@pytest.mark.parametrize(
    ("switched", "absent", "present"),
    [
        ({"mask_padding": False}, {"mask", "masked"}, set()),
        ({"mode": "multi_head", "scale": False}, {"scaled"}, set()),
        ({"scale": True}, set(), {"scaled"}),
        ({"unit_layers": ()}, {"unit_hidden_1", "unit_hidden_2"}, set()),
        (
            {"position_embedding": "sinusoidal"},
            set(),
            {"positions", "key_positioned", "value_positioned"},
        ),
        ({"mode": "multi_head", "query": "history"}, {"candidate"}, set()),
        (
            {"mode": "multi_head", "query": "history", "causal": True},
            {"candidate"},
            {"causal_mask"},
        ),
    ],
)
def test_a_step_that_is_switched_off_is_absent(
    switched: dict[str, Any], absent: set[str], present: set[str]
) -> None:
    plain = set(run(Settings(mode=switched.get("mode"), epoch=0)).steps)
    assert set(run(Settings(**switched, epoch=0)).steps) == (plain - absent) | present


def test_heads_are_also_told_in_the_articles_folded_layout() -> None:
    trace = run(Settings(mode="multi_head", num_heads=4))
    assert trace["key_heads"].folded_shape == (20, 10, 2)
    assert trace["weights"].folded_shape == (20, 1, 10)
    assert trace["key"].folded_shape is None
    folded = np.concatenate(np.split(trace["key_projected"].value, 4, axis=2), axis=0)
    assert folded.shape == trace["key_heads"].folded_shape
    for head in range(4):
        np.testing.assert_array_equal(
            folded[5 * head : 5 * head + 5], trace["key_heads"].value[:, head]
        )
    assert "h·B, T, D/h" in trace["key_heads"].sentence


@pytest.mark.parametrize("epoch", [0, 1, 15])
def test_the_weights_are_those_of_the_epoch(epoch: int) -> None:
    view = Settings(epoch=epoch)
    learned = shipped(view)
    assert learned is not None
    trace = run(view)
    assert trace.epoch == epoch
    expected = learned.weights_after(epoch)
    assert trace.weights.keys() == expected.keys()
    for path, values in trace.weights.items():
        np.testing.assert_array_equal(values, expected[path])


def test_self_attention_runs_with_the_weights_of_candidate_attention() -> None:
    itself = run(Settings(mode="multi_head", query="history"))
    candidate = run(Settings(mode="multi_head"))
    assert itself.epoch == 15
    for path, values in itself.weights.items():
        np.testing.assert_array_equal(values, candidate.weights[path])


def test_numbered_items_are_untrained() -> None:
    trace = run(Settings(items="numbered"))
    assert trace.epoch == 0
    assert trace.weights["attention/embedding/embeddings"].shape == (1000, 8)


def test_a_training_can_be_given() -> None:
    learned = shipped(Settings(epochs=3))
    trace = run(Settings(seed=9, epochs=3), learned)
    assert learned is not None
    path = "attention/embedding/embeddings"
    np.testing.assert_array_equal(trace.weights[path], learned.weights[path][3])


def test_a_walk_is_the_same_again_and_after_other_walks() -> None:
    before = run(Settings(epoch=2))
    run(Settings(epoch=0))
    run(Settings(epoch=15, batch_size=3))
    after = run(Settings(epoch=2))
    for name, record in records(before).items():
        np.testing.assert_array_equal(record.value, after[name].value)


def test_more_users_keep_the_numbers_of_the_earlier_ones() -> None:
    few, many = run(Settings(batch_size=2)), run(Settings(batch_size=7))
    np.testing.assert_allclose(
        many["weights"].value[:2], few["weights"].value, rtol=1e-5, atol=1e-6
    )
