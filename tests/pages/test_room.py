"""A class in a room, without a browser: a teacher and learners, each with a session of their own."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.lessons import room as rooms_module
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons import lesson_text
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.question import OwnQuestion, WeightQuestion
from attnviz.lessons.room import Room, Rooms
from attnviz.scenario.settings import Settings
from attnviz.ui.state import class_room, keys
from attnviz.ui.state.class_room import rooms
from tests.pages.opening import ROOT, link, opened, pressed, whole, words
from tests.said import headings

LESSON = Lesson(
    "<b>Ask</b>",
    "",
    (
        View("overview", Settings(epoch=0), question=WeightQuestion(why="Because.")),
        View("overview", question=DrawQuestion()),
        View("overview", Settings(epoch=0), controls=("batch_size",)),
        View(
            "overview",
            Settings(epoch=0),
            question=OwnQuestion("**Who** & $x$?", ("<i>One</i>", "$y$"), (1,)),
        ),
    ),
)
TEXT = lesson_text(LESSON)


@pytest.fixture(autouse=True)
def no_room_is_open() -> Iterator[None]:
    rooms.cache_clear()
    yield
    rooms.cache_clear()


def overview(**query: object) -> AppTest:
    """Return the overview by a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = str(value)
    return whole(app.run())


def teaching(place: int = 1) -> tuple[AppTest, Room]:
    """Return the page of a teacher who has opened a room, and the room."""
    app = pressed(overview(lesson=TEXT, at=place), "Ask the class")
    return app, rooms().find(link(app)["room"])


def answered(app: AppTest, choice: int) -> AppTest:
    (question,) = app.radio
    return pressed(whole(question.set_value(choice).run()), "Answer")


def page_html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def told(app: AppTest) -> list[str]:
    return [box.value.replace("\\", "") for box in app.warning]


def test_a_class_answers_votes_again_and_sees_what_is_right() -> None:
    teacher, room = teaching()
    one, other = overview(room=room.code), overview(room=room.code.upper())
    assert {name: link(one)[name] for name in ("at", "room")} == {"at": "1", "room": room.code}
    assert "Ask the class" not in labels(one)
    assert "Show me" not in labels(one)
    one = answered(one, 7)
    assert not headings(one)
    assert "With the class: 8 · chain oil" in words(one)
    teacher = whole(teacher.run())
    assert "<b>1</b> of <b>2</b> have answered" in page_html(teacher)
    assert "chain oil" in page_html(teacher)
    assert "100 %" not in page_html(teacher)
    assert not teacher.radio

    teacher = pressed(teacher, "Show the answers")
    assert "1 · 100 %" in page_html(teacher)
    assert "✓" not in page_html(teacher)
    one = pressed(one, "Go on")
    assert "Not yet: the class still answers this question." in words(one)
    one = pressed(one, "Change my answer")
    one = answered(one, 6)
    teacher = pressed(whole(teacher.run()), "Vote again")
    assert "The class: 1 answer" not in page_html(teacher)
    assert "First vote: 1 answer" in page_html(teacher)
    assert "<b>0</b> of <b>2</b> have answered" in page_html(teacher)

    one = pressed(one, "Go on")
    assert "The second vote." in words(one)
    (right,) = {place for place, said in enumerate(one.radio[0].options) if "hammock" in said}
    one, other = answered(one, right), answered(whole(other.run()), 0)
    teacher = pressed(whole(teacher.run()), "Reveal")
    shown = page_html(teacher)
    assert "First vote: 1 answer" in shown
    assert "Second vote: 2 answers" in shown
    assert shown.count("✓ right") == 1
    assert "Most weight, " in words(teacher)
    assert "Because." in words(teacher)
    assert headings(teacher)

    one = pressed(one, "Go on")
    assert f"You said: {one_said(room, right)}" in told_of_verdict(one)
    assert headings(one)
    assert "Ask me again" in labels(one)
    one = pressed(one, "Ask me again")
    assert not headings(one)
    assert "Show me" in labels(one)
    assert room.tally(1).rounds == ((6,), (right, 0))


def one_said(room: Room, choice: int) -> str:
    assert not room.ended
    return f"{choice + 1} · hammock"


def told_of_verdict(app: AppTest) -> str:
    boxes = (*app.success, *app.info, *app.warning)
    return " ".join(box.value.replace("\\", "") for box in boxes)
