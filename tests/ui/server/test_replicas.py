"""By what a browser stays with its server, and when a server is ready."""

from types import SimpleNamespace

import pytest
import streamlit as st
from starlette.datastructures import Headers

from attnviz.ui.compute import cache
from attnviz.ui.server.replicas import AnswerReadiness, NameServer, below_base
from tests.ui.server.asking import Inner, asked, scope_of

COOKIE = "attnviz_server=b; Path=/; HttpOnly; SameSite=Lax"


def test_a_server_that_has_a_name_says_it_where_a_visit_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ATTNVIZ_SERVER", "b")
    app = NameServer(Inner())
    page = asked(app, scope_of("http", accept="text/html,*/*"))[0]
    assert Headers(raw=page["headers"]).getlist("set-cookie") == [COOKIE]
    session = asked(app, scope_of("websocket", "/_stcore/stream"))[0]
    assert Headers(raw=session["headers"]).getlist("set-cookie") == [COOKIE]
    assert asked(app, scope_of("http", accept="*/*"))[0]["headers"] == []


def test_a_server_alone_sets_no_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTNVIZ_SERVER", raising=False)
    page = asked(NameServer(Inner()), scope_of("http", accept="text/html"))[0]
    assert page["headers"] == []


@pytest.mark.parametrize(
    ("alive", "failed", "status", "said"),
    [
        (True, False, 503, "TensorFlow is loading."),
        (False, False, 200, "ready"),
        (False, True, 503, "TensorFlow could not be loaded: the server's log says why."),
    ],
)
def test_a_server_is_ready_when_tensorflow_is_loaded(
    alive: bool, failed: bool, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading = SimpleNamespace(is_alive=lambda: alive, failed=failed)
    monkeypatch.setattr(cache, "tensorflow_loading", lambda: loading)
    start, body = asked(AnswerReadiness(Inner()), scope_of("http", "/ready"))
    assert (start["status"], body["body"].decode()) == (status, said)


def test_other_pages_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "tensorflow_loading", lambda: pytest.fail("it is not asked"))
    for path in ("/", "/ready/", "/lessons/ready", "/walk"):
        assert asked(AnswerReadiness(Inner()), scope_of("http", path))[1]["body"] == b"inner"


def test_a_base_path_stands_before_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda _name: "/lessons/attention/")
    assert below_base("/lessons/attention/ready") == "/ready"
    assert below_base("/ready/") == "/ready/"
    monkeypatch.setattr(st, "get_option", lambda _name: "")
    assert below_base("/ready") == "/ready"
