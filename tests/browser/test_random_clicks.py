"""300 clicks at random, while trainings run: no exception, no lost setting, no lost file."""

from playwright.sync_api import Page

from tests.browser.random_clicks import KEPT, RandomClicks, begin
from tests.browser.servers import Server
from tests.browser.test_own_data import SECRET, clicks
from tests.browser.visits import settle

MUST = {"menu", "slider", "box", "share", "picture", "training", "back"}


def test_200_clicks_at_random(server: Server, page: Page) -> None:
    begin(page, server.url("", **KEPT))
    learner = RandomClicks(page, seed=1, kept=KEPT)
    learner.click(200)
    for _ in range(10):  # a training may have been over each time that its button was looked for
        if set(learner.done) >= MUST:
            break
        learner.click(10)
    assert set(learner.done) >= MUST


def test_100_clicks_at_random_with_own_clicks(server: Server, page: Page) -> None:
    begin(page, server.url("", seed=7))
    page.get_by_test_id("stSidebar").get_by_role("link", name="Your own clicks").click()
    settle(page)
    page.locator("input[type=file]").first.set_input_files(clicks())
    page.get_by_role("button", name="Split and train").click()
    page.get_by_text("The AUC goes from").wait_for(timeout=120_000)
    settle(page)
    kept = {"seed": "7", "items": "own", "epochs": "3", "embedding_dim": "16"}
    RandomClicks(page, seed=2, kept=kept, has_file=True).click(100)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Your own clicks").click()
    settle(page)
    assert page.get_by_role("heading", name="In this session").is_visible()
    assert SECRET not in page.url
