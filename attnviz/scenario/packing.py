"""Data as a short text that an address can hold, and back; whatever the text is, only data."""

import base64
import json
import zlib
from typing import Any

from attnviz.scenario.values import InvalidValue

FORMAT = "1"
# Browsers, mail and chat programs carry an address of 4,000 characters; 200 are for the rest of it.
LONGEST = 3_800
LARGEST = 64 * 1024
"""Bytes of data as JSON, at most: a few bytes can be written so that they unpack into gigabytes."""


class Damaged(ValueError):
    """A text that was not packed here, or was changed or cut on its way."""


def json_bytes(data: Any) -> bytes:
    """Return data as JSON in UTF-8, the same for the same data."""
    return json.dumps(
        data, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=True
    ).encode()


def data_of(raw: bytes) -> Any:
    """Return what JSON in UTF-8 says, wherever it comes from.

    Raises:
        Damaged: if it is none, or longer than `LARGEST`.
    """
    if len(raw) > LARGEST:
        raise Damaged(f"it is too large: {len(raw)} bytes, and {LARGEST} are allowed")
    try:
        data = json.loads(raw)
        json.dumps(data, ensure_ascii=False).encode()  # refuses halves of characters
        return data
    # Data nested too deeply ends in a RecursionError, a number of too many digits in a ValueError.
    except (RecursionError, ValueError):
        raise Damaged("a part of it is missing or was changed") from None


def packed(data: Any) -> str:
    """Return data as text of letters, digits, ".", "-" and "_": compressed, with a checksum.

    It can be longer than a link may be.
    """
    raw = json_bytes(data)
    body = zlib.crc32(raw).to_bytes(4, "big") + zlib.compress(raw, 9)
    return f"{FORMAT}.{base64.urlsafe_b64encode(body).decode().rstrip('=')}"


def pack(data: Any) -> str:
    """Return data as `packed` does, for a link.

    Raises:
        ValueError: if the text would be too long for a link.
    """
    made = packed(data)
    if len(made) > LONGEST or len(json_bytes(data)) > LARGEST:
        raise InvalidValue("length", len(made), f"up to {LONGEST} characters in a link")
    return made


def unpack(text: str) -> Any:
    """Return the data of a text that `pack` made.

    Raises:
        Damaged: for any other text.
    """
    form, _, body = text.partition(".")
    if len(text) > LONGEST:
        raise Damaged(f"it is too long: {len(text)} characters, and {LONGEST} are allowed")
    if form != FORMAT:
        raise Damaged("it is not written as this attnviz writes it")
    try:
        sent = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(sent[4:], LARGEST)
        whole = unpacking.eof and not unpacking.unused_data
    except (zlib.error, ValueError):
        whole = False
    if not whole or zlib.crc32(raw).to_bytes(4, "big") != sent[:4]:
        raise Damaged("a part of it is missing or was changed")
    return data_of(raw)
