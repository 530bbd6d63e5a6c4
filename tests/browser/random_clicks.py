"""A learner who clicks at random, faster than pages are ready: what must hold all the while.

Nothing may raise, no setting may be lost, and no file. The clicks of a seed are always the same;
what is on the page when they come is not, as trainings run meanwhile.
"""

import random
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as TooLate

from attnviz.ui.state.pages import PAGES
from tests.browser.test_own_data import clicks
from tests.browser.visits import settle

# What the page of own clicks proposes, beside the link that such a walk begins with.
KEPT_WITH_A_FILE = {"seed": "7", "items": "own", "epochs": "3", "embedding_dim": "16"}
# Set by the link the walk begins with, and touched by no click: each must be there to the end.
KEPT = {"seed": "7", "sample_seed": "3", "padding": "0.3", "epochs": "3", "training_samples": "500"}
_SLIDERS = ("batch_size", "sequence_length", "epoch", "num_heads")
_BOXES = ("normalization", "recipe")
# What each kind of click is made on, of what is on the page; the browser's own need nothing.
_MADE_ON = {
    "menu": '[data-testid="stSidebar"] [data-testid="stPageLink-NavLink"]',
    "slider": ", ".join(f".st-key-{name} input:enabled" for name in _SLIDERS),
    "box": ", ".join(f".st-key-{name} input:enabled" for name in _BOXES),
    "mode": ".st-key-mode [role=radio]:enabled",
    "share": ".st-key-open_share button",
    "glossary": ".st-key-open_glossary button",
    "more": '[data-testid="stSidebar"] details summary',
    "training": ", ".join(
        f".st-key-{key} button" for key in ("cancel_page", "train_page", "try_page", "train_again")
    ),
    "picture": ".list .card, .frames button, .stage, .nodes button, .candidates label",
}
_ARE_THERE = """made_on => {
  const roots = [document];
  for (const element of document.querySelectorAll("*")) {
    if (element.shadowRoot) roots.push(element.shadowRoot);
  }
  const isThere = (selector) => roots.some((root) => root.querySelector(selector));
  return Object.keys(made_on).filter((kind) => isThere(made_on[kind]));
}"""
# What is there no longer when the click comes is passed over.
_PATIENCE_MS = 400
_OF_A_DIALOG_MS = 2000  # it comes from the server
_REST_EVERY = 50
# Tells of each exception that is drawn, also of one that the next click clears away.
_WATCH = """
const told = new WeakSet();
new MutationObserver(() => {
  for (const box of document.querySelectorAll('[data-testid="stException"]')) {
    if (!told.has(box)) window.tellException(location.href + ": " + box.innerText);
    told.add(box);
  }
}).observe(document, {childList: true, subtree: true});
"""


class RandomClicks:
    """One learner's clicks on a page that is open already.

    Attributes:
        done: How many clicks of each kind were made; one that found nothing to click on counts not.
        adds: Whether views are added to a lesson, for which Share is pressed more often. The page
            that is opened after one begins with the defaults, so from then on no setting is kept.
    """

    def __init__(self, page: Page, seed: int, kept: dict[str, str], has_file: bool = False) -> None:
        """Begin.

        Args:
            page: A page of a browser, opened by `begin`.
            seed: Tells these clicks from others.
            kept: What the link must say at every rest.
            has_file: Whether the learner's own clicks must be there at every rest.
        """
        self.page = page
        self.done: dict[str, int] = {}
        self.adds = False
        self._raised: list[str] = []
        page.expose_function("tellException", self._tell)
        page.add_init_script(_WATCH)
        page.evaluate(_WATCH)
        self._kept, self._has_file = kept, has_file
        self._choose = random.Random(seed)
        self._kinds: dict[str, tuple[int, Callable[[], None]]] = {
            "menu": (22, self._menu),
            "slider": (22, self._slider),
            "box": (8, self._box),
            "mode": (5, self._mode),
            "share": (5, self._share),
            "glossary": (3, self._glossary),
            "more": (5, self._more),
            "training": (8, self._training),
            "picture": (8, self._picture),
            "back": (5, self._back),
            "forward": (4, self._forward),
            "reload": (1, self._reload),
        }

    def click(self, clicks: int) -> None:
        """Click so many times, and rest now and then to look whether all is there.

        Raises:
            AssertionError: if something has raised, or a setting or the file is lost.
        """
        made = 0
        while made < clicks:
            name = self._kind()
            try:
                self._kinds[name][1]()
            except TooLate:
                self.page.keyboard.press("Escape")  # out of the dialog or list that lay over it
                continue
            except Error as error:
                if not _is_between_pages(error):
                    raise
                continue
            made += 1
            self.done[name] = self.done.get(name, 0) + 1
            self.page.wait_for_timeout(self._choose.choice((0, 10, 30)))
            self._refuse_exceptions(name)
            if made % _REST_EVERY == 0 or made == clicks:
                self.rest()

    def _kind(self) -> str:
        """Return a kind of click that there is something for now."""
        there = {"back", "forward", "reload", *self._there()}
        names = [name for name in self._kinds if name in there]
        often = {"share": 4} if self.adds else {}
        weights = [self._kinds[name][0] * often.get(name, 1) for name in names]
        return self._choose.choices(names, weights)[0]

    def _there(self) -> list[str]:
        """Return which kinds of clicks have something on the page; none on the way to a page."""
        try:
            found: list[str] = self.page.evaluate(_ARE_THERE, _MADE_ON)
        except Error as error:
            if not _is_between_pages(error):
                raise
            return []
        return found

    def rest(self) -> None:
        """Wait until nothing moves, and look whether all is there."""
        settle(self.page)
        self._refuse_exceptions("rest")
        said = link(self.page.url)
        assert not self._lost(), f"lost {self._lost()} at {self.page.url}"
        for name in ("batch_size", "sequence_length"):
            slider = self.page.locator(f".st-key-{name} input")
            if slider.count() and name in said:
                assert slider.input_value() == said[name], f"{name} at {self.page.url}"
        if self._has_file:
            assert self.page.get_by_text("needs their file").count() == 0, self.page.url
            assert self.page.get_by_text("needs your file").count() == 0, self.page.url

    def _lost(self, address: str = "") -> dict[str, str | None]:
        """Return what a link, by default the page's own, says in place of what must be kept."""
        said = link(address or self.page.url)
        return {name: said.get(name) for name, text in self._kept.items() if said.get(name) != text}

    def _tell(self, exception: str) -> None:
        self._raised.append(exception)

    def _refuse_exceptions(self, after: str) -> None:
        if self._raised:
            raise AssertionError(f"after {after}, at {self._raised[0]}")

    def _one(self, found: Locator) -> Locator:
        """Return one of those found; nothing found is too late."""
        count = found.count()
        if not count:
            raise TooLate("nothing to click on")
        return found.nth(self._choose.randrange(count))

    def _press(self, found: Locator) -> None:
        self._one(found).click(timeout=_PATIENCE_MS)

    def _any(self, kind: str) -> Locator:
        return self.page.locator(_MADE_ON[kind])

    def _menu(self) -> None:
        self._press(self._any("menu"))

    def _slider(self) -> None:
        self._one(self._any("slider")).focus(timeout=_PATIENCE_MS)
        for _ in range(self._choose.randint(1, 4)):
            self.page.keyboard.press(self._choose.choice(("ArrowRight", "ArrowLeft")))
            self.page.wait_for_timeout(self._choose.choice((0, 20)))

    def _box(self) -> None:
        self._press(self._any("box"))
        self._press(self.page.get_by_role("option"))

    def _mode(self) -> None:
        self._press(self._any("mode"))

    def _share(self) -> None:
        self._press(self._any("share"))
        dialog = self.page.get_by_role("dialog")
        dialog.wait_for(timeout=_OF_A_DIALOG_MS)
        if self.adds and not self._has_file:
            self._press(dialog.get_by_role("button", name="Add to my lesson"))
            self._kept = {}
            self.done["add"] = self.done.get("add", 0) + 1
        self._close(dialog)

    def _glossary(self) -> None:
        self._press(self._any("glossary"))
        self._close(self.page.get_by_role("dialog"))

    def _close(self, dialog: Locator) -> None:
        try:
            dialog.wait_for(timeout=_OF_A_DIALOG_MS)
        except TooLate:
            return  # the page ran again meanwhile, and closed it
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="hidden", timeout=10_000)

    def _more(self) -> None:
        self._press(self._any("more"))

    def train_again(self) -> None:
        """Go to the page of the training and begin one, which runs while the clicks go on."""
        menu = self.page.get_by_test_id("stSidebar")
        menu.get_by_role("link", name="Training", exact=True).click()
        self.page.locator(".st-key-train_again button").click()

    def _training(self) -> None:
        self._press(self._any("training"))

    def _picture(self) -> None:
        # A picture that is out of sight, or under the corner's training, is not clicked on.
        self._press(self._any("picture").filter(visible=True))

    def _back(self) -> None:
        before: str = self.page.evaluate(
            "navigation.entries()[navigation.currentEntry.index - 1]?.url ?? ''"
        )
        # Not to before the clicks began, or before the learner had a file.
        if not before.startswith("http") or (self._has_file and self._lost(before)):
            raise TooLate("nothing before this page")
        self.page.go_back(wait_until="commit", timeout=10_000)

    def _forward(self) -> None:
        self.page.go_forward(wait_until="commit", timeout=10_000)

    def _reload(self) -> None:
        self.page.reload(wait_until="commit")
        self.page.locator("h1").first.wait_for(timeout=30_000)


def _is_between_pages(error: Error) -> bool:
    """Whether a click came while the browser had left one page and not reached the next."""
    words = (
        "context was destroyed",
        "Not attached to an active page",
        "No entry with passed id",  # a page that was arrived at meanwhile has cut it off
    )
    return any(word in str(error) for word in words)


def begin(page: Page, address: str) -> None:
    """Open the first page of a walk."""
    page.goto(address)
    settle(page)
    assert page.get_by_test_id("stSidebar").get_by_role("link").count() >= len(PAGES)


def bring_file(page: Page) -> None:
    """Go to the page of own clicks by the menu, bring a file, and train on it."""
    page.get_by_test_id("stSidebar").get_by_role("link", name="Your own clicks").click()
    settle(page)
    page.locator("input[type=file]").first.set_input_files(clicks())
    page.get_by_role("button", name="Split and train").click()
    page.get_by_text("The AUC goes from").wait_for(timeout=120_000)
    settle(page)


def link(address: str) -> dict[str, str]:
    """Return the settings that an address names."""
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(address).query).items()}
