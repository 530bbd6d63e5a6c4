"""Every number of every walk opens, and what it says is what the layer computed."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz import recipes
from attnviz.__main__ import main
from attnviz.cell import OVER_HEADS, Cell
from attnviz.explain import Explanation, explain
from attnviz.explain.writing import uncoloured, written
from attnviz.palette import LATEX
from attnviz.settings import ACTIVATIONS, INITIALIZERS, Settings, divisors
from attnviz.trace import Trace, run
from attnviz.training import shipped

BOUND = 1e-5


def assert_holds(explanation: Explanation) -> None:
    """The recomputed number is the layer's: close where finite, else of the same kind."""
    value, recomputed = explanation.value, explanation.recomputed
    if math.isfinite(value):
        assert abs(explanation.difference) <= BOUND * explanation.magnitude, explanation
    else:
        assert repr(recomputed) == repr(value), explanation


def assert_sound(trace: Trace, explanation: Explanation) -> None:
    """What is written is well-formed, aligned, and stands where it says."""
    assert_holds(explanation)
    for strip in explanation.strips:
        sizes = {len(strip.values), len(strip.texts), len(strip.cells), len(explanation.columns)}
        assert len(sizes) == 1, strip
        assert not any("-" in text for text in strip.texts), "a minus is −"
        for value, cell in zip(strip.values, strip.cells, strict=True):
            if cell is not None:
                assert value is not None
                np.testing.assert_equal(value, float(cell.number(trace)))
    for cell in explanation.operands:
        assert not cell.is_weight
        assert cell.fits(trace)
    for most in (8, None):
        latex = explanation.latex(most)
        assert latex.count("{") == latex.count("}")
        assert "None" not in latex
        assert "−" not in latex
        assert not re.search(r"-0(\.0*)?(?![\d.])", uncoloured(latex)), latex
        assert "textcolor" not in uncoloured(latex)
    assert explanation.sentence.endswith(".")
    assert explanation.focus is None or explanation.focus < len(explanation.columns)


def drawn_index(data: st.DataObject, trace: Trace, step: str) -> tuple[int | str, ...]:
    """Any place in a step: of a head, or of the mean or the largest over heads."""
    record = trace[step]
    return tuple(
        data.draw(st.sampled_from([*range(size), *(OVER_HEADS if axis == "h" else ())]))
        for axis, size in zip(record.axes, record.shape, strict=True)
    )


def steps_of(trace: Trace) -> list[str]:
    return [*trace.steps, *trace.score_steps]


def some_cells(trace: Trace, step: str, count: int = 4) -> Iterator[tuple[int, ...]]:
    """The first, the last, and a few cells in between."""
    shape = trace[step].shape
    size = int(np.prod(shape))
    for flat in sorted({0, size - 1, *(size * n // count for n in range(count))}):
        yield tuple(map(int, np.unravel_index(flat, shape)))


@cache
def traced(**options: Any) -> Trace:
    return run(Settings(**options))


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
        for step in steps_of(trace):
            for index in some_cells(trace, step):
                assert_sound(trace, explain(trace, step, index))
                cells += 1
            opened.add((options["recipe"], options["mode"], step))
    names = {step for _, _, step in opened}
    with capsys.disabled():
        print(
            f"\nexplained: {len(opened)} steps of {sum(map(len, recipes.RECIPES.values()))} "
            f"recipes x modes, {len(names)} names, {cells} cells"
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
        normalization=draw(st.sampled_from((None, "softmax", "none", "sigmoid"))),
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
    for step in steps_of(trace):
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
    for step in steps_of(trace):
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
    assert reached == set(steps_of(trace))
    assert {cell.index for cell in seen if cell.step == "history"} == {(1, t) for t in range(10)}
    assert {cell.index for cell in seen if cell.step == "candidate"} == {(1, 0)}


def test_the_context_is_written_as_a_weighted_sum() -> None:
    trace = traced()
    explanation = explain(trace, "context", (0, 0, 3))
    weights, value, product = explanation.strips
    kept = trace["history"].value[0] != 0
    np.testing.assert_array_equal(weights.values, trace["weights"].value[0, 0, kept])
    np.testing.assert_array_equal(value.values, trace["value"].value[0, kept, 3])
    assert [strip.operator for strip in explanation.strips] == ["", "×", "="]
    assert explanation.columns == tuple(
        trace.samples.items.title(item) for item in trace.samples.history[0][kept]
    )
    assert product.sum == written([explanation.recomputed], 3)[0]
    assert explanation.note == "2 padded clicks have weight 0 and are left out."
    assert len(explanation.operands) == 20  # those left out too: their cells are highlighted
    symbols = (
        rf"c_{{4}} = \sum_t \textcolor{{{LATEX['weights']}}}{{w_{{t}}}} \, "
        rf"\textcolor{{{LATEX['value']}}}{{v_{{t,4}}}}"
    )
    assert explanation.symbols == symbols
    terms = " + ".join(
        rf"{w} \cdot {v if v[0] != '−' else f'(-{v[1:]})'}"
        for w, v in zip(weights.texts, value.texts, strict=True)
    )
    assert uncoloured(explanation.numbers()) == terms
    assert explanation.latex().endswith(f"= {explanation.value_latex}")


def test_eight_terms_are_written_and_the_rest_is_counted() -> None:
    explanation = explain(traced(), "scores", (0, 0, 1))
    assert len(explanation.parts) == 40
    short, full = explanation.numbers(), explanation.numbers(None)
    assert short.count(r" \cdot ") - short.count(r"\cdot 10^") == 7  # and the bias
    assert r"+ \text{33 more} +" in short
    assert full.count(r" \cdot ") - full.count(r"\cdot 10^") == 40
    assert "more" not in full


def test_the_mean_and_the_largest_over_heads_are_made_of_those_of_each_head() -> None:
    trace = traced(mode="multi_head", num_heads=4)
    weights = trace["weights"].value[1, :, 0, 3]
    mean, largest = (explain(trace, "weights", (1, over, 0, 3)) for over in OVER_HEADS)
    name = trace.samples.items.title(int(trace["history"].value[1, 3]))
    assert mean.title == f"weights[mean over heads, {name}] = {written([weights.mean()], 3)[0]}"
    assert largest.title.startswith("weights[max over heads, ")
    for opened in (mean, largest):
        assert opened.operands == tuple(Cell("weights", (1, head, 0, 3)) for head in range(4))
        assert opened.columns == ("head 1", "head 2", "head 3", "head 4")
        np.testing.assert_array_equal(opened.strips[0].values, weights)
    assert mean.value == pytest.approx(weights.mean())
    assert mean.strips[1].sum == written([mean.value], 3)[0]
    assert largest.value == weights.max()
    assert largest.focus == weights.argmax()
    numbers = r" + ".join(mean.strips[0].texts)
    assert uncoloured(mean.latex()).endswith(rf"\frac{{{numbers}}}{{4}} = {mean.strips[1].sum}")
    listed = ", ".join(largest.strips[0].texts)
    assert rf"\max({listed})" in uncoloured(largest.latex())


def test_later_clicks_are_named_apart_from_padding() -> None:
    trace = traced(mode="multi_head", query="history", causal=True, epoch=0)
    for step, index in (("weights", (0, 1, 3, 2)), ("context", (0, 1, 3, 2))):
        note = explain(trace, step, index).note
        assert note == "2 padded and 4 later clicks have weight 0 and are left out."
    assert "this is a later click" in explain(trace, "masked", (0, 1, 3, 9)).sentence
    assert "this is padding" in explain(trace, "masked", (0, 1, 9, 9)).sentence


def test_a_masked_click_keeps_its_own_column() -> None:
    trace = traced()
    explanation = explain(trace, "weights", (0, 0, 9))
    assert explanation.focus == len(explanation.columns) - 1
    assert explanation.strips[0].values[-1] == float("-inf")
    assert explanation.note == "1 padded click has weight 0 and is left out."


@pytest.mark.parametrize(
    ("policy", "weight"), [("zero", 0.0), ("uniform", 0.1), ("nan", float("nan"))]
)
def test_an_empty_history_is_what_the_policy_says(policy: str, weight: float) -> None:
    trace = traced(padding=1.0, empty_row=policy, epoch=0)
    explanation = explain(trace, "weights", (0, 0, 4))
    np.testing.assert_equal(explanation.recomputed, weight)
    assert "no click to attend to" in explanation.sentence
    for step in steps_of(trace):
        for index in some_cells(trace, step):
            assert_sound(trace, explain(trace, step, index))


def test_scores_too_large_for_e_lose_their_largest_first() -> None:
    trace = traced(
        embedding_dim=64,
        embeddings_initializer="he_normal",
        unit_layers=(256, 256),
        unit_activation="linear",
        unit_initializer="ones",
        epoch=0,
    )
    explanation = explain(trace, "weights", (0, 0, 0))
    assert np.abs(trace["scores"].value).max() > 1000
    assert explanation.note.endswith("The largest is taken off first, which changes no weight.")
    assert max(value for value in explanation.strips[1].values if value is not None) == 0
    assert_sound(trace, explanation)


def test_numbers_are_written_with_a_real_minus_and_never_minus_zero() -> None:
    assert written([-0.001, 0.5]) == ("0.00", "0.50")
    assert written([-0.25, float("nan"), float("-inf")]) == ("−0.25", "NaN", "−∞")
    assert written([-0.00031, 0.0]) == ("−3.1e−4", "0")
    assert written([0.33812], 3) == ("0.338",)
    assert written([0.09999999], 3) == ("0.100",)
    assert written(np.array([True, False])) == ("true", "false")
    assert written(np.array([417])) == ("417",)


@pytest.mark.parametrize(
    ("step", "index", "message"),
    [
        ("wieghts", (0, 0, 0), "step='wieghts' is not allowed; allowed is one of history, "),
        ("weights", (0, 0, 10), r"index=\(0, 0, 10\) .* B 0 to 4, C 0 to 0, T 0 to 9"),
        ("weights", (0, 0, -1), r"index=\(0, 0, -1\)"),
        ("weights", (0, 0), r"index=\(0, 0\)"),
        ("weights", (0, 0, 1.0), r"index=\(0, 0, 1.0\)"),
        ("weights", (0, 0, "mean"), r"index=\(0, 0, 'mean'\)"),
    ],
)
def test_what_is_not_there_is_refused(step: str, index: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        explain(traced(), step, index)


def test_the_command_line_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    explanation = explain(traced(), "context", (0, 0, 3))
    assert main(["explain", "context", "0", "0", "3"]) == 0
    printed = capsys.readouterr().out
    for part in (explanation.title, explanation.sentence, explanation.note):
        assert part in printed
    assert uncoloured(explanation.latex()) in printed
    for number in (explanation.value, explanation.recomputed, explanation.difference):
        assert repr(number) in printed
    for label, *texts in zip(
        explanation.columns, *(s.texts for s in explanation.strips), strict=True
    ):
        assert re.search(rf"^{label} +{' +'.join(texts)}$", printed, re.MULTILINE)


def test_the_command_line_counts_what_it_does_not_print(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "scores", "0", "0", "1"])
    assert "+ 33 more" in capsys.readouterr().out
    main(["explain", "scores", "0", "0", "1", "--all"])
    assert "more" not in capsys.readouterr().out


def test_the_command_line_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "masked", "0", "0", "9", "--epoch", "0", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["step"], content["index"]) == ("masked", [0, 0, 9])
    assert (content["value"], content["recomputed"]) == ("-inf", "-inf")
    assert (content["difference"], content["settings"]["epoch"]) == (0, 0)
    operands = [{"step": "scores", "index": [0, 0, 9]}, {"step": "mask", "index": [0, 9]}]
    assert content["operands"] == operands


def test_the_command_line_opens_what_is_made_of_all_heads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = ["--mode", "multi_head", "--epoch", "0", "--json"]
    assert main(["explain", "weights", "0", "max", "0", "3", *settings]) == 0
    content = json.loads(capsys.readouterr().out)
    weights = traced(mode="multi_head", epoch=0)["weights"].value[0, :, 0, 3]
    assert content["index"] == [0, "max", 0, 3]
    assert content["value"] == content["recomputed"] == float(weights.max())


@pytest.mark.parametrize(
    "arguments", [["wieghts", "0"], ["weights", "0", "0", "99"], ["weights", "x"], []]
)
def test_the_command_line_refuses_in_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: Any = main(["explain", *arguments])
    except SystemExit as left:
        code = left.code
    printed = capsys.readouterr()
    assert code == 2
    assert printed.out == ""
    assert printed.err.startswith("attnviz")
    assert printed.err.count("\n") == 1


def test_it_needs_neither_tensorflow_nor_streamlit() -> None:
    modules = "{name.partition('.')[0] for name in sys.modules}"
    script = f"import sys, attnviz.explain; print(sorted({modules}))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = result.stdout
    assert "'attnviz'" in loaded
    for absent in ("tensorflow", "keras", "streamlit"):
        assert f"'{absent}'" not in loaded
