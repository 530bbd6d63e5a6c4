"""Which files are refused before they come in, and that none of them touches the disk."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.types import Message
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from attnviz.ui import platform
from attnviz.ui.server import uploads
from attnviz.ui.server.uploads import BoundUploads
from attnviz.ui.state.uploads import ask_for_files
from tests.ui.server.asking import Inner, asked, scope_of


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """Return what keeps files, of a server with the sessions "a" and "b", both asking for one."""
    kept = MemoryUploadedFileManager("/_stcore/upload_file")
    runtime = SimpleNamespace(uploaded_file_mgr=kept, is_active_session=lambda name: name in "ab")
    monkeypatch.setattr(Runtime, "_instance", runtime)
    for name in ("a", "b", "gone"):
        monkeypatch.setattr(platform, "session", lambda name=name: name)
        ask_for_files()
    return kept


def put(session: str, size: int | None, inner: Inner | None = None) -> tuple[int, str]:
    headers = {} if size is None else {"content_length": str(size)}
    path = f"/lessons/_stcore/upload_file/{session}/f"
    start, body = asked(BoundUploads(inner or Inner()), scope_of("http", path, "PUT", **headers))
    return start["status"], body["body"].decode()


def keep(files: MemoryUploadedFileManager, session: str, *sizes: int) -> None:
    for number, size in enumerate(sizes):
        files.add_file(session, UploadedFileRec(f"{number}", "f.csv", "text/csv", bytes(size)))


def test_a_file_comes_from_a_session_that_asks(files: MemoryUploadedFileManager) -> None:
    assert put("a", 10) == (200, "inner")
    assert put("gone", 10) == (403, "No page of this session asks for a file.")
    assert put("unknown", 10)[0] == 403


def test_the_old_files_of_a_session_go_and_no_others(files: MemoryUploadedFileManager) -> None:
    keep(files, "a", 1, 2, 3)
    keep(files, "b", 5)
    assert put("a", 10) == (200, "inner")
    assert platform.uploads_of("a") == {"1": 2, "2": 3}
    assert platform.bytes_of_uploads() == 10


def test_all_sessions_share_what_there_is(
    files: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BUDGET", 60_000_000)
    keep(files, "b", 20_000_000)
    assert put("a", 40_000_000)[0] == 200
    assert put("a", 40_000_001) == (507, "The server has 60 MB for files, and they are taken.")
    assert put("a", None)[0] == 507  # what says no size may have 50 MB


def test_what_is_on_its_way_counts(
    files: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BUDGET", 1000)
    bound = BoundUploads(Inner())
    bound._coming += [("a", 300), ("a", 300)]

    def status(session: str, size: int) -> int:
        path = f"/_stcore/upload_file/{session}/f"
        request = scope_of("http", path, "PUT", content_length=str(size))
        return int(asked(bound, request)[0]["status"])

    assert status("b", 401) == 507
    assert status("a", 400) == 200
    bound._coming += [("a", 0)]
    assert status("a", 1) == 429
    assert status("b", 400) == 200
    assert bound._coming == [("a", 300), ("a", 300), ("a", 0)]


@pytest.fixture
def no_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have no folder for temporary files, and Starlette as it comes."""
    monkeypatch.setattr(tempfile, "tempdir", str(Path("/nowhere")))
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1 << 20)
    platform.keep_uploads_off_the_disk.cache_clear()
    yield
    platform.keep_uploads_off_the_disk.cache_clear()


def received(content: bytes) -> bytes:
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
    messages = iter([{"type": "http.request", "body": body + content + b"\r\n--x--\r\n"}])

    async def receive() -> Message:
        return next(messages)

    async def read() -> bytes:
        scope = scope_of("http", content_type="multipart/form-data; boundary=x")
        form = await Request(scope, receive).form()
        file = form["f"]
        assert not isinstance(file, str)
        return await file.read()

    return asyncio.run(read())


def test_a_large_file_needs_no_folder_for_temporary_ones(no_folder: None) -> None:
    large = bytes(50 << 20)
    with pytest.raises(FileNotFoundError):
        received(large)
    platform.keep_uploads_off_the_disk()
    assert received(large) == large
