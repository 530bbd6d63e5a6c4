"""A press that changes the numbers alone: what else stands on the page is left, and still right."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser.servers import Server
from tests.browser.visitor import visiting, widgets
from tests.browser.visits import opened, settle, with_windows

# Messages one by one, as over a slow line; `spacing` in ms.
SLOWLY = """
window.WebSocket = class extends WebSocket {
  #heard = Promise.resolve();
  addEventListener(type, hear, ...more) {
    if (type !== "message") return super.addEventListener(type, hear, ...more);
    const rest = () => new Promise((go) => setTimeout(go, window.spacing));
    super.addEventListener(type, (message) => {
      this.#heard = this.#heard.then(() => window.spacing && rest()).then(() => hear(message));
    }, ...more);
  }
};
"""
BEHIND = "document.documentElement.hasAttribute('data-links-behind')"


def link(page: Page) -> dict[str, str]:
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def longer(page: Page) -> None:
    """Press the slider of the sequence length, and do not wait."""
    page.get_by_role("slider", name="Sequence length").focus()
    page.keyboard.press("ArrowRight")


def menu(page: Page, title: str) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True)


def entries(page: Page) -> int:
    number: int = page.evaluate("history.length")
    return number


@pytest.fixture
def overview(server: Server, own_tab: Page) -> tuple[Page, list[int]]:
    """Return the overview at rest, and the sizes of all messages that it is sent from then on."""
    page, sizes = own_tab, list[int]()
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda sent: sizes.append(len(sent))),
    )
    page.goto(server.url(""))
    settle(page)
    sizes.clear()
    return page, sizes


def test_a_press_sends_the_numbers_alone_and_links_follow_a_hand_that_comes_near(
    overview: tuple[Page, list[int]],
) -> None:
    page, sizes = overview
    longer(page)
    settle(page)
    assert link(page) == {"sequence_length": "11"}
    assert len(sizes) < 45  # of the whole page 70
    assert page.evaluate(BEHIND)
    expect(menu(page, "Heads")).to_have_attribute("href", re.compile("heads$"))

    sizes.clear()
    menu(page, "Masks").hover()
    expect(menu(page, "Heads")).to_have_attribute("href", re.compile("heads.sequence_length=11$"))
    settle(page)
    assert not page.evaluate(BEHIND)
    assert 0 < len(sizes) < 30
    sizes.clear()
    menu(page, "Heads").hover()  # which says it already
    page.wait_for_timeout(300)
    assert sizes == []


@pytest.mark.parametrize("rests", [True, False], ids=["at rest", "at once"])
def test_a_link_pressed_behind_a_press_leads_to_what_is_shown_by_one_entry(
    overview: tuple[Page, list[int]], rests: bool
) -> None:
    page, _ = overview
    before = entries(page)
    longer(page)
    if rests:
        settle(page)
    # As by a reader's own cursor, which neither hovers nor focuses.
    menu(page, "Heads").evaluate("link => link.click()")
    expect(page.get_by_role("heading", name="Do heads differ?")).to_be_visible()
    settle(page)
    assert (urlsplit(page.url).path, link(page)) == ("/heads", {"sequence_length": "11"})
    assert entries(page) == before + 2  # the change, and the page
    page.go_back()
    settle(page)
    assert (urlsplit(page.url).path, link(page)) == ("/", {"sequence_length": "11"})
    page.go_back()
    settle(page)
    assert link(page) == {}


def test_a_link_is_followed_when_it_has_come_and_not_the_first_of_them(
    server: Server, own_tab: Page
) -> None:
    page = own_tab
    page.add_init_script(SLOWLY)
    page.goto(server.url(""))
    settle(page)
    before = entries(page)
    longer(page)
    settle(page)
    page.evaluate("window.spacing = 40")
    menu(page, "Training").evaluate("link => link.click()")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("What does the model look at?")
    page.evaluate("window.spacing = 0")
    settle(page)
    assert link(page) == {"sequence_length": "11"}
    assert entries(page) == before + 2


def test_a_link_waits_for_a_press_that_the_server_has_not_heard_of(
    server: Server, page: Page
) -> None:
    page.goto(server.url(""))
    settle(page)
    before = entries(page)
    longer(page)  # a slider tells of a key after a while, and keeps the key to itself
    page.evaluate("document.querySelector('[data-testid=stSidebar] a[href$=heads]').click()")
    expect(page.get_by_role("heading", name="Do heads differ?")).to_be_visible()
    settle(page)
    assert entries(page) == before + 2
    page.go_back()
    settle(page)
    assert (urlsplit(page.url).path, link(page)) == ("/", {"sequence_length": "11"})


def test_a_link_that_waits_is_given_up_by_the_browsers_back(server: Server, own_tab: Page) -> None:
    page, silent = own_tab, list[bool]()

    def route(browser: WebSocketRoute) -> None:
        connected = browser.connect_to_server()
        browser.on_message(lambda asked: None if silent else connected.send(asked))

    page.route_web_socket(re.compile("_stcore/stream"), route)
    page.goto(server.url(""))
    settle(page)
    longer(page)
    settle(page)
    silent.append(True)  # what would bring the links up, and the way back, are lost
    menu(page, "Heads").evaluate("link => link.click()")
    page.go_back(wait_until="commit")
    page.wait_for_timeout(1000)
    silent.clear()
    page.wait_for_timeout(1500)  # by now it would have led to where it led before
    assert urlsplit(page.url).path == "/"


def test_what_is_pressed_among_the_numbers_does_not_wait_for_the_hand_to_rest(
    overview: tuple[Page, list[int]],
) -> None:
    page, _ = overview
    before = entries(page)
    candidate = page.locator(".chip", has_text="bike pump")
    longer(page)
    # Its picture is there, its address not yet: the page itself presses, as a hand is as quick.
    candidate.evaluate("chip => new Promise((done) => setTimeout(() => done(chip.click()), 250))")
    settle(page)
    assert link(page) == {"sequence_length": "11", "candidate": "bike pump"}
    assert entries(page) == before + 1  # presses in quick succession are one change
    # What stands around the numbers has followed.
    expect(page.get_by_role("combobox", name="Candidate")).to_have_value("bike pump")


def test_what_a_press_changes_of_other_controls_is_drawn_with_it(
    overview: tuple[Page, list[int]],
) -> None:
    page, _ = overview
    page.get_by_role("slider", name="Batch size").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    page.get_by_role("combobox", name="User").click()
    expect(page.get_by_role("option")).to_have_count(6)


def test_a_press_that_overtakes_a_whole_run_leaves_nothing_of_it_undrawn(
    overview: tuple[Page, list[int]],
) -> None:
    page, _ = overview
    page.locator(".st-key-mode").get_by_text("multi-head").click()
    page.wait_for_timeout(30)
    longer(page)
    settle(page)
    assert link(page) == {"mode": "multi_head", "sequence_length": "11"}
    expect(page.locator(".st-key-num_heads input")).to_be_enabled()
    expect(page.get_by_text("Target attention has no heads.")).to_have_count(0)


@pytest.fixture
def printing(server: Server, browser: Browser) -> Iterator[Page]:
    """Return the overview in a browser with windows: one without prints no spaces."""
    with with_windows(browser) as running, opened(running) as page:
        page.goto(server.url(""))
        settle(page)
        yield page


def codes(page: Page) -> list[str]:
    """Return what the QR codes of a page's print say."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    sheets = [sheet.render(scale=2).to_numpy() for sheet in document]
    return [code.text for sheet in sheets for code in zxingcpp.read_barcodes(sheet)]


def test_paper_says_the_link_of_what_is_shown_or_none(server: Server, printing: Page) -> None:
    page = printing
    assert codes(page) == [server.url("", v=1)]
    longer(page)
    settle(page)
    assert codes(page) == []
    page.keyboard.press("Control")  # on the way to Control+P
    page.wait_for_function(f"!{BEHIND}")
    settle(page)
    assert codes(page) == [server.url("", sequence_length=11, v=1)]


def test_a_link_that_is_pressed_with_a_control_leads_to_its_page(server: Server) -> None:
    with visiting(server) as visitor:
        for length in range(11, 19):
            shown = widgets(visitor.visit("", {}))
            (slider,) = (one for one in shown if one.endswith("-sequence_length"))
            for pressed in (length, length + 20):  # the second waits for the first one's run
                state = WidgetState(id=slider)
                state.double_array_value.data.append(pressed)
                visitor.press([state])
            titles = [
                message.delta.new_element.heading.body
                for message in [*visitor.visit("masks", {}), *visitor.rest()]
            ]
            assert "Does padding speak?" in titles, length
