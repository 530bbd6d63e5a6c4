"""The forms, their key and the text are what the layer computes, and the forms are parallel."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attnviz.lessons import SHIPPED, lesson_of
from attnviz.topics.overview import click_weights
from docs.study import ideas, make_forms
from docs.study.cases import CASES, Case
from docs.study.control_text import TEMPLATE, text_values
from docs.study.forms import answer, files, questions
from docs.study.ideas import IDEAS, OPTIONS, Question
from docs.study.key import DAYS, LETTERS, read_key
from docs.study.tensors import sharpened, traced
from tests.processes import ROOT

FOLDER = ROOT / "docs" / "study"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@cache
def asked(form: str) -> dict[str, Question]:
    return questions(form)


def right(form: str, idea: str) -> str:
    """Return the right option of a question."""
    (text,) = [text for text, is_right in asked(form)[idea].options if is_right]
    return text


@cache
def written() -> dict[str, str]:
    return files()


@pytest.mark.parametrize("name", ["form_a.md", "form_b.md", "key.md", "key.csv", "control_text.md"])
def test_a_file_says_what_the_layer_computes(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == written()[name]


def test_all_files_are_compared() -> None:
    assert set(CASES["text"]) == set(IDEAS) - {"heaviest click"}  # "candidate" shows it too
    assert set(written()) == {"form_a.md", "form_b.md", "key.md", "key.csv", "control_text.md"}


def test_both_forms_ask_the_same_ten_ideas_with_as_many_options() -> None:
    assert len(IDEAS) == 10
    for form in DAYS:
        assert list(asked(form)) == list(IDEAS)
        assert all(len(question.options) == OPTIONS for question in asked(form).values())
        text = (FOLDER / f"form_{form.lower()}.md").read_text(encoding="utf-8")
        assert re.findall(r"^## (\d+)$", text, re.MULTILINE) == [str(n) for n in range(1, 11)]
        assert text.count("- [ ] ") == 10 * OPTIONS


@pytest.mark.parametrize("idea", IDEAS)
def test_the_forms_differ_in_what_they_ask_about(idea: str) -> None:
    one, two = (asked(form)[idea] for form in DAYS)
    assert one.prompt != two.prompt
    # In words alone the prompts would be alike: users, candidates or numbers are others.
    told = [NUMBER.findall(q.prompt + " ".join(t for t, _ in q.options)) for q in (one, two)]
    names = [set(re.findall(r"\*+([^*]+)\*+", q.prompt)) for q in (one, two)]
    assert told[0] != told[1] or not names[0] & names[1]
    assert abs(len(one.prompt) - len(two.prompt)) < 40  # neither takes longer to read


def test_no_question_is_about_a_user_of_the_lessons_or_of_the_text() -> None:
    views = [view for name in SHIPPED for view in lesson_of(name).views]
    of_lessons = {
        settings.sample_seed for view in views for settings in (view.settings, *view.again)
    }
    assert 0 in of_lessons
    seen: dict[tuple[str, int, int], str] = {}
    for form, cases in CASES.items():
        for idea, case in cases.items():
            if idea in ("shape", "measure"):  # no user is told of
                continue
            view = case.settings
            assert form == "text" or view.sample_seed not in of_lessons, (form, idea)
            place = (idea, view.sample_seed, view.sample)
            assert seen.setdefault(place, form) == form, place


@pytest.mark.parametrize("form", DAYS)
def test_each_letter_is_right_about_as_often(form: str) -> None:
    counts = Counter(answer(question) for question in asked(form).values())
    assert sorted(counts) == list(LETTERS)
    assert sorted(counts.values()) == [2, 2, 3, 3]


def test_the_key_that_is_read_is_the_one_of_the_questions() -> None:
    key = read_key()
    assert key.ideas == tuple(IDEAS)
    assert key.answers == {
        (form, number): answer(question)
        for form in DAYS
        for number, question in enumerate(asked(form).values(), start=1)
    }


# What is right, worked out here from the settings or by another way than the questions go.


def test_the_shape_has_users_candidate_and_positions() -> None:
    assert [right(form, "shape") for form in DAYS] == ["(4, 1, 12)", "(6, 1, 9)"]


@pytest.mark.parametrize("form", DAYS)
def test_the_heaviest_click_is_the_only_one_offered_of_the_candidates_interest(form: str) -> None:
    view = CASES[form]["heaviest click"].settings
    trace = traced(view)
    items = trace.samples.items
    interest = items.interest_of(int(trace.samples.candidate[trace.user]))
    related = {
        text
        for text, _ in asked(form)["heaviest click"].options
        if items.interest_of(items.find(text)) == interest
    }
    assert related == {right(form, "heaviest click")}
    heaviest = int(
        trace.samples.history[trace.user][trace["weights"].value[trace.user, 0].argmax()]
    )
    assert items.title(heaviest) == right(form, "heaviest click")


def test_only_what_comes_from_the_clicks_stays() -> None:
    assert [right(form, "candidate") for form in DAYS] == ["the keys", "the values"]


@pytest.mark.parametrize("form", DAYS)
def test_a_click_has_less_and_not_nothing_without_the_mask(form: str) -> None:
    prompt = asked(form)["padding"].prompt
    (was,) = re.findall(r"has (\d+) % of the weight", prompt)
    now = int(NUMBER.findall(right(form, "padding"))[0])
    assert 0 < now < int(was) - 5
    shares = [int(NUMBER.findall(text)[0]) for text, _ in asked(form)["padding"].options]
    assert sorted(shares)[:1] == [0]
    assert sorted(shares)[1:3] == [now, int(was)]
    assert int(was) < max(shares) < 100


def test_weights_sum_to_all() -> None:
    assert {right(form, "softmax") for form in DAYS} == {"100 %, as for any other candidate"}
    for form in DAYS:
        trace = traced(CASES[form]["softmax"].settings)
        items, user = trace.samples.items, trace.user
        assert not items.related(trace.samples.history[user], trace.samples.candidate[user]).any()


@pytest.mark.parametrize("form", DAYS)
def test_dividing_keeps_the_order_and_flattens(form: str) -> None:
    view = CASES[form]["scale"].settings
    trace = traced(view, scale=False)
    scores = trace["scores"].value[trace.user, 0, 0].astype(np.float64)
    depth = 8 // trace["weights"].shape[1]
    assert f"√{depth} " in asked(form)["scale"].prompt

    def softmax(logits: np.ndarray) -> list[float]:
        raised = np.exp(logits - logits.max())
        return [100 * float(one) for one in raised / raised.sum()]

    flat = softmax(scores / depth**0.5)
    told = [float(number) for number in NUMBER.findall(right(form, "scale"))]
    assert all(abs(one - two) <= 1.0 for one, two in zip(told, flat, strict=True))
    assert np.argsort(flat).tolist() == np.argsort(softmax(scores)).tolist()
    assert max(flat) < max(softmax(scores)) - 5


def test_weights_of_larger_scores_are_those_of_softmax() -> None:
    scores = np.array([1.0, 0.5, -2.0])
    weights, larger = (np.exp(s) / np.exp(s).sum() for s in (scores, 3 * scores))
    np.testing.assert_allclose(sharpened(weights, 9), larger)


def test_a_head_compares_a_band() -> None:
    assert [right(form, "heads") for form in DAYS] == [str(8 // 4), str(8 // 2)]


@pytest.mark.parametrize("form", DAYS)
def test_the_weighted_sum_can_be_worked_out_from_what_is_told(form: str) -> None:
    question = asked(form)["weighted sum"]
    told = re.findall(r"weight (\d\.\d\d) and value (−?\d\.\d\d)", question.prompt)
    assert len(told) == 3
    total = sum(float(weight) * float(value.replace("−", "-")) for weight, value in told)
    offered = [float(text.replace("−", "-")) for text, _ in question.options]
    nearest = min(offered, key=lambda option: abs(option - total))
    assert f"{nearest:.2f}".replace("-", "−") == right(form, "weighted sum")
    assert abs(nearest - total) < 0.015
    assert np.diff(np.sort(offered)).min() >= 0.05  # what is rounded decides nothing


@pytest.mark.parametrize("form", DAYS)
def test_a_unit_that_sees_the_key_alone_gives_the_same(form: str) -> None:
    case = CASES[form]["unit"]
    assert case.settings.layer["unit_inputs"] == "key"
    (was,) = re.findall(r"gets ([\d.]+ %) of the weight", asked(form)["unit"].prompt)
    assert right(form, "unit") == f"{was}: as before"
    shares = {t.split(": ")[1]: float(t.split(" ")[0]) for t, _ in asked(form)["unit"].options}
    assert shares["more, as the two go together"] > shares["as before"] + 5


@pytest.mark.parametrize("form", [*DAYS, "text"])
def test_the_layer_of_the_measure_ranks_and_does_not_attend(form: str) -> None:
    auc, mass, chance = ideas.measures(CASES[form]["measure"])
    assert auc > 0.95
    assert abs(mass - chance) < 0.01


@pytest.mark.parametrize("epoch", [0, 15])
def test_of_another_layer_the_measure_says_something_else(epoch: int) -> None:
    """The answer is computed: an untrained layer guesses, the default one attends."""
    view = CASES["text"]["measure"].settings.with_layer("default")
    question = IDEAS["measure"](Case(replace(view, epoch=epoch)))
    (said,) = [text for text, is_right in question.options if is_right]
    assert said == (
        "It scores well, and its attention has found the clicks that matter."
        if epoch
        else "It only guesses, and its attention has found nothing."
    )


def test_of_another_unit_the_question_says_something_else() -> None:
    case = CASES["A"]["unit"]
    seeing = Case(case.settings.with_layer("default"), case.other)
    before, after = traced(seeing.settings), traced(seeing.settings, candidate=case.other)
    most = click_weights(before, before.user).argmax()
    assert (
        abs(click_weights(after, after.user)[most] - click_weights(before, before.user)[most]) > 0.1
    )
    with pytest.raises(ValueError, match="one right answer"):
        IDEAS["unit"](seeing)  # "as before" and "as the two go together" would both be right


def test_a_question_with_two_right_answers_is_refused() -> None:
    options = (("a", True), ("b", True), ("c", False), ("d", False))
    with pytest.raises(ValueError, match="one right answer"):
        Question("?", options, "")
    with pytest.raises(ValueError, match="different options"):
        Question("?", (("a", True), ("b", False), ("b", False), ("d", False)), "")


def test_nothing_is_trained_for_a_question() -> None:
    with pytest.raises(ValueError, match=r"no training comes with the package for .*'seed': '5'"):
        traced(replace(CASES["A"]["shape"].settings, seed=5))


def test_the_text_uses_each_number_and_is_of_two_pages() -> None:
    template = TEMPLATE.read_text(encoding="utf-8")
    names = set(re.findall(r"\$(\w+)", template))
    assert names == set(text_values())
    words = len((FOLDER / "control_text.md").read_text(encoding="utf-8").split())
    assert 900 <= words <= 1250


# What the text must say for each idea, so that whoever has read it can answer the question.
STATED = {
    "shape": "A weight is a single number for every user, candidate and position",
    "heaviest click": "What goes with the candidate gets nearly everything",
    "candidate": "keys and values are the same numbers as before",
    "padding": "Its weight shrinks, as that of every click does, but it does not vanish",
    "softmax": "the weights always share 100 %",
    "scale": "so the order of the clicks stays as it was",
    "heads": "A head does not get a copy of the whole vector. The heads cut it",
    "weighted sum": "each value is multiplied by its weight, and the products are added up",
    "unit": "What does not see the candidate cannot change with it",
    "measure": "A measure of the score judges the score",
}


@pytest.mark.parametrize("idea", IDEAS)
def test_the_text_states_each_idea(idea: str) -> None:
    text = " ".join((FOLDER / "control_text.md").read_text(encoding="utf-8").split())
    assert text.count(STATED[idea]) == 1


def test_a_form_does_not_say_what_is_right() -> None:
    for form in DAYS:
        text = (FOLDER / f"form_{form.lower()}.md").read_text(encoding="utf-8")
        assert not [q.why for q in asked(form).values() if q.why in text]


def test_the_script_writes_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_forms, "FOLDER", tmp_path)
    assert make_forms.main() == 0
    assert capsys.readouterr().out.split() == list(written())
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == written()
