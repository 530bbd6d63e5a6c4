"""Which pages may open a session: those of this server, and those that its settings name."""

from urllib.parse import SplitResult, urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_PORTS = {"http": 80, "https": 443}
_POLICY_VIOLATION = 1008


class RefuseForeignOrigins:
    """Refuses a WebSocket that a page of another origin opens.

    Streamlit does too, but looks up its own addresses before, the external one at an outside
    service, while all its sessions wait. So it is given no origin that it has to look up: what is
    allowed here is handed on as the server's own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            origin, host = headers.get("origin"), headers.get("host", "")
            if origin is not None:  # a client that is no browser names none, as for Streamlit
                if not is_allowed(origin, host, headers.get("x-forwarded-host", "")):
                    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                    return
                own = f"{urlsplit(origin).scheme}://{host}".encode("latin-1")
                scope["headers"] = [
                    (name, own if name == b"origin" else value) for name, value in scope["headers"]
                ]
        await self.app(scope, receive, send)


def is_allowed(origin: str, host: str, forwarded: str = "") -> bool:
    """Return whether a page of an origin may open a session.

    Args:
        origin: What a browser says of the page, such as "https://example.org".
        host: The host that it asks, as the request says.
        forwarded: The host that it has asked, as a proxy says; no page can write it. "" where none
            does, and with commas between the hosts of several proxies, the outer one first.
    """
    if not st.get_option("server.enableCORS"):  # whoever runs the server lets everybody in
        return True
    try:
        page = urlsplit(origin)
        asked = [urlsplit(f"//{one.strip()}") for one in (host, forwarded.split(",")[0])]
        known = {_place(page, one) for one in asked if one.hostname}
        here = _place(page, page)
    except ValueError:  # no number for a port, or half a bracket
        return False
    named = {one.strip().rstrip("/") for one in st.get_option("server.corsAllowedOrigins")}
    return bool(page.hostname) and (
        here in known
        or origin in named
        or page.hostname == urlsplit(f"//{st.get_option('browser.serverAddress')}").hostname
    )


def _place(page: SplitResult, of: SplitResult) -> tuple[str, int | None]:
    """Return host and port; a port that is not named is that of the page's scheme."""
    return of.hostname or "", of.port or _PORTS.get(page.scheme)
