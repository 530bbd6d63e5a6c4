"""A normalization stands in one record; one that is added is everywhere, without another edit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from attnviz.__main__ import main
from attnviz.export import FORMATS
from attnviz.layer.normalizations import COMPUTATIONS, normalized
from attnviz.layer.own_attention import OwnAttention
from attnviz.layer.reference import WEIGHTINGS, reference
from attnviz.layer.weighting import FILLS
from attnviz.lessons import lesson_of, lesson_text
from attnviz.lessons.lesson import Lesson, View
from attnviz.pictures import to_figure
from attnviz.scenario import recipes
from attnviz.scenario.normalizations import NORMALIZATIONS, normalization
from attnviz.scenario.settings import Settings
from attnviz.topics.masks.claims import sums_sentence
from attnviz.topics.normalization.claims import growth_sentence, normalization_claim
from attnviz.topics.normalization.pictures import (
    interest_vectors,
    lengths_by_clicks,
    weighting_figure,
)
from attnviz.topics.overview import overview_claim
from attnviz.topics.walk import step_figure
from attnviz.trace.cell import Cell, is_side
from attnviz.trace.explain import explain
from attnviz.trace.explain.compared import Compared
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.export.test_code import RUN_ALL as RUN_SCRIPTS
from tests.export.test_notebook import RUN_ALL as RUN_NOTEBOOKS
from tests.layers import HISTORY, INPUTS, RECIPES, difference, make, walk, weights_of
from tests.pages.opening import opened, whole_training, words
from tests.pages.test_overview import overview
from tests.processes import printed_by
from tests.said import headings, marked
from tests.sparsemax import ENTRIES, RECORD, projected
from tests.trace.explain.sound import assert_sound, some_cells

NAME = RECORD.name
VIEWS: dict[str, dict[str, Any]] = {
    "target": {},
    "heads": {"mode": "multi_head", "num_heads": 4},
    "scaled, nothing masked": {"scale": True, "mask_padding": False},
    "self-attention": {"mode": "multi_head", "query": "history", "causal": True},
    "empty": {"padding": 1.0, "empty_row": "uniform"},
    "not a number": {"padding": 1.0, "empty_row": "nan"},
}


def no_click(trace: Trace) -> bool:
    """Return whether the user who is shown has nothing to attend to."""
    masked = "mask" in trace.steps and not trace["mask"].value[trace.user].any()
    return bool(masked)


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add sparsemax where one adds a normalization."""
    for registry, entry in ENTRIES:
        monkeypatch.setitem(cast(dict[str, Any], registry), NAME, entry)


def traced(**settings: Any) -> Trace:
    return run(Settings(**{"normalization": NAME, "epoch": 0, **settings}))


def test_record_computation_and_oracle_have_the_same_names() -> None:
    assert set(NORMALIZATIONS) == set(COMPUTATIONS) == set(WEIGHTINGS)
    for name, record in NORMALIZATIONS.items():
        assert record.name == name
        assert record.masked_score in FILLS
        assert WEIGHTINGS[name].fill == record.masked_score
        assert WEIGHTINGS[name].shares == record.sums_to_one
        assert (COMPUTATIONS[name].where_masked is not None) == record.sums_to_one


@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_what_a_record_says_is_so(name: str) -> None:
    record = NORMALIZATIONS[name]
    logits = np.random.default_rng(0).normal(0, 3, (50, 6))
    weights = WEIGHTINGS[name].weigh(logits)
    assert np.allclose(weights.sum(axis=-1), 1) == record.sums_to_one
    assert ((weights >= 0) & (weights <= 1)).all() == record.bounded
    fewer = WEIGHTINGS[name].weigh(np.where(np.arange(6) < 5, logits, record.masked_score))
    assert (fewer[:, 5] == 0).all()
    growth = fewer[:, :5] / weights[:, :5]
    assert (np.allclose(growth, growth[:, :1]) and not np.allclose(growth, 1)) == (
        record.keeps_ratios
    )


def test_an_unknown_name_is_refused_wherever_it_comes_to() -> None:
    said = (
        "normalization='sparsemax' is not allowed; allowed is one of 'softmax', 'none', 'sigmoid'"
    )
    for asked in (
        lambda: normalization(NAME),
        lambda: OwnAttention(vocabulary_size=9, normalization=NAME),
        lambda: Settings(normalization=NAME),
        lambda: normalized(NAME, cast(Any, None), None, "zero", "weights"),
    ):
        with pytest.raises(ValueError, match=said):
            asked()
    layer = make()
    with pytest.raises(KeyError, match=NAME):
        reference({**recipes.DEFAULTS, "normalization": NAME}, weights_of(layer), INPUTS)
    layer.normalization = NAME
    with pytest.raises(ValueError, match="normalization='sparsemax' is not allowed"):
        list(layer.steps(INPUTS))
    assert not is_side(NAME)


def test_the_oracles_formula_by_hand() -> None:
    np.testing.assert_allclose(projected(np.array([1.0, 0.5, -3.0])), [0.75, 0.25, 0])
    np.testing.assert_allclose(
        projected(np.array([[5.0, 1.0], [2.0, 2.0]])), [[1.0, 0.0], [0.5, 0.5]]
    )


@pytest.mark.usefixtures("added")
class TestAdded:
    """Sparsemax, added."""

    @pytest.mark.parametrize("empty_row", ["zero", "uniform", "nan"])
    @pytest.mark.parametrize("mask_padding", [True, False])
    @pytest.mark.parametrize(("recipe", "mode"), RECIPES)
    def test_layer_and_oracle(
        self, recipe: str, mode: str, mask_padding: bool, empty_row: str
    ) -> None:
        chosen = {"normalization": NAME, "mask_padding": mask_padding, "empty_row": empty_row}
        arguments = {**recipes.layer_arguments(recipe, mode), **chosen}
        layer = make(**arguments, dtype="float64")
        found = walk(layer)
        assert (
            difference(found, reference(arguments, weights_of(layer), INPUTS), 1e-9, 1e-12) is None
        )
        clicks = found["weights"].reshape(len(HISTORY), -1, HISTORY.shape[1])
        assert np.allclose(clicks[[0, 1, 3]].sum(axis=-1), 1)

    @pytest.mark.parametrize("view", VIEWS)
    def test_trace_explanation_and_pictures(self, view: str) -> None:
        trace = traced(**VIEWS[view])
        assert trace.normalization is RECORD
        assert "exponentials" not in trace.names
        for step in (*trace.steps, *trace.score_steps):
            for index in some_cells(trace, step):
                assert_sound(trace, explain(trace, step, index))
            assert step_figure(trace, step, 0).data
        drawn = str(step_figure(trace, "weights", 0).to_dict())
        assert NAME in drawn
        assert "softmax" not in drawn

    def test_an_opened_weight_says_how_it_came_to_be(self) -> None:
        trace = traced()
        place = int(trace["weights"].value[0, 0].argmax())
        opened_ = explain(trace, "weights", (0, 0, place))
        assert "Sparsemax shares 100 % among the highest scores" in opened_.sentence
        assert opened_.strips[0].label == "masked"
        scores = np.array(opened_.strips[0].values, float)
        shares = np.array(opened_.strips[1].values, float)
        np.testing.assert_allclose(shares, projected(scores), rtol=1e-6)
        empty = explain(traced(padding=1.0), "weights", (0, 0, 0))
        assert "a sparsemax would be 0 / 0" in empty.sentence

    def test_settings_links_command_line_and_lessons(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert Settings.from_query({"normalization": NAME}).normalization == NAME
        assert is_side(NAME)
        assert (
            main(["explain", "weights", "0", "0", "2", "--normalization", NAME, "--epoch", "0"])
            == 0
        )
        assert "Sparsemax shares 100 % among the highest scores" in capsys.readouterr().out
        view = View("walk", limits={"normalization": (NAME, "softmax")})
        lesson = Lesson("A lesson", "", (view,))
        assert lesson_of(lesson_text(lesson)) == lesson

    def compared(self, **settings: Any) -> Mapping[str, Trace]:
        return {
            name: traced(batch_size=1, normalization=name, **settings) for name in NORMALIZATIONS
        }

    @pytest.mark.parametrize("mode", recipes.MODES)
    def test_comparisons(self, mode: str) -> None:
        traces = self.compared(mode=mode)
        last = np.array([line[-1] for line in lengths_by_clicks(traces).values()])
        np.testing.assert_allclose(
            last, np.linalg.norm(interest_vectors(traces), axis=1), rtol=1e-4
        )
        shown = to_figure(weighting_figure(traces, 0, 0, dict.fromkeys(traces, "")))
        panels = shown.layout.meta["panels"]
        assert [panel["step"] for panel in panels][-1] == "sparsemax.weights"
        cell = Cell("sparsemax.weights", (0, 0, 0) if mode == "attention" else (0, 1, 0, 0))
        compared = Compared(traces, user=0)
        assert compared.fits(cell)
        assert compared.explain(cell).value == cell.plain.number(traces[NAME])

    def test_claims(self) -> None:
        traces = self.compared()
        assert "the shares of sparsemax to **1.00**." in marked(
            normalization_claim(traces, "user 1")
        )
        assert "; with sparsemax from **" in marked(growth_sentence(traces))
        one = self.compared(sequence_length=1, padding=0.0)
        assert "softmax and sparsemax give it all of the weight" in marked(growth_sentence(one))
        undefined = marked(
            normalization_claim(self.compared(padding=1.0, empty_row="nan"), "user 1")
        )
        assert "softmax and sparsemax are not numbers; without them" in undefined
        trace = traced()
        shares = "**38** % of the attention, and equal weights would give them **38** %."
        assert marked(overview_claim(trace, 0)).endswith(shares)
        assert "this recipe's sparsemax is not a number" in marked(
            overview_claim(traced(padding=1.0, empty_row="nan"), 0)
        )
        shared = marked(sums_sentence(traced(mask_padding=False), trace, 0, 0))
        assert shared.startswith("Sparsemax shares 100 % among what is left")
        assert "same factor" not in shared

    @pytest.mark.parametrize(
        "page", ["samples", "walk", "heads", "masks", "normalization", "data", "lessons", "teach"]
    )
    @pytest.mark.parametrize("view", ["target", "self-attention", "empty"])
    def test_pages(self, page: str, view: str) -> None:
        app = opened(page, normalization=NAME, epoch=0, **VIEWS[view])
        if page == "normalization":
            assert "sparsemax makes shares of the highest" in words(app)
            assert "softmax" in app.selectbox(key="normalization").options
            assert NAME in app.selectbox(key="normalization").options

    def test_overview_and_training(self) -> None:
        app = overview(normalization=NAME, epoch=0)
        assert headings(app)[0].endswith("the attention, and equal weights would give them 38 %.")
        fast = {"epochs": 1, "training_samples": 500}
        app = whole_training(opened("training", normalization=NAME, **fast))
        assert headings(app)[0].startswith("After 1 epoch")

    def test_exports(self, tmp_path: Path) -> None:
        traces = {f"{number}": traced(**view) for number, view in enumerate(VIEWS.values())}
        for name, trace in traces.items():
            for kind, ending in (("code", "py"), ("notebook", "ipynb"), ("html", "html")):
                made = FORMATS[kind].written(trace, None)
                (tmp_path / f"{name}.{ending}").write_bytes(made)
        for program in (RUN_SCRIPTS, RUN_NOTEBOOKS):
            printed_by(program.format(folder=str(tmp_path)))
        for name, trace in traces.items():
            script = np.load(tmp_path / f"{name}.npy")
            np.testing.assert_allclose(script, trace["output"].value, rtol=1e-5, atol=1e-6)
            with np.load(tmp_path / f"{name}.npz") as steps:
                np.testing.assert_allclose(steps["weights"], trace["weights"].value, rtol=1e-6)
            page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
            said = "a sparsemax would be 0 / 0" if no_click(trace) else "Sparsemax shares 100 %"
            assert said in page
