"""A lesson's link, without a browser."""

import html
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest

from attnviz.lessons import SHIPPED, lesson_of, lesson_text
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.lesson import PARTS, Lesson, View
from attnviz.lessons.marked import marked
from attnviz.lessons.question import ChangeQuestion, ShapeQuestion, WeightQuestion
from attnviz.lessons.reading import ORDER
from attnviz.scenario.settings import KINDS, VIEW, Settings
from attnviz.ui.state import keys
from attnviz.ui.state.controls import DRAWN
from attnviz.ui.state.pages import PAGES
from tests.pages.opening import EDGES, ROOT, chosen, link, opened, pressed, whole, words
from tests.said import headings, in_spaces

LESSON = Lesson(
    "Why?",
    "",
    (
        View(
            "overview",
            Settings(epoch=0, normalization="none", candidate="moka pot"),
            controls=("normalization", "batch_size", "unit_layers"),
            fixed=("mask_padding",),
            limits={"batch_size": (3, 6), "normalization": ("none", "softmax")},
        ),
        View("overview", Settings(epoch=0), question=WeightQuestion(why="Because.")),
        View("overview", Settings(epoch=0), question=ShapeQuestion("concat")),
        View("overview", question=ChangeQuestion("weights", {"candidate": "moka pot"})),
    ),
)


def overview(**query: object) -> AppTest:
    """Return the overview by a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = str(value)
    return whole(app.run())


def lesson(**query: object) -> AppTest:
    return overview(lesson=lesson_text(LESSON), **query)


def told(app: AppTest) -> list[str]:
    return [box.value.replace("\\", "") for box in app.warning]


def predicted(app: AppTest, choice: int) -> AppTest:
    """Return the page after an answer."""
    (question,) = app.radio
    return pressed(whole(question.set_value(choice).run()), "Answer")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"lesson": "x" * 5000}, "it is too long: 5000 characters"),
        ({"lesson": "1.AAAA"}, "a part of it is missing or was changed"),
        ({"at": "2"}, "at is a place in a lesson, and there is none"),
    ],
)
def test_what_is_no_lesson_is_told(query: dict[str, str], said: str) -> None:
    app = overview(epoch=0, **query)
    assert said in told(app)[0]
    assert app.title[0].value == "What does the model look at?"
    assert not {"lesson", "at"} & set(link(app))


@pytest.mark.parametrize("place", ["0", "5", "-1", "two", "²"])
def test_a_place_that_the_lesson_lacks_is_told(place: str) -> None:
    app = lesson(at=place)
    assert told(app) == ["The lesson has the views 1 to 4; the first is shown."]
    assert "1 of 4" in words(app)


def test_a_link_cannot_change_what_is_fixed_or_limited() -> None:
    app = lesson(at=1, mask_padding="false", batch_size=9, normalization="sigmoid", seed=7)
    assert [text.split(":")[0] for text in told(app)] == [
        "Batch size",
        "Normalization",
        "Mask padding",
    ]
    assert all("what the lesson lets you choose" in text for text in told(app))
    assert {name: link(app)[name] for name in ("seed", "at")} == {"seed": "7", "at": "1"}
    assert not {"mask_padding", "batch_size", "normalization"} & set(link(app))


def test_only_what_differs_from_the_view_is_in_the_link() -> None:
    app = lesson(at=1)
    assert set(link(app)) == {"lesson", "at"}
    app = whole(app.selectbox(key="normalization").select("softmax").run())
    app.session_state[keys.VISIT].chosen["candidate"] = (
        "the user's own"  # what a chip of the overview does
    )
    app = whole(app.run())
    beside = {name: link(app)[name] for name in ("normalization", "candidate")}
    assert beside == {"normalization": "softmax", "candidate": "the user's own"}
    again = lesson(at=1, candidate="the user's own")
    assert chosen(again, "candidate") == "the user's own"
    assert not again.warning


def test_a_prediction_is_judged_and_can_be_asked_again() -> None:
    app = lesson(at=2)
    options = app.radio[0].options
    assert not headings(app)
    assert options[7] == "8 · chain oil"  # for a cool box
    app = predicted(app, 7)
    assert "Not so. You said: 8 · chain oil." in told(app)[0]
    assert "Most weight, " in told(app)[0]
    assert "Because." in words(app)
    assert headings(app)
    # On a phone a sidebar with anything in it would move the page down by an answer.
    assert not app.sidebar.children
    app = pressed(app, "Ask me again")
    assert not headings(app)
    app = pressed(app, "Show me")
    assert "You said" not in words(app)
    assert headings(app)


def test_the_answer_is_what_was_chosen_last_however_quick_it_was_given() -> None:
    app = whole(lesson(at=2).radio[0].set_value(6).run())
    app.radio[0].set_value(7)  # with the press, as both come where the page is behind
    app = pressed(app, "Answer")
    assert "Not so. You said: 8 · chain oil." in told(app)[0]


def test_the_answer_is_that_of_the_moment_it_was_given() -> None:
    app = predicted(lesson(at=4), 0)
    assert "Right. You said: Yes, it changes." in app.success[0].value
    app = whole(app.run())
    assert "Right. You said: Yes, it changes." in app.success[0].value


def test_a_question_that_cannot_be_asked_is_told_and_the_page_shown() -> None:
    app = lesson(at=3)
    assert "cannot be asked: step='concat' is not allowed" in told(app)[0]
    assert headings(app)


def followed(app: AppTest, label: str) -> AppTest:
    """Return the app where one of its links to a page leads, as a browser follows it."""
    (there,) = (one.proto for one in app.get("page_link") if one.proto.label == label)
    app.query_params.clear()
    for name, text in parse_qsl(there.query_string):
        app.query_params[name] = text
    page = PAGES[there.page or "overview"]
    return whole(app.switch_page(page.file).run())


def test_next_and_previous_go_to_the_views_settings() -> None:
    app = whole(lesson(at=1).slider(key="batch_size").set_value(6).run())
    app = followed(app, "Next")
    assert "2 of 4" in words(app)
    assert "batch_size" not in link(app)
    app = followed(app, "Previous")
    assert "1 of 4" in words(app)
    slider: Any = app.slider(key="batch_size")
    assert (slider.value, slider.min, slider.max) == (5, 3, 6)


def test_what_a_link_asks_for_in_vain_is_told_on_the_page_that_it_leads_to() -> None:
    app = overview(lesson="padding", at=99, nonsense=1)
    assert lesson_of("padding").views[0].page != "overview"
    views, ignored = told(app)
    assert views == "The lesson has the views 1 to 5; the first is shown."
    assert ignored == "In the link and not a setting, so ignored: “nonsense”."


def links_to(app: AppTest) -> str:
    """Return all that the page says as HTML, which has the links to lessons."""
    return "".join(element.proto.body for element in app.get("html"))


def test_the_order_of_reading_stands_on_the_overview_and_not_in_a_lesson() -> None:
    shown = links_to(overview(epoch=0))
    places = [shown.index(f"lesson={name}") for name in SHIPPED]
    assert places == sorted(places)
    for chapter in ORDER:
        assert chapter.asks in shown
        assert f'href="{chapter.page}"' in shown
    here = "class='reading_order'"
    assert here in shown
    assert here not in links_to(lesson(at=1))


@pytest.mark.parametrize(
    ("name", "following", "page"),
    [("embeddings", "three_candidates", "samples"), ("padding", "softmax_or_not", "masks")],
)
def test_the_end_of_a_lesson_leads_on_and_back(name: str, following: str, page: str) -> None:
    app = at_the_end(name)
    shown = links_to(app)
    assert f"lesson={following}&amp;at=1" in shown
    assert f'href="{page}"' in shown
    again = lesson_of(name).taken_again()
    assert again is not None
    assert html.escape(urlencode({"lesson": lesson_text(again), "at": 1})) in shown
    app = at_the_end(lesson_text(again))
    assert "The same questions once more" not in words(app)  # it stands at its beginning
    assert 'href="lessons"' in links_to(app)


def at_the_end(text: str) -> AppTest:
    """Return the last view of a lesson, its answer shown."""
    views = lesson_of(text).views
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params.update({"lesson": text, "at": str(len(views))})
    app = whole(app.switch_page(PAGES[views[-1].page].file).run())
    return pressed(app, "Show me")


@pytest.mark.parametrize(
    ("name", "at"),
    [(name, at) for name in SHIPPED for at in range(1, len(lesson_of(name).views) + 1)],
)
def test_each_view_of_a_lesson_asks_and_then_shows(name: str, at: int) -> None:
    view = lesson_of(name).views[at - 1]
    # What does not come with the package would have to be trained.
    untrained = {"epoch": "0"} if view.settings.recipe == "din_production" else {}
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params.update({"lesson": name, "at": str(at), **untrained})
    app = whole(app.switch_page(PAGES[view.page].file).run())
    assert not drawn_by(app)
    assert not headings(app)
    assert not terms_without_meaning(app)
    app = pressed(app, "Show me")
    assert not app.warning
    assert not terms_without_meaning(app)
    assert view.question is not None
    assert str(marked(view.question.why)) in words(app)
    assert drawn_by(app) or view.part in ("effects", "explains", "root")


def terms_without_meaning(app: AppTest) -> set[str]:
    """Return the terms whose button would open what is not on the page."""
    shown = "".join(element.proto.body for element in app.get("html"))
    there = set(re.findall('popover id="([^"]+)"', shown))
    return set(re.findall('popovertarget="([^"]+)"', shown)) - there


def drawn_by(app: AppTest) -> set[str]:
    """Return the components that draw what the page is about."""
    names = {component.proto.component_name for component in app.get("bidi_component")}
    return names & {"attnviz_picture", "attnviz_chart", "attnviz_ribbons"}


def test_the_last_lesson_says_so() -> None:
    assert "This was the last lesson" in links_to(at_the_end(SHIPPED[-1]))


@pytest.mark.parametrize(
    ("page", "part", "settings"),
    [
        (page, part, {"mode": "multi_head"} if part == "root" else {})
        for page, parts in PARTS.items()
        for part in parts
    ],
)
def test_a_part_of_a_page_is_shown_alone(page: str, part: str, settings: dict[str, str]) -> None:
    view = View(page, Settings.from_query(settings), "Look.", whole=False, part=part)
    one = Lesson("One part", "", (view, replace(view, part="")))
    shown = []
    for at in (1, 2):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params.update({"lesson": lesson_text(one), "at": str(at)})
        app = whole(app.switch_page(PAGES[page].file).run())
        shown.append((headings(app), [element.value for element in app.subheader]))
    assert len(shown[0][1]) == 1  # its own heading
    assert shown[1][0] != shown[0][0]


def test_what_is_drawn_is_judged_and_shown_beside_the_layers() -> None:
    drawing = Lesson("Draw", "", (View("overview", question=DrawQuestion(why="Because.")),))
    app = overview(lesson=lesson_text(drawing))
    assert drawn(app) == {
        "bars": [f"{n} · {title}" for n, title in enumerate(CLICKS, start=1)],
        "drawn": None,
        "layer": None,
    }
    assert not headings(app)
    place = drawing_place(app)
    app.session_state[keys.PREDICTIONS] = {place: ((Settings(),), (20, 20, 60, 0, 0, 0, 0, 0))}
    app = whole(app.run())
    assert "Right. Your bars are **3** % away from the layer's" in in_spaces(app.success[0].value)
    shown = drawn(app)
    assert shown["drawn"] == [20, 20, 60, 0, 0, 0, 0, 0]
    assert sum(shown["layer"]) == pytest.approx(100, abs=0.01)
    assert headings(app)
    app.session_state[keys.PREDICTIONS] = {place: ((Settings(),), (50, 50))}  # of other clicks
    app = whole(app.run())
    assert drawn(app)["drawn"] is None
    assert "0 of 1 question" not in words(app)


CLICKS = (
    "sleeping bag",
    "hammock",
    "fire steel",
    "bib shorts",
    "tyre levers",
    "moka pot",
    "milk frother",
    "chain oil",
)


def drawing_place(app: AppTest) -> tuple[str, int]:
    return app.session_state[keys.VISIT].lesson, 1


def drawn(app: AppTest) -> dict[str, Any]:
    """Return what the bars are sent."""
    (data,) = (
        json.loads(component.proto.json)[0]
        for component in app.get("bidi_component")
        if component.proto.component_name == "attnviz_draw"
    )
    return dict(data)


def test_the_list_names_all_lessons() -> None:
    app = opened("lessons")
    shown = "".join(element.proto.body for element in app.get("html"))
    for name in SHIPPED:
        assert f"lesson={name}" in shown
        assert html.escape(lesson_of(name).title) in shown


@pytest.mark.parametrize("edge", ["trained heads", "numbered", "self-attention"])
def test_every_control_can_be_in_a_lesson(edge: str) -> None:
    settings = Settings.from_query({name: str(value) for name, value in EDGES[edge].items()})
    names = tuple(name for name in KINDS if name not in VIEW)
    view = View("overview", settings.untrained, controls=names, fixed=names[::3])
    app = overview(lesson=lesson_text(Lesson("All", "", (view,))))
    drawn = {
        widget.key
        for kind in ("slider", "select_slider", "selectbox", "number_input", "text_input")
        for widget in app.get(kind)
        if hasattr(widget, "key")
    }
    groups = {"mode", "items", "padding_side"}
    assert set(DRAWN) - groups <= drawn
    assert not app.warning
