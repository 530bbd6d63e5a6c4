"""Which pages may open a session, and that Streamlit never has to look one up."""

from typing import Any

import pytest
import streamlit as st
from streamlit import net_util
from streamlit.web.server.starlette import starlette_websocket

from attnviz.ui.server.origins import RefuseForeignOrigins
from tests.ui.server.asking import Inner, asked, scope_of

HOST = "attn.example"
# Whose page, which host the request names, which one a proxy names; by what they are.
OWN = {
    "its own": ("https://attn.example", HOST, ""),
    "its own, written otherwise": ("https://ATTN.example", HOST, ""),
    "its own port": ("http://attn.example:8501", "attn.example:8501", ""),
    "a proxy names the port": ("https://attn.example", "attn.example:443", ""),
    "a number": ("http://192.0.2.7:8501", "192.0.2.7:8501", ""),
    "a number of version 6": ("http://[2001:db8::7]:8501", "[2001:db8::7]:8501", ""),
    "a proxy passes no host on": ("https://attn.example", "10.0.0.5:8501", HOST),
    "two proxies": ("https://attn.example", "10.0.0.5:8501", "attn.example, inner.example"),
    "this machine": ("http://localhost:3000", "127.0.0.1:8501", ""),  # browser.serverAddress
}
FOREIGN = {
    "another site": ("https://elsewhere.example", HOST, ""),
    "another site behind a proxy": ("https://elsewhere.example", "10.0.0.5:8501", HOST),
    "another port": ("https://attn.example:8443", HOST, ""),
    "a name that begins alike": ("https://attn.example.elsewhere.example", HOST, ""),
    "a name in a name": ("https://attn.example@elsewhere.example", HOST, ""),
    "a frame without an origin": ("null", HOST, ""),
    "nothing": ("", HOST, ""),
    "no host": ("https://elsewhere.example", "", ""),
    "no port": ("https://attn.example:x", HOST, ""),
    "half a bracket": ("https://[attn.example", HOST, ""),
}


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what Streamlit has looked up of its own addresses."""
    found: list[str] = []
    for name in ("get_external_ip", "get_internal_ip"):
        monkeypatch.setattr(net_util, name, lambda name=name: found.append(name))
    return found


def opened(origin: str | None, host: str, forwarded: str) -> tuple[Inner, list[dict[str, Any]]]:
    headers = {"host": host} if host else {}
    headers |= {"origin": origin} if origin is not None else {}
    headers |= {"x_forwarded_host": forwarded} if forwarded else {}
    inner = Inner()
    sent = asked(RefuseForeignOrigins(inner), scope_of("websocket", "/_stcore/stream", **headers))
    return inner, [dict(message) for message in sent]


def streamlit_accepts(inner: Inner) -> bool:
    headers = {name.decode(): value.decode() for name, value in inner.scopes[0]["headers"]}
    return starlette_websocket._is_origin_allowed(headers.get("origin"), headers.get("host"))


@pytest.mark.parametrize("case", OWN)
def test_a_page_of_its_own_opens_a_session(case: str, looked_up: list[str]) -> None:
    inner, sent = opened(*OWN[case])
    assert [message["type"] for message in sent] == ["websocket.accept"]
    assert streamlit_accepts(inner)
    assert looked_up == []


@pytest.mark.parametrize("case", FOREIGN)
def test_a_page_of_another_origin_opens_none(case: str, looked_up: list[str]) -> None:
    inner, sent = opened(*FOREIGN[case])
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert inner.scopes == []
    assert looked_up == []


def test_a_client_that_is_no_browser_names_no_origin(looked_up: list[str]) -> None:
    inner, sent = opened(None, HOST, "")
    assert [message["type"] for message in sent] == ["websocket.accept"]
    assert streamlit_accepts(inner)
    assert looked_up == []


def test_an_origin_that_the_settings_name_opens_a_session(
    monkeypatch: pytest.MonkeyPatch, looked_up: list[str]
) -> None:
    named = {"server.enableCORS": True, "server.corsAllowedOrigins": ["https://course.example"]}
    own = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: named[name] if name in named else own(name))
    inner, sent = opened("https://course.example", HOST, "")
    assert [message["type"] for message in sent] == ["websocket.accept"]
    assert streamlit_accepts(inner)
    assert opened("https://other.example", HOST, "")[0].scopes == []
    named["server.enableCORS"] = False
    assert len(opened("https://other.example", HOST, "")[0].scopes) == 1
    assert looked_up == []


def test_what_is_no_websocket_passes() -> None:
    inner = Inner()
    request = scope_of("http", origin="https://elsewhere.example", host=HOST)
    assert asked(RefuseForeignOrigins(inner), request)[0]["status"] == 200
    assert inner.scopes == [request]
