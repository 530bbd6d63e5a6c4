"""A server that others keep busy: a learner's last press is shown, with all of its page."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from playwright.sync_api import Page, expect
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser.servers import Server
from tests.browser.visitor import visiting, widgets
from tests.browser.visits import settle


@contextmanager
def _busy(server: Server, learners: int) -> Iterator[None]:
    """Keep a server busy by so many learners, who press as soon as hardly anything comes."""
    over = threading.Event()
    begun = threading.Barrier(learners + 1)

    def press_on() -> None:
        with visiting(server) as visitor:
            shown = widgets(visitor.visit("masks", {}))
            (slider,) = (one for one in shown if one.endswith("-sequence_length"))
            begun.wait()
            for length in cycle(range(5, 25)):
                state = WidgetState(id=slider)
                state.double_array_value.data.append(length)
                visitor.press([state])
                visitor.rest(0.02)
                if over.is_set():
                    visitor.rest()  # who leaves in the middle of a message is an error of the log
                    return

    threads = [threading.Thread(target=press_on, daemon=True) for _ in range(learners)]
    for thread in threads:
        thread.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_the_last_of_many_quick_presses_is_shown(server: Server, page: Page) -> None:
    page.goto(server.url("masks"))
    settle(page)
    slider = page.locator(".st-key-sequence_length input").first
    slider.focus()
    with _busy(server, 4):
        for _ in range(23):
            slider.press("ArrowRight")
            page.wait_for_timeout(30)  # as a key that is held down repeats
        picture = page.get_by_text("with mask: weights (5 by 33)")
        expect(picture).to_have_count(1, timeout=60_000)
        expect(page).to_have_url(re.compile("sequence_length=33"), timeout=60_000)
    settle(page)
    expect(picture).to_have_count(1)
    expect(slider).to_have_value("33")
