"""A learner without a browser: sends what a browser sends, and notes when pictures come."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import Request

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from attnviz.ui.server.replicas import COOKIE
from bench.measure.places import Place
from bench.measure.running import DIRECT
from bench.measure.widgets import shows_anew, state_of

L = TypeVar("L", bound="Learner")

SLIDER = "sequence_length"
PATIENCE = 120.0
"""Seconds after which what was waited for is said not to come."""
_ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(frozen=True)
class Subject:
    """A page with a slider.

    Attributes:
        name: What the tables call it.
        page: Its name in an address; "" for the overview.
        picture: The key of the component that shows what the slider asks for; "" for a text.
    """

    name: str
    page: str
    picture: str

    def shows(self, element: Element) -> bool:
        """Return whether an element is what the slider asks for."""
        if not self.picture:
            return element.WhichOneof("type") == "text"
        return element.bidi_component.id.endswith(f"-{self.picture}")


@dataclass
class Heard:
    """What a learner has sent and got since the counting began; times on the monotonic clock.

    Attributes:
        presses: When the slider was moved, and to what.
        pictures: When a picture came, and its digest.
        messages: How many messages came.
        bytes: Their bytes.
    """

    presses: list[tuple[float, int]] = field(default_factory=list)
    pictures: list[tuple[float, str]] = field(default_factory=list)
    messages: int = 0
    bytes: int = 0


class Learner:
    """One session of a server, with all that a browser keeps of it.

    Args:
        socket: Its connection.
        subject: The page that it opens.
    """

    def __init__(self, socket: ClientConnection, subject: Subject) -> None:
        self._socket = socket
        self._subject = subject
        self._states: dict[str, WidgetState] = {}
        self._slider, self._fragment = "", ""
        self._page_hash, self._query = "", ""
        # Of messages that a browser keeps: the run in which each came last, by digest.
        self._kept: dict[str, int] = {}
        self._runs, self._most_runs = 0, 0
        self._pictures: set[str] = set()
        self._came = asyncio.Event()
        self.running = False
        self.heard = Heard()

    async def listen(self) -> None:
        """Take what comes, until the connection ends."""
        async for raw in self._socket:
            now = time.monotonic()
            assert isinstance(raw, bytes)
            self.heard.messages += 1
            self.heard.bytes += len(raw)
            self._take(ForwardMsg.FromString(raw), now)
            self._came.set()

    async def open(self, query: dict[str, str]) -> None:
        """Open the page by a link, and wait for its run to end."""
        message = BackMsg()
        message.rerun_script.page_name = self._subject.page
        message.rerun_script.query_string = self._query = urlencode(query)
        await self._send(message)
        await self.rest()
        if not self._slider:
            raise RuntimeError(f"{self._subject.name} has no slider")

    async def press(self, value: int) -> None:
        """Move the slider, whether or not the last picture has come."""
        state = WidgetState(id=self._slider)
        state.double_array_value.data.append(value)
        self._states[self._slider] = state
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self._query
        asked.widget_states.widgets.extend(self._states.values())
        asked.page_script_hash = self._page_hash
        asked.fragment_id = self._fragment
        asked.cached_message_hashes.extend(self._kept)
        self.heard.presses.append((time.monotonic(), value))
        await self._send(message)

    async def ask(self, value: int) -> str:
        """Move the slider, wait for the picture, and return its digest."""
        before = len(self.heard.pictures)
        await self.press(value)
        await self._until(lambda: len(self.heard.pictures) > before)
        return self.heard.pictures[-1][1]

    async def rest(self) -> None:
        """Return when the last run has ended."""
        await self._until(lambda: not self.running)

    async def _send(self, message: BackMsg) -> None:
        self.running = True
        await self._socket.send(message.SerializeToString())

    async def _until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not there():
                self._came.clear()
                await self._came.wait()

    def _take(self, message: ForwardMsg, now: float) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            if message.metadata.cacheable:
                self._kept[message.hash] = self._runs
            self._take_element(message.delta.new_element, message, now)
        elif kind == "ref_hash":
            self._kept[message.ref_hash] = self._runs
            if message.ref_hash in self._pictures:
                self.heard.pictures.append((now, message.ref_hash))
        elif kind == "new_session":
            self.running = True
            self._most_runs = message.new_session.config.max_cached_message_age
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "script_finished" and message.script_finished in _ENDED:
            self.running = False
            self._runs += 1
            oldest = self._runs - self._most_runs
            self._kept = {digest: run for digest, run in self._kept.items() if run >= oldest}

    def _take_element(self, element: Element, message: ForwardMsg, now: float) -> None:
        if self._subject.shows(element):
            self._pictures.add(message.hash)
            self.heard.pictures.append((now, message.hash))
        state = state_of(element)
        if state is None:
            return
        if state.id.endswith(f"-{SLIDER}"):
            self._slider, self._fragment = state.id, message.delta.fragment_id
        if state.id not in self._states or shows_anew(element):
            self._states[state.id] = state


@asynccontextmanager
async def connected(
    place: Place, begin: Callable[[ClientConnection], L], query: str = ""
) -> AsyncIterator[L]:
    """Open a session of a server, and let a learner listen to it.

    Args:
        place: Where it goes.
        begin: Makes the learner of the socket.
        query: That of the link by which the page is opened: a proxy may choose the server by it.
    """
    address = f"ws{place.url.removeprefix('http')}_stcore/stream"
    speaks: Any = {"subprotocols": [Subprotocol("streamlit")], "compression": None}
    asked = f"{place.url}?{query}"
    cookie = f"{COOKIE}={place.server}" if place.server else await asyncio.to_thread(_cookie, asked)
    sent = {"Cookie": cookie} if cookie else {}
    async with connect(
        address,
        proxy=None,
        max_size=None,
        open_timeout=PATIENCE,
        additional_headers=sent,
        **speaks,
    ) as socket:
        learner = begin(socket)
        listening = asyncio.create_task(learner.listen())
        try:
            yield learner
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def _cookie(address: str) -> str:
    """Return by which cookie a browser that opens a page stays with its server; "" for none."""
    page = Request(address, headers={"Accept": "text/html"})
    with DIRECT.open(page, timeout=PATIENCE) as answer:
        said: str = answer.headers.get("Set-Cookie", "")
    return said.partition(";")[0]


@asynccontextmanager
async def learning(place: Place, subject: Subject, query: dict[str, str]) -> AsyncIterator[Learner]:
    """Begin a session of a server on a page."""
    async with connected(place, lambda socket: Learner(socket, subject)) as learner:
        await learner.open(query)
        yield learner
