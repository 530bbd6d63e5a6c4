"""From bytes to text: which encoding it is, and what was lost on the way."""

import codecs
import re

from attnviz.interactions.files.limits import Budget, Unreadable

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096
_AROUND = 2**19
_WIDEST = re.compile(rb"[\xf0-\xff]")
_WIDE = re.compile(rb"[\xc4-\xff]")
_WINDOWS = re.compile(rb"[\x80-\x9f]")
_LONGEST_NAME = len("utf-16")


def decode(content: bytes, budget: Budget) -> tuple[str, str, tuple[str, ...]]:
    """Return a text without its mark, its encoding, and what a reader should know of it.

    Args:
        content: The bytes of a text.
        budget: What it may need when it is decoded.

    Raises:
        Unreadable: if it holds bytes of value 0 and is not UTF-16, or would be too large.
    """
    mark, encoding = next((one for one in _MARKS if content.startswith(one[0])), (b"", ""))
    encoding = encoding or _unmarked(content)
    content = content[len(mark) :]
    if not encoding.startswith("utf-8"):
        budget.hold(len(content) * 2, "The text")  # four bytes a character where one is rare
        return _decode_wide(content, encoding)
    if (place := content.find(b"\0")) >= 0:
        raise Unreadable(
            f"The file is no text: byte {place + 1:,} has the value 0, and it is neither UTF-16 "
            "nor a kind of file that is known here. Save the table as CSV in UTF-8, or as Parquet."
        )
    budget.hold(_decoded_size(content), "The text")
    return _decode_narrow(content)


def _unmarked(content: bytes) -> str:
    """Return UTF-16 where every second byte of the head is mostly 0, as in most scripts' tables."""
    head = content[:_HEAD]
    pairs = len(head) // 2
    if pairs >= 2 and len(content) % 2 == 0:
        for encoding, zeros, others in (
            ("utf-16-le", head[1::2], head[::2]),
            ("utf-16-be", head[::2], head[1::2]),
        ):
            if zeros.count(0) > 0.6 * pairs and others.count(0) == 0:
                return encoding
    return "utf-8"


def _decode_wide(content: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    name = encoding[:_LONGEST_NAME]
    text = content.decode(encoding, errors="replace")
    if "\0" in text:
        raise Unreadable(
            f"The file looks like text in {name.upper()}, but holds characters of value 0. "
            "Save it as CSV in UTF-8."
        )
    lost = text.count("\ufffd")
    if lost > len(text) / 100 + 1:
        raise Unreadable(
            f"The file begins like {name.upper()}, but {lost:,} of its {len(text):,} characters "
            "are none of it. Save it as CSV in UTF-8."
        )
    return text, name, _lost(lost, name)


def _decoded_size(content: bytes) -> int:
    """Return the bytes of memory that a text in UTF-8 needs; its widest character counts."""
    if content.isascii():
        return len(content)
    width = 4 if _WIDEST.search(content) else 2 if _WIDE.search(content) else 1
    return len(content) * width


def _decode_narrow(content: bytes) -> tuple[str, str, tuple[str, ...]]:
    try:
        return content.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        around = content[max(0, error.start - _AROUND) : error.start + _AROUND]
    if _is_damaged_utf8(around):
        text = content.decode("utf-8", errors="replace")
        return text, "utf-8", _lost(text.count("\ufffd"), "UTF-8")
    if _WINDOWS.search(content):
        try:
            return content.decode("cp1252"), "cp1252", (_not_utf8("cp1252"),)
        except UnicodeDecodeError:
            pass
    return content.decode("latin-1"), "latin-1", (_not_utf8("latin-1"),)


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether what is UTF-8, and could be nothing else, is far more than what is not."""
    text = content.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    others = len(text) - len(text.encode("ascii", errors="ignore")) - lost
    return others > 10 * lost


def _not_utf8(encoding: str) -> str:
    return f"The file is not UTF-8. It was read as {encoding}: look whether titles are right."


def _lost(lost: int, encoding: str) -> tuple[str, ...]:
    if not lost:
        return ()
    places = "1 place is" if lost == 1 else f"{lost:,} places are"
    return (f"{places} not {encoding.upper()} and read �: look whether titles are right.",)
