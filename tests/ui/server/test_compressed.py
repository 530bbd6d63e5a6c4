"""A file that is named by its content is compressed for the first who asks, and kept so."""

import gzip

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from attnviz.ui.server.compressed import CompressOnce
from tests.ui.server.asking import asked, scope_of

SCRIPT = "/lessons/static/js/index.DormvYxC.js"
BODY = b"export const answer = 42;" * 100
KEPT = "public, max-age=31536000, immutable"


class Files:
    """Serves one file in two parts, and notes how it was asked."""

    def __init__(
        self, lifetime: str = KEPT, kind: str = "text/javascript", status: int = 200
    ) -> None:
        self.lifetime, self.kind, self.status = lifetime, kind, status
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        headers = {
            "content-type": self.kind,
            "cache-control": self.lifetime,
            "etag": '"1a"',
            "content-length": str(len(BODY)),
        }
        raw = [(name.encode(), text.encode()) for name, text in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": BODY[:100], "more_body": True})
        await send({"type": "http.response.body", "body": BODY[100:]})


def answer(messages: list[Message]) -> tuple[Headers, bytes]:
    start, *parts = messages
    body = b"".join(part.get("body", b"") for part in parts)
    return Headers(raw=start["headers"]), body


def test_the_second_who_asks_is_given_what_was_made_for_the_first() -> None:
    files = Files()
    app = CompressOnce(files)
    for _ in range(2):
        sent = asked(app, scope_of("http", SCRIPT, accept_encoding="br, gzip"))
        headers, body = answer(sent)
        assert sent[0]["status"] == 200
        assert gzip.decompress(body) == BODY
        assert headers["content-encoding"] == "gzip"
        assert int(headers["content-length"]) == len(body) < len(BODY) / 10
        assert headers["cache-control"] == KEPT
        assert headers["vary"] == "Accept-Encoding"
        assert headers["etag"] == 'W/"1a"'
    assert len(files.scopes) == 1
    # What is inside is asked for the plain file, which it would compress anew.
    assert "accept-encoding" not in Headers(scope=files.scopes[0])


@pytest.mark.parametrize(
    ("files", "scope"),
    [
        (Files(), scope_of("http", SCRIPT)),
        (Files(), scope_of("http", SCRIPT, accept_encoding="gzip", range="bytes=0-9")),
        (Files(), scope_of("http", SCRIPT, accept_encoding="gzip", if_none_match='"1a"')),
        (Files(), scope_of("http", SCRIPT, "HEAD", accept_encoding="gzip")),
        (Files(), scope_of("http", "/media/picture.svg", accept_encoding="gzip")),
        (Files("no-cache"), scope_of("http", SCRIPT, accept_encoding="gzip")),
        (Files(status=404), scope_of("http", SCRIPT, accept_encoding="gzip")),
        (Files(kind="font/woff2"), scope_of("http", SCRIPT, accept_encoding="gzip")),
    ],
)
def test_all_else_goes_through_as_it_is(files: Files, scope: Scope) -> None:
    app = CompressOnce(files)
    for times in (1, 2):
        headers, body = answer(asked(app, scope))
        assert body == BODY
        assert "content-encoding" not in headers
        assert len(files.scopes) == times
