"""From an Arrow file or stream (Feather) to a table of texts, within a budget."""

import struct
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.ipc

from attnviz.interactions.files.limits import Budget, Unreadable, cause
from attnviz.interactions.files.tables import hold_columns, table_of

_MARK = b"ARROW1\0\0"
_CONTINUES = b"\xff\xff\xff\xff"
_MOST_MESSAGES = 20_000
# Slots of the tables in Arrow's Message.fbs.
_HEADER_TYPE, _HEADER = 1, 2
_DICTIONARY, _RECORDS = 2, 3
_DICTIONARY_DATA = 1
_BUFFERS, _COMPRESSION = 2, 3
_BUFFER_SIZE = 16
# Arrow 0.17 wrote that buffers are compressed where no later version does.
_FIRST_COMPRESSION = b"ARROW:experimental_compression"


def is_arrow(content: bytes) -> bool:
    """Whether these are the bytes of an Arrow file or stream."""
    return content.startswith((_MARK, _CONTINUES))


def read_arrow(content: bytes, budget: Budget) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the table of an Arrow file or stream as texts, and what a reader should know of it.

    Raises:
        Unreadable: if it is damaged, has too many rows, or would be too large.
    """
    # Behind its mark a file holds the same messages as a stream does, in the same order.
    stream = pa.py_buffer(content)
    if content.startswith(_MARK):
        stream = stream.slice(len(_MARK))
    try:
        _hold_buffers(stream, budget)
        with pa.ipc.open_stream(stream, options=_options()) as reader:
            hold_columns(len(reader.schema))
            return table_of(_batches(reader), reader.schema, budget)
    except (pa.ArrowException, OSError, ValueError, MemoryError, struct.error) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"The Arrow file is damaged and cannot be read ({cause(error)}). Save it again."
        ) from None


def _options() -> pyarrow.ipc.IpcReadOptions:
    return pyarrow.ipc.IpcReadOptions(use_threads=False)


def _batches(reader: pyarrow.ipc.RecordBatchStreamReader) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            yield reader.read_next_batch()
        except StopIteration:
            return


def _hold_buffers(stream: pa.Buffer, budget: Budget) -> None:
    """Check what compressed buffers become, which each of them says in its first eight bytes.

    Raises:
        Unreadable: if that is too much.
    """
    unpacked = messages = 0
    reader = pyarrow.ipc.MessageReader.open_stream(stream)
    while True:
        try:
            message = reader.read_next_message()
        except StopIteration:
            return
        messages += 1
        if messages > _MOST_MESSAGES:
            raise Unreadable(
                f"The Arrow file has more than {_MOST_MESSAGES:,} batches. Save it again as one."
            )
        if message.body is None:
            continue
        for size in _compressed(message.metadata.to_pybytes(), memoryview(message.body)):
            unpacked += max(0, size)
            budget.hold(unpacked, "The Arrow file")


def _compressed(head: bytes, body: memoryview) -> Iterator[int]:
    """Yield the sizes that a message's compressed buffers will have; -1 where one is as it is."""
    if _FIRST_COMPRESSION in head:
        raise Unreadable("The Arrow file is compressed as only Arrow 0.17 did. Save it again.")
    table = _pointed(head, 0)
    kind = _slot(head, table, _HEADER_TYPE)
    where = _slot(head, table, _HEADER)
    if not kind or not where or head[kind] not in (_DICTIONARY, _RECORDS):
        return
    records = _pointed(head, where)
    if head[kind] == _DICTIONARY:
        data = _slot(head, records, _DICTIONARY_DATA)
        if not data:
            return
        records = _pointed(head, data)
    if not _slot(head, records, _COMPRESSION):
        return
    where = _slot(head, records, _BUFFERS)
    if not where:
        return
    buffers = _pointed(head, where)
    (count,) = struct.unpack_from("<I", head, buffers)
    for place in range(count):
        start, size = struct.unpack_from("<qq", head, buffers + 4 + place * _BUFFER_SIZE)
        if size:
            yield struct.unpack_from("<q", body, start)[0]


def _pointed(head: bytes, place: int) -> int:
    """Return where the offset at a place leads to."""
    return int(place + struct.unpack_from("<I", head, place)[0])


def _slot(head: bytes, table: int, slot: int) -> int:
    """Return where a table's field stands; 0 where it is left out."""
    names = table - struct.unpack_from("<i", head, table)[0]
    if 4 + 2 * slot >= struct.unpack_from("<H", head, names)[0]:
        return 0
    offset = struct.unpack_from("<H", head, names + 4 + 2 * slot)[0]
    return int(table + offset) if offset else 0
