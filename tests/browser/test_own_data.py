"""Clicks of one's own in two browsers on one server: what one brings stays with that one."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from tests.browser.servers import ROOT, Server
from tests.browser.visits import settle
from tests.interactions import written

SECRET = "Zanzibar"
OPACITY = """box => [1000, 4000].map(moment => {
    box.getAnimations()[0].currentTime = moment;
    return getComputedStyle(box).opacity;
})"""
"""How much is seen of an element one and four seconds after it came."""


def clicks() -> FilePayload:
    """Return a file of clicks in memory, whose users and titles are known to nobody else."""
    frame = written.with_tastes(60)
    frame["title"] = frame["item"].map(lambda item: f"{SECRET} *{item}*")
    frame["user"] = frame["user"].map(lambda user: f"{SECRET} user {user}")
    content = written.text(frame, ";", "user;item;timestamp;title")
    return {"name": f"{SECRET}.csv", "mimeType": "text/csv", "buffer": content}


def written_since(start: float) -> Iterator[Path]:
    """Return the files of the project and of the folder for temporary files that are new."""
    for folder in (ROOT / "attnviz", ROOT / "pages", ROOT / ".streamlit", ROOT / "tests"):
        yield from (path for path in folder.rglob("*") if new(path, start))
    yield from (path for path in Path(tempfile.gettempdir()).glob("*") if new(path, start))
    yield from (path for path in ROOT.glob("*") if new(path, start))


def new(path: Path, start: float) -> bool:
    return path.is_file() and path.stat().st_mtime >= start


def test_clicks_of_one_learner_are_nobody_elses(
    server: Server, new_page: Callable[..., Page]
) -> None:
    start = time.time()
    one, other = new_page(), new_page()
    one.goto(server.url("data"))
    settle(one)
    one.locator("input[type=file]").first.set_input_files(clicks())
    one.get_by_role("button", name="Split and train").click(timeout=60_000)
    one.get_by_text("The AUC goes from").wait_for(timeout=120_000)
    one.get_by_role("link", name="Overview").first.click()
    one.get_by_text(f"{SECRET} *", exact=False).first.wait_for(timeout=60_000)
    settle(one)
    # A user and a candidate are found by a name that is typed.
    box = one.get_by_role("combobox", name="Candidate")
    box.fill(f"{SECRET} *7*")
    box.press("Enter")
    one.get_by_role("heading", name=f"For {SECRET} *7*").wait_for()
    settle(one)
    link = one.url
    assert "items=own" in link
    assert SECRET not in link

    other.goto(link)
    settle(other)
    other.get_by_text("needs their file").wait_for()
    # It waits for the tab, which may bring the file back, with all that is in it.
    assert other.locator(".st-key-needs_file").evaluate(OPACITY) == ["0", "1"]
    assert SECRET not in other.content()
    assert "items=own" in other.url
    other.goto(server.url("data"))
    settle(other)
    assert SECRET not in other.content()

    assert SECRET not in server.log.read_text()
    secret = SECRET.encode()
    own = Path(__file__).resolve()
    others = (path for path in written_since(start) if path.resolve() != own)
    assert [path for path in others if secret in path.read_bytes()] == []

    one.goto(link)  # a page that is loaded anew is a new session, but in the tab that has the file
    one.get_by_role("heading", name=f"For {SECRET} *7*").wait_for()


def test_a_reading_is_corrected_and_outlasts_other_pages(
    server: Server, new_page: Callable[..., Page]
) -> None:
    lines = ["who;what;when"] + [
        f"u{user};i{(user * 3 + day) % 9};{day:02}/04/2023"
        for user in range(12)
        for day in (5, 1, 7)
    ]
    page = new_page()
    page.goto(server.url("data"))
    settle(page)
    content = "\n".join(lines).encode()
    file: FilePayload = {"name": "when.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("No column was found for user and item and time").wait_for(timeout=60_000)
    page.get_by_text("Correct how it is read").click()
    for role, column in (("user", "who"), ("item", "what"), ("time", "when")):
        box = page.locator(f".st-key-own_clicks_{role}").get_by_role("combobox")
        box.scroll_into_view_if_needed()
        settle(page)  # a list closes where the page still scrolls
        box.click()
        page.get_by_role("option", name=column, exact=True).click()
        settle(page)
    page.get_by_text("nothing in the file tells whether the day or the month").wait_for()
    page.get_by_text("the month first", exact=False).last.click()
    settle(page)
    assert "nothing in the file tells" not in page.content()
    times = page.get_by_role("combobox", name="How times are read")
    times.scroll_into_view_if_needed()
    settle(page)
    times.click()
    page.keyboard.type("%d/%m/%Y")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_text("Times: %d/%m/%Y").wait_for()
    page.get_by_role("link", name="Walk").first.click()
    settle(page)
    page.get_by_role("link", name="Your own clicks").first.click()
    settle(page)
    page.get_by_text("Open: when.csv").wait_for()
    page.get_by_text("Times: %d/%m/%Y").wait_for()
    page.get_by_text("36 of 36 rows are used").wait_for()
    page.get_by_role("button", name="Split and train").wait_for()
