"""A server whose disk fills up while it runs: what needs no file goes on, and the rest says so."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import FilePayload, Page, expect

from attnviz.export import FORMATS
from attnviz.learning.no_folder import NO_FOLDER
from tests.browser.servers import Server
from tests.browser.visits import problems, settle
from tests.interactions import written

# Of a log that goes on to be written, so that it can hold what must not be in it.
LOG_BYTES = 4096


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """Let a server write no file larger than a few kB, as a process may be limited by its parent:
    beyond that each write fails, as on a full disk.
    """
    pid, what = server.process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (server.log.stat().st_size + LOG_BYTES, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, what, before)


def clicks() -> FilePayload:
    """Return a file of clicks that is larger than what a server would hold back on disk."""
    frame = written.with_tastes(60)
    frame["title"] = frame["item"].map(lambda item: f"{item} {'long ' * 800}"[:2400])
    content = written.text(frame, ";", "user;item;timestamp;title")
    assert len(content) > 1 << 20
    return {"name": "clicks.csv", "mimeType": "text/csv", "buffer": content}


def test_pages_presses_uploads_and_exports_go_on_with_a_full_disk(
    server: Server, page: Page
) -> None:
    page.goto(server.url("walk"))
    settle(page)
    with full_disk(server):
        page.locator(".st-key-sequence_length input").first.focus()
        page.keyboard.press("ArrowRight")
        settle(page)
        assert "sequence_length=11" in page.url
        page.get_by_role("button", name="Take it away").click()
        settle(page)
        with page.expect_download() as waited:
            page.get_by_role("button", name=FORMATS["npz"].label).click()
        assert waited.value.suggested_filename.endswith(".npz")
        expect(page.get_by_role("button", name=FORMATS["keras"].label)).to_be_disabled()
        expect(page.get_by_text(f"Not here: {NO_FOLDER}.")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Your own clicks").first.click()
        settle(page)
        page.locator("input[type=file]").first.set_input_files(clicks())
        settle(page)
        expect(page.get_by_role("button", name="Split and train")).to_be_visible()
        assert problems(page) == ["no picture"]
