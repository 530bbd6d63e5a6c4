"""From JSON lines, or a JSON list of records, to a table of texts; a record at a time."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from attnviz.interactions.arrow_columns import plain
from attnviz.interactions.content import Budget, Unreadable, cause
from attnviz.interactions.tables import Growing, hold_columns, strings

_LONGEST_RECORD = 2**20
_WINDOW = 4 * _LONGEST_RECORD
_BATCH_CELLS = 50_000
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
    kind = "a JSON list of records" if start else "JSON lines"
    growing = _Records(Growing(budget))
    count = 0
    for record in _values(text, start.end() if start else 0, is_list=start is not None):
        count += 1
        if not isinstance(record, dict):
            raise Unreadable(f"Record {count:,} of the JSON is no record. {_WHAT_IS_READ}.")
        growing.add(record)
    growing.flush()
    if count == 1:
        raise Unreadable(f"The file is one JSON record, and no list of them. {_WHAT_IS_READ}.")
    return growing.table.table(), kind


def _values(text: str, place: int, *, is_list: bool) -> Iterator[Any]:
    """Yield the values of a list, or between white space; only a part is decoded at a time."""
    decoder = json.JSONDecoder()
    count = 0
    base, window = place, text[place : place + _WINDOW]
    place = 0
    while True:
        match = _BETWEEN.match(window, place)
        place = match.end() if match else place
        if len(window) - place < _LONGEST_RECORD and base + len(window) < len(text):
            base, window = base + place, text[base + place : base + place + _WINDOW]
            place = 0
            continue
        if is_list and window[place : place + 1] == "]":
            rest = _BETWEEN.match(window, place + 1)
            if not rest or rest.end() < len(window):
                raise Unreadable(f"Behind the JSON list there is more text. {_WHAT_IS_READ}.")
            return
        if place == len(window):
            if is_list:
                raise Unreadable(f"The JSON list is cut off behind record {count:,}.")
            return
        count += 1
        try:
            value, end = decoder.raw_decode(window, place)
        except RecursionError:
            raise Unreadable(f"Record {count:,} of the JSON is nested too deep.") from None
        except ValueError as error:
            raise Unreadable(_not_json(count, window, place, error)) from None
        if end - place > _LONGEST_RECORD:
            raise Unreadable(_too_long(count))
        yield value
        place = end


def _not_json(count: int, window: str, place: int, error: ValueError) -> str:
    broken = getattr(error, "pos", place)
    if broken - place >= _LONGEST_RECORD:
        return _too_long(count)
    why = getattr(error, "msg", cause(error))
    around = window[place : place + 60]
    return f"Record {count:,} cannot be read as JSON ({why}): {around!a}. {_WHAT_IS_READ}."


def _too_long(count: int) -> str:
    return f"Record {count:,} of the JSON is longer than {_LONGEST_RECORD / 2**20:.0f} MB."


@dataclass
class _Records:
    """Records on their way to a table: a few as cells of Python, the others as columns."""

    table: Growing
    _columns: dict[str, list[str | list[str]]] = field(default_factory=dict)
    _rows: int = 0

    def add(self, record: dict[str, Any]) -> None:
        for name, value in record.items():
            column = self._columns.get(name)
            if column is None:
                hold_columns(len(self._columns) + 1)
                column = self._columns[name] = [""] * self._rows
            column.append(_cell(value))
        self._rows += 1
        for column in self._columns.values():
            if len(column) < self._rows:
                column.append("")
        if self._rows * len(self._columns) >= _BATCH_CELLS:
            self.flush()

    def flush(self) -> None:
        columns = {name: _array(cells) for name, cells in self._columns.items()}
        self.table.add(columns, self._rows)
        self._columns, self._rows = {}, 0


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
