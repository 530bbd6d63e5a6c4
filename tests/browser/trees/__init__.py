"""What pages say to who hears them: their accessibility trees, as text beside this file.

`python -m tests.browser.trees` writes them anew. They are read by a person before they are
committed: whoever has nothing but a tree must be able to tell what its page says.
"""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.servers import Server
from tests.browser.visits import settle

FOLDER = Path(__file__).parent


def _opened(name: str, **query: object) -> Callable[[Server, Page], None]:
    def go(server: Server, page: Page) -> None:
        for _ in range(2):  # a server's first page also tells that its layer has been loaded
            page.goto(server.url(name, **query))
            settle(page)

    return go


def _answered(server: Server, page: Page) -> None:
    _opened("", lesson="three_candidates")(server, page)
    page.get_by_text("3 · fire steel").click()
    page.get_by_role("button", name="Answer").click()
    settle(page)


TREES: dict[str, Callable[[Server, Page], None]] = {
    "overview": _opened(""),
    "walk": _opened("walk"),
    "heads": _opened("heads"),
    "lesson": _opened("", lesson="three_candidates"),
    "lesson_answered": _answered,
}


def tree(page: Page) -> str:
    """Return what a screen reader has of a page, beside its menu: roles, names, states, texts."""
    main = page.get_by_role("main").aria_snapshot()
    return f"{main}\n- status: {announced(page)}\n"


def announced(page: Page) -> str:
    """Return what a page has told its visitor last; "" for nothing."""
    return "".join(page.locator("#attnviz-announced").all_inner_texts())
