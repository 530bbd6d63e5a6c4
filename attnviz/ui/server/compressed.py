"""What is named by its content, and so never changes, is compressed once."""

import gzip

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attnviz.learning.store import STORE, Shelf

# Bytes: what is smaller goes in one packet anyway.
_LEAST = 500


class CompressOnce:
    """Compresses what is named by its content for the first who asks, and keeps it so.

    Streamlit sends its own scripts as they are, a third of which would do on a slow line, and
    compresses those of components anew for each browser.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.answers = Shelf(STORE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_compressed(scope):
            await self.app(scope, receive, send)
            return
        asked = scope["path"]
        if (found := self.answers.find(asked)) is None:
            plain = {
                **scope,
                "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"],
            }
            start, body = await _whole(self.app, plain, receive)
            if not _is_worth_it(start, body):
                await send(start)
                await send({"type": "http.response.body", "body": body})
                return
            found = await run_in_threadpool(
                self.answers.get, asked, lambda: _compressed(start, body)
            )
        headers, body = found
        await send({"type": "http.response.start", "status": 200, "headers": [*headers]})
        await send({"type": "http.response.body", "body": body})


def _may_be_compressed(scope: Scope) -> bool:
    """Return whether a request is one for a whole file of a folder that is named by its content."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    partly = {"range", "if-none-match", "if-modified-since"} & set(headers.keys())
    return (
        any(folder in scope["path"] for folder in ("/component/attnviz.", "/static/"))
        and "gzip" in headers.get("accept-encoding", "")
        and not partly
    )


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Return how an answer starts, and all of its body."""
    start: Message = {}
    parts: list[bytes] = []

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, take)
    return start, b"".join(parts)


def _is_worth_it(start: Message, body: bytes) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    return (
        start["status"] == 200
        and "immutable" in headers.get("cache-control", "")
        and (kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml")))
        and len(body) >= _LEAST
    )


def _compressed(start: Message, body: bytes) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    """Return an answer's headers and its body, compressed."""
    small = gzip.compress(body, mtime=0)
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(small))
    headers.add_vary_header("Accept-Encoding")
    if tag := headers.get("etag"):
        headers["ETag"] = f"W/{tag.removeprefix('W/')}"  # the same file, and not the same bytes
    return tuple(headers.raw), small
