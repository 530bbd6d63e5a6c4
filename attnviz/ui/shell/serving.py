"""The server around the app: what is served, and for how long a browser may keep it."""

from __future__ import annotations

import os
import threading
from importlib import import_module

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attnviz.learning.workers.chosen import check
from attnviz.ui.server import LIMITS
from attnviz.ui.server.compressed import CompressOnce

_SENTENCE = b"""<script>
if (window.origin === "null") {
  window.stop();
  const link = document.createElement("a");
  Object.assign(link, { href: location.href, target: "_blank", textContent: location.href });
  const text = "attnviz cannot run in this frame: its sandbox lacks allow-same-origin.";
  const body = document.createElement("body");
  body.append(text, " Open it in a tab of its own: ", link);
  document.documentElement.append(body);
}
</script>"""
# By a part of their paths. A browser may keep the components' files for a year, as their addresses
# change with them; Streamlit names no lifetime, so all of them would be fetched on every visit. And
# what Streamlit's page asks for is for every frame, also for one without an origin: a browser asks
# for its fonts and scripts ahead, at times before it has come to the line that ends the page there.
_SAID_OF_FILES = {
    "/component/attnviz.": ("Cache-Control", "public, max-age=31536000, immutable"),
    "/static/": ("Access-Control-Allow-Origin", "*"),
}


class _SayHowToUseFiles:
    """Adds to the answer of a file what Streamlit does not say of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        said = [header for part, header in _SAID_OF_FILES.items() if part in path]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).update(dict(said))
            await send(message)

        await self.app(scope, receive, answer if said else send)


class _SayWhatAFrameLacks:
    """Lets a page say why it is blank in a frame that is sandboxed without an origin of its own.

    Streamlit takes no connection from there, and nothing would ever be drawn. So what is served for
    the page says it by a line of its own, and ends the page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["type"] != "http" or "text/html" not in headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        # It is written into, so it must come as text.
        scope["headers"] = [(n, v) for n, v in scope["headers"] if n != b"accept-encoding"]
        start: Message = {}

        async def answer(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not MutableHeaders(scope=start).get("content-type", "").startswith("text/html"):
                    await send(start)
                    start = {}
                return
            if start:
                body = message.get("body", b"")
                if b"<head>" in body:
                    message["body"] = body.replace(b"<head>", b"<head>" + _SENTENCE, 1)
                    heads = MutableHeaders(scope=start)
                    if "content-length" in heads:
                        length = int(heads["content-length"]) + len(_SENTENCE)
                        heads["content-length"] = str(length)
                await send(start)
                start = {}
            await send(message)

        await self.app(scope, receive, answer)


try:
    check(os.environ)
except ValueError as error:  # a server that trains elsewhere than it was told to is no help
    raise SystemExit(str(error)) from None

# What a page imports, without its components, and so the most of what the first visitor waits for:
# half a second, while the browser asks for Streamlit's own scripts.
threading.Thread(target=import_module, args=("attnviz.ui.compute.view",), daemon=True).start()

MIDDLEWARE = [
    *LIMITS,
    Middleware(CompressOnce),
    Middleware(_SayHowToUseFiles),
    Middleware(_SayWhatAFrameLacks),
]
