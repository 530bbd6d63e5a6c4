"""A step declares its arithmetic; one that is added is everywhere, without another edit."""

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from attnviz.export import FORMATS
from attnviz.export.card import card
from attnviz.export.expressions import WRITTEN
from attnviz.layer import arithmetic
from attnviz.layer import own_attention as layer
from attnviz.layer.arithmetic import Combine, Kind, Project, Scale, path_of
from attnviz.layer.multi_head import multi_head
from attnviz.layer.step import Step, step
from attnviz.layer.target_attention import target_attention
from attnviz.learning.model import initial_weights
from attnviz.pictures.palette import LATEX
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings
from attnviz.topics.walk import DRAWN, step_figure
from attnviz.trace.explain import explain
from attnviz.trace.explain.table import EXPLAINED
from attnviz.trace.explain.writing import uncoloured
from attnviz.trace.record import Trace, recorded
from attnviz.trace.run import run, traced
from attnviz.trace.runner import Runner
from tests.export.test_code import RUN_ALL as RUN_SCRIPTS
from tests.export.test_notebook import RUN_ALL as RUN_NOTEBOOKS
from tests.processes import printed_by
from tests.topics.reading import cells
from tests.trace.explain.sound import assert_sound, some_cells

KINDS = set(Kind.__subclasses__())


def test_every_kind_has_an_explanation_and_a_picture() -> None:
    assert {kind.__name__ for kind in KINDS} <= set(vars(arithmetic))
    assert set(EXPLAINED) == KINDS
    assert set(DRAWN) == KINDS


def test_every_kind_that_a_walk_of_ids_has_is_written_as_code() -> None:
    given = {arithmetic.Given, arithmetic.GivenWeights}
    no_step = {arithmetic.Learned, arithmetic.Exponentiate, arithmetic.SumUp}
    assert set(WRITTEN) == KINDS - given - no_step


def test_a_step_without_a_kind_is_none() -> None:
    words = {"title": "Halve", "formula": "x / 2", "sentence": "It is halved."}
    untyped: Any = step
    with pytest.raises(TypeError, match="'arithmetic'"):
        untyped(**words)
    with pytest.raises(TypeError, match="'Halve': arithmetic='half' is no kind of arithmetic"):
        untyped(**words, arithmetic="half")


GIVEN = np.random.default_rng(0).random((3, 4, 4)) < 0.7
BEYOND: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, type[Kind]]]] = {
    "in training": (
        {"dropout": 0.5},
        {"training": True},
        {"normalized": arithmetic.Normalize, "weights": arithmetic.Drop},
    ),
    "mask of clicks": ({}, {"attention_mask": GIVEN[:, 0]}, {"mask": arithmetic.Given}),
    "mask of candidates": ({}, {"attention_mask": GIVEN[:, :1]}, {"mask": arithmetic.Given}),
    "mask of pairs": (
        {"mode": "multi_head", "query": "history", "causal": True},
        {"attention_mask": GIVEN},
        {
            "mask": arithmetic.Given,
            "padding_mask": arithmetic.NotPadding,
            "causal_mask": arithmetic.NotAhead,
        },
    ),
    "features": (
        {"side_info": (5, 3)},
        {},
        {
            "candidate_info": arithmetic.Features,
            "query_joined": arithmetic.LookupWithFeatures,
            "query": arithmetic.Project,
            "key_joined": arithmetic.LookupWithFeatures,
            "key": arithmetic.Project,
        },
    ),
}


@pytest.mark.parametrize("case", BEYOND)
def test_what_no_setting_asks_for_is_explained_and_drawn_too(case: str) -> None:
    arguments, called, kinds = BEYOND[case]
    chosen = {name: value for name, value in arguments.items() if name != "side_info"}
    settings = Settings(batch_size=3, sequence_length=4, padding=0.3, epoch=0, **chosen)
    samples = samples_of(settings)
    own = layer.OwnAttention(**settings.layer | arguments, name="attention")
    info = [np.ones((3, 4, 2), int), np.ones((3, 1, 2), int)] if "side_info" in arguments else []
    steps = recorded(own.steps([samples.history, samples.candidate, *info], **called))
    weights = {path_of(weight): np.array(weight.numpy()) for weight in own.weights}
    trace = Trace(samples, steps, {}, weights, settings, 0)
    assert {name: type(trace[name].arithmetic) for name in kinds} == kinds
    for name in steps:
        for index in some_cells(trace, name, 8):
            assert_sound(trace, explain(trace, name, index))
        assert step_figure(trace, name, 0).data


def test_weights_are_drawn_too() -> None:
    trace = run(Settings(epoch=0))
    drawn = cells(step_figure(trace, "hidden/kernel", 0), "hidden kernel")
    np.testing.assert_array_equal(drawn, trace.weights["hidden/kernel"])
    assert step_figure(trace, "exponentials", 0).layout.meta["alt"] == (
        "masked (10 by 1) exp exponentials (10 by 1)"
    )


@step(
    title="Calm the values",
    formula=r"\bar{v}_t = \frac{v_t}{\sqrt{D}}",
    sentence="What is summed is divided by the root of its length.",
    symbol=r"\bar{v}",
    arithmetic=lambda vectors, depth: Scale(depth),
)
def calmed(vectors: tf.Tensor, depth: int) -> tf.Tensor:
    return vectors / tf.constant(depth**0.5, vectors.dtype)


@step(
    title="Mix again",
    formula=r"o' = o W + b",
    sentence="The heads' findings meet once more.",
    symbol="o'",
    arithmetic=lambda vectors, dense: Project.of(dense),
)
def mixed_again(vectors: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(vectors)


@step(
    title="Keep what was",
    formula=r"o'' = o' + o",
    sentence="What was there is added to what was made of it.",
    symbol="o''",
    arithmetic=Combine("+", "What was made, and what was there, added."),
)
def with_residual(made: tf.Tensor, before: tf.Tensor) -> tf.Tensor:
    return made + before


def calming(
    own: layer.OwnAttention, query: Step, key: Step, value: Step, *rest: Any
) -> Iterator[Step]:
    """Target attention between two steps more."""
    yield (value := calmed(value, own.embedding_dim))
    *walked, last = target_attention(own, query, key, value, *rest)
    yield from (*walked, last)
    yield with_residual(last, query)


def mixing(own: layer.OwnAttention, *given: Any) -> Iterator[Step]:
    """Multi-head attention, and two steps more."""
    *walked, last = multi_head(own, *given)
    yield from (*walked, last)
    yield (made := mixed_again(last, own.output_dense))
    yield with_residual(made, last)


MIXED = {
    "mixed_again": "mixed_again = self.output_dense(context)\n",
    "with_residual": "mixed_again + context",
}
VIEWS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "target": (
        {},
        {
            "calmed": "value = value / 8**0.5\n",
            "with_residual": "context = context + query\n",
        },
    ),
    "heads": ({"mode": "multi_head"}, MIXED),
    "self-attention": ({"mode": "multi_head", "query": "history", "causal": True}, MIXED),
}
"""By view, its settings, and the steps that it has more with what stands for them in a script."""


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the layer's walks have more steps."""
    monkeypatch.setattr(layer, "target_attention", calming)
    monkeypatch.setattr(layer, "multi_head", mixing)


def traced_with_more(view: str) -> Trace:
    """Return a trace of a walk with more steps, by a runner that nobody else has."""
    options, names = VIEWS[view]
    settings = Settings(epoch=0, **options)
    weights = initial_weights(settings.layer)
    trace = traced(Runner(settings.layer), settings, samples_of(settings), weights, None)
    assert names.keys() < trace.steps.keys()
    return trace


@pytest.fixture(params=VIEWS)
def added(request: pytest.FixtureRequest, walks: None) -> Trace:
    return traced_with_more(request.param)


def more(trace: Trace) -> tuple[str, ...]:
    return tuple(name for name in trace.steps if name in ("calmed", "mixed_again", "with_residual"))


class TestAdded:
    """Steps that attnviz does not have, of kinds that it has."""

    def test_its_numbers_open_and_walk_back(self, added: Trace) -> None:
        for name in (*more(added), "output"):
            for index in some_cells(added, name):
                opened = explain(added, name, index)
                assert_sound(added, opened)
            parents = {cell.step for cell in opened.operands} - set(added.weights)
            assert parents == set(added[name].parents)

    def test_it_is_written_in_latex_in_its_letter_and_colour(self, added: Trace) -> None:
        letters = {"calmed": r"\bar{v}_{", "mixed_again": "o'_{", "with_residual": "o''_{"}
        for name in more(added):
            symbols = explain(added, name, (0,) * added[name].value.ndim).symbols
            assert uncoloured(symbols).startswith(letters[name])
        if "calmed" in added.steps:
            opened = explain(added, "calmed", (0, 2, 3))
            assert opened.symbols.startswith(
                rf"\textcolor{{{LATEX['value']}}}{{\bar{{v}}_{{3,4}}}}"
            )
            assert uncoloured(opened.symbols) == r"\bar{v}_{3,4} = \frac{v_{3,4}}{\sqrt{8}}"
            assert opened.sentence == "The number of value divided by the root of 8."
            summed = explain(added, "context", (0, 0, 3))
            assert uncoloured(summed.symbols) == r"c_{4} = \sum_t w_{t} \, \bar{v}_{t,4}"

    def test_it_is_drawn(self, added: Trace) -> None:
        alts = {
            "calmed": "value (10 by 8) ÷ √8 calmed (10 by 8)",
            "mixed_again": "output_dense kernel",
            "with_residual": " + ",
        }
        for name in more(added):
            figure = step_figure(added, name, 0)
            assert alts[name] in figure.layout.meta["alt"]
            drawn = cells(figure, name.replace("_", " "))
            wanted = added[name].value[0].reshape(drawn.shape)
            np.testing.assert_array_equal(drawn, wanted)
            role = "value" if name == "calmed" else "context"
            assert f'<b data-role="{role}">{name}</b>' in card(added)

    @pytest.mark.usefixtures("walks")
    def test_it_is_exported(self, tmp_path: Path) -> None:
        traces = {view: traced_with_more(view) for view in VIEWS}
        for view, trace in traces.items():
            for kind, ending in (("code", "py"), ("notebook", "ipynb"), ("html", "html")):
                (tmp_path / f"{view}.{ending}").write_bytes(FORMATS[kind].written(trace, None))
        for program in (RUN_SCRIPTS, RUN_NOTEBOOKS):
            printed_by(program.format(folder=str(tmp_path)))
        for view, trace in traces.items():
            output = trace["output"].value
            found = np.load(tmp_path / f"{view}.npy")
            np.testing.assert_allclose(found, output, rtol=1e-5, atol=1e-6)
            script = (tmp_path / f"{view}.py").read_text(encoding="utf-8")
            page = (tmp_path / f"{view}.html").read_text(encoding="utf-8")
            with np.load(tmp_path / f"{view}.npz") as steps:
                for name, line in VIEWS[view][1].items():
                    np.testing.assert_allclose(steps[name], trace[name].value, rtol=1e-5, atol=1e-6)
                    assert line in script
                    assert html.escape(trace[name].sentence) in page
