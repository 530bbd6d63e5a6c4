"""Several servers behind one address: which of them a browser stays with, and when one is ready."""

import asyncio
import os

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "attnviz_server"


def below_base(path: str) -> str:
    """Return a path of a request without the server's base path, from the slash on."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return path.removeprefix(f"/{base}") if base else path


class NameServer:
    """Lets a browser remember which server has its session, by a cookie.

    For a proxy in front of several, whose names are in their environment, as ATTNVIZ_SERVER. What a
    server keeps of a session, such as files, the others do not have. Without a name there is no
    cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._name = os.environ.get("ATTNVIZ_SERVER", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                cookie = f"{COOKIE}={self._name}; Path=/; HttpOnly; SameSite=Lax"
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", cookie.encode())]
            await send(message)

        named = self._name and scope["type"] in ("http", "websocket") and self._begins(scope)
        await self.app(scope, receive, answer if named else send)

    def _begins(self, scope: Scope) -> bool:
        """Whether a request begins a visit or a session; files are the same on all servers."""
        accepted = Headers(scope=scope).get("accept", "")
        return scope["type"] == "websocket" or "text/html" in accepted


class AnswerReadiness:
    """Answers at /ready whether TensorFlow is loaded, and has it loaded from the first time on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or below_base(scope["path"]) != "/ready":
            await self.app(scope, receive, send)
            return
        lacking = await asyncio.to_thread(what_is_lacking)
        answer = PlainTextResponse(lacking or "ready", 503 if lacking else 200)
        await answer(scope, receive, send)


def what_is_lacking() -> str:
    """Return why the server cannot draw a picture at once; "" if it can."""
    # Loads pyarrow, which a server needs with its first page.
    from attnviz.ui.compute.cache import tensorflow_loading

    loading = tensorflow_loading()
    if loading.is_alive():
        return "TensorFlow is loading."
    return "TensorFlow could not be loaded: the server's log says why." if loading.failed else ""
