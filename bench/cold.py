"""What the first visitor of a new server waits for, and what a slow line has to carry.

Prints two tables for the README. In both a page stands beside an empty Streamlit page of the same
run: on a server that has just been started, with a record of its first picture and then the layer's
own, and on one that is warm over a line of 400 kbit/s with a browser that has nothing yet. Nothing
is asserted, as a busy machine makes all of it slower.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page

from bench.latency import EMPTY, VIEWS, View
from bench.measure.running import ROOT, Server, running
from tests.browser.visits import launched, settle

LINE = 400_000
"""Bits a second of the slow line, both ways."""
LATENCY_MS = 100
TIMEOUT_MS = 300_000
_TITLE = '() => document.querySelector(\'[data-testid="stMain"] :is(h1, [data-testid="stText"])\')'
_FRAMES = "Network.webSocketFrameReceived"
_PICTURE = "what => latency.shown(...what)"


@dataclass
class Traffic:
    """Bytes that have come since the line was watched, as they go over it, and how many files."""

    files: int = 0
    fetched: float = 0
    told: int = 0

    @property
    def words(self) -> str:
        return f"{self.files} files, {self.fetched / 1024:,.0f} KiB; {self.told / 1024:,.0f} KiB"


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """Open a page in a context of its own, whose cache is empty."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        for script in (ROOT / "tests/browser/probe.js", ROOT / "bench/measure/frames.js"):
            page.add_init_script(path=script)
        yield page
    finally:
        context.close()


def watched(line: CDPSession) -> Traffic:
    """Return what counts all that comes over a page's line from now on."""
    traffic = Traffic()

    def fetched(event: dict[str, float]) -> None:
        traffic.files += 1
        traffic.fetched += event["encodedDataLength"]

    def told(event: dict[str, dict[str, str]]) -> None:
        traffic.told += len(event["response"]["payloadData"]) * 3 // 4  # it is in base64

    line.on("Network.loadingFinished", fetched)
    line.on(_FRAMES, told)
    return traffic


def until_shown(page: Page, view: View, start: float) -> tuple[float, float]:
    """Return the seconds until the title, and until the first picture, or the empty page's text."""
    page.wait_for_function(_TITLE)
    title = time.monotonic() - start
    page.wait_for_function(_PICTURE, arg=[view.key, view.selector])
    return title, time.monotonic() - start


def on_a_new_server(browser: Browser, view: View) -> tuple[float, ...]:
    """Return the seconds since a server's process was started: until it answers, until a page's
    title and first picture, and until nothing on it is recorded any more.
    """
    start = time.monotonic()
    with running(timed=False) as server, visitor(browser) as page:
        health = time.monotonic() - start
        page.goto(server.url + view.path, wait_until="commit")
        title, picture = until_shown(page, view, start)
        page.locator(".st-key-loading").wait_for(state="detached")
        return health, title, picture, time.monotonic() - start


def on_new_servers(browser: Browser, views: Sequence[View], servers: int) -> Iterator[str]:
    """Yield the lines of the first table, of medians; pages take turns, a server each time."""
    seen: dict[str, list[tuple[float, ...]]] = {view.name: [] for view in views}
    for _ in range(servers):
        for view in views:
            seen[view.name].append(on_a_new_server(browser, view))
    beside = statistics.median(shown[2] for shown in seen[EMPTY.name])
    for name, all_shown in seen.items():
        health, title, picture, live = map(statistics.median, zip(*all_shown, strict=True))
        last = f"{live:.1f}" if name != EMPTY.name else ""
        yield (
            f"| {name} | {health:.1f} | {title:.1f} | {picture:.1f} | {picture / beside:.2f} "
            f"| {last} |"
        )


def over_a_slow_line(browser: Browser, server: Server, view: View) -> str:
    """Return a page's line of the second table."""
    with visitor(browser) as page:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        conditions = {"offline": False, "latency": LATENCY_MS}
        bytes_a_second = {"downloadThroughput": LINE / 8, "uploadThroughput": LINE / 8}
        line.send("Network.emulateNetworkConditions", conditions | bytes_a_second)
        traffic = watched(line)
        start = time.monotonic()
        page.goto(server.url + view.path, wait_until="commit")
        title, picture = until_shown(page, view, start)
        settle(page, TIMEOUT_MS)
        page.wait_for_load_state("networkidle")
        first = traffic.words
        page.locator(".st-key-sequence_length input").first.focus()
        before = traffic.told
        page.evaluate("what => latency.watch(...what)", [view.key, view.selector, 6])
        page.keyboard.press("ArrowRight")
        pressed = page.evaluate("latency.result")["milliseconds"] / 1000
        settle(page, TIMEOUT_MS)
        told = (traffic.told - before) / 1024
    return (
        f"| {view.name} | {title:.1f} | {picture:.1f} | {first} | {pressed:.2f} | {told:,.1f} KiB |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", type=int, default=3, help="that are started for each page")
    asked = parser.parse_args()
    views = [EMPTY, *(view for view in VIEWS if view.name in ("overview", "walk"))]
    with launched() as browser:
        print(
            "| page of a new server | health, s | title, s | first picture, s "
            "| times the empty page's | live, s |\n|---|---|---|---|---|---|"
        )
        for line in on_new_servers(browser, views, asked.servers):
            print(line, flush=True)
        print(
            "\n| page over 400 kbit/s | title, s | picture, s | first view: fetched; messages "
            "| a key press, s | messages |\n|---|---|---|---|---|---|"
        )
        with running(timed=False) as server:
            with visitor(browser) as page:  # until TensorFlow is loaded
                page.goto(server.url)
                settle(page, TIMEOUT_MS)
            for view in views:
                print(over_a_slow_line(browser, server, view), flush=True)


if __name__ == "__main__":
    main()
