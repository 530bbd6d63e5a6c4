"""From JSON lines, or a JSON list of records, to a table of texts; a record at a time."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pyarrow as pa

from attnviz.interactions.files.arrow_columns import plain
from attnviz.interactions.files.limits import Budget, Unreadable, cause
from attnviz.interactions.files.tables import Growing, hold_columns, strings

_LONGEST_RECORD = 2**20
_WINDOW = 2 * _LONGEST_RECORD
_BETWEEN = re.compile(r"[\s,]*")
_LIST = re.compile(r"\s*\[\s*(?=\{)")
_RECORD = re.compile(r'\s*\{\s*["}]')
_LIST_OF_OTHERS = re.compile(r'\s*\[\s*(\[|"|-?\d|\])')
_WHAT_IS_READ = (
    "JSON is read where it is a record a line, or one list of records: "
    '[{"user": ..., "item": ..., "time": ...}, ...]'
)


def is_json(text: str) -> bool:
    """Whether a text begins as records in JSON do.

    Raises:
        Unreadable: if it is JSON of another kind.
    """
    if _LIST.match(text) or _RECORD.match(text):
        return True
    if _LIST_OF_OTHERS.match(text) and text.rstrip()[-1:] == "]":
        raise Unreadable(f"The file is a JSON list, but none of records. {_WHAT_IS_READ}.")
    return False


def read_json(text: str, budget: Budget) -> tuple[pa.Table, str]:
    """Return records as a table of texts, and in words what they were.

    A list of single values stands in one cell; other nested values stay JSON.

    Raises:
        Unreadable: if a record is no JSON or too long, or the table would be too large.
    """
    start = _LIST.match(text)
    growing = Growing(budget)
    count = 0
    for records in _batches(text, start.end() if start else 0, is_list=start is not None):
        count += len(records)
        growing.add(_columns(records), len(records))
    if count == 1:
        raise Unreadable(f"The file is one JSON record, and no list of them. {_WHAT_IS_READ}.")
    return growing.table(), "a JSON list of records" if start else "JSON lines"


def _batches(text: str, place: int, *, is_list: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield the records of a list, or between white space; only a part is decoded at a time.

    Raises:
        Unreadable: if one of them is no record, or too long.
    """
    decode = json.JSONDecoder().raw_decode
    space = _BETWEEN.match
    count = 0
    while True:
        window = text[place : place + _WINDOW]
        whole = place + len(window) == len(text)
        last = len(window) - (0 if whole else _LONGEST_RECORD)
        records: list[dict[str, Any]] = []
        at = _end(space(window, 0))
        while at < last and not (is_list and window[at] == "]"):
            count += 1
            record, end = _record(decode, window, at, count)
            records.append(record)
            at = _end(space(window, end))
        yield records
        if is_list and window[at : at + 1] == "]":
            if text[place + at + 1 :].strip():
                raise Unreadable(f"Behind the JSON list there is more text. {_WHAT_IS_READ}.")
            return
        if whole:
            if is_list:
                raise Unreadable(f"The JSON list is cut off behind record {count:,}.")
            return
        place += at


def _record(
    decode: Callable[[str, int], tuple[Any, int]], window: str, place: int, count: int
) -> tuple[dict[str, Any], int]:
    """Return the record at a place, and the place behind it."""
    try:
        record, end = decode(window, place)
    except RecursionError:
        raise Unreadable(f"Record {count:,} of the JSON is nested too deep.") from None
    except ValueError as error:
        raise Unreadable(_not_json(count, window, place, error)) from None
    if end - place > _LONGEST_RECORD:
        raise Unreadable(_too_long(count))
    if not isinstance(record, dict):
        raise Unreadable(f"Record {count:,} of the JSON is no record. {_WHAT_IS_READ}.")
    return record, end


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _not_json(count: int, window: str, place: int, error: ValueError) -> str:
    broken = getattr(error, "pos", place)
    if broken - place >= _LONGEST_RECORD:
        return _too_long(count)
    why = getattr(error, "msg", cause(error))
    around = window[place : place + 60]
    return f"Record {count:,} cannot be read as JSON ({why}): {around!a}. {_WHAT_IS_READ}."


def _too_long(count: int) -> str:
    return f"Record {count:,} of the JSON is longer than {_LONGEST_RECORD / 2**20:.0f} MB."


def _columns(records: list[dict[str, Any]]) -> dict[str, pa.Array]:
    names = list(dict.fromkeys(chain.from_iterable(records)))
    hold_columns(len(names))
    return {name: _column([record.get(name) for record in records]) for name in names}


def _column(values: list[Any]) -> pa.Array:
    kinds = set(map(type, values))
    if kinds == {str}:
        return strings(values)
    if kinds == {int}:
        return strings(list(map(str, values)))
    return _array([_cell(value) for value in values])


def _cell(value: Any) -> str | list[str]:
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return [plain(one) for one in value]
    return plain(value)


def _array(cells: list[str | list[str]]) -> pa.Array:
    """Return cells as texts, or all as lists where one is a list; "" is a list of nothing."""
    if not any(isinstance(cell, list) for cell in cells):
        return strings([cell for cell in cells if isinstance(cell, str)])
    lists = [cell if isinstance(cell, list) else [cell] if cell else [] for cell in cells]
    offsets, flat = [0], []
    for one in lists:
        flat += one
        offsets.append(len(flat))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), strings(flat))
