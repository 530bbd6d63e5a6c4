"""A lesson's page without a network: from the first click to the last, by mouse and by keyboard."""

from pathlib import Path

from playwright.sync_api import Page, expect

from attnviz.export.lessons import LESSON_FORMATS
from tests.export.lessons.test_lesson_files import HOSTILE, made


def test_it_asks_and_judges_alone(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "lesson.html"
    file.write_bytes(LESSON_FORMATS["offline"].written(made()))
    page.context.set_offline(True)
    page.goto(file.as_uri())
    questions = page.locator("form")
    weight, own, change = (questions.nth(place) for place in range(3))
    expect(weight).to_be_visible()
    expect(own).to_be_hidden()
    expect(weight.get_by_role("button", name="Answer")).to_be_disabled()
    posed = made().questions[0]
    weight.get_by_label(str(posed.options[min(posed.near)]), exact=True).check()
    page.keyboard.press("Enter")
    expect(weight.locator(".verdict")).to_have_text("≈ Close.")
    expect(weight.locator(".near")).to_have_text(posed.why_near)
    expect(weight.get_by_text(str(posed.answer))).to_be_visible()
    page.keyboard.press("Enter")  # the focus is on Next
    expect(own.locator("fieldset math")).to_have_count(1)
    expect(own.locator("legend")).to_have_text(HOSTILE)
    own.locator("input").nth(2).check()
    own.get_by_role("button", name="Answer").click()
    expect(own.locator(".verdict")).to_have_text("✓ Right.")
    own.get_by_role("button", name="Next").click()
    wrong = 1 - min(made().questions[2].right)
    change.locator("input").nth(wrong).check()
    change.get_by_role("button", name="Answer").click()
    expect(change.locator(".verdict")).to_have_text("✗ Not so.")
    change.get_by_role("button", name="Next").click()
    expect(page.locator("#score")).to_have_text("1 of 3 right, 1 close.")
    expect(page.get_by_text("Learned.")).to_be_visible()
    page.get_by_role("button", name="From the beginning").click()
    expect(weight).to_be_visible()
    expect(weight.locator(".verdict")).to_have_text("")
    assert page.locator("img, main script").count() == 0
