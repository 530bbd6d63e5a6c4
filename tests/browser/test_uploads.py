"""What a server takes from strangers: sessions of its own pages, and files that a page asks for."""

import time
from http.client import HTTPConnection

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from attnviz.ui.server.uploads import MOST_FILES
from tests.browser.servers import Server
from tests.browser.visitor import visiting

FOREIGN = Origin("https://elsewhere.example")
STREAMLIT = [Subprotocol("streamlit")]
# More than Starlette would hold in memory by itself.
FILE = b"user,item\n" + b"1,2\n" * 400_000


def put(server: Server, session: str, name: str, content: bytes = FILE) -> int:
    """Send a file as a browser does; return the status that comes back."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    answer.read()
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
    body += content + b"\r\n--x--\r\n"
    headers = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}
    headers["Content-Type"] = "multipart/form-data; boundary=x"
    connection.request("PUT", f"/_stcore/upload_file/{session}/{name}", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_session_sends_files_when_its_page_asks_for_one(server: Server) -> None:
    with visiting(server) as visitor:
        shown = visitor.visit("masks", {})
        session = next(one for one in shown if one.new_session.initialize.session_id)
        name = session.new_session.initialize.session_id
        assert put(server, name, "a") == 403
        visitor.visit("data", {})
        assert put(server, "nobody", "a") == 403
        before = server.facts()["uploads"]
        for number in range(MOST_FILES + 5):
            assert put(server, name, f"file-{number}") == 204
        # What was sent first is let go of.
        assert server.facts()["uploads"] - before == MOST_FILES * len(FILE)
    assert put(server, name, "late") == 403


def test_a_page_of_another_origin_is_refused_at_once(server: Server) -> None:
    """Streamlit would look up its own address first, and all sessions would wait for it."""
    address = server.url("_stcore/stream").replace("http:", "ws:")
    begin = time.monotonic()
    for _ in range(3):
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(address, proxy=None, origin=FOREIGN, subprotocols=STREAMLIT),
        ):
            pass
        assert refused.value.response.status_code == 403
    assert time.monotonic() - begin < 1
    own = Origin(f"http://127.0.0.1:{server.port}")
    with connect(address, proxy=None, origin=own, subprotocols=STREAMLIT):
        pass
