"""Three servers behind nginx: a browser stays with one, and where that is gone goes to the next."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.browser.nginx import proxying
from tests.browser.servers import DIRECT, Server, serving
from tests.browser.test_own_data import SECRET, clicks
from tests.browser.test_room import answer, press
from tests.browser.visits import settle

NAMES = "abc"
STREAMLIT = [Subprotocol("streamlit")]
BASE = "attnviz"
# Nothing draws a picture on the third: it is there for a browser to be sent to.
WARM = "ab"
OPTIONS = {3: "3 · fire steel", 6: "6 · moka pot"}


@dataclass(frozen=True)
class Replicas:
    """Three servers by their names, and the address of nginx before them."""

    servers: dict[str, Server]
    address: str

    def url(self, page: str = "", **query: object) -> str:
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.address}/{BASE}/{page}{asked}"

    def answer(self, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def server_of(self, path: str = "", **headers: str) -> str:
        """Return the name of the server that has answered for a page."""
        answer = self.answer(f"/{BASE}/{path}", accept="text/html", **headers)
        found = re.fullmatch(
            r"attnviz_server=([abc]); Path=/; HttpOnly; SameSite=Lax", answer.headers["Set-Cookie"]
        )
        assert found, answer.headers["Set-Cookie"]
        return found[1]

    def sessions(self, name: str) -> int:
        """Return how many sessions a server has."""
        address = self.servers[name].url("_stcore/metrics")
        with DIRECT.open(f"{address}?families=active_sessions", timeout=30) as answer:
            (told,) = re.findall(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)
        return int(told)


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Return three servers, two of which have TensorFlow loaded."""
    folder = tmp_path_factory.mktemp("replicas")
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                serving(
                    folder / f"{name}.log",
                    base_path=f"{BASE}/",
                    environment={"ATTNVIZ_SERVER": name},
                )
            )
            for name in NAMES
        }
        ports = {name: server.port for name, server in servers.items()}
        found = Replicas(servers, stack.enter_context(proxying(ports, folder)))
        waiting = [Thread(target=wait_until_ready, args=(servers[name],)) for name in WARM]
        for thread in waiting:
            thread.start()
        for thread in waiting:
            thread.join()
        yield found


def wait_until_ready(server: Server) -> None:
    said: list[tuple[int, bytes]] = []
    until = time.monotonic() + 100
    while said[-1:] != [(200, b"ready")] and time.monotonic() < until:
        try:
            with DIRECT.open(server.url("ready"), timeout=30) as answer:
                said.append((answer.status, answer.read()))
        except HTTPError as error:
            said.append((error.code, error.read()))
            time.sleep(0.2)
    assert {*said} <= {(503, b"TensorFlow is loading."), (200, b"ready")}
    assert said[-1] == (200, b"ready")


def test_a_browser_stays_with_its_server(replicas: Replicas) -> None:
    assert {replicas.server_of() for _ in range(40)} == {*NAMES}
    for name in NAMES:
        assert replicas.server_of(cookie=f"attnviz_server={name}") == name
        for code in (f"{name}-2345678", f"{name.upper()}-2345678"):
            assert replicas.server_of(f"walk?room={code}", cookie="attnviz_server=a") == name
    assert replicas.server_of("walk?room=elsewhere", cookie="attnviz_server=b") == "b"


def test_what_keeps_no_cookie_has_one_server_for_its_session(replicas: Replicas) -> None:
    found = {session_of(replicas, "Mozilla/5.0 (in a frame)") for _ in range(10)}
    assert len(found) == 1


def session_of(replicas: Replicas, browser: str) -> str:
    """Return which server opens a session for a browser without a cookie."""
    address = replicas.url("_stcore/stream").replace("http:", "ws:")
    own = Origin(replicas.address)
    with connect(
        address, proxy=None, origin=own, subprotocols=STREAMLIT, user_agent_header=browser
    ) as socket:
        assert socket.response is not None
        return str(socket.response.headers["Set-Cookie"])


def test_what_the_servers_refuse_never_reaches_them(replicas: Replicas) -> None:
    address = replicas.url("_stcore/stream").replace("http:", "ws:")
    foreign = Origin("https://elsewhere.example")
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address, proxy=None, origin=foreign, subprotocols=STREAMLIT),
    ):
        pass
    assert refused.value.response.status_code == 403
    assert "nginx" in str(refused.value.response.headers["Server"])
    upload = f"/{BASE}/_stcore/upload_file/session/file"
    said = str((52 << 20) + 1)
    assert replicas.answer(upload, "PUT", content_length=said).status == 413
    assert replicas.answer(upload, "PUT").status == 403
    assert replicas.answer(f"/{BASE}/_stcore/metrics").status == 403
    assert replicas.answer("/").headers["Location"].endswith(f"/{BASE}/")


def test_a_class_is_in_one_room_whichever_server_each_comes_to(
    replicas: Replicas, new_page: Callable[..., Page]
) -> None:
    def coming_to(name: str, **look: int) -> Page:
        page = new_page(**look)
        page.context.add_cookies(
            [{"name": "attnviz_server", "value": name, "url": replicas.address}]
        )
        return page

    def types(page: Page, code: str) -> None:
        page.get_by_label("In class").fill(code)
        press(page, "Join")

    teacher = coming_to("b", width=1920, height=1080)
    typing, elsewhere, scanning = (coming_to(name, width=390, height=844) for name in "bca")
    teacher.goto(replicas.url(lesson="three_candidates", at=1))
    press(teacher, "Ask the class")
    picture = teacher.get_by_role("img", name="QR code of the room")
    picture.wait_for()
    settle(teacher)
    code = teacher.locator(".room_head .code").inner_text()
    assert re.fullmatch("B-[2-9A-Z]{7}", code)
    (scanned,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.screenshot())))
    scanning.goto(scanned.text)
    for page in (typing, elsewhere):
        page.goto(replicas.url("lessons"))
    types(typing, code)
    typing.get_by_role("link", name=f"in the room {code}").click()
    types(elsewhere, code[:-1])
    elsewhere.get_by_text("is not the code of a room. Look at it once more").wait_for()
    types(elsewhere, code.lower())
    elsewhere.get_by_text(f"The room {code} is on another server than this.").wait_for()
    elsewhere.get_by_role("link", name="Go to the room").click()
    learners = (typing, elsewhere, scanning)
    for page in learners:
        expect(page.get_by_text(f"You are in the room {code}")).to_be_visible()
    count = teacher.locator(".class_count")
    expect(count).to_have_text("0 of 3 have answered")
    for page, place in zip(learners, (3, 6, 6), strict=True):
        answer(page, OPTIONS[place])
    expect(count).to_have_text("3 of 3 have answered")
    press(teacher, "Show the answers")
    row = teacher.get_by_role("row", name="3 · fire steel")
    expect(row.get_by_text("1 · 33 %")).to_be_visible()
    press(teacher, "Vote again")
    expect(count).to_have_text("Second vote: 0 of 3 have answered")
    press(scanning, "Go on")
    answer(scanning, OPTIONS[3])
    expect(count).to_have_text("Second vote: 1 of 3 have answered")
    press(teacher, "Reveal")
    expect(row.get_by_role("cell")).to_have_text(["1 · 33 %", "1 · 100 %"])
    press(scanning, "Go on")
    expect(scanning.get_by_text("Right. You said: 3 · fire steel.")).to_be_visible()
    assert replicas.sessions("b") == 4
    for page in (teacher, *learners):  # what has not come to rest would be lost with the page
        settle(page)


def test_a_server_is_killed_and_its_sessions_go_on_elsewhere(
    replicas: Replicas, browser: Browser
) -> None:
    with ExitStack() as stack:

        def opened(page: str, **query: object) -> Page:
            context = stack.enter_context(browser.new_context(reduced_motion="reduce"))
            context.add_init_script(path=Path(__file__).with_name("probe.js"))
            context.add_cookies([{"name": "attnviz_server", "value": "a", "url": replicas.address}])
            page_of_it = context.new_page()
            page_of_it.goto(replicas.url(page, **query))
            return page_of_it

        own = opened("data")
        own.locator("input[type=file]").first.set_input_files(clicks())
        lesson = opened("", lesson="padding", at=2)
        teacher = opened("", lesson="three_candidates")
        press(teacher, "Ask the class")
        pinned = opened("walk", step="weights", pin="weights:0,0,2", sequence_length=7)
        own.get_by_role("button", name="Split and train").click(timeout=60_000)
        own.get_by_text("The AUC goes from").wait_for(timeout=60_000)
        own.get_by_role("link", name="Overview").first.click()
        own.get_by_text(f"{SECRET} *", exact=False).first.wait_for(timeout=60_000)
        code = teacher.locator(".room_head .code").inner_text()
        learner = opened("", room=code)
        learner.get_by_text(f"You are in the room {code}").wait_for(timeout=60_000)
        for page in (own, lesson, pinned, teacher, learner):
            settle(page)
        # The last, so that it runs when the server is killed.
        running = opened("training", seed=77, epochs=30, training_samples=20_000)
        progress = running.get_by_text("Training these settings: epoch")
        progress.wait_for(timeout=60_000)
        pages = (own, lesson, pinned)
        before = [(page.url, page.locator("h1").all_inner_texts()) for page in pages]
        question = lesson.locator(".st-key-prediction").inner_text()
        opened_number = pinned.locator(".st-key-opened").inner_text()
        assert replicas.sessions("a") == len(pages) + 3

        replicas.servers["a"].process.kill()
        killed = time.monotonic()
        while replicas.sessions("b") < len(pages) + 3:
            assert time.monotonic() - killed < 20
            time.sleep(0.1)

        progress.wait_for(timeout=60_000)  # it is made anew
        # By themselves, so that no press is lost.
        for page in (*pages, teacher, learner):
            page.get_by_text("this page was made anew from its address").wait_for()
        for page in (teacher, learner):
            page.get_by_text(f"The room {code} is on another server than this.").wait_for()
            page.get_by_role("button", name="Show me").wait_for()  # as without a room
        own.get_by_text("Your clicks are no longer in the server's memory").wait_for()
        for page in pages:
            settle(page)
        after = [(page.url, page.locator("h1").all_inner_texts()) for page in pages]
        assert after == before
        assert "items=own" in own.url
        assert "seed=77" in running.url
        assert lesson.locator(".st-key-prediction").inner_text() == question
        assert pinned.locator(".st-key-opened").inner_text() == opened_number
        # And they go on with the first press, on the server that has them now.
        pinned.get_by_role("slider", name="Sequence length").press("ArrowRight")
        pinned.wait_for_url("**sequence_length=8**")
        lesson.get_by_role("button", name="Show me").click()
        expect(lesson.get_by_role("button", name="Ask me again")).to_be_visible()
        cookies = lesson.context.cookies()
        assert {one["value"] for one in cookies if one["name"] == "attnviz_server"} == {"b"}
