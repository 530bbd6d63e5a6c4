"""Lessons by link: what a learner sees, may do, and keeps."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from attnviz.lessons import SHIPPED, lesson_of, lesson_text
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.question import ShapeQuestion
from attnviz.scenario.settings import Settings
from tests.browser.servers import Server
from tests.browser.visits import problems, settle

WITHOUT_PICTURE = ("effects", "explains", "root")  # tables and words
LESSON = lesson_text(
    Lesson(
        "![t](https://host.invalid/t.png) <b>Why?</b>",
        "[note](https://host.invalid)",
        (
            View(
                "walk",
                Settings(normalization="none", epoch=0, step="scores"),
                controls=("normalization", "mask_padding", "batch_size", "epoch"),
                fixed=("mask_padding",),
                limits={"batch_size": (3, 6), "normalization": ("none", "softmax")},
            ),
            View("walk", Settings(epoch=0, step="context"), question=ShapeQuestion("context")),
            View("masks", Settings(epoch=0), controls=("padding",)),
        ),
    )
)


def button(page: Page, label: str) -> Locator:
    return page.get_by_role("button", name=label, exact=True)


def press(page: Page, label: str) -> None:
    button(page, label).click()
    settle(page)


def go_on(page: Page) -> None:
    page.get_by_role("link", name="Next", exact=True).click()
    settle(page)


def open_lesson(page: Page, server: Server, path: str = "walk", **query: object) -> None:
    page.goto(server.url(path, lesson=LESSON, **query))
    settle(page)


def place(page: Page) -> tuple[str, str, str]:
    """Return the page, the place in the link, and the place that is shown."""
    parts = urlsplit(page.url)
    shown = page.locator(".st-key-lesson_bar").get_by_text(" of ").inner_text()
    return parts.path, parse_qs(parts.query)["at"][0], shown


def settings(page: Page) -> dict[str, str]:
    """Return what the link says beside lesson and place."""
    query = parse_qs(urlsplit(page.url).query)
    return {name: texts[-1] for name, texts in query.items() if name not in ("lesson", "at")}


# Of all pages and parts; tests/pages/test_lessons.py walks the others without a browser.
@pytest.mark.parametrize("name", ["padding", "how_learned", "self_attention", "click_gone"])
def test_a_shipped_lesson_is_walked_from_its_link(server: Server, page: Page, name: str) -> None:
    lesson = lesson_of(name)
    page.goto(server.url(lesson=name))  # the overview: a lesson goes to its own page
    settle(page)
    for number, view in enumerate(lesson.views, start=1):
        if number > 1:
            go_on(page)
        path = "/" + view.page.replace("overview", "")
        assert place(page) == (path, str(number), f"{number} of {len(lesson.views)}")
        assert page.locator("h1").inner_text() == lesson.title
        if view.question is not None:
            assert problems(page) == ["no picture"]
            press(page, "Show me")
        # Of the last part the learner has to ask for the picture.
        assert problems(page) == (["no picture"] if view.part in WITHOUT_PICTURE else [])
        assert page.get_by_test_id("stAlert").count() == 0
        assert page.locator(".st-key-lesson_end").count() == (number == len(lesson.views))
    assert button(page, "Next").count() == 0
    address = page.url
    page.get_by_role("link", name="To the end").press("Enter")
    expect(page.locator(".st-key-lesson_end h2")).to_be_in_viewport()
    assert page.url == address  # no entry of the history: an undo is a step back in it
    end = page.locator(".st-key-lesson_end").inner_text()
    assert lesson.learned in end
    questions = sum(view.question is not None for view in lesson.views)
    assert f"0 of {questions} question" in end
    assert f"{questions} not answered" in end


def test_the_page_lists_the_lessons_as_links(server: Server, page: Page) -> None:
    page.goto(server.url("lessons"))
    settle(page)
    links = page.locator("a.lesson_link")
    assert links.all_inner_texts() == [lesson_of(name).title for name in SHIPPED]
    links.nth(3).click()
    page.wait_for_url("**/samples?lesson=padding*")
    settle(page)
    assert place(page) == ("/samples", "1", "1 of 5")
    page.go_back()
    settle(page)
    assert urlsplit(page.url).path == "/lessons"


def test_a_learner_sees_plain_text_and_the_chosen_controls(server: Server, page: Page) -> None:
    open_lesson(page, server)
    assert page.locator("h1").inner_text().replace("\N{WORD JOINER}", "") == (
        "![t](https://host.invalid/t.png) <b>Why?</b>"
    )
    assert page.locator("h1 img, h1 b, a[href*='host.invalid']").count() == 0
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert page.locator(".st-key-open_share, .st-key-seed").count() == 0
    assert page.locator(".st-key-mask_padding input").is_disabled()
    slider = page.locator(".st-key-batch_size input")
    slider.focus()
    page.keyboard.press("End")
    settle(page)
    assert (slider.get_attribute("aria-valuetext"), settings(page)) == ("6", {"batch_size": "6"})
    page.locator(".st-key-normalization input").click()
    assert page.get_by_role("option").all_inner_texts() == ["softmax", "none"]
    page.get_by_role("option", name="softmax").click()
    settle(page)
    assert settings(page) == {"batch_size": "6", "normalization": "softmax"}


def test_place_and_changes_survive_reload_back_and_copy(
    server: Server, page: Page, new_page: Callable[..., Page]
) -> None:
    open_lesson(page, server)
    slider = page.locator(".st-key-batch_size input")
    slider.focus()
    page.keyboard.press("Home")
    settle(page)
    page.reload()
    settle(page)
    go_on(page)
    go_on(page)
    visited = [("/walk", "1", "1 of 3"), ("/walk", "2", "2 of 3"), ("/masks", "3", "3 of 3")]
    assert place(page) == visited[2]
    for seen in (visited[1], visited[0]):
        page.go_back()
        settle(page)
        assert place(page) == seen
    assert settings(page) == {"batch_size": "3"}
    assert slider.get_attribute("aria-valuetext") == "3"
    copy = new_page()
    copy.goto(page.url)
    settle(copy)
    assert (place(copy), settings(copy)) == (visited[0], {"batch_size": "3"})
    page.go_forward()
    settle(page)
    page.go_forward()
    settle(page)
    assert place(page) == visited[2]
    page.get_by_text("Leave the lesson").click()
    page.wait_for_url("**/masks?epoch=0")
    settle(page)
    assert page.get_by_test_id("stSidebar").is_visible()
    page.go_back()
    settle(page)
    assert place(page) == visited[2]


@pytest.mark.parametrize("path", ["", "masks"])
def test_a_place_is_shown_on_its_own_page(server: Server, page: Page, path: str) -> None:
    open_lesson(page, server, path, at=2)
    assert place(page) == ("/walk", "2", "2 of 3")
    assert button(page, "Show me").is_visible()


def test_a_prediction_comes_before_the_picture(server: Server, page: Page) -> None:
    open_lesson(page, server, at=2)
    picture = page.locator(".st-key-equation")
    assert picture.count() == 0
    page.locator(".st-key-prediction .claim button").first.click()
    assert page.locator(".meaning:visible").count() == 1
    page.keyboard.press("Escape")
    assert button(page, "Answer").is_disabled()
    page.get_by_text("(5, 1, 10)", exact=True).click()
    settle(page)
    press(page, "Answer")
    verdict = page.locator(".st-key-prediction")
    said = "Not so. You said: (5, 1, 10). context is (5, 1, 8): B = 5, C = 1, D = 8."
    assert said in verdict.inner_text()
    assert picture.count() == 1
    press(page, "Ask me again")
    assert picture.count() == 0
    page.get_by_text("(5, 1, 8)", exact=True).click()
    settle(page)
    press(page, "Answer")
    assert "Right. You said: (5, 1, 8)." in verdict.inner_text()


def test_a_damaged_lesson_leaves_a_page_that_works(server: Server, page: Page) -> None:
    page.goto(server.url("walk", seed=1, lesson=LESSON[:-9]))
    settle(page)
    assert "a part of it is missing" in page.get_by_test_id("stAlert").inner_text()
    assert page.get_by_test_id("stSidebar").is_visible()
    assert parse_qs(urlsplit(page.url).query) == {"seed": ["1"]}


def test_a_lesson_is_taken_from_the_list_to_the_next_one(server: Server, page: Page) -> None:
    page.goto(server.url())
    settle(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Lessons", exact=True).click()
    settle(page)
    page.locator("a.lesson_link").nth(1).click()
    page.wait_for_url("**/?lesson=three_candidates*")
    settle(page)
    verdict = page.locator(".st-key-prediction")
    assert verdict.get_by_text("padding").count() == 0
    page.get_by_text("hammock", exact=False).click()
    settle(page)
    press(page, "Answer")
    told = verdict.get_by_test_id("stAlert")
    assert "Close. You said: " in told.inner_text()
    assert "It is about camping, as the candidate is." in told.inner_text()
    go_on(page)
    assert "Suppose the candidate is cool box." in verdict.inner_text()
    page.get_by_text("No, it stays the same").click()
    settle(page)
    press(page, "Answer")
    assert "Right. You said: No, it stays the same." in verdict.inner_text()
    for _ in range(2):
        go_on(page)
    draw_and_answer(page)
    assert "Close. Your bars are " in verdict.inner_text()
    end = page.locator(".st-key-lesson_end")
    assert "Your answers: 1 of 4 questions right, 2 close and 1 not answered." in end.inner_text()
    assert problems(page) == []
    end.get_by_role("link", name="the same questions on new numbers").click()
    page.wait_for_url("**/?lesson=1.*at=1")
    settle(page)
    assert place(page) == ("/", "1", "1 of 4")
    page.go_back()
    settle(page)
    press(page, "Show me")  # the link has led to another visit
    end.get_by_role("link", name="One number, all the way down").click()
    page.wait_for_url("**/walk?lesson=one_number*")
    settle(page)
    assert place(page) == ("/walk", "1", "1 of 5")


def draw_and_answer(page: Page) -> None:
    """Draw weights: one bar with the pointer, and one by keys."""
    bars = page.locator(".st-key-prediction input.drawn")
    assert bars.count() == 8
    box = bars.nth(3).bounding_box()
    assert box is not None
    # A click on a bar's track draws it, as a drag would.
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    assert abs(int(bars.nth(3).input_value()) - 50) <= 1
    bars.nth(4).focus()
    page.keyboard.press("Home")
    bars.nth(2).focus()
    page.keyboard.press("PageUp")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    drawn = [int(bars.nth(n).input_value()) for n in range(8)]
    assert sum(drawn) == 100
    assert drawn[4] == 0
    assert drawn[2] > 20
    assert bars.nth(2).get_attribute("aria-valuetext") == f"{drawn[2]} %"
    page.locator(".st-key-prediction button.answer").click()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a list by typing it."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")
    settle(page)


def test_a_comparison_goes_from_its_page_into_a_lesson(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(server.url("masks"))
    settle(page)
    page.get_by_role("link", name="Compare with …").click()
    settle(page)
    press(page, "no normalization")
    press(page, "Share")
    press(page, "Add to my lesson")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Make a lesson").click()
    settle(page)
    page.get_by_label("Title").fill("Average or sum?")
    page.get_by_text("1. Compare · A: ").click()
    settle(page)
    choose(page, "Controls that the learner sees", "User")
    choose(page, "Question before the page is shown", "On which side is a number larger?")
    choose(page, "Number", "the sum of the weights")
    link = page.get_by_test_id("stCode").inner_text().strip()
    page = new_page()  # of somebody who gets the link
    page.goto(link)
    settle(page)
    assert problems(page) == ["no picture"]
    box = page.locator(".st-key-prediction")
    assert "Normalization: softmax on side A, none on B." in box.inner_text()
    page.get_by_text("On side B", exact=True).click()
    press(page, "Answer")
    assert problems(page) == []
    assert "Right. You said: On side B." in box.inner_text()
    page.get_by_role("radio", name="both sides").click()
    settle(page)
    choose(page, "User", "4")
    assert settings(page) == {"sample": "4", "a.sample": "4"}
    assert "Right. You said: On side B." in box.inner_text()


def test_a_verdict_is_in_sight_beside_the_number_that_its_view_opens(
    server: Server, page: Page
) -> None:
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(server.url("walk", lesson="one_number", at=2))
        settle(page)
        page.get_by_text("1 · sleeping bag", exact=True).click()
        press(page, "Answer")
        assert page.locator(".st-key-opened").is_visible()
        told = page.get_by_test_id("stAlert").evaluate(
            """alert => {
                const {left, right, top, bottom} = alert.getBoundingClientRect();
                const at = y => document.elementFromPoint((left + right) / 2, y);
                return [top + 2, (top + bottom) / 2, bottom - 2].map(y => alert.contains(at(y)));
            }"""
        )
        assert told == [True, True, True], (width, height)
