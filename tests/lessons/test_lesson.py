"""Lessons: read field by field, and told field by field."""

from dataclasses import replace
from typing import Any

import pytest

from attnviz.lessons import lesson_of, lesson_text
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.lesson import PAGES, Lesson, View, read_lesson
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.question import ChangeQuestion, ShapeQuestion, WeightQuestion
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.packing import pack
from attnviz.scenario.settings import KINDS, Settings
from attnviz.ui.state.pages import PAGES as SHELL_PAGES

LESSON = Lesson(
    "Why?",
    "A note with <b>no</b> markup.",
    (
        View("overview", question=WeightQuestion(why="Because.")),
        View(
            "walk",
            Settings(mode="multi_head", num_heads=4, pin="weights:0,0,0,1"),
            "Look.",
            ("num_heads", "scale", "padding"),
            ("mode",),
            {"num_heads": (1, 4), "padding": (0.0, 0.5), "normalization": ("softmax", "none")},
            ShapeQuestion("key_heads"),
        ),
        View("masks", question=ChangeQuestion("score", {"mask_padding": "false"})),
        View(
            "training",
            question=MeasureQuestion("interest", {"epoch": "0"}, size=True),
            whole=False,
            part="map",
            again=(Settings(sample=2, sample_seed=4), Settings()),
        ),
        View("overview", question=GoneQuestion(why="Try it.")),
        View("overview", question=DrawQuestion(), again=(Settings(candidate="moka pot"),)),
        View(
            "compare",
            Settings(normalization="none", same_weights=True, sample=2),
            controls=("sample",),
            limits={"normalization": ("none", "sigmoid")},
            question=SidesQuestion("sum", why="It is a sum."),
            again=(Settings(normalization="none", same_weights=True, sample=5),),
            beside=Settings(sample=2),
            both_move=True,
        ),
    ),
)


def test_a_lesson_goes_through_a_link() -> None:
    assert lesson_of(lesson_text(LESSON)) == LESSON


def test_what_a_view_lets_choose() -> None:
    view = LESSON.views[1]
    assert [heads for heads in (None, 1, 2, 4, 8) if view.allows("num_heads", heads)] == [1, 2, 4]
    assert view.allows("normalization", None)
    assert not view.allows("normalization", "sigmoid")
    assert view.allows("mode", "multi_head")
    assert not view.allows("mode", "attention")
    assert view.allows("seed", 7)


def test_a_comparison_lets_choose_on_each_side_what_the_lesson_has_there() -> None:
    compared = LESSON.views[-1]
    allowed = [
        {name for name in (None, "softmax", "none", "sigmoid") if one.allows("normalization", name)}
        for one in (compared, compared.swapped)
    ]
    assert allowed == [{"none", "sigmoid"}, {None, "none", "sigmoid"}]


def view(**fields: Any) -> dict[str, Any]:
    return {"title": "t", "note": "", "views": [{"page": "walk", **fields}]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "fields by name"),
        ([], "fields by name"),
        ({"title": "t"}, "1 to 12 views"),
        ({"title": 3, "views": [{"page": "walk"}]}, "title=3"),
        ({"title": "t" * 81, "views": [{"page": "walk"}]}, "at most 80 characters"),
        ({"title": "t", "note": "n" * 501, "views": [{"page": "walk"}]}, "at most 500"),
        ({"title": "t", "views": [{"page": "walk"}] * 13}, "1 to 12 views"),
        ({"title": "t", "script": "x", "views": []}, "field='script'"),
        (view(page="../app"), "View 1: page='../app'"),
        (view(page=7), "page=7"),
        (view(settings={"batch_size": "9000"}), "batch_size=9000"),
        (view(settings={"colour": "red"}), "setting='colour'"),
        (view(settings={"batch_size": 3}), "texts by name"),
        (view(controls=["pin"]), "control='pin'"),
        (view(controls="seed"), "a list of texts"),
        (view(fixed=["colour"]), "control='colour'"),
        (view(limits={"colour": ["red"]}), "limits='colour'"),
        (view(limits={"batch_size": ["1"]}), "a least and a greater value"),
        (view(limits={"batch_size": ["5", "5"]}), "a least and a greater value"),
        (view(limits={"batch_size": ["0", "5"]}), "batch_size=0"),
        (view(limits={"batch_size": ["few", "5"]}), "limits of batch_size"),
        (view(limits={"normalization": []}), "at least one value"),
        (view(limits={"normalization": ["none", "none"]}), "each of them once"),
        (view(limits={"candidate": ["moka pot"]}), "what is typed has no limits"),
        (view(limits={"history": []}), "what is typed has no limits"),
        (view(limits={"unit_layers": ["8"]}), "what is typed has no limits"),
        (view(controls=["scale", "seed", "scale"]), "each setting once"),
        (view(fixed=["scale", "scale"]), "each setting once"),
        (view(controls=[["scale"]]), "a list of texts"),
        (view(note={"a": 1}), "note={'a': 1}"),
        (view(settings=["seed"]), "texts by name"),
        (view(question={"kind": "essay"}), "of kind shape, weight, change"),
        (view(question={"kind": ["shape"]}), "of kind shape, weight, change"),
        (view(question={"kind": {"shape": 1}}), "of kind shape, weight, change"),
        (view(question={"kind": "shape", "step": ""}), "the name of a step"),
        (view(question={"kind": "shape", "step": "score", "settings": {}}), "with step"),
        (view(question={"kind": "weight", "step": "score"}), "with step"),
        (view(question={"kind": "weight", "why": ["w"]}), "why=['w']"),
        (view(question={"kind": "change", "step": "score", "settings": ["scale"]}), "texts by"),
        (view(question={"kind": "change", "step": "score", "settings": {"scale": 1}}), "texts by"),
        (view(question={"kind": "shape"}), "with step"),
        (view(question={"kind": "shape", "step": 3}), "step=3"),
        (view(question={"kind": "change", "step": "score"}), "at least one change"),
        (view(question={"kind": "change", "step": "score", "settings": {"seed": "1"}}), "'seed'"),
        (view(question={"kind": "change", "step": "score", "settings": {"scale": "x"}}), "scale="),
        (view(part="root"), "part='root'"),
        (view(page="training", part="root", whole=False), "one of measures, map, explains"),
        (view(page="training", part="map"), "whole=True"),
        (view(page="training", part=3, whole=False), "part=3"),
        (view(again={"seed": "1"}), "a list of settings"),
        (view(again=[{}] * 5), "at most 4 times"),
        (view(again=[["seed"]]), "texts by name"),
        (view(again=[{"colour": "red"}]), "setting='colour'"),
        (view(beside={}), "nothing on another"),
        (view(page="compare"), "the settings of side A on the page compare"),
        (view(page="compare", beside=["seed"]), "texts by name"),
        (view(page="compare", beside={"colour": "red"}), "setting='colour'"),
        (view(page="compare", beside={"seed": "-1"}), "seed=-1"),
        (view(page="compare", beside={}, both_move=1), "both_move=1"),
        (view(both_move=True), "both_move=True"),
        (view(question={"kind": "sides", "of": "sum"}), "the view has one side"),
        (view(page="compare", beside={}, question={"kind": "sides"}), "with of"),
        (view(page="compare", beside={}, question={"kind": "sides", "of": "hue"}), "of='hue'"),
        (view(question={"kind": "measure"}), "with of"),
        (view(question={"kind": "measure", "of": "colour"}), "of='colour'"),
        (view(question={"kind": "measure", "of": "score", "size": "yes"}), "size='yes'"),
        (view(question={"kind": "measure", "of": "score", "settings": {"seed": "1"}}), "'seed'"),
        (view(question={"kind": "gone", "step": "score"}), "no more than what is said"),
        (view(question={"kind": "draw", "settings": {}}), "no more than what is said"),
        (
            view(settings={"mode": "multi_head", "query": "history"}, question={"kind": "draw"}),
            "where the candidate asks",
        ),
        (view(question={"kind": "weight", "why": "w" * 501}), "at most 500"),
        (
            view(settings={"mode": "multi_head", "query": "history"}, question={"kind": "weight"}),
            "where the candidate asks",
        ),
    ],
)
def test_what_a_lesson_cannot_have_is_told(data: Any, said: str) -> None:
    with pytest.raises(ValueError, match="is not allowed") as refused:
        read_lesson(data)
    assert said in str(refused.value)
    with pytest.raises(ValueError, match="The lesson of this link cannot be shown"):
        lesson_of(pack(data))


def test_a_comparison_has_no_numbers_changed_by_hand() -> None:
    typed = Settings(change=KINDS["change"].parse("weights:0,0,3=0.9"))
    assert typed.changed_numbers
    view = View("compare", typed, beside=replace(typed, normalization="none"))
    assert not any(side.changed_numbers for side in view.sides)


def test_a_lesson_is_taken_again_as_often_as_it_has_new_numbers() -> None:
    first = LESSON.taken_again()
    assert first is not None
    compared = Settings(normalization="none", same_weights=True, sample=5)
    assert [view.settings for view in first.views] == [
        Settings(sample=2, sample_seed=4),
        Settings(candidate="moka pot"),
        compared,
    ]
    assert [view.note for view in first.views] == ["", "", ""]
    # Of a comparison both sides are of the other user, and differ in what they did.
    assert first.views[2].sides == (Settings(same_weights=True, sample=5), compared)
    second = first.taken_again()
    assert second is not None
    assert [view.settings for view in second.views] == [Settings()]
    assert second.taken_again() is None


def test_a_damaged_lesson_is_told() -> None:
    with pytest.raises(ValueError, match="cannot be read: a part of it is missing"):
        lesson_of(lesson_text(LESSON)[:-5])
    with pytest.raises(ValueError, match="cannot be read: it is not written"):
        lesson_of("softmax")


def test_a_view_can_be_of_any_page_that_shows_settings() -> None:
    showing = {key for key, page in SHELL_PAGES.items() if page.settings}
    assert set(PAGES) == showing - {"data"}
