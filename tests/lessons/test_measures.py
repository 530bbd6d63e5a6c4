"""Questions of a size, of a click that is gone, and those that are drawn, on live tensors."""

from dataclasses import replace

import numpy as np
import pytest

from attnviz.learning.shipped import shipped
from attnviz.lessons.asked import Asked
from attnviz.lessons.draw_question import MOST_BARS, Drawing, DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.measures import MEASURES
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.traces import traced, with_weights

HISTORY: dict[str, object] = {"mode": "multi_head", "query": "history"}
# A view of each measure, what the measure is there, worked out by hand or another way.
VIEWS: dict[str, dict[str, object]] = {
    "first": {**HISTORY, "causal": True},
    "later": {**HISTORY},
    "heads": {"mode": "multi_head", "num_heads": 8},
    "zeros": {"recipe": "article", "mode": "attention"},
    "padding": {"padding": 0.4, "mask_padding": False, "epoch": 0},
}


def asked(question: MeasureQuestion | GoneQuestion, trace: Trace, user: int = 0) -> Asked:
    training = shipped(trace.settings)
    wanted = question.traces(trace.settings)[1:]
    return question.ask([trace, *(run(settings, training) for settings in wanted)], user, 0)


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_has_an_answer_of_its_own_for_each_size(name: str) -> None:
    measure = MEASURES[name]
    assert len(measure.options) == len(set(measure.options)) == len(measure.ends) + 1
    assert list(measure.ends) == sorted(measure.ends)
    inside = [measure.place(end) for end in measure.ends]
    above = [measure.place(end + 1e-4) for end in measure.ends]
    assert (inside, above) == ([*range(len(inside))], [*range(1, len(inside) + 1)])
    made = asked(MeasureQuestion(name), traced(**VIEWS.get(name, {})))
    assert len(made.right) == 1
    (right,) = made.right
    beside = {right - 1, right + 1} & set(range(len(made.options)))
    assert made.near == (set() if measure.apart else beside)


def test_measures_are_those_of_the_tensors() -> None:
    trace = traced(candidate="cool box", sample=3, batch_size=5)
    weights = trace["weights"].value[2, 0].astype(np.float64)
    history = trace.samples.history[2]
    related = trace.samples.items.related(history, trace.samples.candidate[2])
    values = {name: MEASURES[name].value(trace, 2, 0) for name in MEASURES}
    assert values["interest"] == pytest.approx(weights[related].sum() / weights.sum())
    assert values["heaviest"] == pytest.approx(weights.max() / weights.sum())
    assert values["apart"] == pytest.approx(np.ptp(weights[history != 0]))
    assert values["sum"] == pytest.approx(1)
    assert values["padding"] == 0
    assert trace.score is not None
    assert values["score"] == trace.score[2]
    assert values["length"] == pytest.approx(np.linalg.norm(trace["output"].value[2]), rel=1e-5)
    assert trace.training is not None
    assert values["auc"] == trace.training.epochs[-1].auc
    assert values["mass"] == trace.training.epochs[-1].mass
    assert np.isnan([values[name] for name in ("later", "first", "heads")]).all()


def test_in_self_attention_each_click_asks() -> None:
    trace = traced(**HISTORY, padding=0.4)
    weights = trace["weights"].value[0].mean(axis=0)  # T_q, T_k
    later = [weights[n, n + 1 :].sum() for n in range(6)]
    assert MEASURES["later"].value(trace, 0, 0) == pytest.approx(np.mean(later), rel=1e-5)
    causal = traced(**HISTORY, padding=0.4, causal=True)
    assert MEASURES["later"].value(causal, 0, 0) == 0
    assert MEASURES["first"].value(causal, 0, 0) == pytest.approx(1)
    assert np.isnan([MEASURES[n].value(trace, 0, 0) for n in ("interest", "length", "sum")]).all()


def test_a_measure_is_asked_with_the_users_number_and_judged_by_degrees() -> None:
    made = asked(MeasureQuestion("interest"), traced())
    assert made.prompt == (
        "The candidate is cool box, and 3 of the 8 clicks of user 1 are about camping. How much of "
        "the weight is on clicks about the candidate's own interest?"
    )
    assert [made.judged(n) for n in range(5)] == ["wrong", "wrong", "wrong", "near", "right"]
    assert made.answer == "It is more than 99 %."


@pytest.mark.parametrize(
    ("of", "view", "change", "right"),
    [
        ("padding", {"padding": 0.4, "epoch": 0}, {"mask_padding": "false"}, "It grows"),
        ("heaviest", {"mode": "multi_head", "num_heads": 1}, {"scale": "false"}, "It grows"),
        ("interest", {}, {"epoch": "0"}, "It shrinks"),
        ("score", {"padding": 0.0}, {"mask_padding": "false"}, "It stays the same"),
        ("length", {}, {"normalization": "none"}, "It grows"),
        ("length", {"normalization": "none"}, {"sequence_length": "40"}, "It grows"),
    ],
)
def test_which_way_it_goes_is_computed(
    of: str, view: dict[str, object], change: dict[str, str], right: str
) -> None:
    made = asked(MeasureQuestion(of, change), traced(**view))
    assert [made.options[place] for place in made.right] == [right]
    assert "Suppose " in str(made.prompt)
    assert str(made.answer).startswith("Computed both ways, the ")


def test_it_can_be_asked_how_large_a_measure_then_is() -> None:
    view = {"padding": 0.4, "padding_varies": True, "sample": 2}
    made = asked(MeasureQuestion("padding", {"mask_padding": "false"}, True), traced(**view), 1)
    assert made.prompt == (
        "3 of 10 positions of user 2 are padding. Suppose padding is not masked. How much of the "
        "attention is on padding?"
    )
    assert made.answer == "It is then 80 %."
    assert [made.options[place] for place in made.right] == ["70 % to 95 %"]


def test_a_sum_of_one_is_not_near_a_sum_of_none() -> None:
    trace = traced()
    made = asked(MeasureQuestion("sum"), with_weights(trace, 0 * trace["weights"].value))
    assert [made.judged(n) for n in range(3)] == ["right", "wrong", "wrong"]
    assert made.answer == "It is 0."


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (0.0, "0"),
        (0.0002, "less than 0.001"),
        (0.25, "0.250"),
        (0.9998, "more than 0.999"),
        (1.0, "1.000"),
    ],
)
def test_a_score_is_exactly_0_only_where_it_is(score: float, words: str) -> None:
    assert MEASURES["score"].text(score) == words


def test_what_hardly_moves_is_nearly_the_same() -> None:
    trace = traced()
    values = trace["weights"].value
    other = with_weights(trace, np.where(values == values[0].max(), values * 1.001, values))
    made = MeasureQuestion("apart", {"scale": "true"}).ask([trace, other], 0, 0)
    assert [made.judged(n) for n in range(3)] == ["right", "near", "wrong"]
    assert "stays near" in str(made.answer)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ({"candidate": "sea novel"}, "and none of the 8 clicks of user 1 is about novels. "),
        ({"sequence_length": 1, "padding": 0.0}, "and the one click of user 1 is about camping. "),
        ({"history": "bell", "candidate": "moka pot"}, "the one click of user 1 is not about cof"),
        ({"padding": 1.0}, "and user 1 has no click. How high"),
        ({"history": "moka pot,house beans", "candidate": "moka pot"}, "all of the 2 clicks of"),
        ({"items": "numbered", "epoch": 0}, "The candidate is item 850. How"),
    ],
)
def test_what_is_given_is_true_at_the_edges(view: dict[str, object], said: str) -> None:
    assert said in str(asked(MeasureQuestion("score"), traced(**view)).prompt)


@pytest.mark.parametrize(
    ("of", "view"),
    [
        ("interest", HISTORY),
        ("first", {}),
        ("heads", {}),
        ("heaviest", {"padding": 1.0}),
        ("auc", {"epoch": 0}),
        ("alike", {"items": "numbered"}),
    ],
)
def test_a_measure_that_a_view_lacks_is_told(of: str, view: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a measure that this view has"):
        asked(MeasureQuestion(of), traced(**view))


@pytest.mark.parametrize("user", [0, 2])
def test_the_click_that_is_missed_most_is_found_by_trying_all(user: int) -> None:
    trace = traced(sample=user + 1)
    made = asked(GoneQuestion(), trace, user)
    logit = trace["click_logit"].value[user]
    moved = []
    for place in range(8):
        history = trace.samples.history[user].copy()
        history[place] = 0
        one = replace(
            trace.settings,
            sample=1,
            history=",".join(map(str, history)),
            candidate=str(trace.samples.candidate[user]),
        )
        moved.append(abs(run(one, shipped(trace.settings))["click_logit"].value[0] - logit))
    assert made.right == {int(np.argmax(moved))}
    assert made.near == {n for n in range(8) if moved[n] >= max(moved) / 2} - made.right
    assert len(made.options) == 8


def test_a_click_that_is_gone_already_is_not_missed_again() -> None:
    gone = Settings.from_query({"change": "delete:0,2"}).change
    made = asked(GoneQuestion(), traced(change=gone))
    assert len(made.options) == 7
    assert "3 · bib shorts" in made.options
    assert [made.options[place] for place in made.right] == ["1 · sleeping bag"]


@pytest.mark.parametrize(
    "view", [Settings(padding=1.0), Settings(padding=0.9), Settings(sequence_length=200)]
)
def test_too_few_or_too_many_clicks_to_be_left_out_are_told(view: Settings) -> None:
    with pytest.raises(ValueError, match="2 to 20 to be left out"):
        GoneQuestion().traces(view)


def test_of_clicks_that_a_view_has_changed_one_more_is_gone() -> None:
    view = Settings.from_query({"change": "delete:0,2"})
    left = samples_of(view).history[0].tolist()
    _, first, *others = GoneQuestion().traces(view)
    assert len(others) == 6
    assert samples_of(first).history[0].tolist() == [0, *left[1:]]


def test_a_drawing_is_judged_by_what_would_have_to_move() -> None:
    weights = np.zeros(10)
    weights[[1, 4]] = 0.75, 0.25
    drawing = DrawQuestion().ask([with_weights(traced(), weights)], 0, 0)
    assert len(drawing.bars) == 8  # padding has no weight, and no bar
    assert drawing.shares == (0, 0.75, 0, 0, 0.25, 0, 0, 0)
    for drawn, gap, judged in (
        ((0, 75, 0, 0, 25, 0, 0, 0), 0, "right"),
        ((0, 60, 0, 0, 40, 0, 0, 0), 0.15, "right"),
        ((0, 50, 20, 0, 30, 0, 0, 0), 0.25, "near"),
        ((16, 12, 12, 12, 12, 12, 12, 12), 0.76, "wrong"),
        ((100, 0, 0, 0, 0, 0, 0, 0), 1, "wrong"),
    ):
        assert drawing.gap(drawn) == pytest.approx(gap)
        assert drawing.judged(drawn) == judged
    assert drawing.answer.startswith("The layer gives 75 % to 2 · ")


def test_padding_has_a_bar_where_it_has_weight() -> None:
    (trace,) = [traced(mask_padding=False, epoch=0)]
    drawing = DrawQuestion().ask([trace], 0, 0)
    assert drawing.bars[8:] == ("9 · padding", "10 · padding")
    assert sum(drawing.shares) == pytest.approx(1)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (HISTORY, "where the candidate asks"),
        ({"normalization": "none"}, "share 100 %"),
        ({"padding": 1.0}, "share 100 %"),
        ({"sequence_length": 40, "padding": 0.0}, f"at most {MOST_BARS}"),
    ],
)
def test_what_cannot_be_drawn_is_told(view: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        DrawQuestion().ask([traced(**view)], 0, 0)


def test_a_drawing_is_of_one_head_where_one_is_shown() -> None:
    drawing: Drawing = DrawQuestion().ask([traced(mode="multi_head")], 0, 2)
    assert str(drawing.prompt).endswith("user 1 in head 2?")
