"""A class in a room, without a browser: a teacher and learners, a session of their own each."""

import json
import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.lessons import lesson_text
from attnviz.lessons import room as rooms_module
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.question import OwnQuestion, WeightQuestion
from attnviz.lessons.room import Room
from attnviz.scenario.settings import Settings
from attnviz.ui.lessons.class_room.room_bar import app_address
from attnviz.ui.state import class_room, keys
from attnviz.ui.state.class_room import rooms
from tests.pages.opening import ROOT, link, opened, pressed, whole, words
from tests.said import headings, in_spaces

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


def told_of_verdict(app: AppTest) -> str:
    boxes = (*app.success, *app.info, *app.warning)
    return " ".join(box.value.replace("\\", "") for box in boxes)


def as_somebody(badge: str, **query: object) -> AppTest:
    """Return a page whose tab remembers a badge, as after a reload."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state[keys.BADGE] = badge
    app.query_params.update({name: str(value) for name, value in query.items()})
    return whole(app.run())


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
    assert not re.search(r"· \d+ %", page_html(teacher))  # no share before it is shown
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
    assert f"You said: {right + 1} · hammock." in told_of_verdict(one)
    assert headings(one)
    assert "Ask me again" in labels(one)
    one = pressed(one, "Ask me again")
    assert not headings(one)
    assert "Show me" in labels(one)
    assert room.tally(1).rounds == ((6,), (right, 0))


def test_who_joins_begins_where_the_teacher_is_and_goes_on_alone() -> None:
    teacher, room = teaching(place=4)
    learner = overview(room=room.code)
    assert link(learner) == {"lesson": TEXT, "at": "4", "room": room.code}
    learner = overview(lesson=TEXT, at=3, room=room.code)
    assert link(learner)["at"] == "3"
    assert "batch_size" in {slider.key for slider in learner.slider}
    (there,) = (one.proto for one in learner.get("page_link") if one.proto.label == "Next")
    assert f"room={room.code}" in there.query_string
    assert "Ask the class" not in labels(teacher)


def test_all_are_asked_about_the_lessons_own_view() -> None:
    _, room = teaching()
    one = overview(room=room.code, sample=3, sample_seed=9)
    assert one.radio[0].options == overview(room=room.code).radio[0].options
    alone = overview(lesson=TEXT, at=1, sample=3, sample_seed=9)
    assert alone.radio[0].options != one.radio[0].options


def test_the_same_badge_is_the_same_person_after_a_reload() -> None:
    teacher, room = teaching()
    learner = answered(overview(room=room.code), 2)
    again = as_somebody(learner.session_state[keys.BADGE], **link(learner))
    assert "With the class: 3 · " in words(again)
    again = as_somebody(teacher.session_state[keys.BADGE], **link(teacher))
    assert "Reveal" in labels(again)
    assert "<b>1</b> of <b>1</b> have answered" in page_html(again)
    other = overview(**link(teacher))
    assert "Reveal" not in labels(other)
    assert "<b>1</b> of <b>2</b>" in page_html(whole(again.run()))


def test_only_the_teachers_own_session_has_the_teachers_right() -> None:
    teacher, room = teaching()
    learner = overview(**link(teacher))
    own = {"Show the answers", "Vote again", "Reveal", "End the room"}
    assert own <= labels(teacher)
    assert not own & labels(learner)
    secret = teacher.session_state[keys.BADGE]
    sent = [json.dumps(link(teacher)), page_html(teacher), page_html(learner), room.code]
    assert not [text for text in sent if secret in text]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("<b>x</b>", "“<b>x</b>” is not the code of a room."),
        ("22222222", "“22222222” is not the code of a room."),
        ("a-2222238", "The room A-2222238 is on another server than this. "),
        ("2222238", "The room 2222238 is gone: the server was started again since"),
    ],
)
def test_what_is_no_room_is_told_and_the_lesson_goes_on(code: str, said: str) -> None:
    app = overview(lesson=TEXT, at=1, room=code)
    assert said in told(app)[0]
    assert told(app)[0].endswith("The lesson goes on without it.")
    assert "room" not in link(app)
    assert "Show me" in labels(app)
    alone = overview(room=code, epoch=0)
    assert said in told(alone)[0]
    assert alone.title[0].value == "What does the model look at?"
    typed = typing(code)
    assert said in told(typed)[0]
    elsewhere = code.startswith("a-")
    assert ("?room=a-2222238" in page_html(typed)) == elsewhere
    assert ("Its link leads there." in told(typed)[0]) == elsewhere
    assert ("That one cannot be reached now" in told(app)[0]) == elsewhere


def typing(code: str) -> AppTest:
    """Return the page of the lessons with a code that was typed there."""
    app = opened("lessons")
    app.text_input(key=keys.ROOM_CODE).set_value(code)
    return pressed(app, "Join")


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://host.invalid", "overview"),
        ("https://host.invalid/", "overview"),
        ("https://host.invalid/walk", "walk"),
    ],
)
@pytest.mark.parametrize("below", ["", "/lessons/attention"])
def test_a_class_is_led_to_the_app_wherever_it_is_served(below: str, url: str, page: str) -> None:
    here = url.replace(".invalid", f".invalid{below}")
    assert app_address(here, page) == f"https://host.invalid{below}/"


def test_a_code_that_is_typed_leads_to_the_lesson() -> None:
    _, room = teaching(place=3)
    app = typing(f" {room.code[:3]} {room.code[3:].upper()}")
    shown = page_html(app)
    assert f'href="./?room={room.code}"' in shown
    assert f"Open “&lt;b&gt;Ask&lt;/b&gt;” in the room {room.code.upper()}" in shown
    assert not app.warning


def test_a_code_in_the_address_of_the_lessons_leads_there_too() -> None:
    _, room = teaching(place=3)
    app = opened("lessons", room=room.code)
    assert link(app) == {"lesson": TEXT, "at": "3", "room": room.code}
    app = opened("lessons", room="2222238")
    assert "The room 2222238 is gone" in told(app)[0]
    assert app.title[0].value == "Lessons"


def test_a_room_that_ends_lets_learners_go_on_alone() -> None:
    teacher, room = teaching()
    learner = answered(overview(room=room.code), 2)
    teacher = pressed(teacher, "End the room")
    assert not told(teacher)
    assert "room" not in link(teacher)
    assert "projector" not in link(teacher)
    assert "Ask the class" in labels(teacher)
    learner = pressed(learner, "Go on")
    said = f"The room {room.code.upper()} has ended. The lesson goes on without it."
    assert told(learner) == [said]
    assert "room" not in link(learner)
    learner = pressed(learner, "Show me")
    assert headings(learner)


def test_an_answer_after_the_reveal_is_judged_and_not_counted() -> None:
    teacher, room = teaching()
    late = overview(room=room.code)
    pressed(teacher, "Reveal")
    late = pressed(whole(late.run()), "Show me")  # it is revealed, so nothing is held back
    assert headings(late)
    assert room.tally(1).rounds == ((),)


def test_who_comes_too_late_with_an_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, room = teaching()
    late = overview(room=room.code)
    late = whole(late.radio[0].set_value(1).run())
    pressed(teacher, "Reveal")
    late = pressed(late, "Answer")
    assert "Your answer came after the reveal, so the class is without it." in told(late)
    assert "You said: 2 · " in told_of_verdict(late)
    assert room.tally(1).rounds == ((),)
    monkeypatch.setattr(rooms_module, "MOST_LEARNERS", 1)
    full = overview(room=room.code, lesson=TEXT)
    assert "is full: it has 1 learners." in told(full)[0]
    assert "Show me" in labels(full)


def test_a_server_with_too_many_rooms_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms_module, "MOST_ROOMS", 1)
    teaching()
    app = pressed(overview(lesson=TEXT, at=1), "Ask the class")
    assert "This server has 1 open rooms" in told(app)[0]
    assert not {"room", "projector"} & set(link(app))


def test_a_servers_wrong_name_is_told_where_a_room_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(class_room.SERVER, "Not a name")
    app = pressed(overview(lesson=TEXT, at=1), "Ask the class")
    assert "ATTNVIZ_SERVER is 'Not a name', and can be 1 to 16 small letters" in told(app)[0]


def test_a_servers_name_begins_its_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(class_room.SERVER, "b2")
    app, room = teaching()
    assert room.code.startswith("b2-")
    assert link(app)["room"] == room.code


def test_drawings_of_a_class_stand_beside_the_layers() -> None:
    teacher, room = teaching(place=2)
    for badge, drawn in (("one", (60, 40, 0, 0, 0, 0, 0, 0)), ("two", (20, 20, 60, 0, 0, 0, 0, 0))):
        room.join(badge)
        assert room.answer(badge, 2, drawn)
    learner = as_somebody("two", room=room.code)
    assert "With the class: your bars" in words(learner)
    teacher = pressed(whole(teacher.run()), "Show the answers")
    assert "40 % (30 to 50)" in page_html(teacher)
    assert "The layer" not in page_html(teacher)
    teacher = pressed(teacher, "Reveal")
    assert 'class="track layer"' in page_html(teacher)
    assert "The class: 1 of 2 right, 50 %." in words(teacher)
    learner = pressed(learner, "Go on")
    verdict = in_spaces(learner.success[0].value)
    assert "Right. Your bars are **3** % away from the layer's" in verdict


def test_what_an_author_writes_is_no_html() -> None:
    teacher, room = teaching(place=4)
    room.join("one")
    assert room.answer("one", 4, 0)
    teacher = pressed(whole(teacher.run()), "Reveal")
    shown = page_html(teacher)
    assert "&lt;i&gt;One&lt;/i&gt;" in shown
    assert "<i>One</i>" not in shown
    assert "<math" in shown
    assert "The class: 0 of 1 right, 0 %." in words(teacher)
