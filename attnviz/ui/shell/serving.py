"""The server around the app: what is served, and for how long a browser may keep it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LIFETIME = "public, max-age=31536000, immutable"


class _KeepComponents:
    """Lets a browser keep the components' files for a year: their addresses change with them.

    Streamlit names no lifetime, so all of them would be fetched on every visit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Cache-Control"] = _LIFETIME
            await send(message)

        kept = scope["type"] == "http" and "/component/attnviz." in scope["path"]
        await self.app(scope, receive, answer if kept else send)


MIDDLEWARE = [Middleware(_KeepComponents)]
