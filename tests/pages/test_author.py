"""An author at work: a view is opened and put back, asks an own question, and nothing is lost."""

import random
from dataclasses import replace
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.export.lessons import LESSON_FORMATS
from attnviz.lessons import lesson_file, lesson_of, lesson_text
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.question import OwnQuestion, WeightQuestion
from attnviz.scenario.settings import Settings
from attnviz.ui.compute.cache import trainer, training_key
from attnviz.ui.lessons import course
from attnviz.ui.state import keys
from attnviz.ui.state.pages import PAGES
from tests.pages.opening import ROOT, chosen, link, opened, pressed, whole, whole_training, words
from tests.pages.test_teach import TEACH, added, field, fill, lesson
from tests.said import prose

QUESTION = WeightQuestion(why="**Because** $x$.")
LESSON = Lesson(
    "Two views",
    "For **all** of it, $\\sqrt{d}$",
    (
        View("masks", Settings(padding=0.4, epoch=0), "Note 1", ("padding",)),
        View("overview", Settings(epoch=0, batch_size=4), "Note 2", question=QUESTION),
    ),
    "A line\nand $x^2$.",
)


def teaching(made: Lesson = LESSON) -> AppTest:
    """Return the author's page with a lesson."""
    return fill(opened("teach"), "text_input", "Or paste the link of a lesson", link_of(made))


def link_of(made: Lesson) -> str:
    return f"http://host.invalid/masks?lesson={quote(lesson_text(made))}&at=2"


def press(app: AppTest, label: str, number: int) -> AppTest:
    """Return the page after a press of one of the buttons with a label."""
    return whole([one for one in app.button if one.label == label][number].click().run())


def opening(app: AppTest, place: int) -> AppTest:
    """Return the page of a view that was opened; it is the page that was asked for, too."""
    page = PAGES[lesson(app).views[place].page]
    return whole(press(app, "Open it", place).switch_page(page.file).run())


def test_a_lesson_is_edited_from_its_own_link() -> None:
    app = teaching()
    assert lesson(app) == LESSON
    learner = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    learner.query_params["lesson"] = lesson_text(LESSON)
    learner.query_params["at"] = "2"
    bodies = [element.proto.body for element in whole(learner.run()).get("html")]
    (edit,) = (body for body in bodies if "Change it" in body)
    again = opened("teach", draft=edit.split("draft=")[1].split('"')[0])
    assert lesson(again) == LESSON
    by_name = opened("teach", draft="padding")
    assert lesson(by_name) == lesson_of("padding")


def test_a_view_is_opened_and_put_back_with_its_note_and_question() -> None:
    app = opening(teaching(), 1)
    assert app.title[0].value == "What does the model look at?"
    assert chosen(app, "batch_size") == 4
    app = whole(app.slider(key="batch_size").set_value(6).run())
    app = whole(pressed(app, "Put it back as view 2").switch_page(TEACH).run())
    changed = View("overview", Settings(epoch=0, batch_size=6), "Note 2", question=QUESTION)
    assert lesson(app).views == (LESSON.views[0], changed)


def test_what_is_put_back_has_what_was_chosen_the_moment_before() -> None:
    app = opening(teaching(), 1)
    app.slider(key="batch_size").set_value(6)
    app = whole(pressed(app, "Put it back as view 2").switch_page(TEACH).run())
    assert lesson(app).views[1].settings.batch_size == 6


def test_what_was_put_back_is_of_its_page_where_a_link_was_pressed_behind_it() -> None:
    app = whole(opening(teaching(), 1).slider(key="batch_size").set_value(6).run())
    (button,) = (one for one in app.button if one.label == "Put it back as view 2")
    button.click()
    app = whole(app.switch_page("pages/walk.py").run())
    app = whole(app.switch_page(TEACH).run())
    changed = lesson(app).views[1]
    assert (changed.page, changed.settings.batch_size) == ("overview", 6)


def test_a_view_moves_to_another_page_and_can_be_left_as_it_was() -> None:
    app = whole(opening(teaching(), 0).switch_page("pages/walk.py").run())
    app = whole(pressed(app, "Put it back as view 1").switch_page(TEACH).run())
    changed = View("walk", Settings(padding=0.4, epoch=0), "Note 1", ("padding",))
    assert lesson(app).views[0] == changed
    app = whole(opening(app, 1).switch_page(TEACH).run())
    assert lesson(app).views[1] == LESSON.views[1]
    app = whole(app.switch_page("pages/walk.py").run())
    assert not [one for one in app.button if one.label.startswith("Put it back")]


def test_where_a_views_question_cannot_be_asked_it_is_told() -> None:
    app = opening(teaching(), 1)
    here = app.session_state[keys.VISIT].chosen
    here["mode"], here["query"] = "multi_head", "history"
    app = whole(app.run())
    assert not [one for one in app.button if one.label.startswith("Put it back")]
    assert "It cannot be view 2 of your lesson" in words(app)


def test_moving_and_removing_loses_nothing_of_a_view() -> None:
    app = fill(teaching(), "text_area", "Note", "Typed", 1)
    # Pressed before the page has run with what was typed, as a quick hand does.
    field(app, "text_area", "Note", 2).set_value("Typed as well")
    app = press(app, "Earlier", 1)
    assert [view.note for view in lesson(app).views] == ["Typed as well", "Typed"]
    assert lesson(app).views[0].question == QUESTION
    app = press(app, "Remove", 1)
    assert [view.note for view in lesson(app).views] == ["Typed as well"]


def test_nothing_of_a_view_goes_on_to_the_next_page() -> None:
    app = opened("masks", padding=0.6, epoch=0, pin="weights:0,0,2")
    app = pressed(pressed(app, "Share"), "Add to my lesson")
    app = whole(app.slider(key="batch_size").set_value(3).run())
    app = whole(app.switch_page("pages/walk.py").run())
    assert link(app) == {"batch_size": "3"}
    app = pressed(pressed(app, "Share"), "Add to my lesson")
    app = fill(whole(app.switch_page(TEACH).run()), "text_input", "Title", "T")
    first, second = lesson(app).views
    assert first.settings == Settings(padding=0.6, epoch=0, pin="weights:0,0,2")
    assert (second.page, second.settings) == ("walk", Settings(batch_size=3))


def test_what_a_view_sets_can_be_taken_away() -> None:
    app = teaching()
    label = "Set apart from the defaults; to change one, open the view"
    app = fill(app, "multiselect", label, ["epoch"])
    assert lesson(app).views[0].settings == Settings(epoch=0)
    names = [box.label.replace("\\", "") for box in app.expander]
    assert names[0] == "1. Masks · Training epoch: 0"


def test_an_own_question_is_written_in_its_fields() -> None:
    app = fill(added("walk", epoch=0), "text_input", "Title", "Own")
    app = fill(app, "selectbox", "Question before the page is shown", "own")
    assert "at least two answers" in app.error[0].value
    app = fill(app, "text_area", "Your question", "What is **$d$**?")
    app = fill(app, "text_area", "Its answers, one a line, 2 to 8", "$x^2$\n\n a length \nnothing")
    right = "Right answers; a learner chooses one"
    app = fill(app, "multiselect", right, ["a length", "nothing"])
    app = fill(app, "text_area", "What is said after the answer", "So.")
    made = OwnQuestion("What is **$d$**?", ("$x^2$", "a length", "nothing"), (1, 2), why="So.")
    assert lesson(app).views[0].question == made
    app = fill(app, "text_area", "Its answers, one a line, 2 to 8", "a length\nsomething")
    assert lesson(app).views[0].question == OwnQuestion(
        "What is **$d$**?", ("a length", "something"), (0,), why="So."
    )
    app = fill(app, "text_area", "Its answers, one a line, 2 to 8", "a length\na length")
    assert "each of them once" in app.error[0].value
    app = whole(whole(app.switch_page("pages/walk.py").run()).switch_page(TEACH).run())
    shown = field(app, "text_area", "Its answers, one a line, 2 to 8").value
    assert shown == "a length\na length"


def test_an_own_question_is_judged_and_its_marks_are_drawn() -> None:
    question = OwnQuestion("What is **$d$**?", ("$x^2$", "A **length**."), (1,), why="So $y$.")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    made = Lesson("t", LESSON.note, (View("overview", Settings(epoch=0), question=question),))
    app.query_params["lesson"] = lesson_text(made)
    app = whole(app.run())
    drawn = [element.value for element in app.markdown]
    assert "For **all** of it, $\\sqrt{d}$" in drawn
    assert any("What is **$d$**?" in text.replace("****", "**") or "$d$" in text for text in drawn)
    assert app.radio[0].options == ["$x^2$", "A **length**."]
    app = pressed(whole(app.radio[0].set_value(0).run()), "Answer")
    assert app.warning[0].value == "Not so. You said: $x^2$. “A **length**.” is right."
    app = pressed(app, "Ask me again")
    app = pressed(whole(app.radio[0].set_value(1).run()), "Answer")
    assert app.success[0].value.startswith("Right. You said: A **length**.")


def test_marks_without_a_formula_are_html_of_ours() -> None:
    made = Lesson("t", "A **bold** line\nand <b>another</b>.", (View("walk", Settings(epoch=0)),))
    app = whole(opened("walk", lesson=lesson_text(made)))
    note = next(e.proto.body for e in app.get("html") if "<br>" in e.proto.body)
    assert "A <b>bold</b> line<br>and &lt;b&gt;another&lt;/b&gt;." in note
    assert "A bold line" in "".join(text for text, _ in prose(app))


def test_the_draft_before_can_be_taken_up_again() -> None:
    app = teaching()
    app = fill(app, "selectbox", "Start from", "padding")
    assert lesson(app) == lesson_of("padding")
    app = pressed(app, "Take it up again")
    assert lesson(app) == LESSON
    app = pressed(app, "Begin with nothing")
    assert not app.code
    assert lesson(pressed(app, "Take it up again")) == LESSON


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing", "There is no lesson in this link."),
        ("http://[x", "There is no lesson in this link."),
        ("x?lesson=1.broken", "cannot be read"),
        ("x?lesson=file-1", "open it on the page Lessons"),
    ],
)
def test_a_link_that_is_of_no_lesson_is_told(text: str, said: str) -> None:
    app = fill(teaching(), "text_input", "Or paste the link of a lesson", text)
    assert said in app.warning[0].value
    assert lesson(app) == LESSON


def long_lesson() -> Lesson:
    draw = random.Random(1)
    notes = ["".join(chr(draw.randrange(0x4E00, 0x9FFF)) for _ in range(500)) for _ in range(6)]
    return Lesson("Long", "", tuple(View("walk", Settings(epoch=0), note) for note in notes))


def test_a_lesson_goes_out_as_a_file_and_opens_again() -> None:
    content = lesson_file(long_lesson())
    app = opened("lessons")
    app.file_uploader(key=keys.LESSON_IN_FILE).set_value(("l.json", content, "application/json"))
    app = whole(app.run())
    (path,) = (e.proto.body for e in app.get("html") if "lesson=file-" in e.proto.body)
    name = path.split("lesson=")[1].split("&")[0]
    learner = whole(opened("walk", lesson=name))
    assert learner.title[0].value == "Long"
    assert "1 of 6" in words(learner)
    assert link(learner)["lesson"] == name
    edited = opened("teach", draft=name)
    assert edited.text_input[0].value == "Long" or "Long" in [t.value for t in edited.text_input]
    assert "has grown past a link: it would be" in edited.warning[0].value
    assert not edited.code
    (file,) = edited.get("download_button")
    assert file.proto.label == "The lesson as a file"


@pytest.mark.parametrize(
    ("page", "content", "said"),
    [
        ("lessons", b"[]", "fields by name"),
        ("teach", b"{", "a part of it is missing"),
        ("teach", b"[" * 60_000, "a part of it is missing"),
        ("teach", b"{}", "1 to 12 views"),
        ("teach", b" " * 70_000, "it is too large"),
        ("teach", b'{"version": 9}', "a newer attnviz wrote it"),
        ("teach", b"\xff\xfe", "a part of it is missing"),
    ],
)
def test_a_file_that_is_no_lesson_is_told(page: str, content: bytes, said: str) -> None:
    app = opened(page)
    app.file_uploader(key=keys.LESSON_IN_FILE).set_value(("l.json", content, "application/json"))
    assert said in whole(app.run()).warning[0].value


def test_the_length_is_said_while_it_is_written() -> None:
    app = teaching()
    assert "of 3,800 characters that a link can have" in "".join(c.value for c in app.caption)


def test_the_files_of_a_course_are_offered_once_they_are_asked_for() -> None:
    app = teaching()
    assert [one.proto.label for one in app.get("download_button")] == ["The lesson as a file"]
    app.session_state[keys.COURSE] = True
    app = whole(app.run())
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels[1:] == [made.label for made in LESSON_FORMATS.values()]


def test_what_a_course_needs_and_nobody_has_trained_is_trained_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not by a command line alone: a lecturer in a browser has none."""
    own = View("overview", Settings(embedding_dim=4, epochs=1), question=WeightQuestion())
    app = teaching(replace(LESSON, views=(own,)))
    app.session_state[keys.COURSE] = True
    app = whole(app.run())
    assert len(app.get("download_button")) == 1
    assert "Training these settings: " in app.get("progress")[0].proto.text
    assert "untrained layer" not in app.get("progress")[0].proto.text
    app = whole_training(app)
    assert len(app.get("download_button")) == 1 + len(LESSON_FORMATS)
    job = trainer().known(training_key(own.settings))
    assert job is not None
    with monkeypatch.context() as patch:  # the file is made with it, and trains nothing itself
        patch.setattr("attnviz.trace.run.train", pytest.fail)
        made = course._written(
            LESSON_FORMATS["gift"],
            Lesson("One view", "", (own,)),
            0,
            {training_key(own.settings): job.future.result()},
        )
    assert b"Which click gets the most weight?" in made
