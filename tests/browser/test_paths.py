"""The paths that the README describes, from the first click to the last, without a shortcut.

A test that opens a page by its address has not tested the way there: so here everything is reached
as a person reaches it, by the menu, buttons and dialogs.
"""

from collections.abc import Callable
from itertools import permutations
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from attnviz.lessons.lesson import PAGES as LESSON_PAGES
from attnviz.ui.state.pages import PAGES
from tests.browser.servers import Server
from tests.browser.test_own_data import SECRET, clicks
from tests.browser.visits import settle

MENU = {name: page.title for name, page in PAGES.items()}
SHARED = [name for name in PAGES if name in LESSON_PAGES]
# Their training is not shipped, and takes some seconds.
UNTRAINED = {"embedding_dim": "16", "epochs": "12"}


def menu(page: Page, name: str) -> None:
    """Go to a page by the menu."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=MENU[name], exact=True).click()


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).first.click()


def whole(page: Page) -> None:
    """Wait for rest; refuse an exception, and a page without its menu."""
    settle(page)
    assert page.get_by_test_id("stException").count() == 0, page.url
    assert page.get_by_test_id("stSidebar").get_by_role("link").count() >= len(PAGES), page.url


def link(page: Page) -> dict[str, str]:
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def add_to_lesson(page: Page) -> None:
    press(page, "Share")
    press(page, "Add to my lesson")
    page.get_by_role("dialog").get_by_text("Your lesson has").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_draft_is_left_changed_and_kept_by_its_tab(server: Server, page: Page) -> None:
    """A view is added, the page reloaded, the view opened, changed, put back, and looked at."""
    page.goto(server.url())
    whole(page)
    menu(page, "masks")
    whole(page)
    add_to_lesson(page)
    page.reload()
    whole(page)
    menu(page, "teach")
    whole(page)
    page.get_by_test_id("stExpander").get_by_text("1. Masks").click()
    settle(page)
    page.get_by_role("textbox", name="Note").nth(1).fill("**Padding** counts: $x^2$")
    press(page, "Open it")
    settle(page)
    page.locator(".st-key-batch_size input").focus()
    page.keyboard.press("End")
    whole(page)
    press(page, "Put it back as view 1")
    whole(page)
    assert page.get_by_text("1. Masks · Batch size: 64").is_visible()
    expect(page.get_by_role("textbox", name="Note").nth(1)).to_have_value(
        "**Padding** counts: $x^2$"
    )
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Preview").click()
    learner = opening.value
    settle(learner)
    note = learner.locator(".st-key-lesson_note")
    assert note.locator("strong").inner_text() == "Padding"
    assert note.locator(".katex").count() == 1
    learner.close()
    menu(page, "walk")
    whole(page)
    assert link(page) == {}


def test_teach_by_link(server: Server, page: Page) -> None:
    """Views of every page, shared into a lesson, its title, its link, a learner, back again."""
    page.goto(server.url())
    whole(page)
    for name in SHARED:
        menu(page, name)
        whole(page)
        add_to_lesson(page)
    menu(page, "teach")
    whole(page)
    expect(page.get_by_test_id("stExpander")).to_have_count(len(SHARED))
    page.get_by_label("Title").fill("From the first click")
    page.get_by_label("Title").press("Enter")
    whole(page)
    page.reload()
    whole(page)
    expect(page.get_by_label("Title")).to_have_value("From the first click")
    page.get_by_role("link", name="Open it as a learner").click()
    settle(page)
    for place in range(1, len(SHARED) + 1):
        assert page.get_by_test_id("stException").count() == 0
        expect(page.locator("h1")).to_have_text("From the first click")
        expect(page.get_by_text(f"{place} of {len(SHARED)}", exact=True)).to_be_visible()
        if place < len(SHARED):
            page.get_by_role("link", name="Next", exact=True).click()
            settle(page)
    page.get_by_role("link", name="Leave the lesson").click()
    whole(page)


def test_a_draft_outlives_dialogs_and_pages(server: Server, page: Page) -> None:
    """The dialog's own run, and then a change of page at once: nothing of the session is lost.

    The view that was added is what the next page begins without.
    """
    page.goto(server.url("masks", recipe="din", sequence_length="7", mode="attention"))
    whole(page)
    for _ in range(3):
        add_to_lesson(page)
        menu(page, "walk")
        whole(page)
        assert link(page) == {}
        page.locator(".st-key-batch_size input").focus()
        page.keyboard.press("ArrowRight")
        whole(page)
        before = link(page)
        assert list(before) == ["batch_size"]
        press(page, "Glossary")
        page.get_by_role("dialog").wait_for()
        page.keyboard.press("Escape")
        menu(page, "masks")
        whole(page)
        assert link(page) == before
    menu(page, "teach")
    whole(page)
    expect(page.get_by_test_id("stExpander")).to_have_count(3)


def test_away_while_a_training_runs_and_back(server: Server, page: Page) -> None:
    page.goto(server.url("", **UNTRAINED, seed="5"))
    page.get_by_text("Training these settings").first.wait_for()
    for name in ("masks", "teach", "heads", "lessons", "training"):
        menu(page, name)
        page.locator("h1").wait_for()
        page.wait_for_timeout(300)
        assert page.get_by_test_id("stException").count() == 0, name
    menu(page, "overview")
    whole(page)
    assert link(page) == {**UNTRAINED, "seed": "5"}


def test_train_cancel_leave_come_back(server: Server, page: Page) -> None:
    cancelled = page.locator(".st-key-train_page")
    page.goto(server.url("walk", **UNTRAINED, seed="6"))
    page.locator(".st-key-cancel_page button").click()
    cancelled.wait_for()
    for name in ("masks", "walk"):
        menu(page, name)
        whole(page)
        expect(cancelled).to_be_visible()
    cancelled.get_by_role("button").click()
    page.get_by_text("Training these settings").first.wait_for()
    menu(page, "masks")
    page.get_by_text("After epoch 12, seed 6").wait_for(timeout=120_000)
    whole(page)
    assert link(page) == {**UNTRAINED, "seed": "6"}


def test_own_clicks_through_all_pages_while_they_train(server: Server, page: Page) -> None:
    page.goto(server.url())
    whole(page)
    menu(page, "data")
    settle(page)
    page.locator("input[type=file]").first.set_input_files(clicks())
    press(page, "Split and train")
    page.get_by_text("Training these settings").or_(
        page.get_by_text("the AUC went")
    ).first.wait_for()
    for name in MENU:
        menu(page, name)
        whole(page)
        if PAGES[name].settings:
            assert link(page)["items"] == "own", name
    menu(page, "samples")
    whole(page)
    expect(page.get_by_role("combobox", name="Find a user")).to_have_value(f"{SECRET} user 1")
    asked = link(page)
    page.reload()  # a new session: the tab brings the clicks back
    expect(page.get_by_role("combobox", name="Find a user")).to_have_value(f"{SECRET} user 1")
    whole(page)
    assert link(page) == asked
    assert page.get_by_text("needs their file").count() == 0
    menu(page, "data")
    settle(page)
    press(page, "Forget these clicks")
    settle(page)
    page.reload()
    settle(page)
    assert page.get_by_role("heading", name="In this session").count() == 0
    menu(page, "overview")
    whole(page)
    assert page.get_by_text(SECRET).count() == 0


@pytest.mark.parametrize("seed", range(4))
def test_back_forward_and_reload_between_any_two_pages(
    server: Server, page: Page, seed: int
) -> None:
    """A quarter of all pairs a test: away by the menu, Back, Forward, a reload."""
    pairs = list(permutations(SHARED, 2))[seed::4]
    page.goto(server.url("", recipe="din", batch_size="3"))
    whole(page)
    asked = link(page)
    for one, other in pairs:
        menu(page, one)
        page.wait_for_url(f"**{_path(one)}?*")
        menu(page, other)
        page.wait_for_url(f"**{_path(other)}?*")
        whole(page)
        page.go_back()
        page.wait_for_url(f"**{_path(one)}?*")
        page.go_forward()
        page.wait_for_url(f"**{_path(other)}?*")
        settle(page)
        assert link(page) == asked, (one, other)
    page.reload()
    whole(page)
    assert link(page) == asked


def _path(name: str) -> str:
    return "/" if name == "overview" else f"/{name}"


@pytest.mark.parametrize("gap", [50, 120, 300])
@pytest.mark.parametrize("name", ["overview", "masks", "heads"])
def test_no_press_is_lost(server: Server, page: Page, name: str, gap: int) -> None:
    page.goto(server.url("" if name == "overview" else name, mode="multi_head"))
    settle(page)
    slider = page.locator(".st-key-sequence_length input")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(gap)
    settle(page)
    assert slider.input_value() == "18"
    assert link(page)["sequence_length"] == "18"


def test_back_takes_back_all_of_a_movement_then_the_one_before(server: Server, page: Page) -> None:
    page.goto(server.url("masks"))
    settle(page)
    entries = page.evaluate("history.length")
    slider = page.locator(".st-key-sequence_length input")
    for key in ("ArrowRight", "ArrowLeft"):
        slider.focus()
        for _ in range(4):
            page.keyboard.press(key)
            page.wait_for_timeout(50)
        page.keyboard.press(key)
        settle(page)
        slider.blur()
    assert slider.input_value() == "10"
    assert page.evaluate("history.length") == entries + 2
    for shown in ("15", "10"):
        page.go_back()
        settle(page)
        assert slider.input_value() == shown
        assert link(page).get("sequence_length", "10") == shown
    page.go_forward()
    settle(page)
    assert slider.input_value() == "15"


def test_two_visitors_share_nothing(server: Server, new_page: Callable[..., Page]) -> None:
    one, other = new_page(), new_page()
    for page, seed in ((one, "1"), (other, "2")):
        page.goto(server.url("", seed=seed, epochs=1))
        whole(page)
    add_to_lesson(one)
    menu(other, "teach")
    whole(other)
    assert other.get_by_test_id("stExpander").count() == 0
    menu(other, "overview")
    whole(other)
    assert link(other) == {"seed": "2", "epochs": "1"}
