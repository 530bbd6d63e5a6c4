"""Open pages in Chromium, wait until they have come to rest, tell what is wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Frame,
    Page,
    Request,
    WebError,
    WebSocket,
    expect,
    sync_playwright,
)

from tests.browser import chromium

ColorScheme = Literal["light", "dark"]
ReducedMotion = Literal["reduce", "no-preference"]

LOCAL = ("127.0.0.1", "localhost")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, " + ", ".join(f"EXCLUDE {host}" for host in LOCAL),
]
# On a deep link Streamlit asks for these below the page's path first.
HARMLESS_404 = ("/_stcore/health", "/_stcore/host-config")
QUIET_MS, REST_MS, HAND_MS = 120, 350, 600
TIMEOUT_MS = 60_000


@contextmanager
def launched(light: bool = False) -> Iterator[Browser]:
    """Run a headless Chromium that reaches this machine only; `light`: one without windows."""
    path = chromium.light() if light else chromium.ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def with_windows(browser: Browser) -> Iterator[Browser]:
    """Run beside a browser one with windows, which also prints and frames as a person's does."""
    path = chromium.ensure()
    with browser.browser_type.launch(executable_path=path, args=ARGUMENTS) as running:
        yield running


# Contexts that nobody uses now, by browser and look, most with a blank tab. A new context has
# an empty cache, and loads all scripts once more; a new tab has a new process, and compiles them.
_free: WeakKeyDictionary[Browser, dict[tuple[str, str], list[BrowserContext]]] = WeakKeyDictionary()


@contextmanager
def opened(
    browser: Browser,
    width: int = 1280,
    height: int = 900,
    color_scheme: ColorScheme = "light",
    reduced_motion: ReducedMotion = "reduce",
    own_tab: bool = False,
) -> Iterator[Page]:
    """Open an empty page as a new visitor, who has nothing but scripts in the cache; sizes in px.

    At the end refuses errors in the console or of scripts, and requests to other machines.

    `own_tab`: whoever listens to the page, routes its requests, or puts scripts into it needs a tab
    that nobody has after it.
    """
    look = (color_scheme, reduced_motion)
    free = _free.setdefault(browser, {}).setdefault(look, [])
    context = free.pop() if free else _context(browser, color_scheme, reduced_motion)
    faults: list[str] = []

    def check_address(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOCAL:
            faults.append(f"request to another machine: {url}")

    def check_request(request: Request) -> None:
        check_address(request.url)

    def check_socket(socket: WebSocket) -> None:
        check_address(socket.url)

    def check_error(error: WebError) -> None:
        faults.append(f"script error: {error.error}")

    def check_message(message: ConsoleMessage) -> None:
        url = message.location["url"]
        harmless = "status of 404" in message.text and url.endswith(HARMLESS_404)
        # Of a page without an icon the browser asks for one, also when a test cuts it off.
        harmless |= "ERR_INTERNET_DISCONNECTED" in message.text and url.endswith("/favicon.ico")
        if message.type == "error" and not harmless:
            faults.append(f"console: {message.text} ({url})")

    context.on("request", check_request)
    context.on("console", check_message)
    context.on("weberror", check_error)
    for blank in context.pages if own_tab else []:
        blank.close()
    page = context.pages[0] if context.pages else context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(
        media="null",
        color_scheme=color_scheme,
        reduced_motion=reduced_motion,
        forced_colors="null",
    )
    page.on("websocket", check_socket)
    left = None  # what a test that fails has held down, or made of its tab, ends with it
    try:
        yield page
        left = None if own_tab else page
    finally:
        page.remove_listener("websocket", check_socket)
        context.remove_listener("request", check_request)
        context.remove_listener("console", check_message)
        context.remove_listener("weberror", check_error)
        _leave(context, left)
        free.append(context)
    if faults:
        raise AssertionError("\n".join(faults))


def _context(
    browser: Browser, color_scheme: ColorScheme, reduced_motion: ReducedMotion
) -> BrowserContext:
    context = browser.new_context(color_scheme=color_scheme, reduced_motion=reduced_motion)
    context.add_init_script(path=Path(__file__).with_name("probe.js"))
    return context


def _leave(context: BrowserContext, tab: Page | None) -> None:
    """Close a visitor's pages but this one, and forget what they have kept; the cache stays."""
    context.set_offline(False)
    context.clear_cookies()
    for page in context.pages:
        tools = context.new_cdp_session(page)
        parts = urlsplit(page.url)
        origin = f"{parts.scheme}://{parts.netloc}" if parts.scheme.startswith("http") else ""
        if origin:
            kept = {"origin": origin, "storageTypes": "local_storage"}
            tools.send("Storage.clearDataForOrigin", kept)
        try:
            if page == tab:
                _make_blank(page, tools, origin)
        except Error:  # its server has ended
            tab = None
        if page != tab:
            page.close()


def _make_blank(tab: Page, tools: CDPSession, origin: str) -> None:
    """Make of a tab that shows a page, "" for one of no server, what a new one is."""
    if origin:
        tab.goto(f"{origin}/_stcore/health")  # where no script keeps anything once more
        of_tab = {"securityOrigin": origin, "isLocalStorage": False}
        tools.send("DOMStorage.clear", {"storageId": of_tab})
    tab.goto("about:blank")
    tab.mouse.move(0, 0)
    tools.send("Page.resetNavigationHistory")
    tools.detach()


def settle(page: Page | Frame, timeout_ms: int = TIMEOUT_MS) -> None:
    """Wait until the script has run, all is painted, and nothing moves any more.

    A progress bar or a spinner on the page counts as not at rest. Nothing must have been busy, put
    off by the page, or touched for `QUIET_MS`; or nothing busy for `REST_MS`, and no hand on the
    page for `HAND_MS`.
    """
    limits = [QUIET_MS, REST_MS, HAND_MS, timeout_ms]
    reasons = page.evaluate("limits => probe.settled(...limits)", limits)
    if reasons:
        raise AssertionError(f"{page.url} did not come to rest: {'; '.join(reasons)}")


def shown(browser: Browser) -> list[tuple[str, str]]:
    """Return what the open pages of a browser wait for now, under a title: one a page."""
    told = []
    left = [context for free in _free.get(browser, {}).values() for context in free]
    used = (context for context in browser.contexts if context not in left)
    for page in (page for context in used for page in context.pages):
        try:
            reasons = page.evaluate("probe.busy()")
            told.append((f"Page {page.url}", "\n".join(reasons) or "It is at rest."))
        except Error as error:
            told.append((f"Page {page.url}", f"It cannot be asked: {error.message}"))
    return told


def problems(page: Page) -> list[str]:
    """Return what no page may have: horizontal scroll, error box, empty picture, no title."""
    found: list[str] = page.evaluate("probe.problems()")
    return found


def says(page: Page, text: str) -> None:
    """Wait until a text is on the page."""
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def announce(page: Page, detail: dict[str, object]) -> None:
    """Send the page's components a cursor event."""
    page.evaluate(
        "detail => window.dispatchEvent(new CustomEvent('attnviz:cursor', {detail}))", detail
    )
