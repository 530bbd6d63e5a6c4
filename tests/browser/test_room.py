"""A class of three browsers: a teacher's screen, and two phones that join by the code."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.servers import Server
from tests.browser.test_projector import is_readable
from tests.browser.visits import problems, settle


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page, option: str) -> None:
    page.get_by_text(option).first.click()
    button = page.get_by_role("button", name="Answer", exact=True)
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_text(f"With the class: {option}")).to_be_visible()


def join(page: Page, server: Server, code: str) -> None:
    """Join by typing the code on the page of the lessons."""
    page.goto(server.url("lessons"))
    settle(page)
    page.get_by_label("In class").fill(code.lower())
    press(page, "Join")
    page.get_by_role("link", name=f"in the room {code}").click()
    page.wait_for_url("**room=*")
    settle(page)
    expect(page.get_by_text(f"You are in the room {code}")).to_be_visible()


def test_a_class_votes_talks_votes_again_and_sees_what_is_right(
    server: Server, new_page: Callable[..., Page]
) -> None:
    teacher = new_page(width=1920, height=1080)
    one, other = new_page(width=390, height=844), new_page(width=390, height=844)
    teacher.goto(server.url("lessons"))
    teacher.locator("a.lesson_link").nth(1).click()
    press(teacher, "Ask the class")
    settle(teacher)  # TensorFlow may still be loading
    code = teacher.locator(".room_head .code").inner_text()
    assert re.fullmatch("[2-9A-Z]{7}", code)
    expect(teacher.get_by_role("img", name="QR code of the room")).to_be_visible()
    join(one, server, code)
    join(other, server, code)
    expect(teacher.get_by_text("2 learners")).to_be_visible()

    answer(one, "3 · fire steel")
    count = teacher.locator(".class_count")
    expect(count).to_have_text("1 of 2 have answered")  # by itself, without a press
    answer(other, "6 · moka pot")
    expect(count).to_have_text("2 of 2 have answered")
    assert teacher.get_by_text("1 · 50 %").count() == 0
    press(teacher, "Show the answers")
    expect(teacher.get_by_text("1 · 50 %")).to_have_count(2)
    assert teacher.get_by_text("✓ right").count() == 0

    press(teacher, "Vote again")
    expect(count).to_have_text("Second vote: 0 of 2 have answered")
    press(other, "Go on")
    expect(other.get_by_text("The second vote.")).to_be_visible()
    answer(other, "3 · fire steel")
    teacher.reload()  # the tab is still the teacher's, and the phone's is still the learner's
    other.reload()
    expect(other.get_by_text("With the class: 3 · fire steel")).to_be_visible()
    expect(count).to_have_text("Second vote: 1 of 2 have answered")
    assert problems(other) == ["no picture"]
    press(teacher, "Reveal")
    row = teacher.get_by_role("row", name="3 · fire steel")
    expect(row.get_by_text("✓ right")).to_be_visible()
    assert row.get_by_role("cell").all_inner_texts() == ["1 · 50 %", "1 · 100 %"]
    settle(teacher)
    is_readable(teacher)
    press(other, "Go on")
    expect(other.get_by_text("Right. You said: 3 · fire steel.")).to_be_visible()
    press(teacher, "End the room")
    expect(teacher.get_by_role("button", name="Ask the class")).to_be_visible()
    press(one, "Change my answer")
    expect(one.get_by_text(f"The room {code} has ended.")).to_be_visible()
    for page in (teacher, one, other):  # what has not come to rest would be lost with the page
        settle(page)
