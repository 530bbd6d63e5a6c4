"""The page where a teacher makes a lesson."""

import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.lessons import lesson_of
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.gone_question import GoneQuestion
from attnviz.lessons.lesson import PAGES as LESSON_PAGES
from attnviz.lessons.lesson import PARTS, Lesson
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.question import ChangeQuestion, ShapeQuestion, WeightQuestion
from attnviz.scenario.settings import Settings
from attnviz.ui.lessons.author_view import PART_WORDS
from attnviz.ui.state.pages import PAGES
from tests.pages.opening import opened, pressed, whole

TEACH = "pages/teach.py"


def added(page: str, **settings: object) -> AppTest:
    """Return the author's page with one view in the draft."""
    app = pressed(pressed(opened(page, **settings), "Share"), "Add to my lesson")
    return whole(app.switch_page(TEACH).run())


def another(app: AppTest, page: str) -> AppTest:
    """Return the author's page with one more view."""
    app = whole(app.switch_page(f"pages/{page}.py").run())
    app = pressed(pressed(app, "Share"), "Add to my lesson")
    return whole(app.switch_page(TEACH).run())


def field(app: AppTest, kind: str, label: str, number: int = 0) -> Any:
    """Return a field by its label; where several have it, the one with this number."""
    fields: list[Any] = list(app.get(kind))
    return [found for found in fields if found.label == label][number]


def fill(app: AppTest, kind: str, label: str, value: object, number: int = 0) -> AppTest:
    """Return the page with a field filled in."""
    return whole(field(app, kind, label, number).set_value(value).run())


def lesson(app: AppTest) -> Lesson:
    """Return the lesson of the link that the page shows."""
    return lesson_of(parse_qs(urlsplit(app.code[0].value).query)["lesson"][0])


@pytest.fixture(scope="module")
def app() -> AppTest:
    made = added("masks", padding=0.4, epoch=0)
    return fill(made, "text_input", "Title", "Padding")


# All but the overview, which is not in pages/.
WITH_SETTINGS = [n for n, page in PAGES.items() if page.settings and page.file != "app.py"]


@pytest.mark.parametrize("page", WITH_SETTINGS)
def test_a_page_offers_what_a_lesson_can_have(page: str) -> None:
    app = pressed(opened(page), "Share")
    offered = "Add to my lesson" in [button.label for button in app.button]
    assert offered == (page in LESSON_PAGES)
    said = "A lesson is shown on the pages of the layer" in "".join(c.value for c in app.caption)
    assert said != offered


def test_a_view_of_a_page_becomes_a_lesson(app: AppTest) -> None:
    assert lesson(app).title == "Padding"
    (view,) = lesson(app).views
    assert (view.page, view.settings) == ("masks", Settings(padding=0.4, epoch=0))
    assert app.code[0].value.startswith("masks?lesson=")


def test_what_is_chosen_is_in_the_link(app: AppTest) -> None:
    app = fill(app, "text_area", "Note", "Look at the *hatched* cells.", 1)
    app = fill(app, "multiselect", "Controls that the learner sees", ["padding", "normalization"])
    app = fill(
        app,
        "multiselect",
        "Fixed: the learner cannot change it, not even in the address",
        ["mask_padding"],
    )
    limited = "Limited to a range, or to some options"
    app = fill(app, "multiselect", limited, ["padding", "normalization"])
    app = fill(app, "slider", "Padding: what can be chosen", (0.2, 0.6))
    app = fill(app, "multiselect", "Normalization: what can be chosen", ["softmax", "sigmoid"])
    (view,) = lesson(app).views
    assert view.note == "Look at the *hatched* cells."
    assert (view.controls, view.fixed) == (("padding", "normalization"), ("mask_padding",))
    assert view.limits == {"padding": (0.2, 0.6), "normalization": ("softmax", "sigmoid")}


def test_each_kind_of_question_can_be_asked(app: AppTest) -> None:
    label = "Question before the page is shown"
    app = fill(app, "selectbox", label, "weight")
    app = fill(app, "text_area", "What is said after the answer", "Because.")
    assert lesson(app).views[0].question == WeightQuestion(why="Because.")
    app = fill(app, "selectbox", label, "shape")
    app = fill(app, "selectbox", "Step", "context")
    assert lesson(app).views[0].question == ShapeQuestion("context", why="Because.")
    app = fill(app, "selectbox", label, "change")
    made = lesson(app).views[0].question
    assert made == ChangeQuestion("context", {"mask_padding": "false"}, why="Because.")
    app = fill(app, "text_input", "Its other value", "perhaps")
    assert "mask_padding='perhaps' is not allowed" in app.error[0].value.replace("\\", "")
    assert not app.code
    assert field(app, "text_input", "Its other value").value == "perhaps"
    app = fill(app, "text_input", "Its other value", "true")
    app = fill(app, "selectbox", label, "draw")
    assert lesson(app).views[0].question == DrawQuestion(why="Because.")
    app = fill(app, "selectbox", label, "gone")
    assert lesson(app).views[0].question == GoneQuestion(why="Because.")
    app = fill(app, "selectbox", label, "measure")
    app = fill(app, "selectbox", "Number", "padding")
    assert lesson(app).views[0].question == MeasureQuestion("padding", why="Because.")
    app = fill(app, "checkbox", "Suppose that a setting is otherwise", True)
    app = fill(app, "text_input", "Its other value", "false")
    app = fill(app, "checkbox", "Ask how large it then is, and not which way it goes", True)
    made = lesson(app).views[0].question
    assert made == MeasureQuestion("padding", {"mask_padding": "false"}, True, why="Because.")
    app = fill(app, "selectbox", label, "none")
    assert lesson(app).views[0].question is None


def test_each_part_of_a_page_has_words() -> None:
    parts = {part for parts in PARTS.values() for part in parts}
    assert {"", *parts} == set(PART_WORDS)
    assert len(set(PART_WORDS.values())) == len(PART_WORDS)


def test_a_part_of_a_page_can_be_chosen(app: AppTest) -> None:
    label = "All of the page, also what comes below its first picture"
    app = fill(app, "checkbox", label, False)
    app = fill(app, "selectbox", "Shown alone", "effects")
    assert (lesson(app).views[0].whole, lesson(app).views[0].part) == (False, "effects")
    app = fill(app, "checkbox", label, True)
    assert (lesson(app).views[0].whole, lesson(app).views[0].part) == (True, "")


def test_views_are_ordered_and_removed() -> None:
    app = fill(another(added("heads", epoch=0), "walk"), "text_input", "Title", "Two")
    assert [view.page for view in lesson(app).views] == ["heads", "walk"]
    assert lesson(app).views[0].settings.layer["mode"] == "multi_head"
    later = [button for button in app.button if button.label == "Later"]
    app = whole(later[0].click().run())
    assert [view.page for view in lesson(app).views] == ["walk", "heads"]
    remove = [button for button in app.button if button.label == "Remove"]
    app = whole(remove[0].click().run())
    assert [view.page for view in lesson(app).views] == ["heads"]


def test_a_lesson_without_a_title_has_no_link() -> None:
    app = added("walk", epoch=0)
    assert "Give the lesson a title" in app.info[0].value
    assert not app.code


@pytest.mark.parametrize("name", ["padding", "click_gone", "three_candidates"])
def test_a_shipped_lesson_can_be_changed_and_survives_a_reload(name: str) -> None:
    app = opened("teach")
    app = fill(app, "selectbox", "Start from", name)
    assert lesson(app) == lesson_of(name)
    text = app.query_params["draft"]
    again = opened("teach", draft=text if isinstance(text, str) else text[0])
    assert lesson(again) == lesson_of(name)
    assert not again.warning


def test_a_damaged_draft_is_told() -> None:
    app = opened("teach", draft="1.broken")
    assert "The draft of this link cannot be read" in app.warning[0].value


def test_what_is_too_long_for_a_link_is_told_and_kept() -> None:
    app = fill(opened("teach"), "selectbox", "Start from", "padding")
    draw = random.Random(1)
    notes = ["".join(chr(draw.randrange(0x4E00, 0x9FFF)) for _ in range(500)) for _ in range(6)]
    for number, note in enumerate(notes):
        app = fill(app, "text_area", "Note", note, number)
    assert "characters in a link" in app.warning[0].value
    assert not app.code
    shown = [area.value for area in app.text_area if area.label == "Note"]
    assert shown == notes
