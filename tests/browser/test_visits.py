"""The eyes of the browser tests see what they are for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.servers import Server, printed
from tests.browser.visits import opened, problems, settle, shown

FAULTS = {
    "document is": '<div style="width: 2000px">wide</div>',
    "stMain is": '<div data-testid="stMain" style="overflow: auto"><pre>'
    + 999 * "x"
    + "</pre></div>",
    "error box: Oh": '<div data-testid="stAlertContentError">Oh</div>',
    "error box: Ah": '<div data-testid="stException">Ah</div>',
    "stSidebarContent is": '<div data-testid="stSidebar" data-collapsed="false">'
    '<div data-testid="stSidebarContent" style="overflow: auto; width: 90px"><pre>'
    + 99 * "x"
    + "</pre></div></div>",
    "empty svg": '<svg width="20" height="20"><rect width="0" height="0"/></svg>',
    "empty canvas": '<canvas width="20" height="20"></canvas>',
    "empty plot": '<div class="js-plotly-plot">no trace</div>',
}
TITLE = "<!doctype html><h1>Title</h1>"
PICTURE = """
<div data-testid="stBidiComponentRegular">
  <svg width="20" height="20"><rect width="9" height="9"/></svg>
</div>
"""
SHADOW = """
host => {
  host.attachShadow({ mode: "open" }).innerHTML = '<svg width="20" height="20"></svg>';
}
"""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(browser: Browser, fault: str) -> None:
    with opened(browser) as page:
        page.set_content(TITLE + PICTURE + FAULTS[fault])
        (found,) = problems(page)
    assert found.startswith(fault)


def test_a_missing_title_is_found(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content("<!doctype html><h1> </h1>" + PICTURE)
        assert problems(page) == ["no title"]


def test_a_missing_picture_is_found(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content(TITLE)
        assert problems(page) == ["no picture"]


def test_a_component_is_looked_into(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content(TITLE + PICTURE + "<p></p>")
        page.locator("p").evaluate(SHADOW)
        (found,) = problems(page)
    assert found.startswith("empty svg")


def test_a_sound_page_has_no_problem(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content(TITLE + PICTURE)
        assert problems(page) == []


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("() => fetch('http://192.0.2.1/x').catch(() => {})", "request to another machine"),
        ("() => fetch('http://example.test/x').catch(() => {})", "request to another machine"),
        ("() => console.error('broken')", "console: broken"),
        ("() => { setTimeout(() => { throw new Error('thrown') }) }", "script error: .*thrown"),
    ],
)
def test_a_silent_fault_fails_the_test(browser: Browser, script: str, fault: str) -> None:
    def visit() -> None:
        with opened(browser) as page:
            page.set_content(TITLE)
            page.evaluate(script)
            page.evaluate("() => new Promise(resolve => setTimeout(resolve, 50))")

    with pytest.raises(AssertionError, match=fault):
        visit()


TRAINING = """
<div data-testid="stApp" data-test-script-state="notRunning" data-test-connection-state="CONNECTED">
  <div data-testid="stProgress">Training: 3 of 30 epochs.</div>
</div>
"""


def test_what_a_page_and_its_server_said_is_told(browser: Browser, server: Server) -> None:
    with opened(browser) as page:
        page.set_content(TITLE + TRAINING)
        with pytest.raises(AssertionError, match=r"waiting: stProgress Training: 3 of 30 epochs\."):
            settle(page, timeout_ms=100)
        assert ("Page about:blank", "waiting: stProgress Training: 3 of 30 epochs.") in [
            (title, told.splitlines()[-1]) for title, told in shown(browser)
        ]
    assert "You can now view" in dict(printed())[f"Server at port {server.port}"]


KEPT = """() => [
  localStorage.length,
  sessionStorage.length,
  document.cookie.includes('c=d'),
  navigator.onLine,
  matchMedia('(prefers-color-scheme: dark)').matches,
  matchMedia('print').matches,
  document.querySelectorAll('pre:hover').length > 0,
]"""
NOTHING = [0, 0, False, True, False, False, False]
KEEP = """() => {
  localStorage.setItem('a', 'b');
  sessionStorage.setItem('a', 'b');
  document.cookie = 'c=d';
}"""


def test_a_new_visitor_has_nothing_of_the_one_before(browser: Browser, server: Server) -> None:
    with opened(browser) as page:
        page.goto(server.url("_stcore/health"))
        page.evaluate(KEEP)
        page.context.set_offline(True)
        page.emulate_media(media="print", color_scheme="dark")
        page.mouse.move(12, 18)  # over the text
        assert page.evaluate(KEPT) == [1, 1, True, False, True, True, True]
    with opened(browser) as again, opened(browser) as other:
        assert again == page  # the same tab
        again.go_back()
        assert again.url == "about:blank"
        for visitor in (again, other):
            visitor.goto(server.url("_stcore/health"))
            assert visitor.evaluate(KEPT) == NOTHING
        again.evaluate(KEEP)
        assert other.evaluate(KEPT) == NOTHING


def test_a_tab_of_ones_own_is_nobodys_after_it(browser: Browser) -> None:
    with opened(browser, own_tab=True) as page:
        page.add_init_script("window.mine = true")
        page.goto("data:text/html,<title>mine</title>")
        assert page.evaluate("window.mine")
    assert page.is_closed()
    with opened(browser) as page:
        page.goto("data:text/html,<title>nobody's</title>")
        assert not page.evaluate("window.mine")
