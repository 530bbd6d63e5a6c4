"""A comparison in a lesson: added by its page, edited by its author, answered by a learner."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.lessons import lesson_text
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.question import OwnQuestion
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.cache import ships
from attnviz.ui.lessons.course import _learned
from attnviz.ui.state import keys
from attnviz.ui.state.class_room import rooms
from tests.pages.opening import chosen, link, opened, pressed, whole, words
from tests.pages.test_author import press
from tests.pages.test_compare import listed
from tests.pages.test_lessons import overview, predicted, told
from tests.pages.test_teach import TEACH, added, another, field, fill, lesson
from tests.said import headings

COMPARE = "pages/compare.py"
A = Settings(sample=2, padding=0.3)
VIEW = View(
    "compare",
    Settings(sample=2, padding=0.3, normalization="none", same_weights=True),
    "Look at both.",
    controls=("sample", "normalization"),
    fixed=("padding",),
    question=SidesQuestion("sum", why="One is a sum."),
    beside=A,
    both_move=True,
)
BEGIN = MappingProxyType({"at": "1"})
LESSON = Lesson("Two sides", "", (VIEW, View("walk", Settings(epoch=0))))


def learning(made: Lesson = LESSON, query: Mapping[str, str] = BEGIN) -> AppTest:
    """Return a learner's page by the lesson's link, as whoever gets it opens it."""
    app = overview(**{**query, "lesson": lesson_text(made)})
    page = f"pages/{made.views[int(query['at']) - 1].page}.py"
    return whole(app.switch_page(page).run())


def side_a(app: AppTest) -> Settings:
    kept: Settings = app.session_state[keys.VISIT].kept
    return kept.computed


def buttons(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def test_a_comparison_becomes_a_view_with_both_sides() -> None:
    query = {"epoch": 0, "sample": 3, "a.sample": 1, "a.normalization": "none"}
    app = opened("compare", **query)
    app.session_state[keys.VISIT].both_move = True
    app = whole(pressed(pressed(app, "Share"), "Add to my lesson").switch_page(TEACH).run())
    assert "A: " in app.expander[0].label
    assert "B: " in app.expander[0].label
    (view,) = lesson(fill(app, "text_input", "Title", "Two")).views
    assert view == View(
        "compare",
        Settings(epoch=0, sample=3),
        beside=Settings(epoch=0, normalization="none"),
        both_move=True,
    )


def test_what_a_comparison_sets_does_not_go_on_to_the_next_view() -> None:
    app = added("compare", epoch=0, sample=3, **{"a.padding": 0.4})
    app = fill(another(app, "walk"), "text_input", "Title", "Two")
    assert [view.settings for view in lesson(app).views] == [
        Settings(epoch=0, sample=3),
        Settings(),
    ]
    again = another(app, "compare")
    assert lesson(again).views[2] == View("compare", Settings(), beside=Settings())


def test_the_fields_of_a_comparison() -> None:
    app = fill(opened("teach"), "text_input", "Or paste the link of a lesson", at_link())
    assert lesson(app) == LESSON
    apart = "et apart from the defaults; to change one, open the view"
    assert field(app, "multiselect", f"Side A: s{apart}").value == ["padding", "sample"]
    app = fill(app, "multiselect", f"Side A: s{apart}", ["sample"])
    app = fill(app, "checkbox", MOVE, False)
    label = "Question before the page is shown"
    app = fill(app, "selectbox", "Number", "length")
    view = lesson(app).views[0]
    assert view.beside == Settings(sample=2)
    assert not view.both_move
    assert view.question == SidesQuestion("length", why="One is a sum.")
    kinds = [list(box.options) for box in app.selectbox if box.label == label]
    assert ["On which side is a number larger?" in options for options in kinds] == [True, False]
    app = fill(app, "selectbox", label, "own")
    app = fill(app, "text_area", "Your question", "Which?")
    app = fill(app, "text_area", "Its answers, one a line, 2 to 8", "A\nB")
    app = fill(app, "multiselect", "Right answers; a learner chooses one", ["B"])
    asked = lesson(app).views[0].question
    assert asked == OwnQuestion("Which?", ("A", "B"), (1,), why="One is a sum.")


MOVE = "The controls move both sides, and not side B alone; what differs stays"


def at_link() -> str:
    return f"http://host.invalid/compare?lesson={lesson_text(LESSON)}"


def test_a_comparison_is_opened_and_put_back_with_its_note_and_question() -> None:
    app = fill(opened("teach"), "text_input", "Or paste the link of a lesson", at_link())
    app = press(app, "Open it", 0)
    app = whole(app.switch_page(COMPARE).run())
    assert (side_a(app), chosen(app, "normalization")) == (A, "none")
    assert app.session_state[keys.VISIT].both_move
    app = whole(app.selectbox("sample").select(4).run())
    app = whole(pressed(app, "Put it back as view 1").switch_page(TEACH).run())
    assert lesson(app).views[0] == replace(
        VIEW, settings=replace(VIEW.settings, sample=4), beside=replace(A, sample=4)
    )


def test_a_learner_predicts_and_then_sees_both_sides() -> None:
    app = learning()
    assert not told(app)
    assert link(app) == {"lesson": lesson_text(LESSON), "at": "1"}
    assert not headings(app)
    assert not app.selectbox  # before the answer nothing can be moved
    assert "Normalization: softmax on side A, none on B. Both have the" in words(app)
    (question,) = app.radio
    assert list(question.options) == ["On side **A**", "The same on both", "On side **B**"]
    app = predicted(app, 0)
    assert "Right." in app.success[0].value
    assert ("Normalization", "softmax", "none") in listed(app)
    assert not {"Swap A and B", "Keep B as A"} & buttons(app)
    assert "Walk the steps" not in words(app)


def test_the_controls_of_a_lesson_move_both_sides_where_they_are_alike() -> None:
    app = pressed(learning(), "Show me")
    app = whole(app.selectbox("sample").select(5).run())
    assert side_a(app).sample == 5
    assert link(app) | {"lesson": ""} == {"lesson": "", "at": "1", "sample": "5", "a.sample": "5"}
    app = whole(app.selectbox("normalization").select("sigmoid").run())
    assert side_a(app).normalization is None  # what differs already
    moves = app.segmented_control(keys.BOTH_MOVE)
    app = whole(moves.set_value(False).run())
    app = whole(app.selectbox("sample").select(1).run())
    assert (side_a(app).sample, chosen(app, "sample")) == (5, 1)
    again = pressed(learning(query=link(app)), "Show me")
    assert (side_a(again), chosen(again, "sample")) == (side_a(app), 1)


def test_what_a_link_asks_of_a_side_is_held_to_the_lesson() -> None:
    asked = {"at": "1", "a.padding": "0.7", "padding": "0.5", "a.sample": "4"}
    app = learning(query=asked)
    assert side_a(app) == replace(A, sample=4)
    assert chosen(app, "padding") == 0.3
    said = told(app)
    assert any(text.startswith("Side A: Padding: 0.7 is not allowed") for text in said)
    assert any(text.startswith("Padding: 0.5 is not allowed") for text in said)


def test_who_leaves_the_lesson_goes_on_with_both_sides() -> None:
    app = pressed(learning(), "Show me")
    bodies = [element.proto.body for element in app.get("html")]
    (way,) = (body for body in bodies if "Leave the lesson" in body)
    query = dict(parse_qsl(way.split('href="?')[1].split('"')[0].replace("&amp;", "&")))
    free = opened("compare", **query)
    assert (side_a(free), chosen(free, "normalization")) == (A, "none")
    assert {"Swap A and B", "Keep B as A"} <= buttons(free)


@pytest.mark.parametrize("at", ["1", "2"])
def test_a_comparison_comes_after_another_view_and_before_one(at: str) -> None:
    views = (View("walk", Settings(epoch=0)), replace(VIEW, question=None))
    made = Lesson("t", "", views if at == "2" else views[::-1])
    app = learning(made, {"at": at})
    assert (side_a(app), chosen(app, "normalization")) == (A, "none")
    assert ("Normalization", "softmax", "none") in listed(app)


def test_of_own_clicks_no_comparison_becomes_a_view() -> None:
    app = pressed(opened("compare", **{"a.items": "own"}), "Share")
    said: list[Any] = [caption.value for caption in app.caption]
    assert "A lesson is shown to others, so it cannot have clicks of your own." in said
    assert "Add to my lesson" not in buttons(app)


def test_a_class_is_asked_over_a_comparison() -> None:
    rooms.cache_clear()
    teacher = pressed(learning(), "Ask the class")
    room = rooms().find(link(teacher)["room"])
    one = whole(overview(room=room.code).switch_page(COMPARE).run())
    assert "Normalization: softmax on side A, none on B." in words(one)
    one = predicted(one, 0)
    assert "With the class: On side A" in words(one)
    assert not listed(one)
    teacher = pressed(whole(teacher.run()), "Reveal")
    assert ("Normalization", "softmax", "none") in listed(teacher)
    one = pressed(one, "Go on")
    assert "Right." in one.success[0].value
    assert ("Normalization", "softmax", "none") in listed(one)
    rooms.cache_clear()


@pytest.mark.parametrize(
    ("view", "are_there"),
    [
        (VIEW, True),  # both sides have the weights of A, which come with the package
        (replace(VIEW, settings=replace(VIEW.settings, same_weights=False)), False),
        (replace(VIEW, beside=replace(A, seed=1)), False),
        (replace(VIEW, beside=replace(A, seed=1), question=None), True),
    ],
)
def test_a_comparison_goes_into_a_course_once_the_weights_that_it_needs_are_there(
    view: View, are_there: bool
) -> None:
    assert all(map(ships, _learned(Lesson("Two sides", "", (view,))))) is are_there
