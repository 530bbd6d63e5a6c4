"""The health check of a container looks at what the server says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from attnviz.ui.compute.health import is_well
from tests.browser.servers import ROOT


@contextmanager
def answering(path: str, status: int, body: bytes) -> Iterator[int]:
    """Run a server with one page, and give its port."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == path else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "body", "well"),
    [
        ("/_stcore/health", 200, b"ok", True),
        ("/_stcore/health", 200, b"unavailable", False),
        ("/_stcore/health", 503, b"ok", False),
        ("/elsewhere", 200, b"ok", False),
    ],
)
def test_the_body_counts(path: str, status: int, body: bytes, well: bool) -> None:
    with answering(path, status, body) as port:
        assert is_well(port) == well


def test_ready_is_another_page_below_the_base_path(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering("/ready", 200, b"ready") as port:
        assert is_well(port, "ready")
        assert not is_well(port)
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "/attnviz/")
    for path, asked, body in (("_stcore/health", "well", b"ok"), ("ready", "ready", b"ready")):
        with answering(f"/attnviz/{path}", 200, body) as port:
            assert is_well(port, asked)
    with answering("/attnviz/ready", 503, b"TensorFlow is loading.") as port:
        assert not is_well(port, "ready")


def test_nobody_there_is_not_well() -> None:
    with answering("/", 200, b"") as port:
        pass
    assert not is_well(port)


def test_the_container_gets_all_that_runs_and_nothing_else() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    assert copied == {line.removeprefix("!") for line in allowed if line.startswith("!")}
    assert {"app.py", "pages", "attnviz", ".streamlit", "requirements.txt"} <= copied
    assert all((ROOT / name).exists() for name in copied)
