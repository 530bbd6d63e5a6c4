"""How the arithmetic of a number is written."""

import numpy as np
import pytest

from attnviz.pictures.palette import LATEX
from attnviz.scenario.changes import Emptied
from attnviz.scenario.settings import Settings
from attnviz.trace.cell import OVER_HEADS, Cell
from attnviz.trace.explain import explain
from attnviz.trace.explain.normalizing import sentence_of
from attnviz.trace.explain.writing import uncoloured, written
from attnviz.trace.run import run
from tests.trace.explain.sound import assert_sound, some_cells, traced


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
        assert note == "2 padded clicks and 4 later clicks have weight 0 and are left out."
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
    assert sentence_of(trace, trace["weights"], 0) == explanation.sentence
    assert sentence_of(trace, trace["masked"], 0) == trace["masked"].sentence
    for step in trace.names:
        for index in some_cells(trace, step):
            assert_sound(trace, explain(trace, step, index))


@pytest.mark.parametrize("mode", ["attention", "multi_head"])
def test_only_a_user_without_clicks_has_nothing_to_share(mode: str) -> None:
    trace = traced(mode=mode, change=(Emptied(1),))
    said = [sentence_of(trace, trace["weights"], user) for user in range(2)]
    assert said[0].startswith("Softmax makes the scores positive and lets them share 100 %")
    assert said[1].endswith("would be 0 / 0; here every weight is then 0.")
    assert not trace["weights"].value[1].any()


def test_a_weight_is_an_exponential_over_a_sum_that_opens() -> None:
    trace = traced(mode="multi_head")
    weight = explain(trace, "weights", (1, 0, 0, 2))
    own, total = Cell("exponentials", (1, 0, 0, 2)), Cell("exponential_sum", (1, 0, 0))
    assert weight.operands[-2:] == (own, total)
    assert weight.strips[1].sum_cell == total
    assert weight.value == pytest.approx(own.number(trace) / total.number(trace), rel=1e-6)
    opened = explain(trace, total.step, total.index)
    assert (opened.whose, weight.whose) == ("picture", "layer")
    assert opened.strips[1].sum == written([opened.value], 3)[0]
    assert {cell.step for cell in opened.operands} == {"masked", "exponentials"}
    terms = np.exp(trace["masked"].value[1, 0, 0].astype(np.float64))
    assert opened.value == pytest.approx(terms.sum())
    assert explain(trace, own.step, own.index).value == terms[2]
    with pytest.raises(ValueError, match="step='exponential_sum' is not allowed"):
        explain(traced(normalization="sigmoid", epoch=0), "exponential_sum", (0, 0))


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
    for name in ("exponentials", "exponential_sum"):
        for index in some_cells(trace, name):
            assert_sound(trace, explain(trace, name, index))
    assert explain(trace, "exponential_sum", (0, 0)).note.endswith("which changes no weight.")
    assert explain(trace, "exponentials", (0, 0, 0)).note.endswith("which changes no weight.")


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


def test_a_weight_is_what_its_written_exponents_make() -> None:
    """e to 1.4 is 4 % less than e to 1.443: with one decimal 0.234 came out as 0.220."""
    found = explain(run(Settings()), "weights", (0, 0, 0))  # as the first click on the first page
    raised_to, powers, weights = found.strips
    expected = np.array(weights.values, np.float64)
    numbers = np.array([float(text.replace("−", "-")) for text in raised_to.texts])
    np.testing.assert_allclose(np.exp(numbers) / np.exp(numbers).sum(), expected, atol=0.0005)
    divided = np.array([float(text) for text in powers.texts]) / float(powers.sum)
    np.testing.assert_allclose(divided, expected, atol=0.0005)
