"""Ask an ASGI application without a server: what it answers, and what it hands on."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Inner:
    """Stands for what is inside of a middleware: notes what reaches it, and answers."""

    def __init__(self, status: int = 200, while_asked: Callable[[], None] | None = None) -> None:
        self.status, self.while_asked = status, while_asked
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if self.while_asked is not None:
            self.while_asked()
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})


def asked(app: ASGIApp, scope: Scope, messages: Sequence[Message] = ()) -> list[Message]:
    """Return what an application sends for one request."""
    sent: list[Message] = []
    coming = iter(messages)

    async def receive() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_call(app, scope, receive, send))
    return sent


async def _call(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def scope_of(kind: str, path: str = "/", method: str = "GET", **headers: str) -> Scope:
    """Return a request, or a WebSocket that is opened; a header's name has "_" for "-"."""
    raw: list[tuple[bytes, Any]] = [
        (name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()
    ]
    return {"type": kind, "path": path, "method": method, "headers": raw, "query_string": b""}
