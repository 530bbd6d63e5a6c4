"""A view in a frame of a page of another origin, and what such a frame cannot do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.servers import Server
from tests.browser.visits import settle, with_windows


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """Return a browser with windows: a person's frame is in one."""
    with with_windows(browser) as running:
        yield running


@contextmanager
def another_site(body: str) -> Iterator[str]:
    """Serve one page from another host and port than attnviz's; return its address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Course</title>{body}".encode())

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{site.server_port}/"
    finally:
        site.shutdown()
        site.server_close()


def test_a_shared_frame_looks_made_for_another_page(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(server.url("heads"))
    settle(page)
    page.locator(".st-key-open_share button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="QR code").click()
    expect(dialog.get_by_alt_text("QR code of the link")).to_be_visible()
    dialog.get_by_role("tab", name="In another page").click()
    html = dialog.get_by_role("textbox", name="HTML for your page").input_value()
    with another_site(f"<p>Look:</p>{html}") as address:
        course = new_page()
        course.goto(address)
        frame = course.frame_locator("iframe")
        expect(frame.locator("h2.claim")).to_contain_text("both heads", timeout=30_000)
        expect(frame.get_by_test_id("stSidebar")).to_have_count(0)
        expect(frame.locator("h1")).to_have_count(0)
        inside = course.frames[1]
        column = '[data-testid="stMainBlockContainer"]'
        high = "([column]) => document.querySelector(column).getBoundingClientRect().height"
        course.wait_for_function("() => document.querySelector('iframe').style.height !== '900px'")
        settle(inside)
        told = float(course.locator("iframe").evaluate("frame => frame.offsetHeight"))
        assert abs(told - inside.evaluate(high, [column])) <= 1
        assert inside.evaluate("probe.problems()") == ["no title"]
        # The course has given no right to the clipboard.
        course.locator("iframe").evaluate("frame => frame.removeAttribute('allow')")
        frame.locator(".st-key-open_share button").click()
        frame.get_by_role("dialog").get_by_role("button", name="Copy").first.click()
        expect(frame.get_by_role("dialog").get_by_text("Copied.")).to_be_visible()
        link = frame.get_by_role("dialog").get_by_role("textbox", name="Link").input_value()
        field = course.evaluate_handle("document.body.appendChild(document.createElement('input'))")
        element = field.as_element()
        assert element is not None
        element.focus()
        course.keyboard.press("Control+V")
        assert element.input_value() == link == server.url("heads", v=1)


def test_what_a_frame_cannot_do_is_said(server: Server, new_page: Callable[..., Page]) -> None:
    upload = server.url("data", seed=3)
    walk = server.url("walk", embed="true")
    body = f'<iframe src="{upload}"></iframe><iframe src="{walk}" sandbox="allow-scripts"></iframe>'
    with another_site(body) as address:
        page = new_page()
        page.goto(address)
        own, boxed = page.frame_locator("iframe").nth(0), page.frame_locator("iframe").nth(1)
        opens = own.get_by_role("link", name="Open this page in a tab")
        expect(opens).to_be_visible(timeout=30_000)
        expect(opens).to_have_attribute("href", upload)
        expect(opens).to_have_attribute("target", "_blank")
        for asks in own.get_by_test_id("stFileUploader").all():
            expect(asks).to_be_hidden()
        expect(boxed.locator("body")).to_contain_text("its sandbox lacks allow-same-origin")
        expect(boxed.get_by_role("link")).to_have_attribute("href", walk)
        page.goto(upload)  # in no frame
        expect(page.get_by_test_id("stFileUploader").first).to_be_visible(timeout=30_000)
        expect(page.get_by_role("link", name="Open this page in a tab")).to_be_hidden()
