"""From a key press on a slider to the picture's new pixels, beside an empty Streamlit page.

Prints a table for the README. Ends with 1 where something is beyond its bound. The presses on a
page and on the empty one take turns, ten by ten, as the machine may be busy with other things; one
is open at a time, as a learner has it in front. Every press makes the layer run: what the server
keeps of earlier runs is let go first.
"""

import argparse
import statistics
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from bench.measure.running import Server, running
from tests.browser.visits import launched, opened, settle

REST = 6
"""Frames without a change after which a picture is at rest."""
WARM_UP = 5
TURN = 10
FRAMES_OF_A_STEP = 2


@dataclass(frozen=True)
class View:
    """A page to measure: its main picture, and how many times the empty page it may take.

    Where a press asks for new weights, its control is a number among "More settings", which only
    goes up: no seed comes twice.
    """

    name: str
    path: str
    key: str
    selector: str
    most: float
    slider: str = "sequence_length"
    new_weights: bool = False

    @property
    def key_up(self) -> str:
        return "ArrowUp" if self.new_weights else "ArrowRight"


@dataclass
class Seen:
    """What the presses on one page showed."""

    view: View
    presses: list[dict[str, Any]] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    server: list[dict[str, float]] = field(default_factory=list)
    blank_pictures: int = 0
    pictures: int = 0

    @property
    def milliseconds(self) -> list[float]:
        return [press["milliseconds"] for press in self.presses]

    @property
    def ratio(self) -> float:
        return statistics.median(self.milliseconds) / statistics.median(self.empty)

    @property
    def remounts(self) -> int:
        return sum(not press["same"] for press in self.presses)

    @property
    def blanks(self) -> int:
        return sum(press["blanks"] for press in self.presses) + self.blank_pictures

    @property
    def jumps(self) -> int:
        """Frames in which the page was lower or higher than both before and after the press."""
        return sum(
            not min(heights[0], heights[-1]) <= height <= max(heights[0], heights[-1])
            for heights in (press["heights"] for press in self.presses)
            for height in heights
        )

    def faults(self) -> list[str]:
        """Return what is beyond its bound, in words."""
        found = {
            f"{self.ratio:.2f} times the empty page, at most {self.view.most}": self.ratio
            > self.view.most,
            f"{self.remounts} remounts": self.remounts,
            f"{self.blanks} blank frames": self.blanks,
            f"{self.jumps} jumps of the page's height": self.jumps,
        }
        return [f"{self.view.name}: {words}" for words, wrong in found.items() if wrong]


EMPTY = View("empty", "empty", "", '[data-testid="stText"]', 1)
VIEWS = (
    View("overview", "", "ribbons", ".picture", 2.3),
    View("samples", "samples", "lookup", ".drawing", 2.3),
    View("walk", "walk", "equation", ".drawing", 2.3),
    View("heads", "heads", "bands", ".drawing", 2.3),
    View("masks", "masks", "masks", ".drawing", 2.3),
    View("normalization", "normalization", "weightings", ".drawing", 2.3),
    View("new weights", "masks", "masks", ".drawing", 2.3, "seed", new_weights=True),
    View("40 tiles", "heads?query=history&num_heads=8&all_users=true", "users", ".drawing", 2.5),
    View("200 x 200", "large", "large", ".drawing", 3.5),
)


def press(page: Page, view: View, key: str, rest: int = REST) -> dict[str, Any]:
    """Press a key on the view's slider, and return what was seen of it."""
    page.evaluate("what => latency.watch(...what)", [view.key, view.selector, rest])
    page.keyboard.press(key)
    seen: dict[str, Any] = page.evaluate("latency.result")
    if seen["milliseconds"] is None:
        raise AssertionError(f"{view.name}: {key} changed nothing in 20 s")
    return seen


def key_of(view: View, n: int) -> str:
    """Return the n-th key, so that the slider swings 5 to either side of where it started.

    Between two settings only, Streamlit would not send again what the browser has of the last but
    one.
    """
    return view.key_up if view.new_weights or (n + 5) % 20 < 10 else "ArrowLeft"


@contextmanager
def visit(browser: Browser, server: Server, view: View) -> Iterator[Page]:
    """Open a view, wait until it rests, and give its slider the focus."""
    with opened(browser, own_tab=True) as page:
        page.add_init_script(path=Path(__file__).parent / "measure" / "frames.js")
        page.goto(server.url + view.path)
        settle(page)
        # The script has ended; the picture's own script may still be on its way.
        page.wait_for_function("what => latency.shown(...what)", arg=[view.key, view.selector])
        page.evaluate("what => latency.show(...what)", [view.key, view.selector])
        if view.new_weights:
            page.get_by_text("More settings").click()
            settle(page)
        page.locator(f".st-key-{view.slider} input").first.focus()
        yield page


def measure(browser: Browser, server: Server, view: View, count: int) -> Seen:
    """Press the slider up and down, on the empty page and on the view by turns."""
    seen = Seen(view)
    while (left := count - len(seen.presses)) > 0:
        presses = range(-WARM_UP, min(left, TURN))
        with visit(browser, server, EMPTY) as page:
            times = [press(page, EMPTY, key_of(EMPTY, n))["milliseconds"] for n in presses]
            seen.empty += times[WARM_UP:]
        with visit(browser, server, view) as page:
            for n in presses:
                server.times()
                pressed = press(page, view, key_of(view, n))
                spent = server.times()
                if view.new_weights:
                    trained(page)
                if n >= 0:
                    seen.presses.append(pressed)
                    seen.server.append(spent)
            if left <= TURN:
                look(page, view, seen)
    return seen


def trained(page: Page) -> None:
    """Wait until the weights that were asked for are there."""
    page.get_by_test_id("stProgress").wait_for(state="detached")
    settle(page)


def look(page: Page, view: View, seen: Seen, count: int = 4) -> None:
    """Look at the pixels of every frame that Chromium paints during some more presses."""
    shots: list[bytes] = []
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, Any]) -> None:
        shots.append(b64decode(event["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    for n in range(count):
        press(page, view, key_of(view, n))
        if view.new_weights:
            trained(page)
    session.send("Page.stopScreencast")
    box = page.evaluate("what => latency.box(...what)", [view.key, view.selector])
    for shot in shots:
        seen.pictures += 1
        seen.blank_pictures += is_blank(shot, box, page)


def is_blank(shot: bytes, box: dict[str, float], page: Page) -> bool:
    """Return whether the picture's part of a screenshot has one colour only."""
    image = Image.open(BytesIO(shot)).convert("RGB")
    assert page.viewport_size is not None
    scale = image.width / page.viewport_size["width"]
    bottom = min(box["bottom"], page.viewport_size["height"])
    part = image.crop(
        (scale * box["left"], scale * box["top"], scale * box["right"], scale * bottom)
    )
    return len(part.getcolors(maxcolors=2) or ()) == 1


def steps(browser: Browser, server: Server, count: int) -> list[int]:
    """Return for steps of the walk how many frames it took until the step was painted."""
    view = View("a step", "walk?step=history", "equation", ".drawing", 0)
    with visit(browser, server, view) as page:
        page.locator(".st-key-strip [aria-label='Next step']").first.focus()
        frames = []
        for _ in range(count):
            frames.append(press(page, view, "Enter", rest=3)["frames"])
            settle(page)  # the server has heard of the step
    return frames


def quantiles(values: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[-1]


HEADER = (
    "| page | ms, median | ms, 95 % | empty page | times | at most | KiB a rerun "
    "| server: layer + figure + rest, ms | remounts | blank frames | jumps |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def row(seen: Seen) -> str:
    """Return a page's line of the table, in Markdown."""
    median, most = quantiles(seen.milliseconds)
    beside, beside_most = quantiles(seen.empty)
    bytes_sent = statistics.median(press["bytes"] for press in seen.presses)
    layer, figure, script = (
        statistics.median(spent[part] for spent in seen.server)
        for part in ("layer", "figure", "script")
    )
    frames = sum(press["inspected"] for press in seen.presses) + seen.pictures
    return (
        f"| {seen.view.name} | {median:.0f} | {most:.0f} | {beside:.0f} ({beside_most:.0f}) "
        f"| {seen.ratio:.2f} | {seen.view.most} | {bytes_sent / 1024:.0f} "
        f"| {layer:.0f} + {figure:.0f} + {script - layer - figure:.0f} "
        f"| {seen.remounts} | {seen.blanks} of {frames} | {seen.jumps} |"
    )


def main() -> None:
    """Measure, print, and end with 1 beyond a bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="the pages to measure; all by default")
    parser.add_argument("--presses", type=int, default=30)
    asked = parser.parse_args()
    views = [view for view in VIEWS if not asked.names or view.name in asked.names]
    with running() as server, launched() as browser:
        with opened(browser) as first:  # until TensorFlow is loaded
            first.goto(server.url)
            settle(first)
        print(HEADER)
        all_seen = []
        for view in views:
            all_seen.append(measure(browser, server, view, asked.presses))
            print(row(all_seen[-1]), flush=True)
        frames = steps(browser, server, 12)
    median = statistics.median(frames)
    print(f"\nA step of the walk is painted after {median:.0f} frames, at most {max(frames)}.")
    faults = [fault for seen in all_seen for fault in seen.faults()]
    if max(frames) > FRAMES_OF_A_STEP:
        faults.append(f"a step took {max(frames)} frames, at most {FRAMES_OF_A_STEP}")
    print(*faults, sep="\n", file=sys.stderr)
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
