"""What a browser is sent of a run: what is seen at once, and nothing without its place."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import MagicMock

import pytest
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Empty_pb2 import Empty
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.SessionStatus_pb2 import SessionStatus
from streamlit.proto.Toast_pb2 import Toast
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from attnviz.ui.platform import (
    send_no_hole,
    send_what_is_seen,
)
from tests.ui.platform.streamlits_own import installed

_SHORT = 0.5


@pytest.fixture
def seen_alone() -> Iterator[None]:
    yield from installed(send_what_is_seen)


BEGUN = ForwardMsg(new_session=NewSession())
RUNS = ForwardMsg(session_status_changed=SessionStatus(script_is_running=True))
OVERTAKEN = ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
PART_FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
TOAST = ForwardMsg(delta=Delta(new_element=Element(toast=Toast())))
ELEMENT = ForwardMsg(delta=Delta(new_element=Element(empty=Empty())))


async def _enqueued(*messages: ForwardMsg, seconds: float = 0) -> tuple[list[ForwardMsg], int]:
    """Return what a session has to send after so many seconds, and how often it is to be sent."""
    session: Any = MagicMock(_event_loop=asyncio.get_running_loop())
    session._browser_queue = ForwardMsgQueue()
    enqueue: Any = AppSession._enqueue_forward_msg
    enqueue(session, BEGUN)  # of the same page, sent before
    session._browser_queue.flush()
    session._message_enqueued_callback.reset_mock()
    for message in messages:
        if message is BEGUN:  # as Streamlit does
            session._browser_queue.clear(retain_lifecycle_msgs=True)
        enqueue(session, message)
    await asyncio.sleep(seconds)
    return session._browser_queue.flush(), session._message_enqueued_callback.call_count


@pytest.mark.parametrize(
    ("messages", "sent"),
    [
        ((BEGUN, RUNS, OVERTAKEN, RUNS, BEGUN, ELEMENT), (BEGUN, ELEMENT)),
        ((OVERTAKEN, RUNS, BEGUN, OVERTAKEN, BEGUN, ELEMENT), (OVERTAKEN, RUNS, BEGUN, ELEMENT)),
        ((BEGUN, TOAST, OVERTAKEN, BEGUN, FINISHED), (BEGUN, TOAST, OVERTAKEN, BEGUN, FINISHED)),
    ],
)
def test_of_a_run_that_nothing_was_sent_of_no_word_is_sent(
    seen_alone: None, messages: Sequence[ForwardMsg], sent: Sequence[ForwardMsg]
) -> None:
    queued, wakes = asyncio.run(_enqueued(*messages))
    assert queued == list(sent)
    assert wakes == sum(one in (ELEMENT, TOAST, FINISHED) for one in messages)


def test_what_comes_in_place_of_what_was_to_be_sent_at_once_is_sent_at_once(
    seen_alone: None,
) -> None:
    sent = asyncio.run(_enqueued(BEGUN, ELEMENT, OVERTAKEN, BEGUN))
    assert sent == ([BEGUN], 2)
    assert asyncio.run(_enqueued(BEGUN, ELEMENT, OVERTAKEN, BEGUN, FINISHED)) == (
        [BEGUN, FINISHED],
        3,
    )


def test_what_nobody_sees_waits_for_what_is_seen_and_not_for_ever(seen_alone: None) -> None:
    unseen = BEGUN, RUNS
    assert asyncio.run(_enqueued(*unseen)) == (list(unseen), 0)
    assert asyncio.run(_enqueued(*unseen, seconds=_SHORT)) == (list(unseen), 1)
    assert asyncio.run(_enqueued(*unseen, ELEMENT)) == ([*unseen, ELEMENT], 1)


def test_what_others_are_sent_does_not_send_what_nobody_sees(seen_alone: None) -> None:
    async def flushed(*messages: ForwardMsg, seconds: float = 0) -> list[list[ForwardMsg]]:
        session: Any = MagicMock(_event_loop=asyncio.get_running_loop())
        session._browser_queue = ForwardMsgQueue()
        own: Any = AppSession
        own._enqueue_forward_msg(session, BEGUN)  # of the same page, sent before
        sent = [own.flush_browser_queue(session)]
        for message in messages:
            own._enqueue_forward_msg(session, message)
            sent.append(own.flush_browser_queue(session))
        await asyncio.sleep(seconds)
        return [*sent, own.flush_browser_queue(session)]

    assert asyncio.run(flushed(BEGUN, RUNS, ELEMENT)) == [
        [BEGUN],
        [],
        [],
        [BEGUN, RUNS, ELEMENT],
        [],
    ]
    assert asyncio.run(flushed(BEGUN, seconds=_SHORT)) == [[BEGUN], [], [BEGUN]]


def test_another_page_is_told_at_once(seen_alone: None) -> None:
    other = ForwardMsg(new_session=NewSession(page_script_hash="other"))
    assert asyncio.run(_enqueued(other)) == ([other], 1)


@pytest.fixture
def no_hole() -> Iterator[None]:
    yield from installed(send_no_hole)


def _drawn(fragment: str, *path: int) -> ForwardMsg:
    drawn = ForwardMsg(delta=Delta(new_element=Element(empty=Empty()), fragment_id=fragment))
    drawn.metadata.delta_path.extend(path)
    return drawn


@pytest.mark.parametrize("others", [True, False], ids=["with others", "alone"])
def test_what_a_part_drew_is_sent_where_something_stands_behind_it(
    no_hole: None, others: bool
) -> None:
    session: Any = MagicMock(_browser_queue=ForwardMsgQueue())
    before = [_drawn("progress", 0, 0), *([_drawn("", 0, 1)] if others else [])]
    for one in before:
        session._browser_queue.enqueue(one)
    clear: Any = AppSession._clear_queue
    clear(session, ["progress"])
    session._browser_queue.enqueue(BEGUN)
    session._browser_queue.enqueue(_drawn("progress", 0, 0))
    kept = before if others else []
    assert session._browser_queue.flush() == [*kept, BEGUN, _drawn("progress", 0, 0)]
    session._browser_queue.enqueue(before[0])
    clear(session)  # the whole page is drawn anew
    assert session._browser_queue.flush() == []


@pytest.mark.parametrize("fragments", [None, ["progress"]], ids=["a press", "a part"])
@pytest.mark.parametrize("end", [FINISHED, PART_FINISHED], ids=["a page", "parts"])
def test_what_a_run_has_drawn_to_its_end_is_sent_though_another_begins(
    no_hole: None, end: ForwardMsg, fragments: list[str] | None
) -> None:
    session: Any = MagicMock(_browser_queue=ForwardMsgQueue())
    drawn = [_drawn("", 0, 4), _drawn("progress", 0, 4, 0), end]
    for one in drawn:
        session._browser_queue.enqueue(one)
    clear: Any = AppSession._clear_queue
    clear(session, fragments)
    session._browser_queue.enqueue(BEGUN)
    session._browser_queue.enqueue(_drawn("progress", 0, 4, 0))
    assert session._browser_queue.flush() == [*drawn, BEGUN, _drawn("progress", 0, 4, 0)]


def test_what_a_run_that_was_overtaken_has_drawn_is_dropped_with_it(no_hole: None) -> None:
    session: Any = MagicMock(_browser_queue=ForwardMsgQueue())
    for one in (_drawn("", 0, 4), OVERTAKEN):
        session._browser_queue.enqueue(one)
    clear: Any = AppSession._clear_queue
    clear(session)
    assert session._browser_queue.flush() == [OVERTAKEN]
