"""A visitor without a browser: speaks Streamlit's protocol over a websocket, run by run."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.browser.servers import Server

_SECONDS = 60.0
_ENDED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
)


class Visitor:
    """One session of a server; it answers no message, so that its state is all the server's."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._visits = 0
        self._link = ClientState()
        self._page = ""

    def visit(self, page: str, query: Mapping[str, str]) -> list[ForwardMsg]:
        """Open a page by its link, and return all messages until its script has ended.

        From the second visit on it is as if the link came by Back: the session stays, and what the
        link says is read.

        Args:
            page: The page's name; "" for the overview.
            query: What the link says.
        """
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        message.rerun_script.page_name = page
        message.rerun_script.is_history_navigation = self._visits > 0
        self._visits += 1
        self._link = message.rerun_script
        return self._run(message)

    def tell(self, states: Sequence[WidgetState]) -> list[ForwardMsg]:
        """Send what widgets of the page are said to show, and return the run's messages."""
        return self._run(self._told(states))

    def press(self, states: Sequence[WidgetState]) -> None:
        """Send what widgets of the page are said to show, and do not wait for the run."""
        self._socket.send(self._told(states).SerializeToString())

    def rest(self, seconds: float = 1.0) -> list[ForwardMsg]:
        """Return what comes until nothing has come for a while."""
        received: list[ForwardMsg] = []
        while True:
            try:
                received.append(self._next(seconds))
            except TimeoutError:
                return received

    def _told(self, states: Sequence[WidgetState]) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self._link.query_string
        message.rerun_script.page_name = self._link.page_name
        message.rerun_script.page_script_hash = self._page  # as a browser names it from then on
        message.rerun_script.widget_states.widgets.extend(states)
        return message

    def _run(self, message: BackMsg) -> list[ForwardMsg]:
        self._socket.send(message.SerializeToString())
        received: list[ForwardMsg] = []
        while not (received and _ends(received[-1])):
            received.append(self._next())
        led = [one.navigation for one in received if one.HasField("navigation")]
        self._page = led[-1].page_script_hash if led else self._page
        return received

    def _next(self, seconds: float = _SECONDS) -> ForwardMsg:
        raw = self._socket.recv(timeout=seconds)
        assert isinstance(raw, bytes)
        return ForwardMsg.FromString(raw)


def _ends(message: ForwardMsg) -> bool:
    return message.WhichOneof("type") == "script_finished" and message.script_finished in _ENDED


@contextmanager
def visiting(server: Server) -> Iterator[Visitor]:
    """Begin a session with a server, and end it."""
    address = server.url("_stcore/stream").replace("http:", "ws:")
    speaks: Any = {"subprotocols": [Subprotocol("streamlit")], "compression": None}
    with connect(address, proxy=None, max_size=None, **speaks) as socket:
        yield Visitor(socket)


def exceptions(messages: list[ForwardMsg]) -> list[str]:
    """Return the texts of the exceptions that a visit has shown."""
    return [
        f"{message.delta.new_element.exception.type}: {message.delta.new_element.exception.message}"
        for message in messages
        if message.delta.new_element.WhichOneof("type") == "exception"
    ]


def widgets(messages: list[ForwardMsg]) -> dict[str, str]:
    """Return the kind of each widget and component that a visit has shown, by its id."""
    found: dict[str, str] = {}
    for message in messages:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind and isinstance(name := getattr(getattr(element, kind), "id", None), str) and name:
            found[name] = kind
    return found


def alerts(messages: list[ForwardMsg]) -> list[str]:
    """Return the texts of the warnings and notes that a visit has shown."""
    elements = [message.delta.new_element for message in messages]
    return [
        element.alert.body.replace("\\", "")
        for element in elements
        if element.WhichOneof("type") == "alert"
    ]
