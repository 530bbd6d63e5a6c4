"""Files that browsers send: from sessions that ask for one, and no more than the server holds."""

import re

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from attnviz.ui import platform
from attnviz.ui.state.uploads import may_send_files

_FILE = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+/?$")
# A page asks for two files at most, and Streamlit forgets none that was left on another page.
MOST_FILES = 3
# Of all sessions together, in bytes.
BUDGET = 300_000_000


class BoundUploads:
    """Refuses files that no page has asked for, and lets go of a session's old ones."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._coming: list[tuple[str, int]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = _FILE.search(scope["path"]) if scope["type"] == "http" else None
        if sent is None or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        session, size = sent[1], _size(scope)
        if refused := self._refusal(session, size):
            await PlainTextResponse(refused[1], refused[0])(scope, receive, send)
            return
        platform.keep_uploads_off_the_disk()
        coming = (session, size)
        self._coming.append(coming)
        try:
            await self.app(scope, receive, send)
        finally:
            self._coming.remove(coming)

    def _refusal(self, session: str, size: int) -> tuple[int, str] | None:
        """Return why a file may not come, as a status and a sentence; makes room for it else."""
        if not may_send_files(session):
            return 403, "No page of this session asks for a file."
        mine = [one for one in self._coming if one[0] == session]
        if len(mine) >= MOST_FILES:
            return 429, f"{MOST_FILES} files of this session are on their way already."
        kept = list(platform.uploads_of(session))
        for file in kept[: max(0, len(kept) + len(mine) + 1 - MOST_FILES)]:
            platform.drop_upload(session, file)
        held = platform.bytes_of_uploads() + sum(coming for _, coming in self._coming)
        if held + size > BUDGET:
            return 507, f"The server has {BUDGET // 10**6} MB for files, and they are taken."
        return None


def _size(scope: Scope) -> int:
    """Return the bytes that a request says it has; where it says none, the most there may be."""
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isdecimal() else st.get_option("server.maxUploadSize") << 20
