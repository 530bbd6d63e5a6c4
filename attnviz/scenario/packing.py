"""Data as a short text that an address can hold, and back; whatever the text is, only data."""

import base64
import json
import zlib
from typing import Any

from attnviz.scenario.values import InvalidValue

FORMAT = "1"
# Browsers, mail and chat programs carry an address of 4,000 characters; 200 are for the rest of it.
LONGEST = 3_800
# A few bytes can be written so that they unpack into gigabytes.
_LARGEST = 64 * 1024


class Damaged(ValueError):
    """A text that was not packed here, or was changed or cut on its way."""


def pack(data: Any) -> str:
    """Return data as text of letters, digits, ".", "-" and "_": compressed, with a checksum.

    Raises:
        ValueError: if the text would be too long for a link.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    raw = text.encode()
    packed = zlib.crc32(raw).to_bytes(4, "big") + zlib.compress(raw, 9)
    made = f"{FORMAT}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(made) > LONGEST or len(raw) > _LARGEST:
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
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(packed[4:], _LARGEST)
        whole = unpacking.eof and not unpacking.unused_data
        if not whole or zlib.crc32(raw).to_bytes(4, "big") != packed[:4]:
            raise Damaged("a part of it is missing or was changed")
        data = json.loads(raw)
        json.dumps(data, ensure_ascii=False).encode()  # refuses halves of characters
        return data
    # Data nested too deeply ends in a RecursionError, a number of too many digits in a ValueError.
    except (zlib.error, RecursionError, ValueError):
        raise Damaged("a part of it is missing or was changed") from None
