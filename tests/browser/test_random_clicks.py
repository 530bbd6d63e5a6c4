"""300 clicks at random, while trainings run: no exception, no lost setting, no lost file."""

import pytest
from playwright.sync_api import Page

from tests.browser.random_clicks import KEPT, KEPT_WITH_A_FILE, RandomClicks, begin, bring_file
from tests.browser.servers import Server
from tests.browser.test_own_data import SECRET
from tests.browser.visits import settle

MUST = {"menu", "slider", "box", "share", "add", "picture", "back"}


def test_200_clicks_at_random(server: Server, own_tab: Page) -> None:
    page = own_tab
    begin(page, server.url("", **KEPT))
    learner = RandomClicks(page, seed=1, kept=KEPT)
    learner.train_again()
    learner.click(150)
    learner.adds = True
    learner.click(50)
    assert set(learner.done) >= MUST


def test_100_clicks_at_random_with_own_clicks(server: Server, own_tab: Page) -> None:
    page = own_tab
    begin(page, server.url("", seed=KEPT_WITH_A_FILE["seed"]))
    bring_file(page)
    learner = RandomClicks(page, seed=2, kept=KEPT_WITH_A_FILE, has_file=True)
    learner.train_again()
    learner.click(100)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Your own clicks").click()
    settle(page)
    assert page.get_by_role("heading", name="In this session").is_visible()
    assert SECRET not in page.url


def test_an_exception_that_is_cleared_away_at_once_counts(server: Server, own_tab: Page) -> None:
    page = own_tab
    begin(page, server.url(""))
    learner = RandomClicks(page, seed=3, kept={})
    page.evaluate("""async () => {
        const box = document.createElement("div");
        box.dataset.testid = "stException";
        box.textContent = "KeyError";
        document.body.append(box);
        await new Promise(requestAnimationFrame);
        box.remove();
    }""")
    with pytest.raises(AssertionError, match="KeyError"):
        learner.click(1)
